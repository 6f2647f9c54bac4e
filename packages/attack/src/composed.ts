// The search that composes all attackers: a logistic model learns from other targets, whose answers it is told, how much each attacker's
// score is worth, and judges those that it was not told of. (Membership inference by a learnt model: Shokri and others 2017.)
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
    const step = solve(curvature, gradient);
    for (let column = 0; column < width; column += 1) weights[column] = (weights[column] ?? 0) + (step[column] ?? 0);
    if (Math.hypot(...step) < 1e-6) break;
  }
  return weights;
}

/** Solves a symmetric positive definite system by Cholesky's method. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const lower = matrix.slice();
  const at = (row: number, column: number) => lower[row * size + column] ?? 0;
  for (let column = 0; column < size; column += 1) {
    for (let row = column; row < size; row += 1) {
      let sum = at(row, column);
      for (let k = 0; k < column; k += 1) sum -= at(row, k) * at(column, k);
      lower[row * size + column] = row === column ? Math.sqrt(Math.max(sum, 1e-12)) : sum / at(column, column);
    }
  }
  const half = new Float64Array(size);
  for (let row = 0; row < size; row += 1) {
    let sum = right[row] ?? 0;
    for (let k = 0; k < row; k += 1) sum -= at(row, k) * (half[k] ?? 0);
    half[row] = sum / at(row, row);
  }
  const solution = new Float64Array(size);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = half[row] ?? 0;
    for (let k = row + 1; k < size; k += 1) sum -= at(k, row) * (solution[k] ?? 0);
    solution[row] = sum / at(row, row);
  }
  return solution;
}
