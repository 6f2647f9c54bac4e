// Rates and proportions beside R.
import { clopperPearson, wilsonProportion } from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceFile } from './reference-file.ts';

function table(): readonly (readonly [number, number])[] {
  return (referenceFile('proportions.json').value('table') as { values: [number, number][] }).values;
}

function* wilsonCases(): Iterable<Case> {
  const theirs = referenceFile('proportions.json').numbers('wilson');
  const ours = table().flatMap(([no, yes]) => {
    const { low, high } = wilsonProportion(yes, no + yes);
    return [low, high];
  });
  yield { name: 'birthwt, low by race', ours, theirs };
}

function* clopperPearsonCases(): Iterable<Case> {
  const theirs = referenceFile('proportions.json').numbers('clopper_pearson');
  const ours = table().flatMap(([no, yes]) => {
    const { low, high } = clopperPearson(yes, no + yes);
    return [low, high];
  });
  yield { name: 'birthwt, low by race', ours, theirs };
}

export const ratesComparisons: readonly Comparison[] = [
  { name: 'wilsonProportion', r: 'prop.test(x, n, correct = FALSE)$conf.int', kind: 'closed-form', cases: wilsonCases },
  { name: 'clopperPearson', r: 'binom.test(x, n)$conf.int', kind: 'closed-form', cases: clopperPearsonCases },
];
