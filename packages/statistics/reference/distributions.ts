// Distributions beside R.
import {
  betaQuantile,
  chiSquareUpper,
  digamma,
  fUpper,
  logGamma,
  normalQuantile,
  normalUpper,
  normalUpperLog,
  studentTwoSided,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceFile } from './reference-file.ts';

const file = () => referenceFile('distributions.json');

/** A function of one number, over the x (or the p) that R was asked for. */
const over = (of: (x: number) => number, key: string, points = 'x') =>
  function* cases(): Iterable<Case> {
    yield { name: key, ours: logs(file().numbers(points).map(of)), theirs: logs(file().numbers(key)) };
  };

/** The same by degrees of freedom, which the reference's names end in. */
const byFreedom = (of: (x: number, freedom: number) => number, key: string) =>
  function* cases(): Iterable<Case> {
    for (const name of file().keys(key)) {
      const ours = file()
        .numbers('x')
        .map((x) => of(x, Number(name.slice(2))));
      yield { name: `${key}, ${name}`, ours: logs(ours), theirs: logs(file().numbers(key, name)) };
    }
  };

/** Of what is above 0, so that the smallest of a list is compared as closely as the largest; the rest as it is. */
function logs(values: Float64Array): Float64Array {
  return values.every((value) => value >= 0) ? values.map(Math.log) : values;
}

/** Clopper and Pearson's ends for 5 of 20, which are quantiles of the beta distribution. */
function* betaCases(): Iterable<Case> {
  const ours = [betaQuantile(0.025, 5, 16), betaQuantile(0.975, 6, 15)];
  yield { name: 'qbeta_cp', ours, theirs: file().numbers('qbeta_cp') };
}

export const distributionsComparisons: readonly Comparison[] = [
  {
    name: 'normalUpper',
    r: 'pnorm(x, lower.tail = FALSE)',
    kind: 'closed-form',
    cases: over(normalUpper, 'pnorm_upper'),
  },
  {
    name: 'normalUpperLog',
    r: 'pnorm(x, lower.tail = FALSE, log.p = TRUE)',
    kind: 'closed-form',
    cases: over(normalUpperLog, 'pnorm_upper_log'),
  },
  { name: 'normalQuantile', r: 'qnorm(p)', kind: 'closed-form', cases: over(normalQuantile, 'qnorm', 'qnorm_p') },
  {
    name: 'chiSquareUpper',
    r: 'pchisq(x, df, lower.tail = FALSE)',
    kind: 'closed-form',
    cases: byFreedom(chiSquareUpper, 'pchisq_upper_df'),
  },
  {
    name: 'studentTwoSided',
    r: '2 * pt(-abs(x), df)',
    kind: 'closed-form',
    cases: byFreedom(studentTwoSided, 'pt_two_sided_df'),
  },
  {
    name: 'fUpper',
    r: 'pf(x, 3, 20, lower.tail = FALSE)',
    kind: 'closed-form',
    cases: over((x) => fUpper(x, 3, 20), 'pf_upper_3_20'),
  },
  { name: 'betaQuantile', r: 'qbeta(p, a, b)', kind: 'closed-form', cases: betaCases },
  { name: 'logGamma', r: 'lgamma(x)', kind: 'closed-form', cases: over(logGamma, 'lgamma') },
  { name: 'digamma', r: 'digamma(x)', kind: 'closed-form', cases: over(digamma, 'digamma') },
];
