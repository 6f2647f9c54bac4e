// What a Cox model is given and what it rests on: rows, covariates, and how ties, strata, weights and clusters are taken.
import type { Clusters } from '../foundation/clusters.ts';
import type { Column, Factor, MissingRule } from '../foundation/columns.ts';
import type { Work } from '../foundation/work.ts';
import type { SurvivalData } from '../survival/data.ts';
import type { TimeGrid } from '../survival/time-grid.ts';

/**
 * The rows of a Cox model. A person may have several rows (entry, time], each with the covariates of its stretch: so covariates that
 * change with time are given (`personPeriods` cuts rows). An entry may lie below 0, as it must for a row that ends at 0.
 */
export interface CoxData extends SurvivalData {
  /** Each stratum has its own baseline hazard; the coefficients are common. */
  readonly strata?: Factor;
  /** Added to the linear predictor with coefficient 1; its mean is taken off. */
  readonly offset?: Column;
  /** Rows of one cluster (a person, a department) may depend on each other: standard errors become robust against it. */
  readonly cluster?: Clusters;
}

/** Covariates as columns of numbers: a factor of k levels is k - 1 columns of 0 and 1. There is no intercept: the baseline is it. */
export interface CoxDesign {
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** Which columns make up a term (a factor's levels), for tests by term; each column is a term where absent. */
  readonly terms?: readonly CoxTerm[];
}

export interface CoxTerm {
  readonly name: string;
  /** Indices of its columns. */
  readonly columns: readonly number[];
}

/**
 * How events at one time are taken: Efron's and Breslow's approximations of the order that is not known, or `exact`, the discrete
 * (conditional logistic) likelihood of all sets of that size (Kalbfleisch and Prentice). R: `ties =`.
 */
export type CoxTies = 'efron' | 'breslow' | 'exact';

export interface CoxOptions extends Work {
  /** Default `efron`. */
  readonly ties?: CoxTies;
  /** Sandwich errors from grouped dfbeta residuals. Default, as R's: where there are clusters, or weights that are not whole numbers. */
  readonly robust?: boolean;
  /** Rows with NaN (or a factor's -1). Default `refuse`. */
  readonly missing?: MissingRule;
  /** Columns that depend on those before them: `refuse` throws `collinear` naming them, `drop` leaves them out (R's NA). Default `refuse`. */
  readonly collinear?: 'refuse' | 'drop';
  /**
   * The relative change of the log-likelihood at which to stop, as R's `coxph.control(eps = 1e-9)`. Default 0: until a step is below
   * 1e-11 standard errors, which R reaches with `eps = 1e-15`.
   */
  readonly tolerance?: number;
  /** Newton's steps at most. Default 100 (R: 20). */
  readonly maxIterations?: number;
  /** Coefficients to begin at. Default 0; the score test is at them. */
  readonly initial?: Column;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
}

/** The rows as they were taken: checked, rows left out that are missing or of weight 0, times joined, the offset centred. */
export interface CoxModel {
  readonly rows: number;
  /** The row of the data that each row here was. */
  readonly sourceRows: Int32Array;
  /** All different times, and where each row's end and entry are among them. */
  readonly grid: TimeGrid;
  readonly time: Column;
  readonly entry: Column | undefined;
  readonly event: Uint8Array;
  readonly weights: Column | undefined;
  /** Less its mean. */
  readonly offset: Column | undefined;
  readonly offsetMean: number;
  readonly strata: Factor | undefined;
  readonly cluster: Factor | undefined;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  readonly terms: readonly CoxTerm[];
  /** What is taken off each column in a centred linear predictor: its mean, or 0 where it holds -1, 0 and 1 only. As R's. */
  readonly means: Column;
  readonly ties: CoxTies;
  readonly events: number;
}
