// clew statistics survival: Kaplan-Meier curves by group, what they say, and whether they differ.
import {
  type IntervalKind,
  kaplanMeier,
  type LogRankTest,
  logRank,
  medianSurvival,
  restrictedMeans,
  type SurvivalCurve,
  type SurvivalData,
  survivalAt,
} from '@clew/statistics';
import { Refused } from '../failure.ts';
import { type Answer, chiSquaredLine, figure, figures, percent, range, rowsLine, shown } from './answer.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, eventChoice, eventsOf, numbersOf } from './rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from './run.ts';

export interface SurvivalOptions extends StatisticsOptions {
  readonly time: string;
  readonly event: string;
  readonly entry?: string;
  readonly group?: string;
  readonly strata?: string;
  readonly weights?: string;
  readonly interval: IntervalKind;
  readonly at?: readonly number[];
  readonly upTo?: number;
}

export function survivalAnalysis(options: SurvivalOptions, header: readonly string[]): Analysis {
  const { time, entry, group, strata, weights } = options;
  if (strata !== undefined && group === undefined) {
    throw new Refused('no-group', '--strata needs a --group to compare.', 'Name the column of the group.');
  }
  const event = eventChoice(options.event, header);
  return {
    columns: namedColumns({ time, event: event.column, entry, group, strata, weights }),
    places: { time, event: event.column, entry, groups: group, strata, weights, times: '--at', upTo: '--up-to' },
    answer: (rows) => {
      const data = { ...timesOf(rows, options), event: eventsOf(rows, event) };
      return survivalAnswer(rows, data, options);
    },
  };
}

/** Times, entries and weights, as all methods of time to an event have them. */
export function timesOf(
  rows: CsvRows,
  { time, entry, weights }: { readonly time: string; readonly entry?: string; readonly weights?: string },
): Omit<SurvivalData, 'event'> {
  return {
    time: numbersOf(rows, time),
    ...(entry === undefined ? {} : { entry: numbersOf(rows, entry) }),
    ...(weights === undefined ? {} : { weights: numbersOf(rows, weights) }),
  };
}

function survivalAnswer(rows: CsvRows, data: SurvivalData, options: SurvivalOptions): Answer {
  const { interval, confidence, at, upTo } = options;
  const groups = options.group === undefined ? undefined : categoriesOf(rows, options.group);
  const fitted = kaplanMeier(data, { interval, confidence, ...(groups && { groups }) });
  const means = restrictedMeans(fitted.curves, upTo ?? 'common');
  const curves = fitted.curves.map((curve, place) => ({
    ...curve,
    eventsInAll: curve.events.reduce((sum, count) => sum + count, 0),
    median: medianSurvival(curve),
    restrictedMean: means[place],
    ...(at && { at: survivalAt(curve, at) }),
  }));
  const strata = options.strata === undefined ? undefined : categoriesOf(rows, options.strata);
  const test =
    groups && curves.length > 1 && isWhole(data.weights)
      ? logRank(data, groups, { ...(strata && { strata }) })
      : undefined;
  const { robust } = fitted;
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      interval,
      robust,
      curves,
      logRank: test,
    },
    lines: [
      rowsLine(rows.fileRows.length, rows.omitted, `; Kaplan-Meier, ${percent(confidence)} intervals (${interval})`),
      '',
      summaryTable(curves),
      ...(at ? ['', atTable(curves)] : []),
      ...(test ? ['', testLine(test, options)] : []),
      ...(isWhole(data.weights) ? [] : ['', 'No log-rank test: it is not defined for weights that are not whole.']),
    ],
  };
}

type Shown = SurvivalCurve & {
  readonly eventsInAll: number;
  readonly median: ReturnType<typeof medianSurvival>;
  readonly restrictedMean: ReturnType<typeof restrictedMeans>[number] | undefined;
  readonly at?: ReturnType<typeof survivalAt>;
};

const groupOf = ({ group }: { readonly group?: string }) => group ?? 'all';

/** The log-rank test takes weights as numbers of equal rows only. */
const isWhole = (weights: SurvivalData['weights']) => weights?.every(Number.isInteger) ?? true;

function summaryTable(curves: readonly Shown[]): string {
  const upTo = curves[0]?.restrictedMean?.upTo ?? Number.NaN;
  return shown(curves, [
    { title: 'group', cell: groupOf },
    figures('rows', ({ rows }) => rows),
    figures('events', ({ eventsInAll }) => eventsInAll),
    figures('median', ({ median }) => median.median),
    { title: 'interval', align: 'right', cell: ({ median }) => range(median.low, median.high) },
    figures(`mean up to ${figure(upTo)}`, ({ restrictedMean }) => restrictedMean?.mean ?? Number.NaN),
    figures('standard error', ({ restrictedMean }) => restrictedMean?.standardError ?? Number.NaN),
  ]);
}

function atTable(curves: readonly Shown[]): string {
  const lines = curves.flatMap((curve) =>
    Array.from(curve.at?.time ?? [], (time, place) => ({ group: groupOf(curve), time, place, at: curve.at })),
  );
  const read = (name: 'atRisk' | 'events' | 'survival' | 'low' | 'high') => (line: (typeof lines)[number]) =>
    line.at?.[name][line.place] ?? Number.NaN;
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    figures('time', ({ time }) => time),
    figures('at risk', read('atRisk')),
    figures('events', read('events')),
    figures('survival', read('survival')),
    { title: 'interval', align: 'right', cell: (line) => range(read('low')(line), read('high')(line)) },
  ]);
}

function testLine(test: LogRankTest, { strata }: SurvivalOptions): string {
  return chiSquaredLine(`Log-rank test${strata === undefined ? '' : ` within ${strata}`}`, test);
}
