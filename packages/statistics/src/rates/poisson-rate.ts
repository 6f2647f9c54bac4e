// A rate: events over exposure, with the exact Poisson interval.

import { gammaQuantile } from '../distributions/gamma.ts';
import { requireConfidence, requireCount, requireExposure, StatisticsError } from '../foundation/errors.ts';

/** Events per `per` units of exposure, with both ends of the interval in the same unit. */
export interface PoissonRate {
  readonly events: number;
  readonly exposure: number;
  readonly per: number;
  readonly confidence: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface RateOptions {
  /** Between 0 and 1 (default 0.95). */
  readonly confidence?: number;
  /** The exposure that the rate is given for, such as 100 (person-years). Default 1. */
  readonly per?: number;
}

/**
 * The rate of a Poisson count with Garwood's exact interval. No events: the rate and its low end are 0, and the high end is finite.
 * R: `poisson.test(events, exposure, conf.level = confidence)`, times `per`.
 * Source: F. Garwood, Biometrika 28 (1936): half a quantile of chi-square with 2 events (low) or 2 events + 2 (high) degrees of
 * freedom, which is a quantile of the gamma distribution.
 * Throws StatisticsError: `count-invalid`, `exposure-invalid`, `no-exposure`, `confidence-invalid`, `per-invalid`.
 */
export function poissonRate(events: number, exposure: number, options: RateOptions = {}): PoissonRate {
  const { confidence = 0.95, per = 1 } = options;
  requireCount(events);
  requireExposure(exposure);
  requireConfidence(confidence);
  if (!(per > 0 && Number.isFinite(per))) throw new StatisticsError('per-invalid');
  const tail = (1 - confidence) / 2;
  const scale = per / exposure;
  return {
    events,
    exposure,
    per,
    confidence,
    rate: events * scale,
    low: events === 0 ? 0 : gammaQuantile(tail, events) * scale,
    high: gammaQuantile(1 - tail, events + 1) * scale,
  };
}
