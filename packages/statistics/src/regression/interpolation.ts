// Curves through points: the cubic spline of Forsythe, Malcolm and Moler, and straight lines, as R's `spline` and `approx` draw them.

type Curve = readonly (readonly [number, number])[];

/** The points by ascending x. */
export function naturalOrder(points: Curve): Curve {
  return [...points].sort(([one], [other]) => one - other);
}

/**
 * `count` points evenly along the cubic spline through the points, whose ends follow the cubics of the four points there.
 * R: `spline(x, y, n = count)`. Source: G. Forsythe, M. Malcolm and C. Moler, Computer Methods for Mathematical Computations (1977).
 */
export function splineThrough(points: Curve, count: number): Curve {
  const last = points.length - 1;
  const x = points.map(([each]) => each);
  const y = points.map(([, each]) => each);
  const [first, end] = [x[0] as number, x[last] as number];
  const value = last < 2 ? lineThrough(x, y) : cubicThrough(x, y);
  const along = (each: number) => (each === count - 1 ? end : first + (each * (end - first)) / (count - 1));
  return Array.from({ length: count }, (_, each) => [along(each), value(along(each))] as const);
}

const at = (values: readonly number[], index: number) => values[index] as number;

function lineThrough(x: readonly number[], y: readonly number[]): (place: number) => number {
  const slope = x.length < 2 ? 0 : (at(y, 1) - at(y, 0)) / (at(x, 1) - at(x, 0));
  return (place) => at(y, 0) + slope * (place - at(x, 0));
}

/** The cubics' coefficients by solving the tridiagonal system of second derivatives. */
function cubicThrough(x: readonly number[], y: readonly number[]): (place: number) => number {
  const n = x.length;
  const last = n - 1;
  const b: number[] = new Array(n).fill(0);
  const c: number[] = new Array(n).fill(0);
  const d: number[] = new Array(n).fill(0);
  d[0] = at(x, 1) - at(x, 0);
  c[1] = (at(y, 1) - at(y, 0)) / at(d, 0);
  for (let i = 1; i < last; i += 1) {
    d[i] = at(x, i + 1) - at(x, i);
    b[i] = 2 * (at(d, i - 1) + at(d, i));
    c[i + 1] = (at(y, i + 1) - at(y, i)) / at(d, i);
    c[i] = at(c, i + 1) - at(c, i);
  }
  b[0] = -at(d, 0);
  b[last] = -at(d, n - 2);
  c[0] = 0;
  c[last] = 0;
  if (n > 3) {
    const start = at(c, 2) / (at(x, 3) - at(x, 1)) - at(c, 1) / (at(x, 2) - at(x, 0));
    const end = at(c, n - 2) / (at(x, last) - at(x, n - 3)) - at(c, n - 3) / (at(x, n - 2) - at(x, n - 4));
    c[0] = (start * at(d, 0) ** 2) / (at(x, 3) - at(x, 0));
    c[last] = (-end * at(d, n - 2) ** 2) / (at(x, last) - at(x, n - 4));
  }
  for (let i = 1; i < n; i += 1) {
    const share = at(d, i - 1) / at(b, i - 1);
    b[i] = at(b, i) - share * at(d, i - 1);
    c[i] = at(c, i) - share * at(c, i - 1);
  }
  c[last] = at(c, last) / at(b, last);
  for (let i = n - 2; i >= 0; i -= 1) c[i] = (at(c, i) - at(d, i) * at(c, i + 1)) / at(b, i);
  b[last] = (at(y, last) - at(y, n - 2)) / at(d, n - 2) + at(d, n - 2) * (at(c, n - 2) + 2 * at(c, last));
  for (let i = 0; i < last; i += 1) {
    b[i] = (at(y, i + 1) - at(y, i)) / at(d, i) - at(d, i) * (at(c, i + 1) + 2 * at(c, i));
    d[i] = (at(c, i + 1) - at(c, i)) / at(d, i);
    c[i] = 3 * at(c, i);
  }
  c[last] = 3 * at(c, last);
  d[last] = at(d, n - 2);
  return (place) => {
    let i = 0;
    while (i < last && place >= at(x, i + 1)) i += 1;
    const away = place - at(x, i);
    return at(y, i) + away * (at(b, i) + away * (at(c, i) + away * at(d, i)));
  };
}

/** The x at which the straight lines between the points reach `y`; NaN outside. R: `approx(curve$y, curve$x, xout = y)$y`. */
export function approximate(curve: Curve, y: number): number {
  const ordered = [...curve].sort(([, one], [, other]) => one - other);
  for (let each = 0; each + 1 < ordered.length; each += 1) {
    const [x0, y0] = ordered[each] as readonly [number, number];
    const [x1, y1] = ordered[each + 1] as readonly [number, number];
    if (y < y0 || y > y1) continue;
    if (y === y0) return x0;
    if (y === y1) return x1;
    return x0 + (x1 - x0) * ((y - y0) / (y1 - y0));
  }
  return Number.NaN;
}
