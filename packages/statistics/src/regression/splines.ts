// Bases of splines: B-splines and natural cubic splines, with knots that are given or at quantiles.
import { StatisticsError } from '../foundation/errors.ts';
import type { SplineVariable } from './model-description.ts';

/** A basis: its columns at a value. */
export interface Basis {
  readonly width: number;
  /** Writes the columns' values at `x` into `into`, from its start. */
  readonly at: (x: number, into: Float64Array) => void;
}

/**
 * The basis that the values (missing ones left out) and the description give; the same basis then serves for predictions.
 * R: `splines::bs(x, df, knots, degree, intercept, Boundary.knots)` and `splines::ns(x, df, knots, intercept, Boundary.knots)`.
 * Values beyond the boundaries continue the polynomial of the end (bs) or its tangent (ns).
 * Source: C. de Boor, A Practical Guide to Splines (1978); T. Hastie in Statistical Models in S (1992), chapter 7.
 * Throws `option-invalid` for degrees of freedom, a degree or knots that make no basis.
 */
export function splineBasis(variable: SplineVariable, values: Float64Array): Basis {
  const natural = variable.kind === 'naturalSpline';
  const degree = natural ? 3 : (variable.degree ?? 3);
  const { intercept = false } = variable;
  if (!Number.isInteger(degree) || degree < 1) throw invalid(variable, 'the degree is a whole number from 1');
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) throw new StatisticsError('no-rows', { column: variable.of });
  const [low, high] = boundaryOf(variable, sorted);
  const inside = sorted.filter((value) => value >= low && value <= high);
  const inner = variable.knots ?? quantileKnots(inside, innerCount(variable, degree, natural, intercept));
  const knots = Float64Array.from([...repeated(low, degree + 1), ...repeated(high, degree + 1), ...inner]).sort();
  const raw = naturalOrPolynomial(knots, degree, [low, high], natural);
  return natural ? constrained(raw, knots, [low, high], intercept) : withoutFirst(raw, intercept);
}

const invalid = (variable: SplineVariable, detail: string) =>
  new StatisticsError('option-invalid', { column: variable.of, detail });

const repeated = (value: number, times: number) => Array.from({ length: times }, () => value);

function boundaryOf(variable: SplineVariable, sorted: Float64Array): [number, number] {
  const [low, high] = variable.boundary ?? [sorted[0] as number, sorted.at(-1) as number];
  if (!(low < high)) throw invalid(variable, 'the boundaries are two different numbers, the lower first');
  const knots = variable.knots ?? [];
  if (!knots.every((knot) => Number.isFinite(knot))) throw invalid(variable, 'knots are finite numbers');
  return [low, high];
}

function innerCount(variable: SplineVariable, degree: number, natural: boolean, intercept: boolean): number {
  const { degreesOfFreedom } = variable;
  if (degreesOfFreedom === undefined) return 0;
  const count = degreesOfFreedom - (natural ? 1 : degree) - (intercept ? 1 : 0);
  if (!Number.isInteger(count) || count < 0)
    throw invalid(variable, 'there are too few degrees of freedom for the degree');
  return count;
}

/** Quantiles that part the values evenly, as R's `quantile` (type 7). */
function quantileKnots(sorted: Float64Array, count: number): number[] {
  return Array.from({ length: count }, (_, each) => {
    const place = ((each + 1) / (count + 1)) * (sorted.length - 1);
    const before = Math.floor(place + 4 * Number.EPSILON);
    const [lower, upper] = [sorted[before] as number, sorted[Math.min(before + 1, sorted.length - 1)] as number];
    const share = place - before;
    return Math.abs(share) < 4 * Number.EPSILON ? lower : (1 - share) * lower + share * upper;
  });
}

/** All B-splines of the knots, continued beyond the boundaries. */
function naturalOrPolynomial(
  knots: Float64Array,
  degree: number,
  [low, high]: readonly [number, number],
  natural: boolean,
): Basis {
  const width = knots.length - degree - 1;
  const powers = natural ? 1 : degree;
  const taylor = (pivot: number) =>
    Array.from({ length: powers + 1 }, (_, derivative) =>
      Array.from({ length: width }, (__, each) => bSpline(knots, each, degree + 1, pivot, derivative)),
    );
  const ends = { low: taylor(low), high: taylor(high) };
  const scratch = new Float64Array(degree + 1);
  const at = (x: number, into: Float64Array) => {
    into.fill(0, 0, width);
    if (Number.isNaN(x)) {
      into.fill(Number.NaN, 0, width);
    } else if (x >= low && x <= high) {
      const first = nonZero(knots, degree, x, scratch);
      into.set(scratch, first);
    } else {
      const [pivot, end] = x < low ? [low, ends.low] : [high, ends.high];
      let power = 1;
      for (const [derivative, row] of end.entries()) {
        if (derivative > 0) power *= (x - pivot) / derivative;
        for (let each = 0; each < width; each += 1) into[each] = (into[each] as number) + power * (row[each] as number);
      }
    }
  };
  return { width, at };
}

