// Distributions to the last digits, in their far tails too, against R; and quantiles that undo them.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  betaQuantile,
  betaTails,
  chiSquareQuantile,
  chiSquareUpper,
  fUpper,
  gammaQuantile,
  normalCumulative,
  normalDensity,
  normalQuantile,
  normalReach,
  normalTwoSided,
  normalUpper,
  normalUpperLog,
  studentQuantile,
  studentTwoSided,
  studentUpper,
  trigamma,
} from '../src/index.ts';

function expectDigits(ours: number, theirs: number, digits = 12): void {
  if (ours === theirs) return;
  expect(Math.abs(ours - theirs) / Math.max(Math.abs(ours), Math.abs(theirs))).toBeLessThan(10 ** -digits);
}

// R 4.2.2, printed to 17 digits; the call is the title.
const table: readonly (readonly [string, number, number])[] = [
  ['pnorm(-8, lower.tail = FALSE)', normalUpper(-8), 0.99999999999999933],
  ['pnorm(-1.5, lower.tail = FALSE)', normalUpper(-1.5), 0.93319279873114191],
  ['pnorm(0.3, lower.tail = FALSE)', normalUpper(0.3), 0.38208857781104733],
  ['pnorm(5, lower.tail = FALSE)', normalUpper(5), 2.8665157187919391e-7],
  ['pnorm(12, lower.tail = FALSE)', normalUpper(12), 1.776482112077679e-33],
  ['pnorm(40, lower.tail = FALSE)', normalUpper(40), 0],
  ['pnorm(-8, lower.tail = FALSE, log.p = TRUE)', normalUpperLog(-8), -6.2209605742717868e-16],
  ['pnorm(0.3, lower.tail = FALSE, log.p = TRUE)', normalUpperLog(0.3), -0.96210281816885079],
  ['pnorm(40, lower.tail = FALSE, log.p = TRUE)', normalUpperLog(40), -804.6084420137538],
  ['pnorm(1e5, lower.tail = FALSE, log.p = TRUE)', normalUpperLog(1e5), -5000000012.4318638],
  ['qnorm(1e-300)', normalQuantile(1e-300), -37.047096299361201],
  ['qnorm(1e-20)', normalQuantile(1e-20), -9.2623400897984052],
  ['qnorm(1e-5)', normalQuantile(1e-5), -4.2648907939228256],
  ['qnorm(0.3)', normalQuantile(0.3), -0.52440051270804067],
  ['qnorm(0.9999)', normalQuantile(0.9999), 3.7190164854557084],
  ['qnorm(0.975)', normalReach(0.95), 1.9599639845400545],
  ['pbeta(0.3, 2.5, 7)', betaTails(0.3, 2.5, 7).lower, 0.64122246297172114],
  ['pbeta(0.999, 800, 3, lower.tail = FALSE)', betaTails(0.999, 800, 3).upper, 0.047624145287196308],
  ['pbeta(0.5, 1e4, 1.02e4)', betaTails(0.5, 1e4, 1.02e4).lower, 0.92032123274076671],
  ['qbeta(0.01, 0.5, 3)', betaQuantile(0.01, 0.5, 3), 2.8445523288735246e-5],
  ['qbeta(0.975, 40, 1e4)', betaQuantile(0.975, 40, 1e4), 0.0053069286921617739],
  ['qbeta(0.3, 0.01, 2)', betaQuantile(0.3, 0.01, 2), 1.9054084799700276e-53],
  ['pt(-3, 4.5)', studentUpper(3, 4.5), 0.017190433944379805],
  ['pt(-3, 4.5, lower.tail = FALSE)', studentUpper(-3, 4.5), 1 - 0.017190433944379805],
  ['pt(25, 1000, lower.tail = FALSE)', studentTwoSided(-25, 1000) / 2, 7.6017706916609826e-108],
  ['qt(0.975, 1)', studentQuantile(0.975, 1), 12.706204736174694],
  ['qt(0.975, 7.3)', studentQuantile(0.975, 7.3), 2.3450667365477025],
  ['qt(0.975, 1e6)', studentQuantile(0.975, 1e6), 1.9599663568141066],
  ['pf(2.2, 3, 11, lower.tail = FALSE)', fUpper(2.2, 3, 11), 0.14553068718275766],
  ['pf(40, 100, 200, lower.tail = FALSE)', fUpper(40, 100, 200), 3.7769845373759377e-94],
  ['pchisq(300, 100, lower.tail = FALSE)', chiSquareUpper(300, 100), 7.4121008573228746e-22],
  ['qchisq(0.95, 1)', chiSquareQuantile(0.95, 1), 3.841458820694124],
  ['qchisq(0.95, 250)', chiSquareQuantile(0.95, 250), 287.88150052183079],
  ['trigamma(0.1)', trigamma(0.1), 101.43329915079275],
  ['trigamma(50)', trigamma(50), 0.020201333226697128],
];

