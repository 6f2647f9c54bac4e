// clew statistics bounds: what a gap can be, whatever those would have said who did not declare.
import { type DeclaredOutcomes, gapBounds, tippingPoint } from '@clew/statistics';
import { Refused } from '../failure.ts';
import { type Answer, figure, figures, percent, range, rowsLine, shown } from './answer.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, eventChoice, eventsOf, levelNamed } from './rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from './run.ts';

export interface BoundsOptions extends StatisticsOptions {
  readonly outcome: string;
  readonly group: string;
  readonly first: string;
  readonly second: string;
  /** Values of the group that say no more than an empty cell. */
  readonly undeclared: readonly string[];
  readonly sensitivity?: number;
}

export function boundsAnalysis(options: BoundsOptions, header: readonly string[]): Analysis {
  const { group } = options;
  const outcome = eventChoice(options.outcome, header);
  return {
    columns: namedColumns({ outcome: outcome.column, group }),
    mayBeEmpty: [group],
    places: { first: group, second: group },
    answer: (rows) => boundsAnswer(rows, countsOf(rows, eventsOf(rows, outcome), options), options),
  };
}

type Counts = Required<DeclaredOutcomes>;

function countsOf(rows: CsvRows, outcome: Uint8Array, options: BoundsOptions): Counts {
  const { group, undeclared } = options;
  const { levels, codes } = categoriesOf(rows, group);
  const [first, second] = [levelNamed(levels, group, options.first), levelNamed(levels, group, options.second)];
  if (first === second) throw new Refused('one-group', '--first and --second are the same.', 'Name two groups.');
  const counts = {
    first: { successes: 0, trials: 0 },
    second: { successes: 0, trials: 0 },
    other: { successes: 0, trials: 0 },
    undeclared: { successes: 0, trials: 0 },
  };
  const kinds = levels.map((level): keyof Counts => {
    if (level === first) return 'first';
    if (level === second) return 'second';
    return undeclared.includes(level) ? 'undeclared' : 'other';
  });
  for (const [row, code] of codes.entries()) {
    const count = counts[code < 0 ? 'undeclared' : (kinds[code] as keyof Counts)];
    count.trials += 1;
    count.successes += outcome[row] as number;
  }
  return counts;
}

function boundsAnswer(rows: CsvRows, people: Counts, options: BoundsOptions): Answer {
  const { confidence, sensitivity, first, second } = options;
  const worst = gapBounds(people, { confidence });
  const assumed = sensitivity === undefined ? undefined : gapBounds(people, { confidence, sensitivity });
  const tipping = { gap: tippingPoint(people), interval: tippingPoint(people, { confidence }) };
  const kinds = [
    { kind: first, ...people.first },
    { kind: second, ...people.second },
    ...(people.other.trials === 0 ? [] : [{ kind: 'other groups', ...people.other }]),
    { kind: 'undeclared', ...people.undeclared },
  ];
  const line = (name: string, bounds: typeof worst) =>
    `${name}: the gap is ${range(bounds.low, bounds.high)} (${percent(confidence)} interval ${range(bounds.interval.low, bounds.interval.high)})`;
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      first,
      second,
      people,
      worstCase: worst,
      sensitivity,
      assumed,
      tippingPoint: tipping,
    },
    lines: [
      rowsLine(rows.fileRows.length, rows.omitted, `, ${(100 * worst.declarationRate).toFixed(1)}% declared`),
      '',
      shown(kinds, [
        { title: 'group', cell: ({ kind }) => kind },
        figures('people', ({ trials }) => trials),
        figures('with the outcome', ({ successes }) => successes),
        figures('share', ({ successes, trials }) => (trials === 0 ? Number.NaN : successes / trials)),
      ]),
      '',
      `Among those who declared, ${first} less ${second}: ${figure(worst.declaredGap)}`,
      line('Whatever the others would have said', worst),
      ...(assumed ? [line(`Where their odds differ by a factor of ${figure(sensitivity ?? 1)} at most`, assumed)] : []),
      `A gap of 0 is possible ${fromFactor(tipping.gap)}, and within the interval ${fromFactor(tipping.interval)}.`,
      'The factor: how many times as high or as low the odds of the first group may be among those who did not declare.',
    ],
  };
}

/** Infinite where no factor is large enough. */
const fromFactor = (factor: number): string =>
  Number.isFinite(factor) ? `from a factor of ${figure(factor)}` : 'by no factor';
