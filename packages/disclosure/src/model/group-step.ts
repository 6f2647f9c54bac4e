// The small problem inside the model: how one set of effects, one for each answer, is moved towards noisy counts of one group.
import { invertInPlace } from './small-matrix.ts';

/** What is known of a group: expected and measured counts of each answer, and how exact the measured ones are. */
export interface GroupCounts {
  readonly people: number;
  /** By answer. */
  readonly expected: Float64Array;
  readonly targets: Float64Array;
  /** 1 / variance of the noise of each target. */
  readonly precision: number;
}

/** A longer step in log odds would overshoot where a group is small. */
const longestStep = 1;

/** The normal equations of a step: the information that counts give, and the slope of their likelihood. */
export class NormalEquations {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly slope: Float64Array;

  /** Begins with what holds the effects at zero. */
  constructor(size: number, hold: number, effects: Float64Array) {
    this.size = size;
    this.matrix = new Float64Array(size * size);
    this.slope = effects.map((effect) => -hold * effect);
    for (let answer = 0; answer < size; answer += 1) this.matrix[answer * size + answer] = hold;
  }

  /** Adds a group. Its expected counts move with the effects by J = n (diag(p) - p p'). */
  add({ people, expected, targets, precision }: GroupCounts): void {
    const { size, matrix, slope } = this;
    const jacobian = new Float64Array(size * size);
    for (let row = 0; row < size; row += 1) {
      const own = expected[row] as number;
      for (let column = 0; column < size; column += 1) {
        jacobian[row * size + column] = (row === column ? own : 0) - (own * (expected[column] as number)) / people;
      }
    }
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        let sum = 0;
        for (let inner = 0; inner < size; inner += 1) {
          sum += (jacobian[row * size + inner] as number) * (jacobian[inner * size + column] as number);
        }
        const place = row * size + column;
        matrix[place] = (matrix[place] as number) + sum * precision;
        const residual = (targets[column] as number) - (expected[column] as number);
        slope[row] = (slope[row] as number) + (jacobian[place] as number) * residual * precision;
      }
    }
  }

  /** The step, bounded, and the covariance of the effects; the matrix is used up. */
  solve(): { readonly step: Float64Array; readonly covariance: Float64Array } {
    const { size, matrix, slope } = this;
    invertInPlace(matrix, size);
    const step = slope.map((_, row) => {
      let sum = 0;
      for (let column = 0; column < size; column += 1) {
        sum += (matrix[row * size + column] as number) * (slope[column] as number);
      }
      return Math.min(longestStep, Math.max(-longestStep, sum));
    });
    return { step, covariance: matrix };
  }
}

/** The variance of log(p / (1 - p)) of each answer: of its effect less the mean effect of the others, weighted by their shares. */
export function logitVariances(covariance: Float64Array, expected: Float64Array, people: number): Float64Array {
  const size = expected.length;
  return expected.map((own, answer) => {
    const others = Math.max(1e-9, people - own);
    const contrast = expected.map((count, each) => (each === answer ? 1 : -count / others));
    let variance = 0;
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        variance +=
          (contrast[row] as number) * (contrast[column] as number) * (covariance[row * size + column] as number);
      }
    }
    return variance;
  });
}
