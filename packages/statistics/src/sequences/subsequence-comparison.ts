// Which subsequences of events tell groups apart.

import { chiSquareUpper } from '../distributions/index.ts';
import { type Factor, requireFactor, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type Work, workOf } from '../foundation/work.ts';
import type { EventSequences } from './event-sequences.ts';
import { type FoundSubsequences, subsequencesByPerson, weightsOf } from './event-subsequences.ts';
import type { WeightsTaken } from './state-sequences.ts';

export interface SubsequenceComparisonOptions extends WeightsTaken, Work {
  /** Whether p-values are corrected for the number of subsequences, 1 - (1 - p)^n (Sidak), which R calls Bonferroni. R: `method = "bonferroni"`. */
  readonly corrected?: boolean;
  /** Subsequences with a larger p-value are left out. R: `pvalue.limit`. */
  readonly largestPValue?: number;
}

/** Subsequences by how much they tell groups apart, the one with the largest statistic first. */
export interface SubsequenceComparison {
  /** Which of the found subsequences each is, and its text. */
  readonly indices: Uint32Array;
  readonly texts: readonly string[];
  /** Pearson's chi-squared statistic of having it by group, with Yates' correction for two groups. */
  readonly statistics: Float64Array;
  readonly pValues: Float64Array;
  readonly supports: Float64Array;
  /** The groups that have members. */
  readonly groups: readonly string[];
  /** The share that has it in each group, and Pearson's residual of having it: subsequence i and group j at `[i * n + j]`, n groups. */
  readonly shares: Float64Array;
  readonly residuals: Float64Array;
}

/**
 * Tests for each subsequence whether having it depends on the group; persons whose group is missing (-1) are left out. A subsequence that all
 * or none have has statistic 0 and p-value 1.
 * R: `TraMineR::seqecmpgroup(found, group, method, pvalue.limit, weighted)`. Studer, Mueller, Ritschard and Gabadinho (2010).
 * Throws `length-mismatch`, `code-outside-levels`, `one-group`.
 */
export function compareSubsequences(
  events: EventSequences,
  found: FoundSubsequences,
  group: Factor,
  options: SubsequenceComparisonOptions = {},
): SubsequenceComparison {
  requireSameLength({ events: { length: events.count }, group: group.codes });
  requireFactor('group', group, true);
  const weights = weightsOf(events, options);
  const present = [...group.levels.keys()].filter((level) => group.codes.includes(level));
  if (present.length < 2) throw new StatisticsError('one-group', { column: 'group' });
  const size = found.subsequences.length;
  const has = subsequencesByPerson(events, found, {
    counting: 'once',
    ...workOf(options),
  });
  const seats = new Map(present.map((level, seat) => [level, seat]));
  const members = Uint32Array.from(group.codes.keys()).filter((person) => seats.has(group.codes[person] as number));
  const tests = found.subsequences.map((_, at) => {
    const table = present.map(() => [0, 0] as [number, number]);
    let having = 0;
    for (const person of members) {
      const cell = table[seats.get(group.codes[person] as number) ?? 0] ?? [0, 0];
      const held = has[person * size + at] === 0 ? 0 : 1;
      cell[held] += weights[person] as number;
      having += held;
    }
    return having > 0 && having < members.length ? testOf(table) : untested(present.length, having / members.length);
  });
  const corrected = (p: number) => (options.corrected === true ? -Math.expm1(size * Math.log1p(-p)) : p);
  const pValues = tests.map(({ statistic }) =>
    corrected(statistic === 0 ? 1 : chiSquareUpper(statistic, present.length - 1)),
  );
  const limit = options.largestPValue ?? 1;
  const order = [...tests.keys()]
    .sort((one, other) => (tests[other]?.statistic ?? 0) - (tests[one]?.statistic ?? 0) || one - other)
    .filter((at) => (pValues[at] ?? 1) <= limit);
  return {
    indices: Uint32Array.from(order),
    texts: order.map((at) => found.texts[at] ?? ''),
    statistics: Float64Array.from(order, (at) => tests[at]?.statistic ?? Number.NaN),
    pValues: Float64Array.from(order, (at) => pValues[at] ?? Number.NaN),
    supports: Float64Array.from(order, (at) => found.supports[at] as number),
    groups: present.map((level) => group.levels[level] ?? ''),
    shares: Float64Array.from(order.flatMap((at) => tests[at]?.shares ?? [])),
    residuals: Float64Array.from(order.flatMap((at) => tests[at]?.residuals ?? [])),
  };
}

interface PresenceTest {
  readonly statistic: number;
  readonly shares: readonly number[];
  readonly residuals: readonly number[];
}

const untested = (groups: number, share: number): PresenceTest => ({
  statistic: 0,
  shares: new Array<number>(groups).fill(share),
  residuals: new Array<number>(groups).fill(0),
});

/** Pearson's test of groups by not having and having, in weights, which need not be whole numbers. */
function testOf(table: readonly (readonly [number, number])[]): PresenceTest {
  const [without, having] = [sum(table.map(([no]) => no)), sum(table.map(([, yes]) => yes))];
  const cells = table.flatMap(([no, yes]) => {
    const share = (no + yes) / (without + having);
    return [
      { seen: no, expected: share * without },
      { seen: yes, expected: share * having },
    ];
  });
  const apart = cells.map(({ seen, expected }) => Math.abs(seen - expected));
  const correction = table.length === 2 ? Math.min(0.5, ...apart) : 0;
  return {
    statistic: sum(cells.map(({ expected }, cell) => ((apart[cell] ?? 0) - correction) ** 2 / expected)),
    shares: table.map(([no, yes]) => yes / (no + yes)),
    residuals: cells
      .filter((_, cell) => cell % 2 === 1)
      .map(({ seen, expected }) => (seen - expected) / Math.sqrt(expected)),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
