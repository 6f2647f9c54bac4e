// Intervals of coefficients: by their standard errors, or by how far the likelihood lets them go.
import { normalReach } from '../distributions/normal.ts';
import { studentQuantile } from '../distributions/student.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import { type Work, workOf } from '../foundation/work.ts';
import { selectColumns } from './design.ts';
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import { approximate, naturalOrder, splineThrough } from './interpolation.ts';
import { type IterationOptions, maximise } from './iteration.ts';
import type { LikelihoodData } from './working-sums.ts';

/** Both ends for each coefficient; NaN for one that was dropped. */
export interface CoefficientIntervals {
  readonly names: readonly string[];
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly confidence: number;
}

export interface WaldOptions {
  readonly confidence?: number;
  /** `normal` (R: `confint.default`), or `student` on the residual degrees of freedom (R: `confint` of `lm`). Default `normal`. */
  readonly distribution?: 'normal' | 'student';
}

/** Coefficient minus and plus so many standard errors. R: `confint.default(model, level)`, or `confint(lm)`. */
export function waldIntervals(model: GeneralisedLinearModel, options: WaldOptions = {}): CoefficientIntervals {
  const { confidence = 0.95, distribution = 'normal' } = options;
  const reach =
    distribution === 'normal'
      ? normalReach(confidence)
      : -studentQuantile((1 - confidence) / 2, model.residualDegreesOfFreedom);
  requireConfidence(confidence);
  const { names, coefficients, standardErrors } = model;
  return {
    names,
    confidence,
    low: coefficients.map((value, at) => value - reach * (standardErrors[at] as number)),
    high: coefficients.map((value, at) => value + reach * (standardErrors[at] as number)),
  };
}

export interface ProfileOptions extends Work {
  readonly confidence?: number;
  /**
   * `exact` (default) solves for the ends; `interpolated` follows R's `confint(glm)` (MASS), which takes up to ten steps of the
   * coefficient, lays a spline through the roots of the deviance and reads the ends off straight lines between three points a knot:
   * equal to R to rounding, and to the exact ends to three digits or so.
   */
  readonly ends?: 'exact' | 'interpolated';
}

/**
 * Profile likelihood intervals: the values of a coefficient at which the deviance, all others fitted anew, is above the smallest by less
 * than the quantile of chi-square (times the dispersion). R: `confint(glm(...))` with `ends: 'interpolated'`.
 * Source: W. Venables and B. Ripley, Modern Applied Statistics with S (2002), section 7.2; D. Venzon and S. Moolgavkar, Applied
 * Statistics 37 (1988). An end that the likelihood does not have is infinite.
 */
export function profileIntervals(model: GeneralisedLinearModel, options: ProfileOptions = {}): CoefficientIntervals {
  const { confidence = 0.95, ends = 'exact' } = options;
  const reach = normalReach(confidence);
  const { names } = model;
  const low = new Float64Array(names.length).fill(Number.NaN);
  const high = low.slice();
  const profile = profileOf(model);
  for (const [at, column] of model.fit.basis.kept.entries()) {
    const found =
      ends === 'exact' ? exactEnds(profile, at, reach, options) : interpolatedEnds(profile, at, reach, confidence);
    [low[column], high[column]] = found;
  }
  return { names, low, high, confidence };
}

interface Profile {
  readonly data: LikelihoodData;
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly deviance: number;
  readonly dispersion: number;
  /** As MASS counts: rows that weigh 0 and columns that were dropped among them. It says how far a profile goes, and nothing else. */
  readonly freedom: number;
  readonly iteration: IterationOptions;
}

/** The likelihood in the columns themselves, whatever basis it was solved in. */
function profileOf(model: GeneralisedLinearModel): Profile {
  const { fit } = model;
  const data =
    fit.basis.triangle === null ? fit.data : { ...fit.data, design: selectColumns(fit.frame.design, fit.basis.kept) };
  const kept = (values: Float64Array) => Float64Array.from(fit.basis.kept, (column) => values[column] as number);
  return {
    data,
    coefficients: kept(model.coefficients),
    standardErrors: kept(model.standardErrors),
    deviance: model.deviance,
    dispersion: model.dispersion,
    freedom: fit.family.fixedDispersion ? Number.POSITIVE_INFINITY : model.rows - model.names.length,
    iteration: fit.iteration,
  };
}

