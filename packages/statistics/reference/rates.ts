// Rates and proportions beside R.
import {
  adjustForMultipleComparisons,
  type ChiSquaredTest,
  chiSquaredTest,
  clopperPearson,
  factor,
  fisherExactP,
  kruskalWallisTest,
  mantelHaenszel,
  type ProportionDifference,
  proportionDifference,
  proportionTrendTest,
  rankSumTest,
  type StratumTable,
  wilsonProportion,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceData, referenceFile } from './reference-file.ts';

const answers = () => referenceFile('proportions.json');

/** The backgrounds in R's order of rows. */
const backgrounds = (...table: readonly string[]) => answers().value(...table, 'rows') as readonly string[];

/** The people of synth_surv; promoted is status 1. */
const people = () => referenceData('synth_surv.csv');

/** Promoted or not by background: the table that R was given, counted again. */
function table(...labels: readonly string[]): readonly (readonly [number, number])[] {
  const count = (background: string, promoted: boolean) =>
    people().filter(({ seb, status }) => seb === background && (status === '1') === promoted).length;
  const [no] = answers().value(...labels, 'cols') as readonly string[];
  const ordered = no === '0' ? ([false, true] as const) : ([true, false] as const);
  return backgrounds(...labels).map(
    (background) => [count(background, ordered[0]), count(background, ordered[1])] as const,
  );
}

const trials = () => table('table').map(([no, yes]) => ({ successes: yes, trials: no + yes }));

const one = (name: string, ours: Case['ours'], ...path: readonly string[]): Case => ({
  name,
  ours,
  theirs: answers().numbers(...path),
});

function* wilsonCases(): Iterable<Case> {
  yield {
    name: 'synth, table',
    ours: table('table').flat(),
    theirs: answers().numbers('table', 'values'),
  };
  const ours = trials().flatMap(({ successes, trials: size }) => {
    const { low, high } = wilsonProportion(successes, size);
    return [low, high];
  });
  yield one('synth, promoted by background', ours, 'wilson');
}

function* clopperPearsonCases(): Iterable<Case> {
  const ours = trials().flatMap(({ successes, trials: size }) => {
    const { low, high } = clopperPearson(successes, size);
    return [low, high];
  });
  yield one('synth, promoted by background', ours, 'clopper_pearson');
}

function* chiSquaredCases(): Iterable<Case> {
  const { expected, ...test } = chiSquaredTest(table('chisq', 'expected'));
  yield one('synth, expected', expected.flat(), 'chisq', 'expected', 'values');
  yield* testCases(test, 'chisq');
  yield one('synth, degrees of freedom', test.degreesOfFreedom, 'chisq', 'df');
}

function* testCases({ statistic, pValue }: Pick<ChiSquaredTest, 'statistic' | 'pValue'>, key: string): Iterable<Case> {
  yield one(`${key}, statistic`, statistic, key, 'stat');
  yield one(`${key}, p`, pValue, key, 'p');
}

function* differenceCases(key: string, yates: boolean): Iterable<Case> {
  const [first, , last] = trials();
  if (first === undefined || last === undefined) return;
  const difference: ProportionDifference = proportionDifference(first, last, { yates });
  yield* testCases(difference, key);
  yield one(`${key}, interval`, [difference.low, difference.high], key, 'ci');
}

function* mantelHaenszelCases(): Iterable<Case> {
  const strata = ['0', '1'].map((sex): StratumTable => {
    const count = (working: boolean, promoted: boolean) =>
      people().filter(
        ({ female, seb, status }) => female === sex && (seb === 'working') === working && (status === '1') === promoted,
      ).length;
    return { a: count(false, false), b: count(true, false), c: count(false, true), d: count(true, true) };
  });
  const test = mantelHaenszel(strata, { correct: false });
  yield* testCases(test, 'mantelhaen');
  yield one('mantelhaen, odds ratio', test.oddsRatio, 'mantelhaen', 'or');
  yield one('mantelhaen, interval', [test.low, test.high], 'mantelhaen', 'ci');
}

function* rankSumCases(): Iterable<Case> {
  const ages = (female: string) =>
    Float64Array.from(
      people().filter((each) => each['female'] === female),
      ({ age }) => Number(age),
    );
  const { statistic, pValue } = rankSumTest(ages('0'), ages('1'));
  yield one('synth, age by sex, W', statistic, 'wilcox_age_female', 'W');
  yield one('synth, age by sex, p', pValue, 'wilcox_age_female', 'p');
}

function* adjustmentCases(): Iterable<Case> {
  const p = answers().numbers('holm_bh', 'p');
  yield one('holm', adjustForMultipleComparisons(p, 'holm'), 'holm_bh', 'holm');
  yield one('BH', adjustForMultipleComparisons(p, 'benjamini-hochberg'), 'holm_bh', 'BH');
}

const closed = (name: string, r: string, cases: () => Iterable<Case>): Comparison => ({
  name,
  r,
  kind: 'closed-form',
  cases,
});

export const ratesComparisons: readonly Comparison[] = [
  closed('wilsonProportion', 'prop.test(x, n, correct = FALSE)$conf.int', wilsonCases),
  closed('clopperPearson', 'binom.test(x, n)$conf.int', clopperPearsonCases),
  closed('chiSquaredTest', 'chisq.test(table)', chiSquaredCases),
  closed('fisherExactP', 'fisher.test(table)$p.value', function* () {
    yield one('synth, background by promoted', fisherExactP(table('table')), 'fisher_p');
  }),
  closed('proportionTrendTest', 'prop.trend.test(x, n)', () => testCases(proportionTrendTest(trials()), 'trend')),
  closed('proportionDifference', 'prop.test(c(x1, x2), c(n1, n2), correct = FALSE)', () =>
    differenceCases('prop2_uncorrected', false),
  ),
  closed('proportionDifference (yates)', 'prop.test(c(x1, x2), c(n1, n2))', () => differenceCases('prop2_yates', true)),
  closed('mantelHaenszel', 'mantelhaen.test(x, correct = FALSE)', mantelHaenszelCases),
  closed('kruskalWallisTest', 'kruskal.test(age ~ seb)', () =>
    testCases(
      kruskalWallisTest(
        Float64Array.from(people(), ({ age }) => Number(age)),
        factor(people().map(({ seb }) => seb ?? null)),
      ),
      'kruskal_age',
    ),
  ),
  closed('rankSumTest', 'wilcox.test(age ~ female)', rankSumCases),
  closed('adjustForMultipleComparisons', 'p.adjust(p, method)', adjustmentCases),
];