/** The degree + 1 splines that are not 0 at x, by Cox and de Boor's recurrence; returns which is the first. */
function nonZero(knots: Float64Array, degree: number, x: number, into: Float64Array): number {
  let interval = degree;
  const last = knots.length - degree - 2;
  while (interval < last && x >= (knots[interval + 1] as number)) interval += 1;
  into.fill(0);
  into[0] = 1;
  for (let order = 1; order <= degree; order += 1) {
    let carried = 0;
    for (let each = 0; each < order; each += 1) {
      const right = knots[interval + each + 1] as number;
      const left = knots[interval + each + 1 - order] as number;
      const share = right === left ? 0 : (into[each] as number) / (right - left);
      into[each] = carried + (right - x) * share;
      carried = (x - left) * share;
    }
    into[order] = carried;
  }
  return interval - degree;
}

/** A derivative of one B-spline at a boundary, the right end belonging to the last interval. */
function bSpline(knots: Float64Array, each: number, order: number, x: number, derivative: number): number {
  const at = (place: number) => knots[place] as number;
  if (order === 1) {
    const end = at(knots.length - 1);
    const isLast = x === end && at(each + 1) === end && at(each) < end;
    return (x >= at(each) && x < at(each + 1)) || isLast ? 1 : 0;
  }
  const [leftWidth, rightWidth] = [at(each + order - 1) - at(each), at(each + order) - at(each + 1)];
  const down = derivative > 0 ? derivative - 1 : 0;
  const left = leftWidth === 0 ? 0 : bSpline(knots, each, order - 1, x, down) / leftWidth;
  const right = rightWidth === 0 ? 0 : bSpline(knots, each + 1, order - 1, x, down) / rightWidth;
  if (derivative > 0) return (order - 1) * (left - right);
  return (x - at(each)) * left + (at(each + order) - x) * right;
}

function withoutFirst(basis: Basis, intercept: boolean): Basis {
  if (intercept) return basis;
  const whole = new Float64Array(basis.width);
  const at = (x: number, into: Float64Array) => {
    basis.at(x, whole);
    into.set(whole.subarray(1));
  };
  return { width: basis.width - 1, at };
}

/**
 * The basis without second derivatives at the boundaries: B-splines turned by the two Householder reflections that take the
 * constraints to the first two coordinates (signs as LINPACK's dqrdc), those two left out.
 */
function constrained(basis: Basis, knots: Float64Array, ends: readonly [number, number], intercept: boolean): Basis {
  const kept = withoutFirst(basis, intercept);
  const skip = basis.width - kept.width;
  const columns = ends.map((end) =>
    Float64Array.from({ length: kept.width }, (_, each) => bSpline(knots, each + skip, 4, end, 2)),
  );
  const reflections: Float64Array[] = [];
  for (const [place, column] of columns.entries()) {
    for (const earlier of reflections) reflect(earlier, reflections.indexOf(earlier), column);
    reflections.push(reflection(column, place));
  }
  const whole = new Float64Array(kept.width);
  const at = (x: number, into: Float64Array) => {
    kept.at(x, whole);
    for (const [place, each] of reflections.entries()) reflect(each, place, whole);
    into.set(whole.subarray(2));
  };
  return { width: kept.width - 2, at };
}

function reflection(column: Float64Array, place: number): Float64Array {
  const vector = column.slice();
  vector.fill(0, 0, place);
  let norm = Math.hypot(...vector);
  if ((vector[place] as number) < 0) norm = -norm;
  for (let row = place; row < vector.length; row += 1) vector[row] = (vector[row] as number) / norm;
  vector[place] = (vector[place] as number) + 1;
  return vector;
}

function reflect(vector: Float64Array, place: number, column: Float64Array): void {
  let product = 0;
  for (let row = place; row < vector.length; row += 1) product += (vector[row] as number) * (column[row] as number);
  const share = -product / (vector[place] as number);
  for (let row = place; row < vector.length; row += 1) {
    column[row] = (column[row] as number) + share * (vector[row] as number);
  }
}