/** The signed root of how much the deviance is above its smallest. */
function rootAt(profile: Profile, column: number, value: number, from: Float64Array, iteration: IterationOptions) {
  const { coefficients, deviance } = maximise(profile.data, from, { ...iteration, held: { column, value } });
  const above = (deviance - profile.deviance) / profile.dispersion;
  if (above < -0.001)
    throw new StatisticsError('no-convergence', { detail: 'a better solution was found in profiling' });
  const sign = value < (profile.coefficients[column] as number) ? -1 : 1;
  return { root: sign * Math.sqrt(Math.max(above, 0)), coefficients };
}

/** MASS's profile: steps of a fifth of the way to beyond the end, from the fit before. */
function interpolatedEnds(profile: Profile, column: number, reach: number, confidence: number): [number, number] {
  const alpha = (1 - confidence) / 4;
  const furthest =
    profile.freedom === Number.POSITIVE_INFINITY
      ? normalReach(1 - alpha)
      : studentQuantile(1 - alpha / 2, profile.freedom);
  const centre = profile.coefficients[column] as number;
  const points: { value: number; root: number }[] = [{ value: centre, root: 0 }];
  for (const sign of [-1, 1]) {
    let [root, from] = [0, profile.coefficients];
    for (let step = 1; step < 10 && Math.abs(root) < furthest; step += 1) {
      const value = centre + sign * step * (furthest / 5) * (profile.standardErrors[column] as number);
      const found = rootAt(profile, column, value, from, profile.iteration);
      [root, from] = [sign * Math.abs(found.root), found.coefficients];
      points.push({ value, root });
    }
  }
  const curve = splineThrough(naturalOrder(points.map(({ value, root }) => [value, root])), 3 * points.length);
  return [approximate(curve, -reach), approximate(curve, reach)];
}

/** Newton's method on the root, whose slope the held coefficient's score gives; kept between bounds. */
function exactEnds(profile: Profile, column: number, reach: number, options: ProfileOptions): [number, number] {
  const iteration = { tolerance: 0, ...workOf(options) };
  return [endAt(profile, column, -reach, iteration), endAt(profile, column, reach, iteration)];
}

function endAt(profile: Profile, column: number, target: number, iteration: IterationOptions): number {
  const centre = profile.coefficients[column] as number;
  const unit = profile.standardErrors[column] as number;
  let [inner, outer] = [
    { value: centre, root: 0 },
    { value: Number.NaN, root: Number.NaN },
  ];
  let from = profile.coefficients;
  let value = centre + target * unit;
  for (let step = 0; step < 60; step += 1) {
    const found = rootAt(profile, column, value, from, iteration);
    from = found.coefficients;
    const miss = found.root - target;
    if (Math.abs(miss) < 1e-12 * Math.abs(target)) return value;
    const isBeyond = target < 0 ? miss < 0 : miss > 0;
    if (isBeyond) outer = { value, root: found.root };
    else inner = { value, root: found.root };
    const next = nextValue(inner, outer, target, unit);
    if (Math.abs(next - value) <= 1e-15 * Math.abs(value)) return next;
    if (Math.abs(next - centre) > 1e4 * unit) return Math.sign(target) * Number.POSITIVE_INFINITY;
    value = next;
  }
  return value;
}

interface Point {
  readonly value: number;
  readonly root: number;
}

/** Between two points by a straight line (the root is nearly one); outwards by the line from the centre, at most doubled. */
function nextValue(inner: Point, outer: Point, target: number, unit: number): number {
  if (Number.isNaN(outer.value)) {
    const further = inner.value + Math.sign(target) * unit * Math.max(0.5, Math.abs(target - inner.root));
    return further + (further - inner.value) * 0.5;
  }
  const share = (target - inner.root) / (outer.root - inner.root);
  return inner.value + Math.min(0.98, Math.max(0.02, share)) * (outer.value - inner.value);
}
