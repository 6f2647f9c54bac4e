// competing-risks beside R.
import {
  aalenJohansen,
  type CompetingData,
  cumulativeIncidence,
  expectedTimeInStates,
  factor,
  type Groups,
  grayTest,
  incidenceAt,
  type MultiStateData,
  type StateCurve,
  type StateOptions,
  type StatesAtTimes,
  statesAt,
  transitionTable,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const curvesFile = 'competing_risks_aj.json';
const statesFile = 'multistate.json';

const number = (text: string | null | undefined): number => Number(text ?? Number.NaN);

/** Time to pcm or death, whichever is first. */
function mgus2(): { readonly data: CompetingData; readonly sex: Groups } {
  const rows = referenceData('mgus2.csv');
  return {
    data: {
      time: Float64Array.from(rows, ({ etime }) => number(etime)),
      event: Uint8Array.from(rows, ({ code }) => number(code)),
      causes: ['pcm', 'death'],
    },
    sex: factor(rows.map(({ sex }) => sex ?? null)),
  };
}

/** Time to promotion or exit, by background. */
function synth(weighted: boolean): { readonly data: CompetingData; readonly seb: Groups } {
  const rows = referenceData('synth_surv.csv');
  return {
    data: {
      time: Float64Array.from(rows, ({ time }) => number(time)),
      event: Uint8Array.from(rows, ({ status }) => number(status)),
      causes: ['promotion', 'exit'],
      ...(weighted ? { weights: Float64Array.from(rows, ({ weight }) => number(weight)) } : {}),
    },
    seb: factor(
      rows.map(({ seb }) => seb ?? null),
      ['professional', 'intermediate', 'working'],
    ),
  };
}

/** The illness-death model: death after pcm too. */
function illnessDeath(): MultiStateData {
  const rows = referenceData('mgus2_multistate.csv');
  const states = ['(s0)', 'pcm', 'death'];
  return {
    states,
    time: Float64Array.from(rows, ({ tstop }) => number(tstop)),
    entry: Float64Array.from(rows, ({ tstart }) => number(tstart)),
    to: rows.map(({ ev }) => states.indexOf(ev ?? '')),
    id: rows.map(({ id }) => number(id)),
  };
}

/** R's names of the columns, and ours. */
const columns = [
  ['n.risk', 'atRiskCount'],
  ['pstate', 'probability'],
  ['std.err', 'standardError'],
  ['lower', 'low'],
  ['upper', 'high'],
] as const satisfies readonly (readonly [string, keyof StatesAtTimes])[];

function* atTimesCases(
  fileName: string,
  entry: string,
  curves: readonly StateCurve[],
  column: string | null,
): Iterable<Case> {
  const file = referenceFile(fileName);
  const times = [...new Set(file.numbers(entry, 'time'))];
  const found = curves.map((curve) => statesAt(curve, times));
  const states = file.value(entry, 'states') as readonly string[];
  const ourStates = curves[0]?.states ?? [];
  yield {
    name: `${entry}, states`,
    ours: ourStates.map((_, at) => at),
    theirs: states.map((state) => ourStates.indexOf(state)),
  };
  yield { name: `${entry}, time`, ours: joined(found, 'time'), theirs: file.numbers(entry, 'time') };
  const labels = file.value(entry, 'strata') as readonly string[] | null;
  yield {
    name: `${entry}, groups`,
    ours: found.flatMap(({ time }, at) => [...time].map(() => at)),
    theirs: (labels ?? times.map(() => '')).map((label) =>
      labels === null ? 0 : curves.findIndex(({ group }) => `${column}=${group}` === label),
    ),
  };
  for (const [theirs, ours] of columns) {
    yield { name: `${entry}, ${theirs}`, ours: joined(found, ours), theirs: file.numbers(entry, theirs) };
  }
}

const joined = (found: readonly StatesAtTimes[], column: keyof StatesAtTimes): Float64Array =>
  Float64Array.from(found.flatMap((each) => [...each[column]]));

function* aalenJohansenCases(): Iterable<Case> {
  const { data, sex } = mgus2();
  const curves = (options: StateOptions) => aalenJohansen(data, options).curves;
  yield* atTimesCases(curvesFile, 'mgus2_overall', curves({}), null);
  yield* atTimesCases(curvesFile, 'mgus2_by_sex', curves({ groups: sex }), 'sex');
  yield* atTimesCases(curvesFile, 'mgus2_by_sex_loglog', curves({ groups: sex, interval: 'log-log' }), 'sex');
  const [whole] = curves({});
  const file = referenceFile(curvesFile);
  for (const [theirs, ours] of [
    ['time', 'time'],
    ['n.risk', 'atRiskCount'],
    ['n.event', 'eventCount'],
    ['pstate', 'probability'],
    ['std.err', 'standardError'],
    ['cumhaz', 'cumulativeHazard'],
  ] as const) {
    const name = `mgus2_overall_full, ${theirs}`;
    yield { name, ours: whole?.[ours] ?? [], theirs: file.numbers('mgus2_overall_full', theirs) };
  }
  for (const weighted of [false, true]) {
    const people = synth(weighted);
    const entry = weighted ? 'synth_by_seb_weighted' : 'synth_by_seb';
    yield* atTimesCases(curvesFile, entry, aalenJohansen(people.data, { groups: people.seb }).curves, 'seb');
  }
}

function* multiStateCases(): Iterable<Case> {
  const { curves } = aalenJohansen(illnessDeath());
  yield* atTimesCases(statesFile, 'mgus2_pstate', curves, null);
  const file = referenceFile(statesFile);
  const times = file.numbers('mgus2_cumhaz', 'time');
  const [curve] = curves;
  if (curve === undefined) return;
  yield {
    name: 'mgus2_cumhaz',
    ours: statesAt(curve, times).cumulativeHazard,
    theirs: file.numbers('mgus2_cumhaz', 'cumhaz', 'values'),
  };
  const names = file.value('mgus2_cumhaz', 'cumhaz', 'cols') as readonly string[];
  file.value('mgus2_cumhaz', 'cumhaz', 'rows');
  yield {
    name: 'mgus2_cumhaz, moves',
    ours: curve.transitions.flatMap(({ from, to }) => [from + 1, to + 1]),
    theirs: names.flatMap((name) => name.split('.').map(Number)),
  };
}

function* transitionTableCases(): Iterable<Case> {
  const file = referenceFile(statesFile);
  const { states, moves, censored } = transitionTable(illnessDeath());
  const to = file.value('mgus2_survcheck', 'cols') as readonly string[];
  const from = file.value('mgus2_survcheck', 'rows') as readonly string[];
  const ours = from.flatMap((row) =>
    to.map((column) => {
      const at = states.indexOf(row);
      return column === '(censored)' ? censored[at] : moves[at * states.length + states.indexOf(column)];
    }),
  );
  yield {
    name: 'mgus2, illness and death',
    ours: ours.map((count) => count ?? Number.NaN),
    theirs: file.numbers('mgus2_survcheck', 'values'),
  };
}

/** R's rows are named `group cause`, its columns by time. */
function incidenceCases(entry: string, data: CompetingData, groups: Groups): readonly Case[] {
  const file = referenceFile(curvesFile);
  const found = cumulativeIncidence(data, { groups });
  return (['est', 'var'] as const).map((part) => {
    const times = (file.value(entry, part, 'cols') as readonly string[]).map(Number);
    const order = file.value(entry, part, 'rows') as readonly string[];
    const ours = order.flatMap((name) => {
      const own = found.find(({ group, cause }) => name === `${group} ${data.causes.indexOf(cause) + 1}`);
      if (own === undefined) return [];
      const at = incidenceAt(own, times);
      return [...(part === 'est' ? at.estimate : at.variance)];
    });
    return { name: `${entry}, ${part}`, ours, theirs: file.numbers(entry, part, 'values') };
  });
}

function grayCases(entry: string, data: CompetingData, groups: Groups): readonly Case[] {
  const file = referenceFile(curvesFile);
  const tests = grayTest(data, groups);
  const columns = file.value(entry, 'gray_tests', 'cols') as readonly string[];
  const causes = (file.value(entry, 'gray_tests', 'rows') as readonly string[]).map((cause) => Number(cause) - 1);
  const ours = causes.flatMap((at) => {
    const { statistic = Number.NaN, pValue = Number.NaN, degreesOfFreedom = Number.NaN } = tests[at] ?? {};
    const byName: Record<string, number> = { stat: statistic, pv: pValue, df: degreesOfFreedom };
    return columns.map((column) => byName[column] ?? Number.NaN);
  });
  return [{ name: `${entry}, Gray's test`, ours, theirs: file.numbers(entry, 'gray_tests', 'values') }];
}

function* bothSets(cases: (entry: string, data: CompetingData, groups: Groups) => readonly Case[]): Iterable<Case> {
  const [patients, staff] = [mgus2(), synth(false)];
  yield* cases('cmprsk_cuminc_mgus2', patients.data, patients.sex);
  yield* cases('cmprsk_synth', staff.data, staff.seb);
}

function* expectedTimeCases(): Iterable<Case> {
  const { data, sex } = mgus2();
  const file = referenceFile(curvesFile);
  // R's rows are states within which groups: n, nevent, rmean. It was asked for 240 months: print(fit, rmean = 240).
  const groups = expectedTimeInStates(data, { groups: sex, upTo: 240 });
  const { curves } = aalenJohansen(data, { groups: sex });
  const states = groups[0]?.states ?? [];
  const ours = states.flatMap((_, state) =>
    curves.flatMap(({ rows, eventCount }, at) => [
      rows,
      eventCount.filter((__, place) => place % states.length === state).reduce((sum, count) => sum + count, 0),
      groups[at]?.mean[state] ?? Number.NaN,
    ]),
  );
  const names = states.flatMap((state) => groups.map(({ group }) => `sex=${group}, ${state}`));
  const theirNames = file.value('rmean_mgus2', 'rows') as readonly string[];
  file.value('rmean_mgus2', 'cols');
  yield { name: 'rows', ours: names.map((_, at) => at), theirs: theirNames.map((name) => names.indexOf(name)) };
  yield { name: 'mgus2 by sex', ours, theirs: file.numbers('rmean_mgus2', 'values') };
}

export const competingRisksComparisons: readonly Comparison[] = [
  {
    name: 'aalenJohansen',
    r: 'survfit(Surv(time, event) ~ group, weights =, conf.type =), event a factor',
    kind: 'closed-form',
    cases: aalenJohansenCases,
  },
  {
    name: 'aalenJohansen',
    r: 'survfit(Surv(tstart, tstop, event) ~ 1, id =), several states',
    kind: 'closed-form',
    cases: multiStateCases,
  },
  {
    name: 'transitionTable',
    r: 'survcheck(Surv(tstart, tstop, event) ~ 1, id =)$transitions',
    kind: 'closed-form',
    cases: transitionTableCases,
  },
  {
    name: 'cumulativeIncidence',
    r: 'cmprsk::timepoints(cmprsk::cuminc(time, cause, group), times)',
    kind: 'closed-form',
    cases: () => bothSets(incidenceCases),
  },
  {
    name: 'grayTest',
    r: 'cmprsk::cuminc(time, cause, group)$Tests',
    kind: 'closed-form',
    cases: () => bothSets(grayCases),
  },
  {
    name: 'expectedTimeInStates',
    r: 'print(survfit(Surv(time, event) ~ group), rmean =)',
    kind: 'closed-form',
    cases: expectedTimeCases,
  },
];
