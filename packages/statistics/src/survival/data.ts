// Times to events as columns: what survival, competing risks and Cox take.
import type { Column, Factor } from '../foundation/columns.ts';

/** A row a person, or a row a stretch of one (counting process): time at risk from `entry` (0 where absent; excluded) to `time` (included). */
export interface SurvivalData {
  /** The end of the row, in any unit, from 0 up. */
  readonly time: Column;
  /** 1 where the event happened at `time`, 0 where the row is censored there. */
  readonly event: Uint8Array;
  /** Left truncation: when the row came under observation; below `time`. */
  readonly entry?: Column;
  /** Case weights, from 0 up; 1 where absent. */
  readonly weights?: Column;
}

/** As SurvivalData, with several kinds of event: 0 is censored, k is the k-th of `causes`. */
export interface CompetingData extends Omit<SurvivalData, 'event'> {
  readonly event: Uint8Array;
  readonly causes: readonly string[];
}

/** The groups that curves are drawn for, or the strata that a test or a model is kept within. */
export type Groups = Factor;
