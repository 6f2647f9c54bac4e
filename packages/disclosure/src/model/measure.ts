// Measurements: counts by a secret answer, taken once with exact discrete Gaussian noise; the only place that reads answers.
import { discreteGaussian } from '../discrete-noise.ts';
import { deriveKey, keyedStream } from '../keyed.ts';
import type { Measurement } from '../release.ts';
import { type Registry, shapeOf } from '../table.ts';
import { tally } from '../tally.ts';
import type { Workforce } from '../workforce.ts';
import type { PlannedMeasurement } from './plan.ts';

/**
 * Takes the planned measurements of one release. The noise hangs on the secret, the release and the cell, never on who is counted: groups
 * of the same people would else have the same noise, and a difference would prove who is in them.
 */
export function takeMeasurements(
  registry: Registry,
  workforce: Workforce,
  plan: readonly PlannedMeasurement[],
  secret: Uint8Array,
  releaseNumber: number,
): readonly Measurement[] {
  const key = deriveKey(secret, 'measurements');
  return plan.map(({ name, quantity, dimensions, variance, sensitivity }) => {
    const stream = keyedStream(key, JSON.stringify([releaseNumber, name]));
    const counts = tally(registry, workforce, { name, quantity, dimensions });
    return {
      name,
      quantity,
      dimensions,
      shape: shapeOf(registry, dimensions),
      values: counts.map((count) => count + discreteGaussian(stream, variance)),
      standardDeviation: Math.sqrt(variance),
      sensitivity,
    };
  });
}
