// The marks of the drawing: a shape and a colour for each family, told apart by either alone, so that it is read in grey and by everybody.

type Shape = 'circle' | 'square' | 'diamond' | 'triangle' | 'inverted' | 'cross' | 'star';

export interface MarkStyle {
  readonly shape: Shape;
  readonly colour: string;
}

/** Colours of M. Okabe and K. Ito (2008), which people who see two colours alone tell apart. */
const styles: Readonly<Record<string, MarkStyle>> = {
  practice: { shape: 'square', colour: '#000000' },
  'cell keys': { shape: 'diamond', colour: '#e69f00' },
  swapping: { shape: 'cross', colour: '#cc79a7' },
  'randomised response': { shape: 'inverted', colour: '#d55e00' },
  Laplace: { shape: 'triangle', colour: '#0072b2' },
  Gaussian: { shape: 'star', colour: '#56b4e9' },
  clew: { shape: 'circle', colour: '#009e73' },
};

export function styleOf(family: string): MarkStyle {
  return styles[family] ?? { shape: 'square', colour: '#666666' };
}

/** The corners of each shape about its middle, in radii; a circle has none. */
const corners: Readonly<Record<Exclude<Shape, 'circle'>, readonly (readonly [number, number])[]>> = {
  square: [
    [-0.85, -0.85],
    [0.85, -0.85],
    [0.85, 0.85],
    [-0.85, 0.85],
  ],
  diamond: [
    [0, -1.15],
    [1.15, 0],
    [0, 1.15],
    [-1.15, 0],
  ],
  triangle: [
    [0, -1.1],
    [1, 0.8],
    [-1, 0.8],
  ],
  inverted: [
    [0, 1.1],
    [1, -0.8],
    [-1, -0.8],
  ],
  cross: [
    [-0.35, -1],
    [0.35, -1],
    [0.35, -0.35],
    [1, -0.35],
    [1, 0.35],
    [0.35, 0.35],
    [0.35, 1],
    [-0.35, 1],
    [-0.35, 0.35],
    [-1, 0.35],
    [-1, -0.35],
    [-0.35, -0.35],
  ],
  star: Array.from({ length: 10 }, (_, corner) => {
    const [reach, angle] = [corner % 2 === 0 ? 1.2 : 0.5, (Math.PI * corner) / 5];
    return [reach * Math.sin(angle), -reach * Math.cos(angle)] as const;
  }),
};

/** One mark as SVG, with a white edge, so that marks on each other stay apart. */
export function drawMark({ shape, colour }: MarkStyle, x: number, y: number, radius: number): string {
  const look = `class="mark" fill="${colour}" stroke="#ffffff"`;
  if (shape === 'circle') return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" ${look}/>`;
  const points = corners[shape]
    .map(([across, down]) => `${(x + radius * across).toFixed(1)},${(y + radius * down).toFixed(1)}`)
    .join(' ');
  return `<polygon points="${points}" ${look}/>`;
}