test.each(table)('%s', (_, ours, theirs) => expectDigits(ours, theirs));

const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
const shape = fc.double({ min: 0.05, max: 5_000, noNaN: true });

describe('quantiles undo their distributions', () => {
  it('normal', () => {
    fc.assert(fc.property(probability, (p) => expectDigits(normalCumulative(normalQuantile(p)), p, 11)));
  });

  it('beta', () => {
    fc.assert(
      fc.property(probability, shape, shape, (p, first, second) => {
        const x = betaQuantile(p, first, second);
        // Where the quantile lies next to 1, its own precision is all that there is.
        fc.pre(x < 0.999 && x > 1e-300);
        const { lower, upper } = betaTails(x, first, second);
        if (p < 0.5) expectDigits(lower, p, 9);
        else expectDigits(upper, 1 - p, 9);
      }),
    );
  });

  it('t and gamma', () => {
    fc.assert(
      fc.property(probability, shape, (p, freedom) => {
        // Below half a degree of freedom quantiles pass what a number can hold.
        fc.pre(freedom > 0.5);
        expectDigits(studentUpper(-studentQuantile(p, freedom), freedom), p, 9);
        expectDigits(chiSquareUpper(chiSquareQuantile(p, freedom), freedom), 1 - p, p > 0.999 ? 4 : 9);
      }),
    );
  });
});

describe('what the distributions are to each other', () => {
  it('the tails of a beta are those of its mirror, and add up to 1', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), shape, shape, (x, first, second) => {
        const { lower, upper } = betaTails(x, first, second);
        expect(lower + upper).toBeCloseTo(1, 13);
        expectDigits(betaTails(1 - x, second, first, x).upper, lower, 10);
      }),
    );
  });

  it('F of one and m degrees is the square of t, chi-square of one the square of a normal', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 30, noNaN: true }), shape, (t, freedom) => {
        expectDigits(fUpper(t * t, 1, freedom), studentTwoSided(t, freedom), 11);
        expectDigits(chiSquareUpper(t * t, 1), normalTwoSided(t), 11);
      }),
    );
  });

  it('the density is the slope of the cumulative', () => {
    const step = 1e-5;
    for (const x of [-3, -0.2, 1.7]) {
      const slope = (normalCumulative(x + step) - normalCumulative(x - step)) / (2 * step);
      expectDigits(slope, normalDensity(x), 6);
    }
  });
});

test.each([
  [normalQuantile(0), Number.NEGATIVE_INFINITY],
  [normalQuantile(1), Number.POSITIVE_INFINITY],
  [normalQuantile(0.5), 0],
  [normalUpper(Number.POSITIVE_INFINITY), 0],
  [normalUpper(Number.NEGATIVE_INFINITY), 1],
  [normalUpper(Number.NaN), Number.NaN],
  [betaQuantile(0, 1, 1), 0],
  [betaQuantile(1, 1, 1), 1],
  [betaTails(0, 1, 1).upper, 1],
  [betaTails(1, 1, 1).lower, 1],
  [studentQuantile(0.5, 3), 0],
  [studentQuantile(0, 3), Number.NEGATIVE_INFINITY],
  [studentTwoSided(Number.POSITIVE_INFINITY, 3), 0],
  [fUpper(0, 1, 1), 1],
  [fUpper(Number.POSITIVE_INFINITY, 1, 1), 0],
  [chiSquareUpper(Number.NaN, 1), Number.NaN],
  [chiSquareUpper(-1, 1), 1],
])('the ends: %d', (ours, theirs) => expect(ours).toBe(theirs));

test.each([
  ['probability-invalid', () => normalQuantile(1.1)],
  ['probability-invalid', () => normalQuantile(Number.NaN)],
  ['probability-invalid', () => betaQuantile(-0.1, 1, 1)],
  ['probability-invalid', () => studentQuantile(2, 1)],
  ['probability-invalid', () => gammaQuantile(2, 1)],
  ['confidence-invalid', () => normalReach(0)],
  ['shape-invalid', () => betaTails(0.5, 0, 1)],
  ['shape-invalid', () => betaQuantile(0.5, 1, Number.POSITIVE_INFINITY)],
  ['shape-invalid', () => studentTwoSided(1, 0)],
  ['shape-invalid', () => studentQuantile(0.3, -1)],
  ['shape-invalid', () => fUpper(1, 0, 1)],
  ['shape-invalid', () => chiSquareUpper(1, Number.NaN)],
])('refuses by %s', (code, call) => {
  expect(call).toThrow(expect.objectContaining({ code }));
});
