// Measurements: counts by a secret answer, taken once with exact discrete Gaussian noise; the only place that reads answers.
import { createHmac } from 'node:crypto';
import { discreteGaussian } from '../discrete-noise.ts';
import { deriveKey, keyedStream, type Secret } from '../keyed.ts';
import type { Measurement } from '../release.ts';
import { type Registry, shapeOf } from '../table.ts';
import { tally } from '../tally.ts';
import type { Workforce } from '../workforce.ts';
import type { PlannedMeasurement } from './plan.ts';

/**
 * Takes the planned measurements of one release. The noise hangs on the secret, the release, and all that is measured in it together: who
 * takes the same measurements twice gets the same noise, so that nothing can be averaged; who takes them of people of whom one answered
 * otherwise (a release made again after a correction, a second series under one secret) gets noise that is fresh in every cell. Were it to
 * hang on the release and the cell alone, the difference of the two would be that answer, exactly; were it to hang on the people of each
 * cell, groups of the same people would have the same noise, and a difference would prove who is in them.
 */
export function takeMeasurements(
  registry: Registry,
  workforce: Workforce,
  plan: readonly PlannedMeasurement[],
  secret: Secret,
  releaseNumber: number,
): readonly Measurement[] {
  const counted = plan.map((planned) => ({ planned, counts: tally(registry, workforce, planned) }));
  const all = createHmac('sha256', deriveKey(secret, 'what is measured')).update(
    JSON.stringify([releaseNumber, workforce.referenceDate]),
  );
  for (const { planned, counts } of counted) {
    const { quantity, dimensions, variance } = planned;
    all.update(JSON.stringify([quantity, dimensions, variance, counts.length])).update(bytesOf(counts));
  }
  const everything = all.digest('hex');
  const key = deriveKey(secret, 'measurements');
  return counted.map(({ planned: { name, quantity, dimensions, variance, sensitivity }, counts }) => {
    const stream = keyedStream(key, JSON.stringify([everything, quantity, dimensions]));
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

/** Counts as little-endian words: the same on every machine. No count passes 2^32: `checkWorkforce` bounds the rows. */
function bytesOf(counts: Float64Array): Buffer {
  const bytes = Buffer.alloc(counts.length * 4);
  counts.forEach((count, cell) => {
    bytes.writeUInt32LE(count, cell * 4);
  });
  return bytes;
}
