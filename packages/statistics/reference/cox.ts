// Cox regression beside R's survival.
import {
  baselineHazard,
  type CoxFit,
  coxConcordance,
  coxScoreResiduals,
  coxSurvival,
  devianceResiduals,
  dfbetaResiduals,
  hazardRatios,
  martingaleResiduals,
  proportionalHazardsTest,
  schoenfeldResiduals,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { fits, referenceModels } from './cox-models.ts';
import { fineGrayComparisons } from './fine-gray.ts';
import { multiStateCoxComparisons } from './multi-state-cox.ts';
import { referenceFile } from './reference-file.ts';

const file = () => referenceFile('coxph.json');

/** Where R's tight fit is not at the maximum (not-compared.ts), but its default one is. */
const halfStepped = 'synth_unweighted';

export const coxComparisons: readonly Comparison[] = [
  {
    name: 'coxRegression',
    r: 'coxph(Surv(time, status) ~ ..., ties, weights, cluster, control = coxph.control(eps = 1e-15))',
    kind: 'iterative',
    cases: () => eachModel(tightCases),
  },
  {
    name: 'coxRegression (tolerance: 1e-9)',
    r: 'coxph(Surv(time, status) ~ ...), summary(fit)',
    kind: 'iterative',
    cases: () => eachModel(stoppedCases),
  },
  { name: 'hazardRatios', r: 'summary(fit)$conf.int', kind: 'iterative', cases: () => eachModel(ratioCases) },
  { name: 'coxConcordance', r: 'fit$concordance', kind: 'closed-form', cases: () => eachModel(concordanceCases) },
  {
    name: 'proportionalHazardsTest',
    r: 'cox.zph(fit, transform)',
    kind: 'iterative',
    cases: () => eachModel(proportionalityCases),
  },
  {
    name: 'baselineHazard',
    r: 'basehaz(fit, centered = FALSE)',
    kind: 'iterative',
    cases: () => eachModel(baselineCases),
  },
  { name: 'coxSurvival', r: 'survfit(fit, newdata)', kind: 'iterative', cases: survivalCases },
  { name: 'residuals of Cox models', r: 'residuals(fit, type)', kind: 'iterative', cases: residualCases },
  ...fineGrayComparisons,
  ...multiStateCoxComparisons,
];

interface Given {
  readonly key: string;
  readonly tight: CoxFit;
  /** Stopped where R stops by default. */
  readonly stopped: CoxFit;
}

function* eachModel(casesOf: (given: Given) => Iterable<Case>): Iterable<Case> {
  for (const [key, model] of Object.entries(referenceModels())) yield* casesOf({ key, ...fits(model) });
}

function* tightCases({ key, tight }: Given): Iterable<Case> {
  const logs = [tight.logLikelihood.initial, tight.logLikelihood.fitted];
  yield { name: `${key} log-likelihood`, ours: logs, theirs: file().numbers(key, 'loglik_tight') };
  if (key === halfStepped) {
    yield { name: `${key} coefficients`, ours: tight.coefficients, theirs: file().numbers(key, 'coef') };
    return;
  }
  yield { name: `${key} coefficients`, ours: tight.coefficients, theirs: file().numbers(key, 'coef_tight') };
  yield { name: `${key} errors`, ours: tight.standardErrors, theirs: file().numbers(key, 'se_tight') };
}

function* stoppedCases({ key, stopped }: Given): Iterable<Case> {
  const theirs = (...path: string[]) => file().numbers(key, ...path);
  const { tests } = stopped;
  const logs = [stopped.logLikelihood.initial, stopped.logLikelihood.fitted];
  yield {
    name: `${key} rows`,
    ours: [stopped.rows, stopped.events],
    theirs: [theirs('n')[0] as number, theirs('nevent')[0] as number],
  };
  yield { name: `${key} coefficients`, ours: stopped.coefficients, theirs: theirs('coef') };
  yield { name: `${key} errors`, ours: stopped.standardErrors, theirs: theirs('se') };
  yield { name: `${key} covariance`, ours: stopped.covariance, theirs: theirs('var') };
  yield { name: `${key} log-likelihood`, ours: logs, theirs: theirs('loglik') };
  yield { name: `${key} iterations`, ours: stopped.iterations, theirs: theirs('iter') };
  yield { name: `${key} means`, ours: stopped.model.means, theirs: theirs('means') };
  for (const [name, test] of [
    ['lr_test', tests.likelihoodRatio],
    ['score', tests.score],
    ['robscore', tests.robustScore],
  ] as const) {
    if (test === undefined) expectNull(key, name);
    else
      yield {
        name: `${key} ${name}`,
        ours: [test.statistic, test.degreesOfFreedom, test.pValue],
        theirs: theirs(name),
      };
  }
  // R prints Wald's statistic rounded to two digits.
  const wald = [Math.round(tests.wald.statistic * 100) / 100, tests.wald.degreesOfFreedom, tests.wald.pValue];
  yield { name: `${key} wald`, ours: wald, theirs: theirs('wald') };
  if (stopped.naiveCovariance === undefined) expectNull(key, 'naive_se');
  else {
    const errors = stopped.names.map((_, at) =>
      Math.sqrt(stopped.naiveCovariance?.[at * (stopped.names.length + 1)] ?? 0),
    );
    yield { name: `${key} naive errors`, ours: errors, theirs: theirs('naive_se') };
  }
  yield {
    name: `${key} criteria`,
    ours: [stopped.akaikeInformation, stopped.bayesianInformation],
    theirs: [theirs('AIC')[0] as number, theirs('BIC')[0] as number],
  };
}

function expectNull(key: string, name: string): void {
  if (file().value(key, name) !== null) throw new Error(`${key} ${name} is given by R, but not by us.`);
}

function* ratioCases({ key, stopped }: Given): Iterable<Case> {
  const ratios = hazardRatios(stopped);
  for (const [name, ours] of [
    ['z', ratios.map(({ statistic }) => statistic)],
    ['p', ratios.map(({ pValue }) => pValue)],
    ['hr', ratios.map(({ hazardRatio }) => hazardRatio)],
    ['hr_lower', ratios.map(({ low }) => low)],
    ['hr_upper', ratios.map(({ high }) => high)],
  ] as const) {
    yield { name: `${key} ${name}`, ours, theirs: file().numbers(key, name) };
  }
}

function* concordanceCases({ key, stopped }: Given): Iterable<Case> {
  const { concordance, standardError } = coxConcordance(stopped);
  yield { name: key, ours: [concordance, standardError], theirs: file().numbers(key, 'concordance') };
}

function* proportionalityCases({ key, stopped }: Given): Iterable<Case> {
  for (const transform of ['km', 'identity'] as const) {
    const name = `cox.zph_${transform}`;
    if (!file().keys(key).includes(name)) continue;
    const { terms, all } = proportionalHazardsTest(stopped, { transform });
    const ours = [...terms, all].flatMap((test) => [test.statistic, test.degreesOfFreedom, test.pValue]);
    const names = file().value(key, name, 'rows') as readonly string[];
    if (names.join() !== [...terms.map((term) => term.name), 'GLOBAL'].join())
      throw new Error(`${key} names its terms otherwise.`);
    file().value(key, name, 'cols');
    yield { name: `${key} ${name}`, ours, theirs: file().numbers(key, name, 'values') };
  }
}

function* baselineCases({ key, stopped }: Given): Iterable<Case> {
  if (!file().keys(key).includes('basehaz_uncentered')) return;
  const at = (name: string) => file().numbers(key, 'basehaz_uncentered', name);
  const baselines = baselineHazard(stopped, { centred: false });
  yield { name: `${key} times`, ours: baselines.flatMap(({ time }) => [...time]), theirs: at('time') };
  const hazards = baselines.flatMap(({ cumulativeHazard }) => [...cumulativeHazard]);
  yield { name: `${key} hazards`, ours: hazards, theirs: at('hazard') };
  const strata = file().value(key, 'basehaz_uncentered', 'strata') as readonly string[] | null;
  if (strata === null) return;
  const levels = [...new Set(strata)];
  const ours = baselines.flatMap(({ stratum, time }) => Array.from(time, () => levels.indexOf(`sex=${stratum}`)));
  yield { name: `${key} strata`, ours, theirs: strata.map((stratum) => levels.indexOf(stratum)) };
}

function* survivalCases(): Iterable<Case> {
  const key = 'lung_predicted_survival';
  const { stopped } = fits(referenceModels()['lung_efron'] as never);
  const columns = stopped.names.map((name) => file().numbers(key, 'newdata', name));
  file().value(key, 'newdata', 'rownames');
  const curves = coxSurvival(stopped, { names: stopped.names, columns });
  const times = [...file().numbers(key, 'time')];
  for (const [name, column] of [
    ['surv', 'survival'],
    ['std.err_cumhaz', 'standardError'],
    ['lower', 'low'],
    ['upper', 'high'],
    ['cumhaz', 'cumulativeHazard'],
  ] as const) {
    const ours = times.flatMap((time) => curves.map((curve) => curve[column][curve.time.indexOf(time)] as number));
    yield { name, ours, theirs: file().numbers(key, name) };
  }
}

function* residualCases(): Iterable<Case> {
  const { stopped } = fits(referenceModels()['lung_efron'] as never);
  const theirs = (name: string) => file().numbers('lung_residuals', name);
  const size = stopped.names.length;
  yield {
    name: 'martingale',
    ours: martingaleResiduals(stopped).subarray(0, 10),
    theirs: theirs('martingale_first10'),
  };
  yield { name: 'deviance', ours: devianceResiduals(stopped).subarray(0, 10), theirs: theirs('deviance_first10') };
  const schoenfeld = schoenfeldResiduals(stopped).values.subarray(0, 5 * size);
  yield { name: 'Schoenfeld', ours: schoenfeld, theirs: theirs('schoenfeld_first5') };
  yield { name: 'score', ours: coxScoreResiduals(stopped).subarray(0, 5 * size), theirs: theirs('score_first5') };
  yield { name: 'dfbeta', ours: dfbetaResiduals(stopped).subarray(0, 5 * size), theirs: theirs('dfbeta_first5') };
  yield { name: 'linear predictor', ours: stopped.linearPredictors.subarray(0, 10), theirs: theirs('lp_first10') };
}
