// clew statistics states: careers over states, a row a stay: the share in each state by time, chances from a date to a date, time in each.
import {
  aalenJohansen,
  expectedTimeInStates,
  type Factor,
  type IntervalKind,
  type MultiStateData,
  type StateCurve,
  statesAt,
  type TransitionProbabilities,
  transitionProbabilities,
  transitionTable,
} from '@clew/statistics';
import { Refused } from '../../failure.ts';
import { type Answer, figures, percent, range, rowsLine, shown } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { categoriesOf, levelNamed } from '../rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from '../run.ts';
import { timeTable } from './tables.ts';
import { nobodyCensored, timesOf } from './time-columns.ts';

export interface StatesOptions extends StatisticsOptions {
  readonly id: string;
  readonly state: string;
  readonly next: string;
  /** The value of the next state where the stay ended without a move; empty: an empty cell. */
  readonly censored: string;
  readonly entry: string;
  readonly time: string;
  readonly order?: readonly string[];
  readonly group?: string;
  readonly weights?: string;
  readonly interval: IntervalKind;
  readonly at?: readonly number[];
  readonly since?: number;
  readonly upTo?: number;
}

export function statesAnalysis(options: StatesOptions): Analysis {
  const { id, state, next, censored, entry, time, group, weights } = options;
  return {
    columns: namedColumns({ id, state, next, entry, time, group, weights }),
    mayBeEmpty: censored === '' ? [next] : [],
    places: {
      id,
      'from state': state,
      to: next,
      entry,
      time,
      groups: group,
      weights,
      times: '--at',
      upTo: '--up-to',
      from: '--since',
    },
    answer: (rows) => statesAnswer(rows, options),
  };
}

function staysOf(rows: CsvRows, options: StatesOptions): MultiStateData {
  const [now, next] = [categoriesOf(rows, options.state), categoriesOf(rows, options.next)];
  const left =
    options.censored === '' ? undefined : levelNamed(next.levels, options.next, options.censored, nobodyCensored);
  const found = [...new Set([...now.levels, ...next.levels.filter((level) => level !== left)])];
  const states = options.order ?? found.sort();
  const unnamed = found.find((state) => !states.includes(state));
  if (unnamed !== undefined) {
    throw new Refused('state-not-in-order', '--order: it lacks a state of the file.', 'Name all the states in it.');
  }
  const places = ({ levels, codes }: Factor) => {
    const place = levels.map((level) => (level === left ? -1 : states.indexOf(level)));
    return Int32Array.from(codes, (code) => (code < 0 ? -1 : (place[code] as number)));
  };
  const id = categoriesOf(rows, options.id).codes;
  return { ...timesOf(rows, options), states, from: places(now), to: places(next), id };
}

function statesAnswer(rows: CsvRows, options: StatesOptions): Answer {
  const { confidence, interval, since, upTo, at } = options;
  const data = staysOf(rows, options);
  const groups = options.group === undefined ? undefined : categoriesOf(rows, options.group);
  const grouped = groups && { groups };
  const { curves } = aalenJohansen(data, { confidence, interval, ...grouped });
  const last = Math.max(...curves.map(({ time }) => time.at(-1) ?? 0));
  const times = at ?? [last];
  const moves = transitionTable(data);
  const shares = curves.flatMap((curve) => shareLines(curve, times));
  const chances =
    since === undefined ? undefined : transitionProbabilities(data, { from: since, to: times, confidence, ...grouped });
  const expected = expectedTimeInStates(data, { ...(upTo === undefined ? {} : { upTo }), ...grouped });
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      interval,
      states: data.states,
      moves: moves.moves,
      censored: moves.censored,
      shares,
      curves,
      transitionProbabilities: chances,
      expectedTimes: expected,
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `; shares of the states (Aalen-Johansen), ${percent(confidence)} intervals (${interval})`,
      ),
      '',
      shareTable(shares),
      ...(chances ?? []).flatMap((each) => ['', chanceTable(each)]),
      '',
      timeTable(expected),
    ],
  };
}

interface ShareLine {
  readonly group: string;
  readonly time: number;
  readonly state: string;
  readonly atRisk: number;
  readonly share: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

function shareLines(curve: StateCurve, times: readonly number[]): readonly ShareLine[] {
  const found = statesAt(curve, times);
  const size = curve.states.length;
  return Array.from(found.time).flatMap((time, row) =>
    curve.states.map((state, place) => {
      const read = (values: Float64Array) => values[row * size + place] as number;
      return {
        group: curve.group ?? 'all',
        time,
        state,
        atRisk: read(found.atRisk),
        share: read(found.probability),
        standardError: read(found.standardError),
        low: read(found.low),
        high: read(found.high),
      };
    }),
  );
}

function shareTable(lines: readonly ShareLine[]): string {
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    figures('time', ({ time }) => time),
    { title: 'state', cell: ({ state }) => state },
    figures('at risk', ({ atRisk }) => atRisk),
    figures('share', ({ share }) => share),
    figures('standard error', ({ standardError }) => standardError),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
  ]);
}

/** From each state to each that is ever reached from it. */
function chanceTable({ group, states, from, to, probability, low, high }: TransitionProbabilities): string {
  const size = states.length;
  const lines = [...to].flatMap((time, date) =>
    states.flatMap((now, row) =>
      states.map((then, column) => ({ time, now, then, at: (date * size + row) * size + column })),
    ),
  );
  return shown(
    lines.filter(({ at }) => (probability[at] as number) > 0),
    [
      { title: 'group', cell: () => group ?? 'all' },
      { title: `at ${from} in`, cell: ({ now }) => now },
      figures('by', ({ time }) => time),
      { title: 'in', cell: ({ then }) => then },
      figures('chance', ({ at }) => probability[at] as number),
      { title: 'interval', align: 'right', cell: ({ at }) => range(low[at] as number, high[at] as number) },
    ],
  );
}
