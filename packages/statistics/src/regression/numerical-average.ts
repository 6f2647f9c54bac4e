// Averages of differences with gradients by small steps, as R's package margins takes them.
import type { Column } from '../foundation/columns.ts';
import type { Design } from './design.ts';
import type { GeneralisedLinearModel } from './generalised-linear-model.ts';
import { linearPredictor } from './likelihood.ts';

/** An average over the rows with its gradient by the coefficients. */
export interface Average {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A design on both sides of a step, and how wide the step is. */
export interface Shifted {
  readonly up: Design;
  readonly down: Design;
  readonly widths: Float64Array;
}

/** The step of margins' derivatives: its root for a variable, itself for a coefficient. */
export const marginsStep = 1e-7;

/** The mean of the differences of means over the widths, and its gradient by steps of the coefficients. */
export function numericalAverage(
  { coefficients, fit }: GeneralisedLinearModel,
  { up, down, widths, offset }: Shifted & { readonly offset: Column | null },
  weights: Column | undefined,
): Average {
  const { link } = fit.family;
  const valueAt = (at: Float64Array) => {
    const [above, below] = [up, down].map((design) => linearPredictor({ design, offset }, at)) as [Column, Column];
    let [sum, total] = [0, 0];
    for (let row = 0; row < above.length; row += 1) {
      const weight = weights === undefined ? 1 : (weights[row] as number);
      const change = link.mean(above[row] as number) - link.mean(below[row] as number);
      sum += (weight * change) / (widths[row] as number);
      total += weight;
    }
    return sum / total;
  };
  const known = coefficients.map((value) => (Number.isNaN(value) ? 0 : value));
  const value = valueAt(known);
  const gradient = known.map((each, at) => {
    const moved = known.slice();
    moved[at] = each + marginsStep;
    return (valueAt(moved) - value) / marginsStep;
  });
  return { value, gradient };
}
