// Covariances that do not rest on the model's variance: sandwiches by row and by cluster.
import { type Clusters, clusterFactor } from '../foundation/clusters.ts';
import { type Factor, requireFactor } from '../foundation/columns.ts';
import { requireChoice, StatisticsError } from '../foundation/errors.ts';
import type { SquareMatrix } from '../linear/cholesky.ts';
import { sandwichProduct } from '../linear/matrices.ts';
import { wholeCovariance } from './collinearity.ts';
import { type CoefficientTable, coefficientTable, type GeneralisedLinearModel } from './generalised-linear-model.ts';
import { bread, leverages, sumOfClusterSquares, sumOfSquares, workingRows } from './working-rows.ts';

export interface RobustOptions {
  /** HC0 (default): as it is; HC1: times n / (n - k), by cluster (n - 1) / (n - k); HC2, HC3: by leverage, without clusters only. */
  readonly kind?: 'HC0' | 'HC1' | 'HC2' | 'HC3';
  /** Rows of one cluster may go together; of the data as given, those omitted included. The factor G / (G - 1) is applied. */
  readonly cluster?: Clusters;
}

/**
 * The coefficients with robust standard errors, tested by the normal distribution.
 * R: `sandwich::vcovHC(model, type)` and `sandwich::vcovCL(model, cluster, type)` (HC0 and HC1), with `lmtest::coeftest`'s z.
 * Rows that weigh 0 are as if they were not there; sandwich counts them in one place and not in the other, and its errors are too small then.
 * Source: P. Huber (1967) and H. White, Econometrica 48 (1980); J. MacKinnon and H. White, Journal of Econometrics 29 (1985);
 * K.-Y. Liang and S. Zeger, Biometrika 73 (1986).
 * Throws `length-mismatch`, `one-group` for one cluster, `not-finite` for a missing one, `option-invalid` for HC2 and HC3 by cluster, and
 * where a row has a column to itself.
 */
export function robustCoefficients(model: GeneralisedLinearModel, options: RobustOptions = {}): CoefficientTable {
  const covariance = robustCovariance(model, options);
  return coefficientTable(model.names, model.coefficients, covariance, Number.POSITIVE_INFINITY);
}

/** The covariance of robustCoefficients, row after row. R: `sandwich::vcovHC`, `sandwich::vcovCL`. Throws as robustCoefficients. */
export function robustCovariance({ fit, names }: GeneralisedLinearModel, options: RobustOptions = {}): SquareMatrix {
  const { kind = 'HC0' } = options;
  requireChoice('kind', kind, ['HC0', 'HC1', 'HC2', 'HC3']);
  const cluster = options.cluster && clusterFactor(options.cluster, true);
  const size = fit.basis.kept.length;
  const { weights } = fit.data;
  const rows = weights === null ? fit.frame.design.rows : weights.reduce((sum, each) => sum + (each > 0 ? 1 : 0), 0);
  const working = workingRows(fit);
  const scores = working.weights.map((weight, row) => weight * (working.residuals[row] as number));
  if (cluster !== undefined) {
    if (kind === 'HC2' || kind === 'HC3') throw new StatisticsError('option-invalid', { column: 'kind' });
    const groups = clustersInUse(cluster, fit.frame.kept, fit.frame.rowsGiven);
    const count = new Set(weights === null ? groups.codes : groups.codes.filter((_, row) => weights[row] !== 0)).size;
    if (count < 2) throw new StatisticsError('one-group', { column: 'cluster' });
    const factor = (count / (count - 1)) * (kind === 'HC1' ? (rows - 1) / (rows - size) : 1);
    return covarianceOf(fit, names.length, sumOfClusterSquares(fit, scores, groups), factor);
  }
  const squares = scores.map((score) => score * score);
  if (kind === 'HC2' || kind === 'HC3') {
    const power = kind === 'HC2' ? 1 : 2;
    for (const [row, leverage] of leverages(fit, working).entries()) {
      if (leverage > ownLeverage) throw ownRow(fit.frame.kept?.[row] ?? row);
      squares[row] = (squares[row] as number) / (1 - leverage) ** power;
    }
  }
  return covarianceOf(fit, names.length, sumOfSquares(fit, squares), kind === 'HC1' ? rows / (rows - size) : 1);
}

/** From this leverage on (sandwich warns there, and gives NaN at 1) a row is fitted by itself, and its residual says nothing. */
const ownLeverage = 1 - 1.49e-8;

const ownRow = (row: number) =>
  new StatisticsError('option-invalid', {
    column: 'kind',
    row,
    detail: 'a column has this row only, so that HC2 and HC3 have no value; take HC0 or HC1',
  });

function covarianceOf(
  fit: GeneralisedLinearModel['fit'],
  whole: number,
  meat: SquareMatrix,
  factor: number,
): SquareMatrix {
  const size = fit.basis.kept.length;
  const covariance = sandwichProduct(bread(fit), meat, size);
  return wholeCovariance(
    fit.basis,
    whole,
    covariance.map((value) => value * factor),
  );
}

/** The clusters of the rows fitted, without those that have none. */
function clustersInUse(cluster: Factor, kept: Int32Array | null, rowsGiven: number): Factor {
  if (cluster.codes.length !== rowsGiven) {
    throw new StatisticsError('length-mismatch', {
      column: 'cluster',
      detail: `${cluster.codes.length} rows against ${rowsGiven}`,
    });
  }
  requireFactor('cluster', cluster, true);
  const codes = kept === null ? cluster.codes : Int32Array.from(kept, (row) => cluster.codes[row] as number);
  const missing = codes.indexOf(-1);
  if (missing >= 0) throw new StatisticsError('not-finite', { column: 'cluster', row: kept?.[missing] ?? missing });
  const place = new Int32Array(cluster.levels.length).fill(-1);
  const levels: string[] = [];
  for (const code of codes) {
    if ((place[code] as number) < 0) place[code] = levels.push(cluster.levels[code] as string) - 1;
  }
  return { levels, codes: codes.map((code) => place[code] as number) };
}
