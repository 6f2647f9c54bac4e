// The mean time without the event up to a horizon: the area under a survival curve.
import { StatisticsError } from '../foundation/errors.ts';
import type { SurvivalCurve } from './curves.ts';

export interface RestrictedMean {
  /** In the curve's unit of time, counted from 0. */
  readonly mean: number;
  readonly standardError: number;
  /** The horizon. */
  readonly upTo: number;
}

/** A horizon for all curves, the last time of any (`common`), or each curve's own last time (`own`). */
export type Horizon = number | 'common' | 'own';

/** The horizons of curves that end at the given times. Throws `option-invalid`. */
export function horizons(lastTimes: readonly number[], upTo: Horizon): readonly number[] {
  if (upTo === 'own') return lastTimes;
  const common = upTo === 'common' ? Math.max(...lastTimes) : upTo;
  if (!Number.isFinite(common) || common < 0) throw new StatisticsError('option-invalid', { column: 'upTo' });
  return lastTimes.map(() => common);
}

/**
 * Restricted means of the curves, in their order, with Greenwood's standard errors (also of weighted curves, as R has them). Beyond
 * its last time a curve keeps its last value. Throws `option-invalid` for a horizon that is negative or not finite.
 * Source: Irwin 1949; Klein and Moeschberger 2003, 4.5. R: `summary(survfit(...), rmean = "common")$table` (`"individual"` for `own`).
 */
export function restrictedMeans(curves: readonly SurvivalCurve[], upTo: Horizon = 'common'): readonly RestrictedMean[] {
  const ends = horizons(
    curves.map(({ time }) => time[time.length - 1] as number),
    upTo,
  );
  return curves.map((curve, at) => restrictedMean(curve, ends[at] as number));
}

function restrictedMean(curve: SurvivalCurve, upTo: number): RestrictedMean {
  const { time, survival, events, atRisk } = curve;
  let [area, variance, right] = [0, 0, upTo];
  // From the horizon back, so that `area` is what lies to the right of each event.
  for (let at = time.length - 1; at >= 0; at -= 1) {
    const own = time[at] as number;
    if (own > upTo) continue;
    area += (survival[at] as number) * (right - own);
    right = own;
    const [gone, present] = [events[at] as number, atRisk[at] as number];
    if (gone > 0 && present > gone) variance += (area * area * gone) / (present * (present - gone));
  }
  return { mean: area + right, standardError: Math.sqrt(variance), upTo };
}
