// Standardised rates: what a group's rate would be with the standard's mix of strata (direct), and how many times as many
// events it had as the standard's rates would give (indirect).
import { gammaQuantile } from '../distributions/index.ts';
import { requireSameLength } from '../foundation/columns.ts';
import { requireConfidence, requireCount, requireExposure, StatisticsError } from '../foundation/errors.ts';
import { poissonRate } from './poisson-rate.ts';

/** A stratum (an age band, a grade) a row: the group's events and its exposure there. */
export interface StratifiedEvents {
  /** Whole numbers. */
  readonly events: ArrayLike<number>;
  /** Person-time, above 0 wherever the standard has weight. */
  readonly exposure: ArrayLike<number>;
}

export interface StandardisedRate {
  readonly crudeRate: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  readonly confidence: number;
}

/**
 * The directly standardised rate: the strata's rates, weighted as the standard population has them, with the gamma interval, which
 * keeps its level where strata have few events.
 * `standard`: the standard population of each stratum, in any unit, from 0 up. Rates are per unit of exposure.
 * R: `epitools::ageadjust.direct(events, exposure, stdpop = standard)`.
 * Source: M. Fay and E. Feuer, Statistics in Medicine 16 (1997).
 * Throws StatisticsError: `length-mismatch`, `no-rows`, `count-invalid`, `exposure-invalid`, `no-exposure` (a stratum with weight
 * and without exposure), `weight-invalid`, `confidence-invalid`.
 */
export function directlyStandardisedRate(
  group: StratifiedEvents,
  standard: ArrayLike<number>,
  confidence = 0.95,
): StandardisedRate {
  const { events, exposure } = group;
  const strata = requireSameLength({ events, exposure, standard });
  requireConfidence(confidence);
  const total = totalWeight(standard);
  let [rate, variance, largest, allEvents, allExposure] = [0, 0, 0, 0, 0];
  for (let stratum = 0; stratum < strata; stratum += 1) {
    const [count, time, share] = [at(events, stratum), at(exposure, stratum), at(standard, stratum) / total];
    requireCount(count, { column: 'events', row: stratum });
    if (!(time >= 0 && Number.isFinite(time))) {
      throw new StatisticsError('exposure-invalid', { column: 'exposure', row: stratum });
    }
    allEvents += count;
    allExposure += time;
    if (share === 0) continue;
    requireExposure(time, { column: 'exposure', row: stratum });
    rate += (share * count) / time;
    variance += (share * share * count) / (time * time);
    largest = Math.max(largest, share / time);
  }
  const tail = (1 - confidence) / 2;
  const [shifted, widened] = [rate + largest, variance + largest * largest];
  return {
    crudeRate: allEvents / allExposure,
    rate,
    low: rate === 0 ? 0 : (gammaQuantile(tail, (rate * rate) / variance) * variance) / rate,
    high: (gammaQuantile(1 - tail, (shifted * shifted) / widened) * widened) / shifted,
    standardError: Math.sqrt(variance),
    confidence,
  };
}

export interface IndirectlyStandardisedRate {
  readonly observed: number;
  /** The events that the standard's rates would give in the group's exposure. */
  readonly expected: number;
  /** Observed over expected, with Garwood's exact interval: the standardised incidence ratio. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  /** The ratio times the standard's crude rate, with its interval. */
  readonly rate: number;
  readonly rateLow: number;
  readonly rateHigh: number;
  readonly confidence: number;
}

/**
 * Indirect standardisation: the group's events over those that the standard's rates would give. The standard's rates count as known.
 * R: `poisson.test(sum(events), sum(exposure * standardEvents / standardExposure))`; the point values as
 * `epitools::ageadjust.indirect`, whose interval is an approximation.
 * Source: N. Breslow and N. Day, Statistical Methods in Cancer Research II (1987), section 2.3; F. Garwood (1936) for the interval.
 * Throws StatisticsError as directlyStandardisedRate, and `no-events` where the standard expects none.
 */
export function indirectlyStandardisedRate(
  group: StratifiedEvents,
  standard: StratifiedEvents,
  confidence = 0.95,
): IndirectlyStandardisedRate {
  const strata = requireSameLength({
    events: group.events,
    exposure: group.exposure,
    standardEvents: standard.events,
    standardExposure: standard.exposure,
  });
  let [observed, expected, standardEvents, standardExposure] = [0, 0, 0, 0];
  for (let stratum = 0; stratum < strata; stratum += 1) {
    const [count, time] = [at(group.events, stratum), at(group.exposure, stratum)];
    const [standardCount, standardTime] = [at(standard.events, stratum), at(standard.exposure, stratum)];
    requireCount(count, { column: 'events', row: stratum });
    requireCount(standardCount, { column: 'standardEvents', row: stratum });
    if (!(time >= 0 && Number.isFinite(time))) {
      throw new StatisticsError('exposure-invalid', { column: 'exposure', row: stratum });
    }
    requireExposure(standardTime, { column: 'standardExposure', row: stratum });
    observed += count;
    expected += (time * standardCount) / standardTime;
    standardEvents += standardCount;
    standardExposure += standardTime;
  }
  if (expected === 0) throw new StatisticsError('no-events');
  const { rate: ratio, low, high } = poissonRate(observed, expected, { confidence });
  const crude = standardEvents / standardExposure;
  return {
    observed,
    expected,
    ratio,
    low,
    high,
    rate: ratio * crude,
    rateLow: low * crude,
    rateHigh: high * crude,
    confidence,
  };
}

const at = (values: ArrayLike<number>, index: number): number => values[index] as number;

function totalWeight(weights: ArrayLike<number>): number {
  let total = 0;
  for (let row = 0; row < weights.length; row += 1) {
    const weight = at(weights, row);
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new StatisticsError('weight-invalid', { column: 'standard', row });
    total += weight;
  }
  if (total === 0) throw new StatisticsError('weight-invalid', { column: 'standard' });
  return total;
}
