// Perturbation tables: by how much a count of people is moved, as a distribution that is unbiased, bounded, of given variance, and otherwise as random as can be.
//
// Source: the cell key method of the Australian Bureau of Statistics (B. Fraser, J. Wooton, A proposed method for confidentialising
// tabular output to protect against differencing, UNECE 2005); tables of largest entropy: S. Giessing, Computational issues in the
// design of transition probabilities and disclosure risk estimation for additive noise, Privacy in Statistical Databases 2016.

export interface PerturbationTable {
  readonly variance: number;
  readonly bound: number;
  /** By count (those from `bound` up share the last row): the probability of each shift from -bound to bound. */
  readonly rows: readonly Float64Array[];
  /** By count: the variance reached. Less than asked where a small count leaves too little room below it. */
  readonly variances: readonly number[];
  /** By count: where each shift's share of the 2^32 cell keys ends. */
  readonly ends: readonly Float64Array[];
}

const keys = 4_294_967_296;

/**
 * Makes a table for a variance and a bound. Zeros stay; no count becomes negative; every row has mean 0. Throws RangeError for a
 * variance that is negative or needs a larger bound: parameters are checked before.
 */
export function perturbationTable(variance: number, bound: number): PerturbationTable {
  if (!isFeasible(variance, bound)) {
    throw new RangeError('invariant: the variance of a perturbation table is from 0 to half the square of its bound');
  }
  const rows = Array.from({ length: bound + 1 }, (_, count) => rowOf(count, variance, bound));
  return { variance, bound, rows, variances: rows.map((row) => varianceOf(row, bound)), ends: rows.map(endsOf) };
}

/** Whether a table can be made: the bound a whole number from 1 to 100, the variance at most half its square. */
export function isFeasible(variance: number, bound: number): boolean {
  return Number.isInteger(bound) && bound >= 1 && bound <= 100 && variance >= 0 && variance <= (bound * bound) / 2;
}

/** The shift of a count under a cell key: equal keys and counts give equal shifts. */
export function shiftOf(table: PerturbationTable, count: number, cellKey: number): number {
  const row = Math.min(count, table.bound);
  const ends = table.ends[row] as Float64Array;
  for (let place = 0; place < ends.length; place += 1) {
    if (cellKey < (ends[place] as number)) return place - table.bound;
  }
  return 0;
}

function rowOf(count: number, variance: number, bound: number): Float64Array {
  const row = new Float64Array(2 * bound + 1);
  const least = -Math.min(count, bound);
  if (count === 0 || variance === 0) {
    row[bound] = 1;
    return row;
  }
  // From -count to bound, mean 0 allows a variance of at most count times bound. Near that nothing random is left, so stay well below.
  const reached = Math.min(variance, (-least * bound) / 2);
  const [linear, square] = solve(least, bound, reached);
  let total = 0;
  for (let shift = least; shift <= bound; shift += 1) {
    const weight = Math.exp(linear * shift - square * shift * shift);
    row[shift + bound] = weight;
    total += weight;
  }
  return row.map((weight) => weight / total);
}

interface Moments {
  readonly logTotal: number;
  readonly mean: number;
  readonly second: number;
  readonly variance: number;
  readonly secondVariance: number;
  readonly covariance: number;
}

/** The moments of the distribution in proportion to exp(linear shift - square shift^2). */
function momentsOf(least: number, most: number, linear: number, square: number): Moments {
  let [total, first, second, third, fourth] = [0, 0, 0, 0, 0];
  for (let shift = least; shift <= most; shift += 1) {
    const weight = Math.exp(linear * shift - square * shift * shift);
    total += weight;
    first += weight * shift;
    second += weight * shift ** 2;
    third += weight * shift ** 3;
    fourth += weight * shift ** 4;
  }
  const [mean, m2, m3, m4] = [first / total, second / total, third / total, fourth / total];
  return {
    logTotal: Math.log(total),
    mean,
    second: m2,
    variance: m2 - mean * mean,
    secondVariance: m4 - m2 * m2,
    covariance: m3 - mean * m2,
  };
}

const mostSteps = 100;
const exactEnough = 1e-14;

/** The largest entropy under mean 0 and the variance: a convex problem in two multipliers, by Newton's method with halved steps. */
function solve(least: number, most: number, variance: number): readonly [number, number] {
  // The first is right for large variances, the second for those so small that only shifts of one happen.
  let [linear, square] = [0, Math.min(1 / (2 * variance), Math.log1p(2 / variance))];
  const objective = (atLinear: number, atSquare: number) =>
    momentsOf(least, most, atLinear, atSquare).logTotal + atSquare * variance;
  for (let round = 0; round < mostSteps; round += 1) {
    const now = momentsOf(least, most, linear, square);
    const [slopeLinear, slopeSquare] = [now.mean, variance - now.second];
    if (Math.abs(slopeLinear) + Math.abs(slopeSquare) < exactEnough) break;
    const determinant = now.variance * now.secondVariance - now.covariance ** 2;
    const stepLinear = (slopeLinear * now.secondVariance + slopeSquare * now.covariance) / determinant;
    const stepSquare = (slopeSquare * now.variance + slopeLinear * now.covariance) / determinant;
    // Near the end the objective moves by less than its own rounding, and the full step is right.
    const allowed = objective(linear, square) + 1e-12;
    let share = 1;
    while (share > 1e-9 && !(objective(linear - share * stepLinear, square - share * stepSquare) <= allowed))
      share /= 2;
    linear -= share * stepLinear;
    square -= share * stepSquare;
  }
  return [linear, square];
}

function varianceOf(row: Float64Array, bound: number): number {
  return row.reduce((sum, probability, place) => sum + probability * (place - bound) ** 2, 0);
}

function endsOf(row: Float64Array): Float64Array {
  let sum = 0;
  const ends = row.map((probability) => {
    sum += probability;
    return Math.round(sum * keys);
  });
  // What rounding leaves belongs to the last shift that can happen.
  const last = row.findLastIndex((probability) => probability > 0);
  return ends.fill(keys, last);
}
