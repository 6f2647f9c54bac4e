// The baseline hazard of a Cox model by stratum, at every time at which a row ends, with what its uncertainty needs.
import type { Column } from '../foundation/columns.ts';
import { layCells } from '../survival/cells.ts';
import { countCells } from '../survival/counts.ts';
import type { CoxFit } from './cox-fit.ts';
import { type HazardSteps, hazardSteps } from './hazard-steps.ts';
import { productSteps } from './product-limit.ts';
import { risksAt } from './row-residuals.ts';

/** One stratum's baseline: that of a row with linear predictor 0 (covariates at the model's means). One number a time. */
export interface StratumBaseline {
  /** The stratum's code; 0 without strata. */
  readonly stratum: number;
  readonly rows: number;
  readonly time: Column;
  readonly atRisk: Column;
  readonly events: Column;
  readonly censored: Column;
  readonly hazard: Column;
  /** The factor by which survival falls, by the product-limit estimate; absent for the exponential one. */
  readonly survivalStep: Column | undefined;
  readonly cumulativeHazard: Column;
  /** Of the cumulative hazard, were the coefficients known. */
  readonly variance: Column;
  /** Running sums of the hazard times the mean of the standardised covariates (times x covariates, row after row). */
  readonly meanHazard: Float64Array;
}

/** `exponential`: survival is exp(-cumulative hazard) (Breslow, Efron); `product-limit`: Kalbfleisch and Prentice's. */
export type BaselineKind = 'exponential' | 'product-limit';

/** The baseline of every stratum that has rows. `efron` says how the hazard takes ties. */
export function stratumBaselines(fit: CoxFit, kind: BaselineKind, efron: boolean): readonly StratumBaseline[] {
  const { model, riskSets: sets } = fit;
  const risk = risksAt(sets, fit.linearPredictors);
  const steps = hazardSteps(sets, risk, kind === 'exponential' && efron);
  const products = kind === 'product-limit' ? productSteps(sets, steps, risk) : undefined;
  const cells = layCells(model.grid, model.strata);
  const counts = countCells(cells, { status: model.event, weights: model.weights });
  const rowsOf = rowsByStratum(fit);
  const strata = cells.starts.length - 1;
  return Array.from({ length: strata }, (_, stratum) => stratum)
    .filter((stratum) => (rowsOf[stratum] as number) > 0)
    .map((stratum) => {
      const [from, to] = [cells.starts[stratum] as number, cells.starts[stratum + 1] as number];
      const time = cells.times.slice(from, to);
      return {
        stratum,
        rows: rowsOf[stratum] as number,
        time,
        atRisk: counts.atRisk.slice(from, to),
        events: counts.events.slice(from, to),
        censored: counts.censored.slice(from, to),
        ...alongTimes(steps, strata - 1 - stratum, time, products),
      };
    });
}

function rowsByStratum({ model }: CoxFit): number[] {
  const rows = new Array<number>(model.strata?.levels.length ?? 1).fill(0);
  for (let row = 0; row < model.rows; row += 1) {
    const stratum = model.strata?.codes[row] ?? 0;
    rows[stratum] = (rows[stratum] as number) + 1;
  }
  return rows;
}

/** The steps of a block written out at all times, running sums in between. */
function alongTimes(
  steps: HazardSteps,
  block: number,
  time: Column,
  products: { survival: Column; variance: Column } | undefined,
) {
  const { covariates } = steps;
  const column = () => new Float64Array(time.length);
  const [hazard, cumulativeHazard, variance] = [column(), column(), column()];
  const survivalStep = products === undefined ? undefined : column().fill(1);
  const meanHazard = new Float64Array(time.length * covariates);
  const running = new Float64Array(covariates);
  let [step, sum, spread] = [steps.blocks[block] as number, 0, 0];
  for (let at = 0; at < time.length; at += 1) {
    if (step < (steps.blocks[block + 1] as number) && steps.time[step] === time[at]) {
      hazard[at] = steps.hazard[step] as number;
      sum += hazard[at] as number;
      spread += (products === undefined ? steps.variance[step] : products.variance[step]) as number;
      if (survivalStep !== undefined) survivalStep[at] = products?.survival[step] as number;
      for (let each = 0; each < covariates; each += 1) {
        running[each] = (running[each] as number) + (steps.meanHazard[step * covariates + each] as number);
      }
      step += 1;
    }
    cumulativeHazard[at] = sum;
    variance[at] = spread;
    meanHazard.set(running, at * covariates);
  }
  return { hazard, survivalStep, cumulativeHazard, variance, meanHazard };
}
