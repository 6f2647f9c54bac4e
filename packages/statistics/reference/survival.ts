// survival beside R.
import {
  factor,
  type Groups,
  kaplanMeier,
  type LogRankOptions,
  logRank,
  medianSurvival,
  nelsonAalen,
  parametricSurvival,
  restrictedMeans,
  type SurvivalCurve,
  type SurvivalCurves,
  type SurvivalData,
  type SurvivalOptions,
  survivalAt,
  survivalQuantiles,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const kmFile = 'survfit_km.json';

interface Sample {
  readonly data: SurvivalData;
  readonly column: (name: string) => Groups;
}

function sample(file: string, event: string, weights = false): Sample {
  const rows = referenceData(file);
  const numbers = (name: string) => Float64Array.from(rows, (row) => Number(row[name] ?? Number.NaN));
  const data = {
    time: numbers('time'),
    event: Uint8Array.from(rows, (row) => (row['status'] === event ? 1 : 0)),
    ...(weights ? { weights: numbers('weight') } : {}),
  };
  return { data, column: (name) => columnFactor(rows.map((row) => row[name] ?? null)) };
}

/** Levels in the order that the references have them. */
function columnFactor(values: readonly (string | null)[]): Groups {
  const order = ['professional', 'intermediate', 'working'];
  return values.includes('working') ? factor(values, order) : factor(values);
}

const lung = () => sample('lung.csv', '2');
const synth = (weights = false) => sample('synth_surv.csv', '1', weights);

const joined = (curves: readonly SurvivalCurve[], column: keyof SurvivalCurve): Float64Array =>
  Float64Array.from(curves.flatMap((curve) => [...(curve[column] as Float64Array)]));

/** R's names of the columns, and ours. */
const columns: readonly (readonly [string, keyof SurvivalCurve])[] = [
  ['time', 'time'],
  ['n.risk', 'atRisk'],
  ['n.event', 'events'],
  ['n.censor', 'censored'],
  ['surv', 'survival'],
  ['std.err_of_surv', 'standardError'],
  ['lower', 'low'],
  ['upper', 'high'],
  ['cumhaz', 'cumulativeHazard'],
  ['std.chaz', 'cumulativeHazardError'],
];

function* curveCases(path: readonly string[], { curves, robust }: SurvivalCurves, levels: string): Iterable<Case> {
  const file = referenceFile(kmFile);
  const name = path.join(' ');
  const labels = file.value(...path, 'strata') as readonly string[] | null;
  yield {
    name: `${name}, rows by group`,
    ours: curves.map(({ rows }) => rows),
    theirs: file.numbers(...path, 'n'),
  };
  yield {
    name: `${name}, groups`,
    ours: curves.flatMap(({ group, time }, at) =>
      [...time].map(() => (labels === null || group !== undefined ? at : -1)),
    ),
    theirs: labelCodes(labels, curves, levels),
  };
  for (const [theirs, ours] of columns) {
    yield { name: `${name}, ${theirs}`, ours: joined(curves, ours), theirs: file.numbers(...path, theirs) };
  }
  // R keeps the error of the logarithm, but for robust errors that of the survival.
  const logError = curves.flatMap(({ survival, standardError }) =>
    [...standardError].map((error, at) => (robust ? error : error / (survival[at] as number))),
  );
  yield { name: `${name}, std.err`, ours: logError, theirs: file.numbers(...path, 'std.err_of_cumhaz_raw') };
}

/** R's labels such as `sex=1` as the place of the group among our curves. */
function labelCodes(labels: readonly string[] | null, curves: readonly SurvivalCurve[], column: string): number[] {
  if (labels === null) return curves.flatMap(({ time }) => [...time].map(() => 0));
  return labels.map((label) => curves.findIndex(({ group }) => `${column}=${group}` === label));
}

function* kaplanMeierCases(): Iterable<Case> {
  const { data, column } = lung();
  for (const interval of ['log', 'log-log', 'plain', 'logit', 'arcsin'] as const) {
    yield* curveCases(['lung_by_sex', interval], kaplanMeier(data, { groups: column('sex'), interval }), 'sex');
  }
  yield* curveCases(['lung_overall_log'], kaplanMeier(data), '');
  const weighted = synth(true);
  const groups = weighted.column('seb');
  yield* curveCases(['synth_weighted'], kaplanMeier(weighted.data, { groups }), 'seb');
  yield* curveCases(['synth_weighted_robust'], kaplanMeier(weighted.data, { groups, robust: true }), 'seb');
}

function* nelsonAalenCases(): Iterable<Case> {
  const { data, column } = lung();
  const groups = column('sex');
  const fit = (options: SurvivalOptions) => nelsonAalen(data, { groups, ...options });
  yield* curveCases(['lung_fleming_harrington'], fit({ tiedHazard: 'fleming-harrington' }), 'sex');
  yield* curveCases(['lung_nelson_aalen_stype2_ctype1'], fit({}), 'sex');
}

const lungCurves = (interval: 'log' | 'log-log') => {
  const { data, column } = lung();
  return kaplanMeier(data, { groups: column('sex'), interval }).curves;
};

const tables = [
  ['lung_log', 'log'],
  ['lung_loglog', 'log-log'],
] as const;

/** Columns of R's table: records, n.max, n.start, events, rmean, se(rmean), median, lower, upper. */
const tableColumns = (name: string, from: number, to: number): Float64Array => {
  const rows = referenceFile(kmFile).value('tables', name, 'values') as readonly (readonly (number | null)[])[];
  referenceFile(kmFile).value('tables', name, 'rows');
  referenceFile(kmFile).value('tables', name, 'cols');
  return Float64Array.from(rows.flatMap((row) => row.slice(from, to).map((value) => value ?? Number.NaN)));
};

function* medianCases(): Iterable<Case> {
  for (const [name, interval] of tables) {
    const ours = lungCurves(interval).flatMap((curve) => {
      const { median, low, high } = medianSurvival(curve);
      return [median, low, high];
    });
    yield { name, ours, theirs: tableColumns(name, 6, 9) };
  }
}

function* restrictedMeanCases(): Iterable<Case> {
  for (const [name, interval] of tables) {
    const curves = lungCurves(interval);
    // The references ask for the mean up to two years: summary(fit, rmean = 730).
    const means = restrictedMeans(curves, 730).flatMap(({ mean, standardError }) => [mean, standardError]);
    yield { name, ours: means, theirs: tableColumns(name, 4, 6) };
    const totals = curves.flatMap(({ rows, atRisk, events }) => [
      rows,
      Math.max(...atRisk),
      atRisk[0] as number,
      events.reduce((sum, each) => sum + each, 0),
    ]);
    yield { name: `${name}, rows and events`, ours: totals, theirs: tableColumns(name, 0, 4) };
  }
}

function* quantileCases(): Iterable<Case> {
  const file = referenceFile(kmFile);
  for (const [theirs, ours] of [
    ['quantile', 'quantile'],
    ['lower', 'low'],
    ['upper', 'high'],
  ] as const) {
    const path = ['quantiles_lung_loglog', theirs];
    const shares = (file.value(...path, 'cols') as readonly string[]).map((percent) => Number(percent) / 100);
    file.value(...path, 'rows');
    const quantiles = lungCurves('log-log').flatMap((curve) => [...survivalQuantiles(curve, shares)[ours]]);
    yield { name: `lung by sex, ${theirs}`, ours: quantiles, theirs: file.numbers(...path, 'values') };
  }
}

function* atTimesCases(): Iterable<Case> {
  const file = referenceFile(kmFile);
  const times = [...new Set(file.numbers('at_times', 'time'))];
  const curves = lungCurves('log-log');
  const found = curves.map((curve) => survivalAt(curve, times));
  const labels = file.value('at_times', 'strata') as readonly string[];
  const groups = found.flatMap(({ time }, at) => [...time].map(() => at));
  yield { name: 'lung by sex, groups', ours: groups, theirs: labels.map((label) => Number(label.slice(-1)) - 1) };
  for (const [theirs, ours] of [
    ['time', 'time'],
    ['n.risk', 'atRisk'],
    ['n.event', 'events'],
    ['surv', 'survival'],
    ['std.err', 'standardError'],
    ['lower', 'low'],
    ['upper', 'high'],
  ] as const) {
    const numbers = found.flatMap((each) => [...each[ours]]);
    yield { name: `lung by sex, ${theirs}`, ours: numbers, theirs: file.numbers('at_times', theirs) };
  }
}

function* logRankCases(): Iterable<Case> {
  const [patients, staff] = [lung(), synth()];
  yield* testCases('lung_sex_rho0', patients.data, patients.column('sex'));
  yield* testCases('lung_sex_rho1', patients.data, patients.column('sex'), { rho: 1 });
  yield* testCases('lung_sex_rho0.5', patients.data, patients.column('sex'), { rho: 0.5 });
  const ecog = patients.column('ph.ecog');
  yield* testCases('lung_ecog', patients.data, ecog, { missing: 'omit' });
  yield* testCases('lung_ecog_strata_sex', patients.data, ecog, { missing: 'omit', strata: patients.column('sex') });
  yield* testCases('synth_seb', staff.data, staff.column('seb'));
  yield* testCases('synth_seb_strata_female', staff.data, staff.column('seb'), { strata: staff.column('female') });
}

function* testCases(name: string, data: SurvivalData, groups: Groups, options: LogRankOptions = {}): Iterable<Case> {
  const file = referenceFile('survdiff.json');
  const test = logRank(data, groups, options);
  // R gives groups by strata.
  const byStratum = (parts: readonly Float64Array[]) =>
    [...test.groups.keys()].flatMap((at) => parts.map((part) => part[at] as number));
  yield { name: `${name}, n`, ours: test.rows, theirs: file.numbers(name, 'n') };
  yield { name: `${name}, obs`, ours: byStratum(test.observedByStratum), theirs: file.numbers(name, 'obs') };
  yield { name: `${name}, exp`, ours: byStratum(test.expectedByStratum), theirs: file.numbers(name, 'exp') };
  yield { name: `${name}, var`, ours: test.covariance, theirs: file.numbers(name, 'var') };
  yield { name: `${name}, chisq`, ours: test.statistic, theirs: file.numbers(name, 'chisq') };
  yield { name: `${name}, df`, ours: test.degreesOfFreedom, theirs: file.numbers(name, 'df') };
  yield { name: `${name}, p`, ours: test.pValue, theirs: file.numbers(name, 'p') };
}

function* parametricCases(): Iterable<Case> {
  const rows = referenceData('lung.csv').filter((row) => row['ph.ecog'] !== null);
  const numbers = (name: string) => Float64Array.from(rows, (row) => Number(row[name] ?? Number.NaN));
  const data = { time: numbers('time'), event: Uint8Array.from(rows, (row) => (row['status'] === '2' ? 1 : 0)) };
  const names = ['age', 'sex', 'ph.ecog'];
  const file = referenceFile('parametric_discrete.json');
  for (const distribution of ['weibull', 'exponential', 'lognormal', 'loglogistic'] as const) {
    const fit = parametricSurvival(data, { names, columns: names.map(numbers) }, { distribution });
    const order = file.keys(distribution, 'coef').map((name) => fit.names.indexOf(name));
    const coefficients = order.map((at) => fit.coefficients[at] ?? Number.NaN);
    yield { name: `${distribution}, coef`, ours: coefficients, theirs: file.numbers(distribution, 'coef') };
    yield { name: `${distribution}, scale`, ours: fit.scale, theirs: file.numbers(distribution, 'scale') };
    const likelihoods = [fit.nullLogLikelihood, fit.logLikelihood];
    yield { name: `${distribution}, loglik`, ours: likelihoods, theirs: file.numbers(distribution, 'loglik') };
    yield { name: `${distribution}, se`, ours: fit.standardErrors, theirs: file.numbers(distribution, 'se') };
    yield { name: `${distribution}, AIC`, ours: fit.akaikeInformation, theirs: file.numbers(distribution, 'AIC') };
  }
}

export const survivalComparisons: readonly Comparison[] = [
  {
    name: 'kaplanMeier',
    r: 'survfit(Surv(time, status) ~ group, weights =, conf.type =)',
    kind: 'closed-form',
    cases: kaplanMeierCases,
  },
  {
    name: 'nelsonAalen',
    r: 'survfit(Surv(time, status) ~ group, stype = 2, ctype = 1 or 2)',
    kind: 'closed-form',
    cases: nelsonAalenCases,
  },
  { name: 'medianSurvival', r: 'summary(survfit(...))$table', kind: 'closed-form', cases: medianCases },
  {
    name: 'restrictedMeans',
    r: 'summary(survfit(...), rmean = "common")$table',
    kind: 'closed-form',
    cases: restrictedMeanCases,
  },
  { name: 'survivalQuantiles', r: 'quantile(survfit(...), probs)', kind: 'closed-form', cases: quantileCases },
  { name: 'survivalAt', r: 'summary(survfit(...), times =, extend = TRUE)', kind: 'closed-form', cases: atTimesCases },
  {
    name: 'logRank',
    r: 'survdiff(Surv(time, status) ~ group + strata(s), rho =)',
    kind: 'closed-form',
    cases: logRankCases,
  },
  {
    name: 'parametricSurvival',
    r: 'survreg(Surv(time, status) ~ age + sex + ph.ecog, dist =)',
    kind: 'iterative',
    cases: parametricCases,
  },
];
