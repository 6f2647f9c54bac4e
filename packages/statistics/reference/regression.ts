// regression beside R.
import {
  type Factor,
  factor,
  type GeneralisedLinearModel,
  generalisedLinearModel,
  type NamedColumns,
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

function* tightCases(): Iterable<Case> {
  for (const [name, fit] of Object.entries(models)) {
    const model = fit();
    yield { name: `${name}, coefficients`, ours: model.coefficients, theirs: file().numbers(name, 'coef_tight') };
    yield { name: `${name}, standard errors`, ours: model.standardErrors, theirs: file().numbers(name, 'se_tight') };
    yield { name: `${name}, deviance`, ours: model.deviance, theirs: file().numbers(name, 'deviance_tight') };
  }
}

function* ownRuleCases(): Iterable<Case> {
  for (const [name, fit] of Object.entries(models)) {
    const model = fit(1e-8);
    const answers: Readonly<Record<string, ArrayLike<number> | number>> = {
      coef: model.coefficients,
      se: model.standardErrors,
      z: model.statistics,
      p: model.pValues,
      vcov: model.covariance,
      deviance: model.deviance,
      null_deviance: model.nullDeviance,
      df_residual: model.residualDegreesOfFreedom,
      loglik: model.logLikelihood,
      AIC: model.akaikeInformation,
      BIC: model.bayesianInformation,
      iter: model.iterations,
      dispersion: model.dispersion,
      n: model.rows,
    };
    for (const [key, ours] of Object.entries(answers)) {
      yield { name: `${name}, ${key}`, ours, theirs: file().numbers(name, key) };
    }
  }
}

export const regressionComparisons: readonly Comparison[] = [
  { name: 'generalisedLinearModel', r: 'glm(..., epsilon = 1e-15)', kind: 'iterative', cases: tightCases },
  {
    name: 'generalisedLinearModel',
    r: 'summary(glm(...)), R stopping by its own rule',
    kind: 'iterative',
    cases: ownRuleCases,
  },
];
