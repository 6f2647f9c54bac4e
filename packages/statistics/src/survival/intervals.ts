// The five kinds of interval around a probability that a curve has reached.

import { normalReach } from '../distributions/index.ts';

/** The scale on which the interval is symmetric. R: `survfit(conf.type =)`. */
export type IntervalKind = 'plain' | 'log' | 'log-log' | 'logit' | 'arcsin';

/** Both ends of an interval, an entry a probability. */
export interface IntervalColumns {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Intervals of probabilities from the standard errors of their logarithms (delta method on each scale), cut off at 0 and 1.
 * NaN where the scale has no value there (a probability of 0; of 1 for log-log, logit, arcsin). `stretch`, one a probability, widens
 * the lower side. R: `survival:::survfit_confint`. Source: Borgan and Liestoel 1990; Kalbfleisch and Prentice 2002, 1.4.
 */
export function probabilityIntervals(
  probability: Float64Array,
  logError: Float64Array,
  kind: IntervalKind,
  confidence: number,
  stretch?: Float64Array,
): IntervalColumns {
  const reach = normalReach(confidence);
  const limits = limitsOf[kind];
  const [low, high] = [new Float64Array(probability.length), new Float64Array(probability.length)];
  for (let at = 0; at < probability.length; at += 1) {
    const half = reach * (logError[at] as number);
    const [below, above] = limits(probability[at] as number, half, stretch === undefined ? 1 : (stretch[at] as number));
    low[at] = below;
    high[at] = above;
  }
  return { low, high };
}

type Limits = (p: number, half: number, stretch: number) => readonly [number, number];

/** By kind: the two ends around p, where `half` is the half width on the log scale. */
const limitsOf: Readonly<Record<IntervalKind, Limits>> = {
  plain: (p, half, stretch) => [Math.max(p - half * p * stretch, 0), Math.min(p + half * p, 1)],
  log: (p, half, stretch) => {
    if (p === 0) return [Number.NaN, Number.NaN];
    const log = Math.log(p);
    return [Math.exp(log - half * stretch), Math.min(Math.exp(log + half), 1)];
  },
  'log-log': (p, half, stretch) => {
    if (p === 0 || p === 1) return [Number.NaN, Number.NaN];
    const log = Math.log(p);
    const width = half / log;
    const centre = Math.log(-log);
    return [Math.exp(-Math.exp(centre - width * stretch)), Math.exp(-Math.exp(centre + width))];
  },
  logit: (p, half, stretch) => {
    if (p === 0) return [Number.NaN, Number.NaN];
    const width = half * (1 + p / (1 - p));
    const centre = Math.log(p / (1 - p));
    return [1 - 1 / (1 + Math.exp(centre - width * stretch)), 1 - 1 / (1 + Math.exp(centre + width))];
  },
  arcsin: (p, half, stretch) => {
    if (p === 0) return [Number.NaN, Number.NaN];
    const width = 0.5 * half * Math.sqrt(p / (1 - p));
    const centre = Math.asin(Math.sqrt(p));
    const below = Math.sin(Math.max(0, centre - width * stretch));
    const above = Math.sin(Math.min(Math.PI / 2, centre + width));
    return [below * below, above * above];
  },
};
