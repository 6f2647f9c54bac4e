// Fine and Gray beside R's cmprsk and survival.
import {
  type CompetingData,
  type CoxDesign,
  coxRegression,
  expandedDesign,
  fineGrayRegression,
  fineGrayRows,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { numbersOf, synthDesign } from './cox-models.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const file = () => referenceFile('finegray.json');

export const fineGrayComparisons: readonly Comparison[] = [
  {
    name: 'fineGrayRegression (gradientTolerance: 1e-6)',
    r: 'cmprsk::crr(time, event, columns, failcode)',
    kind: 'iterative',
    cases: crrCases,
  },
  { name: 'fineGrayRows', r: 'survival::finegray(Surv(time, event) ~ ., etype)', kind: 'closed-form', cases: rowCases },
  {
    name: 'coxRegression on fineGrayRows',
    r: 'coxph(Surv(fgstart, fgstop, fgstatus) ~ ..., weights = fgwt, data = finegray(...))',
    kind: 'iterative',
    cases: weightedCoxCases,
  },
];

function mgus(sexName: string): { readonly data: CompetingData; readonly design: CoxDesign } {
  const rows = referenceData('mgus2.csv').filter((row) => row['mspike'] !== null);
  const male = Float64Array.from(rows, (row) => (row['sex'] === 'M' ? 1 : 0));
  return {
    data: {
      time: numbersOf(rows, 'etime'),
      event: Uint8Array.from(rows, (row) => Number(row['code'])),
      causes: ['pcm', 'death'],
    },
    design: { names: ['age', sexName, 'mspike'], columns: [numbersOf(rows, 'age'), male, numbersOf(rows, 'mspike')] },
  };
}

function synth(): { readonly data: CompetingData; readonly design: CoxDesign } {
  const rows = referenceData('synth_surv.csv');
  const event = Uint8Array.from(rows, (row) => Number(row['status']));
  return { data: { time: numbersOf(rows, 'time'), event, causes: ['promotion', 'exit'] }, design: synthDesign(rows) };
}

function* crrCases(): Iterable<Case> {
  for (const [key, given, cause] of [
    ['crr_pcm', mgus('male'), 'pcm'],
    ['crr_death', mgus('male'), 'death'],
    ['crr_synth_promotion', synth(), 'promotion'],
  ] as const) {
    const fit = fineGrayRegression(given.data, given.design, { cause, gradientTolerance: 1e-6 });
    const theirs = (name: string) => file().numbers(key, name);
    yield { name: `${key} coefficients`, ours: fit.coefficients, theirs: theirs('coef') };
    yield { name: `${key} errors`, ours: fit.standardErrors, theirs: theirs('se') };
    yield { name: `${key} covariance`, ours: fit.covariance, theirs: theirs('var') };
    yield { name: `${key} log-likelihood`, ours: fit.logLikelihood.fitted, theirs: theirs('loglik') };
    yield { name: `${key} initial log-likelihood`, ours: fit.logLikelihood.initial, theirs: theirs('loglik.null') };
    // R says whether it converged; ours would have thrown.
    yield { name: `${key} rows`, ours: [fit.rows, 1], theirs: [...theirs('n'), ...theirs('converged')] };
    yield { name: `${key} times`, ours: fit.time, theirs: theirs('uftime') };
    yield { name: `${key} baseline`, ours: fit.baselineHazard, theirs: theirs('bfitj') };
  }
}

function* rowCases(): Iterable<Case> {
  const { data } = mgus('sexM');
  yield { name: 'rows', ours: fineGrayRows(data, 'pcm').row.length, theirs: file().numbers('finegray_rows') };
}

function* weightedCoxCases(): Iterable<Case> {
  const { data, design } = mgus('sexM');
  const rows = fineGrayRows(data, 'pcm');
  const weighted = { time: rows.stop, entry: rows.start, event: rows.event, weights: rows.weight };
  for (const ties of ['efron', 'breslow'] as const) {
    const fit = coxRegression(weighted, expandedDesign(design, rows), { ties, tolerance: 1e-9 });
    const theirs = (name: string) => file().numbers(`finegray_coxph_${ties}`, name);
    yield { name: `${ties} coefficients`, ours: fit.coefficients, theirs: theirs('coef') };
    yield { name: `${ties} errors`, ours: fit.standardErrors, theirs: theirs('se') };
    const logs = [fit.logLikelihood.initial, fit.logLikelihood.fitted];
    yield { name: `${ties} log-likelihood`, ours: logs, theirs: theirs('loglik') };
  }
}
