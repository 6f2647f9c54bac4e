// regression beside R.
import {
  averageMarginalEffects,
  discreteTimeHazard,
  type Factor,
  factor,
  type GeneralisedLinearModel,
  generalisedLinearModel,
  linearModel,
  type NamedColumns,
  predictModel,
  profileIntervals,
  robustCovariance,
  sequentialTests,
  waldIntervals,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const file = () => referenceFile('glm.json');

/** The numeric columns of a CSV. */
function numbersOf(name: string, columns: readonly string[]): Record<string, Float64Array> {
  const rows = referenceData(name);
  return Object.fromEntries(
    columns.map((column) => [column, Float64Array.from(rows, (row) => Number(row[column] ?? Number.NaN))]),
  );
}

const once = <Value>(make: () => Value): (() => Value) => {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

const birthwt = once((): NamedColumns => {
  const columns = numbersOf('birthwt.csv', ['low', 'age', 'lwt', 'race', 'smoke', 'ptl', 'ht', 'ui', 'ftv', 'bwt']);
  const names = ['white', 'black', 'other'];
  const race: Factor = factor(
    Array.from(columns['race'] ?? [], (code) => names[code - 1] ?? null),
    names,
  );
  const rows = columns['low']?.length ?? 0;
  return { ...columns, race, w: Float64Array.from({ length: rows }, (_, row) => (((row + 1) % 5) + 1) / 2) };
});

const careers = once((): NamedColumns => {
  const rows = referenceData('synth_surv.csv');
  const columns = numbersOf('synth_surv.csv', ['time', 'status', 'female', 'age', 'weight']);
  const status = columns['status'] ?? new Float64Array(0);
  return {
    ...columns,
    promoted: status.map((value) => (value === 1 ? 1 : 0)),
    seb: factor(
      rows.map(({ seb }) => seb ?? null),
      ['professional', 'intermediate', 'working'],
    ),
  };
});

const full = 'low ~ age + lwt + race + smoke + ptl + ht + ui + ftv';

/** The models of glm.json by their names there. */
const models: Readonly<Record<string, (tolerance?: number) => GeneralisedLinearModel>> = {
  birthwt_full_logit: (tolerance) => generalisedLinearModel(full, birthwt(), { family: 'binomial', ...at(tolerance) }),
  birthwt_small_logit: (tolerance) =>
    generalisedLinearModel('low ~ lwt + race + smoke + ht + ui', birthwt(), { family: 'binomial', ...at(tolerance) }),
  birthwt_probit: (tolerance) =>
    generalisedLinearModel(full, birthwt(), { family: 'binomial', link: 'probit', ...at(tolerance) }),
  birthwt_cloglog: (tolerance) =>
    generalisedLinearModel(full, birthwt(), { family: 'binomial', link: 'cloglog', ...at(tolerance) }),
  birthwt_logit_weighted: (tolerance) =>
    generalisedLinearModel('low ~ age + lwt + race + smoke', birthwt(), {
      family: 'binomial',
      weights: birthwt()['w'] as Float64Array,
      ...at(tolerance),
    }),
  birthwt_interaction: (tolerance) =>
    generalisedLinearModel('low ~ race * smoke + ftv', birthwt(), { family: 'binomial', ...at(tolerance) }),
  birthwt_gaussian: (tolerance) =>
    generalisedLinearModel('bwt ~ age + lwt + race + smoke + ht + ui', birthwt(), {
      family: 'gaussian',
      ...at(tolerance),
    }),
  synth_promoted_logit: (tolerance) =>
    generalisedLinearModel('promoted ~ seb + female + age', careers(), { family: 'binomial', ...at(tolerance) }),
  synth_promoted_poisson_rate_offset_log_time: (tolerance) =>
    generalisedLinearModel('promoted ~ seb + female + age + offset(log(time))', careers(), {
      family: 'poisson',
      ...at(tolerance),
    }),
};

const at = (tolerance: number | undefined) => (tolerance === undefined ? {} : { tolerance });

/** Both ends of each interval in turn, as R's matrices have them. */
const ends = ({ low, high }: { readonly low: Float64Array; readonly high: Float64Array }) =>
  [...low].flatMap((value, each) => [value, high[each] ?? Number.NaN]);

const diagonalRoots = (matrix: Float64Array, size: number) =>
  Array.from({ length: size }, (_, each) => Math.sqrt(matrix[each * (size + 1)] ?? Number.NaN));

function* tightCases(): Iterable<Case> {
  const weights = file().value('birthwt_logit_weighted', 'weights') === '((1:n) %% 5 + 1)/2, n=189';
  yield { name: 'the weights are those given here', ours: Number(weights), theirs: 1 };
  for (const [name, fit] of Object.entries(models)) {
    const model = fit();
    yield { name: `${name}, coefficients`, ours: model.coefficients, theirs: file().numbers(name, 'coef_tight') };
    yield { name: `${name}, standard errors`, ours: model.standardErrors, theirs: file().numbers(name, 'se_tight') };
    yield { name: `${name}, deviance`, ours: model.deviance, theirs: file().numbers(name, 'deviance_tight') };
  }
}

type Answer = (model: GeneralisedLinearModel) => ArrayLike<number> | number;

/** R's own answers rest on fits that its own rule stopped, which a tolerance of 1e-8 repeats. */
function* ownRuleCases(answers: Readonly<Record<string, Answer>>): Iterable<Case> {
  for (const [name, fit] of Object.entries(models)) {
    const model = fit(1e-8);
    for (const [key, ours] of Object.entries(answers)) {
      yield { name: `${name}, ${key}`, ours: ours(model), theirs: file().numbers(name, key) };
    }
  }
}

const summaryAnswers: Readonly<Record<string, Answer>> = {
  coef: (model) => model.coefficients,
  se: (model) => model.standardErrors,
  z: (model) => model.statistics,
  p: (model) => model.pValues,
  vcov: (model) => model.covariance,
  deviance: (model) => model.deviance,
  null_deviance: (model) => model.nullDeviance,
  df_residual: (model) => model.residualDegreesOfFreedom,
  loglik: (model) => model.logLikelihood,
  AIC: (model) => model.akaikeInformation,
  BIC: (model) => model.bayesianInformation,
  iter: (model) => model.iterations,
  dispersion: (model) => model.dispersion,
  n: (model) => model.rows,
};

function* linearCases(): Iterable<Case> {
  const model = linearModel('bwt ~ age + lwt + race + smoke + ht + ui', birthwt());
  const answers: Readonly<Record<string, ArrayLike<number> | number>> = {
    coef: model.coefficients,
    se: model.standardErrors,
    t: model.statistics,
    p: model.pValues,
    r2: model.rSquared,
    adj_r2: model.adjustedRSquared,
    sigma: model.residualStandardError,
    F: [model.fStatistic, ...model.fDegreesOfFreedom],
  };
  for (const [key, ours] of Object.entries(answers)) {
    yield { name: `birthwt, ${key}`, ours, theirs: file().numbers('lm_birthwt', key) };
  }
}

function* sequentialCases(): Iterable<Case> {
  const tests = sequentialTests(generalisedLinearModel(full, birthwt(), { family: 'binomial', tolerance: 1e-8 }));
  const theirs = (key: string) => file().numbers('anova_lr_birthwt', key).subarray(1);
  yield { name: 'birthwt, df', ours: tests.map(({ degreesOfFreedom }) => degreesOfFreedom), theirs: theirs('df') };
  yield { name: 'birthwt, deviance', ours: tests.map(({ deviance }) => deviance), theirs: theirs('dev') };
  yield { name: 'birthwt, p', ours: tests.map(({ pValue }) => pValue), theirs: theirs('p') };
  const terms = (file().value('anova_lr_birthwt', 'term') as readonly string[]).slice(1);
  yield {
    name: 'birthwt, terms',
    ours: tests.map(({ name }) => terms.indexOf(name)),
    theirs: terms.map((_, each) => each),
  };
}

type EffectKey = 'effect' | 'standardError' | 'statistic' | 'pValue';

function* marginalCases(keys: Readonly<Record<string, EffectKey>>): Iterable<Case> {
  const fits = {
    ame_birthwt: [models['birthwt_full_logit']?.(1e-8), birthwt()],
    ame_synth: [models['synth_promoted_logit']?.(1e-8), careers()],
  } as const;
  for (const [name, [model, data]] of Object.entries(fits)) {
    if (model === undefined) continue;
    const found = averageMarginalEffects(model, data, { derivatives: 'margins' });
    const effects = new Map(found.map((effect) => [effect.name, effect]));
    const names = file().value(name, 'rownames') as readonly string[];
    file().value(name, 'factor');
    for (const [key, field] of Object.entries(keys)) {
      const ours = names.map((each) => effects.get(each)?.[field] ?? Number.NaN);
      yield { name: `${name}, ${key}`, ours, theirs: file().numbers(name, key) };
    }
  }
}

function* discreteCases(): Iterable<Case> {
  const parametric = referenceFile('parametric_discrete.json');
  const lung = numbersOf('lung.csv', ['time', 'status', 'age', 'sex']);
  const time = lung['time'] ?? new Float64Array(0);
  const event = Uint8Array.from(lung['status'] ?? [], (status) => (status === 2 ? 1 : 0));
  const cuts = Array.from({ length: 17 }, (_, each) => 60 * (each + 1));
  const periods = numbersOf('lung_person_period.csv', ['age', 'sex', 'te', 'y']);
  for (const link of ['logit', 'cloglog'] as const) {
    const key = `discrete_${link}`;
    const ours = [
      discreteTimeHazard('event ~ factor(pmin(period, 10)) + age + sex', { time, event }, lung, {
        cuts,
        link,
        tolerance: 1e-8,
      }),
      generalisedLinearModel('y ~ factor(pmin(te, 10)) + age + sex', periods, {
        family: 'binomial',
        link,
        tolerance: 1e-8,
      }),
    ];
    for (const [each, model] of ours.entries()) {
      const name = `lung, ${link}, ${each === 0 ? 'expanded here' : 'expanded by R'}`;
      yield { name: `${name}, coefficients`, ours: model.coefficients, theirs: parametric.numbers(key, 'coef') };
      yield { name: `${name}, se`, ours: model.standardErrors, theirs: parametric.numbers(key, 'se') };
      yield { name: `${name}, deviance`, ours: model.deviance, theirs: parametric.numbers(key, 'deviance') };
      yield { name: `${name}, rows`, ours: model.rows, theirs: parametric.numbers(key, 'n') };
    }
  }
}

export const regressionComparisons: readonly Comparison[] = [
  { name: 'generalisedLinearModel', r: 'glm(..., epsilon = 1e-15)', kind: 'iterative', cases: tightCases },
  {
    name: 'generalisedLinearModel',
    r: 'summary(glm(...)), stopped by its own rule',
    kind: 'iterative',
    cases: () => ownRuleCases(summaryAnswers),
  },
  {
    name: 'predictModel',
    r: 'predict(glm(...), type = "response")',
    kind: 'iterative',
    cases: () => ownRuleCases({ fitted_first10: (model) => predictModel(model).fit.subarray(0, 10) }),
  },
  {
    name: 'waldIntervals',
    r: 'confint.default(glm(...))',
    kind: 'iterative',
    cases: () => ownRuleCases({ wald_ci: (model) => ends(waldIntervals(model)) }),
  },
  {
    name: 'profileIntervals',
    r: 'confint(glm(...))',
    kind: 'iterative',
    cases: () => ownRuleCases({ profile_ci: (model) => ends(profileIntervals(model, { ends: 'interpolated' })) }),
  },
  {
    name: 'robustCovariance',
    r: 'sandwich::vcovHC(glm(...), type)',
    kind: 'iterative',
    cases: () =>
      ownRuleCases({
        se_HC0: (model) => diagonalRoots(robustCovariance(model), model.names.length),
        se_HC1: (model) => diagonalRoots(robustCovariance(model, { kind: 'HC1' }), model.names.length),
      }),
  },
  { name: 'linearModel', r: 'summary(lm(...))', kind: 'closed-form', cases: linearCases },
  { name: 'sequentialTests', r: 'anova(glm(...), test = "Chisq")', kind: 'iterative', cases: sequentialCases },
  {
    name: 'averageMarginalEffects',
    r: 'summary(margins::margins(glm(...)))$AME',
    kind: 'iterative',
    cases: () => marginalCases({ AME: 'effect' }),
  },
  {
    name: 'averageMarginalEffects',
    r: 'summary(margins::margins(glm(...))), errors by the delta method',
    kind: 'finite-difference',
    cases: () => marginalCases({ SE: 'standardError', z: 'statistic', p: 'pValue' }),
  },
  { name: 'discreteTimeHazard', r: 'survSplit, then glm(binomial)', kind: 'iterative', cases: discreteCases },
];
