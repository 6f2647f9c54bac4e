// Cox models of several states beside R's survival.
import { multiStateCox } from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { numbersOf } from './cox-models.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const file = () => referenceFile('multistate.json');

export const multiStateCoxComparisons: readonly Comparison[] = [
  {
    name: 'multiStateCox',
    r: 'coxph(Surv(tstart, tstop, state) ~ age + sex, id = id)',
    kind: 'iterative',
    cases: mgusCases,
  },
];

function* mgusCases(): Iterable<Case> {
  const rows = referenceData('mgus2_multistate.csv');
  const states = ['(s0)', 'pcm', 'death'];
  const data = {
    states,
    time: numbersOf(rows, 'tstop'),
    entry: numbersOf(rows, 'tstart'),
    to: rows.map((row) => states.indexOf(row['ev'] ?? '')),
    id: numbersOf(rows, 'id'),
  };
  const male = Float64Array.from(rows, (row) => (row['sex'] === 'M' ? 1 : 0));
  const design = { names: ['age', 'sexM'], columns: [numbersOf(rows, 'age'), male] };
  const model = multiStateCox(data, design, { tolerance: 1e-9 });
  const { fit } = model;
  const key = 'mgus2_coxph';
  yield { name: 'coefficients', ours: fit.coefficients, theirs: file().numbers(key, 'coef') };
  yield { name: 'errors', ours: fit.standardErrors, theirs: file().numbers(key, 'se') };
  const logs = [fit.logLikelihood.initial, fit.logLikelihood.fitted];
  yield { name: 'log-likelihood', ours: logs, theirs: file().numbers(key, 'loglik') };
  // R counts coefficients from 1, and names moves by their states' numbers.
  const map = model.coefficientOf.map((at) => at + 1);
  yield { name: 'coefficients of moves', ours: map, theirs: file().numbers(key, 'cmap', 'values') };
  const moves = model.transitions.map(({ from, to }) => `${from + 1}:${to + 1}`);
  if (moves.join() !== (file().value(key, 'cmap', 'cols') as string[]).join()) throw new Error('R has other moves.');
  if (model.columns.join() !== (file().value(key, 'cmap', 'rows') as string[]).join())
    throw new Error('R has other columns.');
}
