// Whole-number noise with known spread, drawn exactly: no floating-point number decides, so no low bit of one gives the noise away.
//
// Source: C. Canonne, G. Kamath, T. Steinke, The Discrete Gaussian for Differential Privacy, NeurIPS 2020 (arXiv 2004.00010),
// algorithms 1 to 3. Why floating point would not do: I. Mironov, On significance of the least significant bits, CCS 2012.
import type { KeyedStream } from './keyed.ts';

/** The largest variance for which every whole number of the sampler stays below 2^53. */
export const mostVariance = 8_000_000;

/** True with probability exp(-numerator / denominator), for whole numbers with 0 <= numerator. */
function bernoulliExp(stream: KeyedStream, numerator: number, denominator: number): boolean {
  let left = numerator;
  while (left > denominator) {
    if (!bernoulliExpWithinOne(stream, 1, 1)) return false;
    left -= denominator;
  }
  return bernoulliExpWithinOne(stream, left, denominator);
}

/** The same for a quotient of at most 1: the series of the exponential, one term after another. */
function bernoulliExpWithinOne(stream: KeyedStream, numerator: number, denominator: number): boolean {
  let term = 1;
  // Two draws rather than one below `denominator * term`, which could pass 2^53.
  while (stream.below(denominator) < numerator && stream.below(term) === 0) term += 1;
  return term % 2 === 1;
}

/** A whole number with probability in proportion to exp(-|number| / scale); scale a whole number from 1 up. */
export function discreteLaplace(stream: KeyedStream, scale: number): number {
  for (;;) {
    const remainder = stream.below(scale);
    if (!bernoulliExpWithinOne(stream, remainder, scale)) continue;
    let wholes = 0;
    while (bernoulliExpWithinOne(stream, 1, 1)) wholes += 1;
    const size = remainder + scale * wholes;
    const isNegative = stream.below(2) === 1;
    if (isNegative && size === 0) continue;
    return isNegative ? -size : size;
  }
}

/**
 * A whole number with probability in proportion to exp(-number^2 / (2 variance)); variance a whole number from 1 to `mostVariance`.
 * Throws RangeError for another variance: those are worked out from declared parameters, which are checked.
 */
export function discreteGaussian(stream: KeyedStream, variance: number): number {
  if (!Number.isSafeInteger(variance) || variance < 1 || variance > mostVariance) {
    throw new RangeError(`invariant: a variance is a whole number from 1 to ${mostVariance}`);
  }
  const scale = Math.floor(Math.sqrt(variance)) + 1;
  for (;;) {
    const candidate = discreteLaplace(stream, scale);
    const distance = Math.abs(candidate) * scale - variance;
    // exp(-(|candidate| - variance / scale)^2 / (2 variance)), over whole numbers. The square passes 2^53 only where the chance is nil.
    if (distance * distance > Number.MAX_SAFE_INTEGER) continue;
    if (bernoulliExp(stream, distance * distance, 2 * variance * scale * scale)) return candidate;
  }
}
