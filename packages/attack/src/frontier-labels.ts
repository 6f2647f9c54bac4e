// Where the numbers of the marks stand: beside their mark, and on no other mark or number where there is room.

export interface Label {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  readonly label: string;
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

/** The eight directions, those that are read most easily first. */
const directions = [
  [0, -1],
  [1, -0.8],
  [-1, -0.8],
  [1, 0],
  [-1, 0],
  [0, 1],
  [1, 0.8],
  [-1, 0.8],
] as const;

/** A number is about so wide and high, in the unit of the drawing. */
const size = { width: 17, height: 13 } as const;
/** So near to another mark a number would be read as that one's. */
const apart = 4;

/** Places each number in the first direction in which it is clear of everything, else in that in which it is clearest. None is below `bottom`. */
export function placeLabels(
  marks: readonly (Spot & { readonly number: number })[],
  radius: number,
  bottom: number,
): readonly Label[] {
  const taken: Spot[] = [];
  return marks.map(({ x, y, number }) => {
    const spots = directions.map(([across, down]) => ({
      x: x + across * (radius + size.width / 2 + 2),
      y: y + down * (radius + size.height / 2 + 2),
    }));
    const others = marks.filter((mark) => mark.number !== number);
    const scores = spots.map((spot) =>
      spot.y + size.height / 2 > bottom ? Number.NEGATIVE_INFINITY : clearance(spot, others, taken, radius),
    );
    const best = scores.findIndex((score) => score >= 0);
    const spot = spots[best === -1 ? scores.indexOf(Math.max(...scores)) : best] ?? { x, y };
    taken.push(spot);
    return { x: spot.x, y: spot.y + size.height / 2 - 2, label: String(number) };
  });
}

/** How far a number is from being too near to another mark or number; below 0 where it is. */
function clearance(spot: Spot, marks: readonly Spot[], taken: readonly Spot[], radius: number): number {
  const gap = (other: Spot, width: number, height: number) =>
    Math.max(Math.abs(spot.x - other.x) - width, Math.abs(spot.y - other.y) - height);
  return Math.min(
    ...marks.map((mark) => gap(mark, size.width / 2 + radius + apart, size.height / 2 + radius + apart)),
    ...taken.map((other) => gap(other, size.width, size.height)),
    Number.POSITIVE_INFINITY,
  );
}
