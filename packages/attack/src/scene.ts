// What an attacker has before it: the releases, how they were made, and everything about everybody but the answers of its targets.
import type { Measurement, Method, PublishedTable, RegisteredTable, Registry, Release } from '@clew/disclosure';

/** What all attackers know beforehand. The secret is not among it. */
export interface Scene {
  readonly registry: Registry;
  readonly method: Method;
  readonly targetCount: number;
  readonly releaseCount: number;
}

/**
 * One published table as it stands to the targets. Each row is a target in one group of the table: the cell that the target is in if the
 * answer is the first, the cell if it is the second, and how many are in both without the target, which the strong prior knows.
 */
export interface TableEvidence {
  readonly table: RegisteredTable;
  readonly published: PublishedTable | Measurement;
  readonly rows: number;
  /** Places among the targets. */
  readonly target: Uint32Array;
  readonly cells: readonly [Uint32Array, Uint32Array];
  readonly without: readonly [Float64Array, Float64Array];
  /** What the target counts for in its cell: 1, or months of exposure. */
  readonly weight: Float64Array;
  /** The sums of random numbers of everybody in the two cells but the target: equal sums, equal people. */
  readonly contributors: readonly [Float64Array, Float64Array];
  /** The target's own random number. */
  readonly own: Float64Array;
  /** What the strong prior knows of a cell that the target is in under neither answer: how many, and the sum of their random numbers. */
  othersIn(cell: number): { readonly count: number; readonly contributors: number };
}

/** One release with what can be reckoned from it. */
export interface ReleaseView {
  readonly release: Release;
  /** 0 for the first. */
  readonly place: number;
  /** Evidence of every published table by the secret answer, in the registry's order. */
  readonly tables: readonly TableEvidence[];
  readonly measurements: readonly TableEvidence[];
  /** A published table by its name. */
  table(name: string): PublishedTable | undefined;
  /** Ordinary facts of everybody, for attackers without the strong prior. */
  readonly colleagues: Colleagues;
}

/** Everybody in post with their ordinary facts, and who of them is a target. No answers. */
export interface Colleagues {
  readonly people: number;
  /** By row: the place among the targets, -1 for everybody else. */
  readonly targetOf: Int32Array;
  /** Columns of ordinary classifications alone. */
  readonly columns: ReadonlyMap<string, Uint16Array>;
}

/** What an attacker says of every target. */
export interface Verdicts {
  /** Above 0: the first answer; below 0: the second; 0: it cannot say. */
  readonly scores: Float64Array;
  /** 1: the first answer, proven; -1: the second, proven; 0: not proven. */
  readonly certain: Int8Array;
}

/** An attack in progress: it is shown the releases in their order, and then says what it found. */
export interface Session {
  see(view: ReleaseView): void | Promise<void>;
  verdicts(): Verdicts;
}

export interface Attacker {
  readonly name: string;
  /** What it does, in a sentence. */
  readonly about: string;
  start(scene: Scene): Session;
}

export function emptyVerdicts(targetCount: number): Verdicts {
  return { scores: new Float64Array(targetCount), certain: new Int8Array(targetCount) };
}
