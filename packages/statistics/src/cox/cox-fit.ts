// What a fitted Cox model is.
import type { Column } from '../foundation/columns.ts';
import type { SquareMatrix } from '../linear/index.ts';
import type { ChiSquaredTest } from '../rates/index.ts';
import type { CoxModel } from './cox-model.ts';
import type { RiskSets } from './risk-sets.ts';

/** A fitted Cox model; residuals, tests and predictions take it whole. Rows are those of `model`. */
export interface CoxFit {
  /** The coefficients' names; columns that were dropped are not among them. */
  readonly names: readonly string[];
  /** Columns that were dropped because they depend on those before them (only with `collinear: 'drop'`). */
  readonly dropped: readonly string[];
  /** Log hazard ratios, one a name. */
  readonly coefficients: Column;
  /** Robust ones where `naiveCovariance` is there. */
  readonly standardErrors: Column;
  /** Of the coefficients, row after row. R: `vcov(fit)`. */
  readonly covariance: SquareMatrix;
  /** The inverse of the information, where `covariance` is the robust sandwich. R: `fit$naive.var`. */
  readonly naiveCovariance: SquareMatrix | undefined;
  /** At the initial coefficients (0 unless given), and at the maximum. */
  readonly logLikelihood: { readonly initial: number; readonly fitted: number };
  readonly iterations: number;
  readonly rows: number;
  readonly events: number;
  /** Rows left out: missing, or of weight 0. */
  readonly rowsOmitted: number;
  /** Linear predictor of each row, covariates less `means`, offset less its mean. R: `fit$linear.predictors`. */
  readonly linearPredictors: Column;
  readonly tests: {
    readonly likelihoodRatio: ChiSquaredTest;
    readonly wald: ChiSquaredTest;
    /** At the initial coefficients. */
    readonly score: ChiSquaredTest;
    /** The score test with the sandwich, where errors are robust. R: `fit$rscore`. */
    readonly robustScore: ChiSquaredTest | undefined;
  };
  /** Minus twice the log-likelihood plus 2, or log(events), a coefficient. R: `AIC(fit)`, `BIC(fit)`. */
  readonly akaikeInformation: number;
  readonly bayesianInformation: number;
  readonly model: CoxModel;
  readonly riskSets: RiskSets;
}
