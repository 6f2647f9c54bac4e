// Reproducible draws for the experiments: coins, samples, secrets. Nothing that protects anybody rests on them.
import { createHash } from 'node:crypto';

/** 32-bit integers of Marsaglia's xorshift128 (2003), seeded by SHA-256 of the seed. */
export function xorshift(seed: number | string): () => number {
  const digest = createHash('sha256').update(`clew attack ${seed}`).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset)) as [number, number, number, number];
  return () => {
    const shifted = a ^ (a << 11);
    [a, b, c] = [b, c, d];
    d = d ^ (d >>> 19) ^ shifted ^ (shifted >>> 8);
    return d >>> 0;
  };
}

/** A method's secret for an experiment. */
export function experimentSecret(seed: number | string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(`clew attack secret ${seed}`).digest());
}
