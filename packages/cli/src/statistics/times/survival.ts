// clew statistics survival: Kaplan-Meier curves by group, what they say, and whether they differ.
import {
  type Factor,
  type IntervalKind,
  kaplanMeier,
  type LogRankTest,
  logRank,
  medianSurvival,
  nelsonAalen,
  restrictedMeans,
  type SurvivalCurve,
  type SurvivalCurves,
  type SurvivalData,
  survivalAt,
  survivalQuantiles,
} from '@clew/statistics';
import { Refused } from '../../failure.ts';
import { type Answer, chiSquaredLine, figure, figures, percent, range, rowsLine, shown } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf, eventChoice, eventsOf } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { timesOf } from './time-columns.ts';

export interface SurvivalOptions extends StatisticsOptions {
  readonly time: string;
  readonly event: string;
  readonly entry?: string;
  readonly group?: string;
  readonly strata?: string;
  readonly weights?: string;
  /** Who the row is of, where a person may have several. */
  readonly id?: string;
  readonly cluster?: string;
  readonly estimate: SurvivalEstimate;
  readonly interval: IntervalKind;
  readonly rho: number;
  readonly at?: readonly number[];
  readonly quantiles?: readonly number[];
  readonly upTo?: number;
}

export type SurvivalEstimate = 'kaplan-meier' | 'nelson-aalen' | 'fleming-harrington';

export function survivalAnalysis(options: SurvivalOptions, header: readonly string[]): Analysis {
  const { time, entry, group, strata, weights, id, cluster } = options;
  if (strata !== undefined && group === undefined) {
    throw new Refused('no-group', '--strata needs a --group to compare.', 'Name the column of the group.');
  }
  const event = eventChoice(options.event, header);
  return {
    columns: namedColumns({ time, event: event.column, entry, group, strata, weights, id, cluster }),
    places: {
      time,
      event: event.column,
      entry,
      groups: group,
      strata,
      weights,
      id,
      cluster,
      times: '--at',
      upTo: '--up-to',
      rho: '--rho',
    },
    answer: (rows) => {
      const data = { ...timesOf(rows, options), event: eventsOf(rows, event) };
      return survivalAnswer(rows, data, options);
    },
  };
}

function survivalAnswer(rows: CsvRows, data: SurvivalData, options: SurvivalOptions): Answer {
  const { interval, confidence, at, upTo, quantiles, estimate } = options;
  const groups = options.group === undefined ? undefined : categoriesOf(rows, options.group);
  const fitted = fittedCurves(rows, data, groups, options);
  const means = restrictedMeans(fitted.curves, upTo ?? 'common');
  const curves = fitted.curves.map((curve, place) => ({
    ...curve,
    eventsInAll: curve.events.reduce((sum, count) => sum + count, 0),
    median: medianSurvival(curve),
    restrictedMean: means[place],
    ...(at && { at: survivalAt(curve, at) }),
    ...(quantiles && { quantiles: survivalQuantiles(curve, quantiles) }),
  }));
  const strata = options.strata === undefined ? undefined : categoriesOf(rows, options.strata);
  const { test, note } = groups && curves.length > 1 ? compared(data, groups, strata, options.rho) : {};
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      estimate,
      interval,
      robust: fitted.robust,
      curves,
      logRank: test,
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `; ${estimateNames[estimate]}, ${percent(confidence)} intervals (${interval})`,
      ),
      '',
      summaryTable(curves),
      ...(fitted.robust ? ['Robust standard errors.'] : []),
      ...(at ? ['', atTable(curves)] : []),
      ...(quantiles ? ['', quantileTable(curves)] : []),
      ...(test ? ['', testLine(test, options)] : []),
      ...(note ? ['', note] : []),
    ],
  };
}

const estimateNames: Readonly<Record<SurvivalEstimate, string>> = {
  'kaplan-meier': 'Kaplan-Meier',
  'nelson-aalen': 'Nelson-Aalen',
  'fleming-harrington': 'Fleming-Harrington',
};

function fittedCurves(
  rows: CsvRows,
  data: SurvivalData,
  groups: Factor | undefined,
  { interval, confidence, estimate, id, cluster }: SurvivalOptions,
): SurvivalCurves {
  const chosen = {
    interval,
    confidence,
    ...(groups && { groups }),
    ...(id === undefined ? {} : { id: categoriesOf(rows, id).codes }),
    ...(cluster === undefined ? {} : { cluster: categoriesOf(rows, cluster) }),
  };
  if (estimate === 'kaplan-meier') return kaplanMeier(data, chosen);
  return nelsonAalen(data, { ...chosen, tiedHazard: estimate });
}

/** The log-rank test, or why there is none. It takes weights as numbers of equal rows only. */
function compared(
  data: SurvivalData,
  groups: Factor,
  strata: Factor | undefined,
  rho: number,
): { readonly test?: LogRankTest; readonly note?: string } {
  if (data.weights?.every(Number.isInteger) === false) {
    return { note: 'No log-rank test: it is not defined for weights that are not whole.' };
  }
  if (!data.event.includes(1)) return { note: 'No log-rank test: there is no event.' };
  return { test: logRank(data, groups, { rho, ...(strata && { strata }) }) };
}

type Shown = SurvivalCurve & {
  readonly eventsInAll: number;
  readonly median: ReturnType<typeof medianSurvival>;
  readonly restrictedMean: ReturnType<typeof restrictedMeans>[number] | undefined;
  readonly at?: ReturnType<typeof survivalAt>;
  readonly quantiles?: ReturnType<typeof survivalQuantiles>;
};

const groupOf = ({ group }: { readonly group?: string }) => group ?? 'all';

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

function quantileTable(curves: readonly Shown[]): string {
  const lines = curves.flatMap((curve) =>
    Array.from(curve.quantiles?.probabilities ?? [], (probability, place) => ({
      group: groupOf(curve),
      probability,
      time: curve.quantiles?.quantile[place] ?? Number.NaN,
      low: curve.quantiles?.low[place] ?? Number.NaN,
      high: curve.quantiles?.high[place] ?? Number.NaN,
    })),
  );
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    figures('have had the event', ({ probability }) => probability),
    figures('by', ({ time }) => time),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
  ]);
}

function testLine(test: LogRankTest, { strata, rho }: SurvivalOptions): string {
  const name = rho === 0 ? 'Log-rank test' : `Weighted log-rank test (rho ${rho})`;
  return chiSquaredLine(`${name}${strata === undefined ? '' : ` within ${strata}`}`, test);
}
