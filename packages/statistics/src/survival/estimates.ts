// From counts to a curve: survival, cumulative hazard and their standard errors.
import type { CellCounts } from './counts.ts';
import type { JackknifeErrors } from './jackknife.ts';

/** The product-limit survival, or the exponential of minus the cumulative hazard. */
export type Estimate = 'product' | 'exponential';

export interface EstimatedCurve {
  readonly survival: Float64Array;
  readonly standardError: Float64Array;
  /** The standard error of the logarithm of the survival. */
  readonly logError: Float64Array;
  readonly cumulativeHazard: Float64Array;
  readonly cumulativeHazardError: Float64Array;
}

/** The curve of one group, with Greenwood's errors (product) or the hazard's (exponential), or the robust ones given. */
export function estimated(
  counts: CellCounts,
  estimate: Estimate,
  efron: boolean,
  robust?: JackknifeErrors,
): EstimatedCurve {
  const cells = counts.atRisk.length;
  const [survival, logError] = [new Float64Array(cells), new Float64Array(cells)];
  const [cumulativeHazard, hazardError] = [new Float64Array(cells), new Float64Array(cells)];
  let [level, hazard, greenwood, aalen] = [1, 0, 0, 0];
  for (let cell = 0; cell < cells; cell += 1) {
    const [events, atRisk, heads] = [
      counts.events[cell] as number,
      counts.atRisk[cell] as number,
      counts.eventHeads[cell] as number,
    ];
    if (heads > 0 && events > 0) {
      level *= (atRisk - events) / atRisk;
      greenwood += events / (atRisk * (atRisk - events));
      if (efron) {
        for (let gone = 0; gone < heads; gone += 1) {
          const left = atRisk - (gone * events) / heads;
          hazard += events / (heads * left);
          aalen += events / (heads * left * left);
        }
      } else {
        hazard += events / atRisk;
        aalen += events / (atRisk * atRisk);
      }
    }
    cumulativeHazard[cell] = hazard;
    hazardError[cell] = Math.sqrt(aalen);
    survival[cell] = estimate === 'product' ? level : Math.exp(-hazard);
    logError[cell] = Math.sqrt(estimate === 'product' ? greenwood : aalen);
  }
  if (robust !== undefined) return robustly({ survival, cumulativeHazard }, robust, estimate);
  const standardError = survival.map((share, cell) => share * (logError[cell] as number));
  return { survival, standardError, logError, cumulativeHazard, cumulativeHazardError: hazardError };
}

function robustly(
  { survival, cumulativeHazard }: Pick<EstimatedCurve, 'survival' | 'cumulativeHazard'>,
  robust: JackknifeErrors,
  estimate: Estimate,
): EstimatedCurve {
  const hazardError = robust.cumulativeHazard;
  const standardError =
    estimate === 'product' ? robust.survival : survival.map((share, cell) => share * (hazardError[cell] as number));
  const logError = standardError.map((error, cell) => (error === 0 ? 0 : error / (survival[cell] as number)));
  return { survival, standardError, logError, cumulativeHazard, cumulativeHazardError: hazardError };
}

/**
 * By how much the lower side of each interval is widened, or undefined where it is not: `peto` by the error that the share would have
 * had without censoring, `modified` by those censored since the last event. R: `survfit(conf.lower =)`.
 */
export function lowerStretch(
  { survival, logError }: EstimatedCurve,
  { atRisk, events }: CellCounts,
  rule: 'usual' | 'peto' | 'modified',
): Float64Array | undefined {
  if (rule === 'usual') return undefined;
  let atLastEvent = atRisk[0] as number;
  return survival.map((share, cell) => {
    if ((events[cell] as number) > 0) atLastEvent = atRisk[cell] as number;
    const error = logError[cell] as number;
    const lower =
      rule === 'peto'
        ? Math.sqrt((1 - share) / (atRisk[cell] as number))
        : error * Math.sqrt(atLastEvent / (atRisk[cell] as number));
    return lower === 0 ? 1 : lower / error;
  });
}
