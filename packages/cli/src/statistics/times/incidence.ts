// clew statistics incidence: of several ends, how many have come to each by when, and whether groups differ.
import {
  aalenJohansen,
  type CompetingData,
  type ExpectedTime,
  expectedTimeInStates,
  type Factor,
  grayTest,
  type IntervalKind,
  initialStateName,
  type StateCurve,
  type StatesAtTimes,
  statesAt,
} from '@clew/statistics';
import { Refused } from '../../failure.ts';
import { type Answer, chiSquaredLine, figure, figures, percent, range, rowsLine, shown } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf, levelNamed } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { timesOf } from './survival.ts';

export interface IncidenceOptions extends StatisticsOptions {
  readonly time: string;
  readonly event: string;
  /** The value of the event's column where the row is censored; empty: an empty cell. */
  readonly censored: string;
  readonly entry?: string;
  readonly group?: string;
  readonly weights?: string;
  readonly interval: IntervalKind;
  readonly rho: number;
  readonly at?: readonly number[];
  readonly upTo?: number;
}

/** What names the ends of competing risks. */
export type CauseOptions = Pick<IncidenceOptions, 'event' | 'censored'>;

export function incidenceAnalysis(options: IncidenceOptions): Analysis {
  const { time, event, entry, group, weights, censored } = options;
  return {
    columns: namedColumns({ time, event, entry, group, weights }),
    mayBeEmpty: censored === '' ? [event] : [],
    places: { time, event, entry, groups: group, weights, times: '--at', rho: '--rho' },
    answer: (rows) => incidenceAnswer(rows, options),
  };
}

export const nobodyCensored = "Check how it is written; where nobody was censored, give --censored ''.";

/** Causes in their order; 0 is censored. */
export function causesOf(rows: CsvRows, { event, censored }: CauseOptions): Pick<CompetingData, 'event' | 'causes'> {
  const { levels, codes } = categoriesOf(rows, event);
  const left = censored === '' ? undefined : levelNamed(levels, event, censored, nobodyCensored);
  const causes = levels.filter((level) => level !== left);
  if (causes.length === 0)
    throw new Refused('no-events', `Column ${event}: every row is censored.`, 'Check --censored.');
  if (causes.length > 250) {
    throw new Refused('too-many-causes', `Column ${event}: more than 250 causes.`, 'Put causes together in the file.');
  }
  const places = levels.map((level) => causes.indexOf(level) + 1);
  return { causes, event: Uint8Array.from(codes, (code) => (code < 0 ? 0 : (places[code] as number))) };
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

/** Of the time up to the horizon, how much before any end and how much after each. */
export function timeTable(times: readonly ExpectedTime[]): string {
  const lines = times.flatMap(({ group, states, mean, standardError }) =>
    states.map((state, place) => ({ group: group ?? 'all', state, mean: mean[place], error: standardError[place] })),
  );
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    { title: 'state', cell: ({ state }) => (state === initialStateName ? 'before any' : state) },
    figures(`time up to ${figure(times[0]?.upTo ?? Number.NaN)}`, ({ mean }) => mean ?? Number.NaN),
    figures('standard error', ({ error }) => error ?? Number.NaN),
  ]);
}
