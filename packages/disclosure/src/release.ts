// A release: what was published on a reference date, frozen. It holds neither a raw count nor a key.
import type { Dimension, Quantity } from './table.ts';

/**
 * What a published cell rests on. `withheld`: not published. `structural`: nobody can be there, as of moves from a place to itself.
 * `counted`: a count, protected by noise or rounding. `measured`: a count with noise of known spread, or an estimate that rests mainly on
 * such. `modelled`: an estimate from other published figures. `PublishedTable.basis` holds the place in this list.
 */
export const bases = ['withheld', 'structural', 'counted', 'measured', 'modelled'] as const;
export type Basis = (typeof bases)[number];

/** Figures laid out by dimensions. */
export interface LaidOut {
  readonly name: string;
  readonly quantity: Quantity;
  readonly dimensions: readonly Dimension[];
  /** Categories of each dimension; cells are row-major, the last dimension varies fastest. */
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A table as it was published. Its values are NaN where they are not. */
export interface PublishedTable extends LaidOut {
  /** The standard error of each value as an estimate of the true count: noise, rounding and model together. NaN where not published. */
  readonly standardErrors: Float64Array;
  /** By cell: the place in `bases`. */
  readonly basis: Uint8Array;
}

/**
 * A count of people by a secret answer, taken once with noise of known spread. Every figure by that answer is worked out from these and
 * from counts without it, so they are all that a release tells of answers. Its values are true counts plus discrete Gaussian noise:
 * unbiased, below 0 at times.
 */
export interface Measurement extends LaidOut {
  readonly standardDeviation: number;
  /** The most by which one person's change of one answer moves the cells, as a Euclidean length: the square root of 2 for a headcount. */
  readonly sensitivity: number;
}

export interface Release {
  /** 1, 2, 3, ... */
  readonly number: number;
  readonly referenceDate: string;
  readonly method: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly tables: readonly PublishedTable[];
  /**
   * Modelled figures whose error is larger than a count's may be: for large groups, to be read as shares with their intervals. Of tables
   * in `tables`, whose cells are withheld there. Empty where the method has none.
   */
  readonly estimates: readonly PublishedTable[];
  /** Measurements taken for this release; empty where the method takes none, or carries earlier ones forward. */
  readonly measurements: readonly Measurement[];
  /** SHA-256 over everything above, hexadecimal. */
  readonly contentHash: string;
}
