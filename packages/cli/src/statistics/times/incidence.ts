// clew statistics incidence: of several ends, how many have come to each by when, and whether groups differ.
import {
  aalenJohansen,
  type CompetingData,
  expectedTimeInStates,
  type Factor,
  grayTest,
  type IntervalKind,
  type StateCurve,
  type StatesAtTimes,
  statesAt,
} from '@clew/statistics';
import { type Answer, chiSquaredLine, figures, percent, range, rowsLine, shown } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { timeTable } from './tables.ts';
import { type CauseOptions, causesOf, timesOf } from './time-columns.ts';

export interface IncidenceOptions extends StatisticsOptions, CauseOptions {
  readonly time: string;
  readonly entry?: string;
  readonly group?: string;
  readonly weights?: string;
  readonly interval: IntervalKind;
  readonly rho: number;
  readonly at?: readonly number[];
  readonly upTo?: number;
}

export function incidenceAnalysis(options: IncidenceOptions): Analysis {
  const { time, event, entry, group, weights, censored } = options;
  return {
    columns: namedColumns({ time, event, entry, group, weights }),
    mayBeEmpty: censored === '' ? [event] : [],
    places: { time, event, entry, groups: group, weights, times: '--at', rho: '--rho' },
    answer: (rows) => incidenceAnswer(rows, options),
  };
}

function incidenceAnswer(rows: CsvRows, options: IncidenceOptions): Answer {
  const { confidence, group, at, interval, upTo, rho } = options;
  const data: CompetingData = { ...timesOf(rows, options), ...causesOf(rows, options) };
  const groups = group === undefined ? undefined : categoriesOf(rows, group);
  const { curves } = aalenJohansen(data, { confidence, interval, ...(groups && { groups }) });
  const last = Math.max(...curves.map(({ time }) => time.at(-1) ?? 0));
  const times = at ?? [last];
  const read = curves.map((curve) => ({ curve, at: statesAt(curve, times) }));
  const { tests, note } = groups && curves.length > 1 ? grayTests(data, groups, rho) : { tests: undefined, note: [] };
  const lost = upTo === undefined ? undefined : expectedTimeInStates(data, { upTo, ...(groups && { groups }) });
  const lines = read.flatMap(({ curve, at: found }) => incidenceLines(curve, found));
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      interval,
      causes: data.causes,
      incidence: lines,
      curves: curves.map(
        ({ initial: _initial, transitions: _moves, cumulativeHazard: _h, cumulativeHazardError: _e, ...curve }) =>
          curve,
      ),
      expectedTimes: lost,
      gray: tests,
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `; cumulative incidence (Aalen-Johansen), ${percent(confidence)} intervals (${interval})`,
      ),
      '',
      incidenceTable(lines),
      ...(lost === undefined ? [] : ['', timeTable(lost)]),
      ...(tests === undefined ? [] : ['']),
      ...(tests ?? []).map((test) => chiSquaredLine(`Gray's test, ${test.cause}`, test)),
      ...note,
    ],
  };
}

/** The test is not defined with delayed entry or weights. */
function grayTests(data: CompetingData, groups: Factor, rho: number) {
  if (data.entry !== undefined || data.weights !== undefined) {
    return { tests: undefined, note: ['', "No Gray's test: it is not defined with delayed entry or weights."] };
  }
  return { tests: grayTest(data, groups, { rho }), note: [] };
}

interface IncidenceLine {
  readonly group: string;
  readonly cause: string;
  readonly time: number;
  readonly atRisk: number;
  readonly incidence: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

function incidenceLines({ group, states }: StateCurve, found: StatesAtTimes): readonly IncidenceLine[] {
  const size = states.length;
  // The first state is that nothing has happened yet.
  return states.slice(1).flatMap((cause, place) =>
    Array.from(found.time, (time, row) => {
      const read = (values: Float64Array) => values[row * size + place + 1] as number;
      return {
        group: group ?? 'all',
        cause,
        time,
        atRisk: found.atRisk[row * size] as number,
        incidence: read(found.probability),
        standardError: read(found.standardError),
        low: read(found.low),
        high: read(found.high),
      };
    }),
  );
}

function incidenceTable(lines: readonly IncidenceLine[]): string {
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    { title: 'cause', cell: ({ cause }) => cause },
    figures('time', ({ time }) => time),
    figures('at risk', ({ atRisk }) => atRisk),
    figures('incidence', ({ incidence }) => incidence),
    figures('standard error', ({ standardError }) => standardError),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
  ]);
}
