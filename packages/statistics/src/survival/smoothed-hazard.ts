// The hazard as a smooth curve: the steps of the cumulative hazard, spread by a kernel that is changed near the ends.
import { normalReach } from '../distributions/index.ts';
import { requireFinite } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { SurvivalCurve } from './curves.ts';

export interface SmoothedHazardOptions {
  /** Half the width of the kernel, in the curve's unit. Default: (end - start) / (8 x events^0.2), muhaz's pilot. */
  readonly bandwidth?: number;
  /** Where the hazard is wanted. Default: 101 points from start to end. */
  readonly at?: ArrayLike<number>;
  /** Where observation begins and ends. Default: the curve's start, and its last time with at least ten at risk (else its last). */
  readonly start?: number;
  readonly end?: number;
  /** Which ends the kernel is changed at; without, the hazard is too low there. Default `both`. */
  readonly boundary?: 'both' | 'left' | 'none';
  /** Default 0.95. */
  readonly confidence?: number;
}

export interface SmoothedHazard {
  readonly time: Float64Array;
  /** Events by unit of time. */
  readonly hazard: Float64Array;
  readonly standardError: Float64Array;
  /** On the log scale, pointwise; 0 to NaN where the hazard is 0. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly bandwidth: number;
}

/**
 * The kernel estimate of the hazard behind a curve of nelsonAalen, with Epanechnikov's kernel and one bandwidth; within a bandwidth
 * of an end the kernel is Mueller and Wang's boundary kernel, which looks to the inside only and stays unbiased to first order. The
 * hazard is not let below 0. Where `boundary` is used, the bandwidth is at most half of what is observed.
 * Throws `option-invalid` (bandwidth, start, end), `not-finite`, `no-events`, `confidence-invalid`.
 * Source: Ramlau-Hansen 1983; Mueller and Wang 1994.
 * R: `muhaz(time, event, bw.method = "global", bw.grid = bandwidth, b.cor =, min.time =, max.time =)$haz.est`, by the published kernels
 * (muhaz takes tied events one by one: a curve with `tiedHazard: 'fleming-harrington'`).
 */
export function smoothedHazard(curve: SurvivalCurve, options: SmoothedHazardOptions = {}): SmoothedHazard {
  const { confidence = 0.95, boundary = 'both', start = curve.startTime } = options;
  const end = options.end ?? lastWellObserved(curve);
  if (!(Number.isFinite(start) && Number.isFinite(end) && start < end)) {
    throw new StatisticsError('option-invalid', { column: 'end', detail: 'above start' });
  }
  const steps = hazardSteps(curve, start, end);
  const bandwidth = options.bandwidth ?? (end - start) / (8 * steps.events ** 0.2);
  const widest = boundary === 'none' ? Number.POSITIVE_INFINITY : (end - start) / 2;
  if (!(bandwidth > 0 && bandwidth <= widest)) {
    throw new StatisticsError('option-invalid', {
      column: 'bandwidth',
      detail: 'above 0, at most half of what is observed',
    });
  }
  if (options.at !== undefined) requireFinite('at', options.at);
  const time = Float64Array.from(
    options.at ?? Array.from({ length: 101 }, (_, at) => start + (at * (end - start)) / 100),
  );
  const reach = normalReach(confidence);
  const [hazard, standardError] = [new Float64Array(time.length), new Float64Array(time.length)];
  for (let at = 0; at < time.length; at += 1) {
    const kernel = kernelAt(time[at] as number, { start, end, bandwidth, boundary });
    let [level, variance] = [0, 0];
    for (let step = firstFrom(steps.time, (time[at] as number) - bandwidth); step < steps.time.length; step += 1) {
      const distance = ((time[at] as number) - (steps.time[step] as number)) / bandwidth;
      if (distance < -1) break;
      const weight = kernel(distance) / bandwidth;
      level += weight * (steps.hazard[step] as number);
      variance += weight * weight * (steps.variance[step] as number);
    }
    hazard[at] = Math.max(0, level);
    standardError[at] = Math.sqrt(variance);
  }
  const spread = (sign: 1 | -1) =>
    hazard.map((level, at) => level * Math.exp((sign * reach * (standardError[at] as number)) / level));
  return { time, hazard, standardError, low: spread(-1), high: spread(1), bandwidth };
}

function lastWellObserved({ time, atRisk }: SurvivalCurve): number {
  let last = time.length - 1;
  while (last > 0 && (atRisk[last] as number) < 10) last -= 1;
  return (last === 0 ? time[time.length - 1] : time[last]) as number;
}

/** The steps of the cumulative hazard within the observed stretch, and of its variance. */
function hazardSteps(curve: SurvivalCurve, start: number, end: number) {
  const steps: { readonly time: number; readonly hazard: number; readonly variance: number }[] = [];
  let [before, squareBefore, events] = [0, 0, 0];
  for (let at = 0; at < curve.time.length; at += 1) {
    const [level, square] = [curve.cumulativeHazard[at] as number, (curve.cumulativeHazardError[at] as number) ** 2];
    const time = curve.time[at] as number;
    if (level > before && time >= start && time <= end) {
      steps.push({ time, hazard: level - before, variance: Math.max(0, square - squareBefore) });
      events += curve.events[at] as number;
    }
    [before, squareBefore] = [level, square];
  }
  if (steps.length === 0) throw new StatisticsError('no-events');
  return {
    time: Float64Array.from(steps, (step) => step.time),
    hazard: Float64Array.from(steps, (step) => step.hazard),
    variance: Float64Array.from(steps, (step) => step.variance),
    events,
  };
}

interface Observed {
  readonly start: number;
  readonly end: number;
  readonly bandwidth: number;
  readonly boundary: 'both' | 'left' | 'none';
}

/** The kernel for a point, as a function of (point - event) / bandwidth. */
function kernelAt(point: number, { start, end, bandwidth, boundary }: Observed): (distance: number) => number {
  const [left, right] = [(point - start) / bandwidth, (end - point) / bandwidth];
  if (boundary !== 'none' && left < 1) return (distance) => boundaryKernel(Math.max(0, left), distance);
  if (boundary === 'both' && right < 1) return (distance) => boundaryKernel(Math.max(0, right), -distance);
  return (distance) => (Math.abs(distance) <= 1 ? 0.75 * (1 - distance * distance) : 0);
}

/** Mueller and Wang's kernel on [-1, q], which is Epanechnikov's at q = 1: its integral is 1, its first moment 0. */
export function boundaryKernel(q: number, u: number): number {
  if (u < -1 || u > q) return 0;
  return (12 / (1 + q) ** 4) * (u + 1) * (u * (1 - 2 * q) + (3 * q * q - 2 * q + 1) / 2);
}

/** The first of the ascending times that is not below the bound. */
function firstFrom(times: Float64Array, bound: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
