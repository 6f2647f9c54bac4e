// The search that composes all attackers: a logistic model learns from other targets, whose answers it is told, how much each attacker's
// score is worth, and judges those that it was not told of. (Membership inference by a learnt model: Shokri and others 2017.)
import { solvePositive } from './positive-system.ts';
import type { Verdicts } from './scene.ts';
import type { Targets } from './targets.ts';

const folds = 5;
/** Keeps weights of useless attackers near 0. */
const penalty = 1;

/** Verdicts on every target by a model that was fitted without it. */
export function compose(parts: readonly Verdicts[], targets: Targets): Verdicts {
  const size = targets.people.length;
  const features = featuresOf(parts, size);
  const scores = new Float64Array(size);
  const certain = new Int8Array(size);
  for (let fold = 0; fold < folds; fold += 1) {
    const weights = fit(features, targets.coins, (target) => target % folds !== fold);
    for (let target = fold; target < size; target += folds) scores[target] = product(weights, features, target);
  }
  for (const part of parts) {
    for (const [target, sign] of part.certain.entries()) if (sign !== 0) certain[target] = sign;
  }
  return { scores, certain };
}

interface Features {
  readonly width: number;
  readonly rows: Float64Array;
}

/** Of every attacker: which way it leans, how strongly, and whether it calls it proven. */
function featuresOf(parts: readonly Verdicts[], size: number): Features {
  const width = 3 * parts.length + 1;
  const rows = new Float64Array(size * width);
  for (const [place, { scores, certain }] of parts.entries()) {
    for (let target = 0; target < size; target += 1) {
      const score = Math.max(-1e6, Math.min(1e6, scores[target] ?? 0));
      const at = target * width + 3 * place;
      rows[at] = Math.sign(score);
      rows[at + 1] = Math.sign(score) * Math.log1p(Math.abs(score));
      rows[at + 2] = certain[target] ?? 0;
    }
  }
  for (let target = 0; target < size; target += 1) rows[target * width + width - 1] = 1;
  return { width, rows };
}

function product(weights: Float64Array, { width, rows }: Features, target: number): number {
  let sum = 0;
  for (let column = 0; column < width; column += 1)
    sum += (weights[column] ?? 0) * (rows[target * width + column] ?? 0);
  return sum;
}

/** Logistic regression with a ridge, by Newton's method. */
function fit(features: Features, coins: Uint8Array, isTold: (target: number) => boolean): Float64Array {
  const { width, rows } = features;
  const weights = new Float64Array(width);
  for (let round = 0; round < 12; round += 1) {
    const gradient = weights.map((weight) => -penalty * weight);
    const curvature = new Float64Array(width * width);
    for (let column = 0; column < width; column += 1) curvature[column * width + column] = penalty;
    for (let target = 0; target < coins.length; target += 1) {
      if (!isTold(target)) continue;
      const expected = 1 / (1 + Math.exp(-product(weights, features, target)));
      const rest = (coins[target] === 0 ? 1 : 0) - expected;
      const spread = Math.max(expected * (1 - expected), 1e-6);
      for (let column = 0; column < width; column += 1) {
        const value = rows[target * width + column] ?? 0;
        if (value === 0) continue;
        gradient[column] = (gradient[column] ?? 0) + rest * value;
        for (let other = 0; other < width; other += 1) {
          const place = column * width + other;
          curvature[place] = (curvature[place] ?? 0) + spread * value * (rows[target * width + other] ?? 0);
        }
      }
    }
    const step = solvePositive(curvature, gradient);
    for (let column = 0; column < width; column += 1) weights[column] = (weights[column] ?? 0) + (step[column] ?? 0);
    if (Math.hypot(...step) < 1e-6) break;
  }
  return weights;
}
