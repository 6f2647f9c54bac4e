// Rates per person-year, their differences and ratios, from protected events and exposure: unbiased, with intervals that take in chance and noise.
import { normalReach } from '@clew/statistics';
import type { Refusal } from '../refusal.ts';
import { checkFigures, type Estimate, type Figure, fieller, tooInexact } from './figure.ts';

/** Events and months of exposure of one group, as published. */
export interface Exposed {
  readonly events: Figure;
  readonly months: Figure;
}

export interface RateOptions {
  readonly confidence?: number;
  /** The person-years that the rate is given for. Default 1. */
  readonly per?: number;
}

/**
 * The rate of a group. Events are Poisson about their expectation, and noise comes on top: the variance of the published count is the sum
 * of both. The quotient of two noisy figures is too high by the squared relative error of the lower one, which is taken off; the interval
 * is Fieller's.
 */
export function protectedRate({ events, months }: Exposed, options: RateOptions = {}): Estimate | Refusal {
  const { confidence = 0.95, per = 1 } = options;
  const withheld = checkFigures('events', events) ?? checkFigures('months', months);
  if (withheld !== null) return withheld;
  const scale = 12 * per;
  const chance = Math.sqrt(Math.max(1, events.value) + events.standardError ** 2);
  const ends = fieller({ value: events.value, standardError: chance }, months, normalReach(confidence));
  if (ends === null) return tooInexact('months');
  const correction = 1 - (months.standardError / months.value) ** 2;
  const estimate = (events.value / months.value) * correction * scale;
  return { estimate, low: ends.low * scale, high: ends.high * scale, confidence };
}

/**
 * The rate of one group less that of another, by the method of variance estimates recovery: the distance of each end of the difference
 * from it is the root of the sum of squares of the ends' distances. Source: G. Zou, A. Donner, Statistics in Medicine 27 (2008).
 */
export function rateGap(one: Exposed, other: Exposed, options: RateOptions = {}): Estimate | Refusal {
  const [first, second] = [protectedRate(one, options), protectedRate(other, options)];
  if ('code' in first) return first;
  if ('code' in second) return second;
  const estimate = first.estimate - second.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(first.estimate - first.low, second.high - second.estimate),
    high: estimate + Math.hypot(first.high - first.estimate, second.estimate - second.low),
    confidence: first.confidence,
  };
}

/**
 * The rate of one group over that of another, by the same method for ratios: A. Donner, G. Zou, Statistical Methods in Medical Research 21
 * (2012), equation 9. Refused where the second rate could be 0, or twice as high as it is.
 */
export function protectedRateRatio(one: Exposed, other: Exposed, options: RateOptions = {}): Estimate | Refusal {
  const [first, second] = [protectedRate(one, options), protectedRate(other, options)];
  if ('code' in first) return first;
  if ('code' in second) return second;
  // Beyond these the method's own bounds change sign.
  if (second.low <= 0 || second.high >= 2 * second.estimate || first.estimate <= 0) return tooInexact('other');
  const product = first.estimate * second.estimate;
  const end = (ofFirst: number, ofSecond: number, side: -1 | 1): number => {
    const spread =
      product ** 2 - ofFirst * ofSecond * (2 * first.estimate - ofFirst) * (2 * second.estimate - ofSecond);
    return (product + side * Math.sqrt(Math.max(0, spread))) / (ofSecond * (2 * second.estimate - ofSecond));
  };
  return {
    estimate: first.estimate / second.estimate,
    low: end(Math.max(0, first.low), second.high, -1),
    high: end(first.high, second.low, 1),
    confidence: first.confidence,
  };
}
