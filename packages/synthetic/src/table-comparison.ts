// One table against its official counterpart: distance, chi-square, worst cell, and what chance would allow.

/** How one table of one status compares. */
export interface TableComparison {
  readonly table: string;
  readonly status: string;
  /** `skipped`: the file is absent, or the population has nobody to count. `reported`: nothing calibrates it, so nothing is asked of it. */
  readonly verdict: 'within' | 'outside' | 'reported' | 'skipped';
  readonly people: number;
  readonly cells: number;
  /** Half the sum of the absolute differences of shares: 0 is the same, 1 is nothing in common. */
  readonly distance: number | null;
  /** What the distance may be: the model's tolerance, what chance alone gives on average, and three standard deviations of it. */
  readonly allowed: number | null;
  /** Chi-square over its degrees of freedom, cells of at least 5 expected people: about 1 where only chance is at work. */
  readonly chiSquareRatio: number | null;
  /** The cell with the largest standardised residual. */
  readonly worst: { readonly cell: string; readonly expected: number; readonly observed: number } | null;
  /** Of flows: people counted over people expected for a service of this size. */
  readonly level: number | null;
  readonly reason?: string;
}

/** Variance of the absolute value of a standard normal variable. */
const halfNormalVariance = 1 - 2 / Math.PI;

export function skipped(table: string, status: string, reason: string): TableComparison {
  const nothing = { distance: null, allowed: null, chiSquareRatio: null, worst: null, level: null };
  return { table, status, verdict: 'skipped', people: 0, cells: 0, ...nothing, reason };
}

/** Compares counts with official ones; `scale` gives the people expected per official person, for flows. */
export function compareCells(
  table: string,
  status: string,
  official: ReadonlyMap<string, number>,
  observed: ReadonlyMap<string, number>,
  tolerance: number | null,
  scale: number | null,
): TableComparison {
  const people = sum(observed.values());
  const officialAll = sum(official.values());
  if (people === 0 || officialAll === 0) return skipped(table, status, 'nobody to count');
  let [distance, byChance, variance, chiSquare, counted, worstResidual] = [0, 0, 0, 0, 0, -1];
  let worst: TableComparison['worst'] = null;
  for (const cell of new Set([...official.keys(), ...observed.keys()])) {
    const share = (official.get(cell) ?? 0) / officialAll;
    const [expected, has] = [share * people, observed.get(cell) ?? 0];
    distance += Math.abs(has / people - share) / 2;
    byChance += Math.sqrt((2 * share * (1 - share)) / (Math.PI * people)) / 2;
    variance += (halfNormalVariance * share * (1 - share)) / people / 4;
    const residual = Math.abs(has - expected) / Math.sqrt(Math.max(1, expected));
    if (residual > worstResidual) {
      worstResidual = residual;
      worst = { cell, expected: Math.round(expected * 10) / 10, observed: has };
    }
    if (expected < 5) continue;
    chiSquare += (has - expected) ** 2 / expected;
    counted += 1;
  }
  // Absolute differences are about half-normal. Two cells go together exactly, which doubles the variance; more cells do so less.
  const allowed = tolerance === null ? null : tolerance + byChance + 3 * Math.sqrt(2 * variance);
  const expectedLevel = scale === null ? null : officialAll * scale;
  const level = expectedLevel === null ? null : people / expectedLevel;
  const levelHolds =
    level === null || expectedLevel === null || Math.abs(level - 1) <= 0.12 + 3 / Math.sqrt(expectedLevel);
  // Where chance alone may move half the people, nothing could be found outside, and "within" would mean nothing.
  if (allowed !== null && allowed > 0.5) return skipped(table, status, 'too few people to tell');
  const within = allowed === null || (distance <= allowed && levelHolds);
  return {
    table,
    status,
    verdict: allowed === null ? 'reported' : within ? 'within' : 'outside',
    people,
    cells: official.size,
    distance,
    allowed,
    chiSquareRatio: counted > 1 ? chiSquare / (counted - 1) : null,
    worst,
    level,
  };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
