// A method: how the tables of a registry are made safe to publish. All methods, ours and those that it is compared with, have this shape.
import type { Secret } from './keyed.ts';
import type { Refusal } from './refusal.ts';
import type { Release } from './release.ts';
import type { RegisteredTable, Registry } from './table.ts';
import type { Workforce } from './workforce.ts';

export type Parameters = Readonly<Record<string, number | string | boolean>>;

export interface ReleaseContext {
  /** At least 32 bytes, best as a `KeyObject`. Whoever has it can take the noise off. The same for all releases of a series. */
  readonly secret: Secret;
  /** 1 for the first. */
  readonly releaseNumber: number;
  /** Every release that went before, in order. */
  readonly earlier: readonly Release[];
  /** What the last `publish` returned as `memory`; null for the first release. */
  readonly memory: ReleaseMemory | null;
}

/**
 * What a method must know of the last release to make the next. Confidential: kept beside the secret, never published. It is made of maps
 * and typed arrays, so that `v8.serialize` and `structuredClone` carry it.
 */
export interface ReleaseMemory {
  readonly confidential: true;
  readonly releaseNumber: number;
  /** `registryHash` of the registry that the series is made by. */
  readonly registryHash: string;
}

export interface Publication {
  readonly release: Release;
  readonly memory: ReleaseMemory;
}

export interface Method {
  readonly name: string;
  readonly title: string;
  readonly parameters: Parameters;
  /** Makes a release. The same arguments give the same release. */
  publish(registry: Registry, workforce: Workforce, context: ReleaseContext): Publication | Refusal;
  /**
   * The log of the probability (for continuous noise: density) with which a cell of the table with this true count is published as this
   * value (NaN: withheld), over fresh noise: what an attacker who knows the method, but not the secret, reckons with. Undefined where
   * the cell is worked out from other published figures and tells nothing beyond them.
   */
  logLikelihood(registry: Registry, table: RegisteredTable, trueCount: number, published: number): number | undefined;
  /** The same for a cell of a measurement of `Release.measurements`. */
  logLikelihoodOfMeasurement(standardDeviation: number, trueCount: number, published: number): number;
}
