// How many times as high one rate is as another, with an interval and a p-value.

import { normalReach, normalTwoSided } from '../distributions/normal.ts';
import {
  requireChoice,
  requireConfidence,
  requireCount,
  requireExposure,
  StatisticsError,
} from '../foundation/errors.ts';
import { binomialTest, clopperPearson } from './binomial-test.ts';

/** The events and the exposure of one group. */
export interface Group {
  readonly events: number;
  readonly exposure: number;
}

export interface RateRatio {
  /** The first group's rate over the second's; Infinity where the second has no events. */
  readonly ratio: number;
  readonly low: number;
  /** Infinity where the second group has no events. */
  readonly high: number;
  /** Two-sided, against a ratio of 1 unless told. */
  readonly pValue: number;
  readonly confidence: number;
  readonly method: 'exact' | 'wald';
}

export interface RateRatioOptions {
  readonly confidence?: number;
  /** `exact` (default) conditions on the total of events; `wald` is the normal approximation on the log scale. */
  readonly method?: 'exact' | 'wald';
  /** The ratio to test against (default 1). */
  readonly against?: number;
}

/**
 * The ratio of two Poisson rates.
 * Exact: given the total, the first count is binomial. R: `poisson.test(c(x1, x2), c(t1, t2), r = against)`.
 * Source: J. Przyborowski and H. Wilenski, Biometrika 31 (1940), with Clopper and Pearson's interval.
 * Wald: exp(log ratio -+ z sqrt(1 / x1 + 1 / x2)). R: `exp(confint.default(glm(x ~ g + offset(log(t)), poisson)))`.
 * Throws StatisticsError: `count-invalid`, `exposure-invalid`, `no-exposure`, `no-events`, `wald-needs-events`,
 * `confidence-invalid`, `ratio-invalid`.
 */
export function rateRatio(first: Group, second: Group, options: RateRatioOptions = {}): RateRatio {
  const { confidence = 0.95, method = 'exact', against = 1 } = options;
  for (const { events, exposure } of [first, second]) {
    requireCount(events);
    requireExposure(exposure);
  }
  requireConfidence(confidence);
  requireChoice('method', method, ['exact', 'wald']);
  if (!(against > 0 && Number.isFinite(against))) throw new StatisticsError('ratio-invalid');
  if (first.events + second.events === 0) throw new StatisticsError('no-events');
  const ratio = first.events / first.exposure / (second.events / second.exposure);
  const answer =
    method === 'exact' ? exact(first, second, confidence, against) : wald(first, second, confidence, against);
  return { ratio, ...answer, confidence, method };
}

type Answer = Pick<RateRatio, 'low' | 'high' | 'pValue'>;

function exact(first: Group, second: Group, confidence: number, against: number): Answer {
  const total = first.events + second.events;
  const { low, high } = clopperPearson(first.events, total, confidence);
  const odds = (share: number) => (share / (1 - share)) * (second.exposure / first.exposure);
  const share = (against * first.exposure) / (against * first.exposure + second.exposure);
  return { low: odds(low), high: odds(high), pValue: binomialTest(first.events, total, share) };
}

function wald(first: Group, second: Group, confidence: number, against: number): Answer {
  if (first.events === 0 || second.events === 0) throw new StatisticsError('wald-needs-events');
  const logRatio = Math.log(first.events / first.exposure) - Math.log(second.events / second.exposure);
  const standardError = Math.sqrt(1 / first.events + 1 / second.events);
  const reach = normalReach(confidence) * standardError;
  return {
    low: Math.exp(logRatio - reach),
    high: Math.exp(logRatio + reach),
    pValue: normalTwoSided((logRatio - Math.log(against)) / standardError),
  };
}
