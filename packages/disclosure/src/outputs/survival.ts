// Survival curves and their quantiles from protected life tables: steps that rest on enough events, and an end where few are left.
import { normalReach } from '@clew/statistics';
import { type Refusal, refuse } from '../refusal.ts';
import { checkFigures, type Figure } from './figure.ts';

/** One interval of a registered grid of times: those at risk at its start, and the events in it, as published. */
export interface LifeTableRow {
  /** The end of the interval, in the unit of the grid. */
  readonly until: number;
  readonly atRisk: Figure;
  readonly events: Figure;
}

export interface SurvivalPoint {
  readonly time: number;
  readonly survival: number;
  readonly low: number;
  readonly high: number;
}

export interface SurvivalRule {
  /** The fewest events of a step: rows are joined until they have as many. */
  readonly leastEvents: number;
  /** The curve ends where fewer are at risk. */
  readonly leastAtRisk: number;
}

export const survivalRule: SurvivalRule = { leastEvents: 10, leastAtRisk: 10 };

/**
 * The curve, with intervals on the complementary log-log scale: Greenwood's variance and that of the noise on events and on those at risk.
 * Rows that were withheld end it. Censoring within a joined step is taken to fall on its rows as they were given.
 * Source: D. Collett, Modelling Survival Data in Medical Research, 3rd edition, sections 2.1 and 2.2.
 */
export function protectedSurvival(
  rows: readonly LifeTableRow[],
  rule: SurvivalRule = survivalRule,
  confidence = 0.95,
): readonly SurvivalPoint[] | Refusal {
  const late = rows.findIndex(({ until }, row) => !(until > (rows[row - 1]?.until ?? Number.NEGATIVE_INFINITY)));
  if (late !== -1) {
    return refuse(
      'parameter-invalid',
      `rows[${late}].until`,
      'The interval does not end after the one before it.',
      'Give the rows of one grid in the order of time.',
    );
  }
  const reach = normalReach(confidence);
  const points: SurvivalPoint[] = [];
  let [logSurvival, variance, events] = [0, 0, 0];
  for (const { until, atRisk, events: own } of rows) {
    if (!(atRisk.value >= rule.leastAtRisk) || checkFigures('rows', atRisk, own) !== null) break;
    const dying = Math.min(Math.max(0, own.value), atRisk.value - 0.5);
    const left = atRisk.value - dying;
    logSurvival += Math.log(left / atRisk.value);
    const ofEvents = (dying / atRisk.value + own.standardError ** 2 / left) / left;
    const ofRisk = ((dying * atRisk.standardError) / (atRisk.value * left)) ** 2;
    variance += ofEvents + ofRisk;
    events += dying;
    if (events < rule.leastEvents) continue;
    points.push({ time: until, ...pointOf(logSurvival, variance, reach) });
    events = 0;
  }
  if (points.length > 0) return points;
  return refuse(
    'output-unsafe',
    'rows',
    'No step of the curve rests on enough events.',
    'Ask for a larger group or longer intervals.',
  );
}

function pointOf(logSurvival: number, variance: number, reach: number) {
  const survival = Math.exp(logSurvival);
  const spread = (reach * Math.sqrt(variance)) / Math.abs(logSurvival);
  return { survival, low: survival ** Math.exp(spread), high: survival ** Math.exp(-spread) };
}

export interface SurvivalQuantile {
  /** The first published time by which this share had the event; null where the curve ends before. */
  readonly time: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** A quantile read off a protected curve, at times of the grid alone: an exact time would be one person's. `share` of 0.5 is the median. */
export function survivalQuantile(points: readonly SurvivalPoint[], share: number): SurvivalQuantile {
  const first = (read: (point: SurvivalPoint) => number) =>
    points.find((point) => read(point) <= 1 - share)?.time ?? null;
  return {
    time: first((point) => point.survival),
    low: first((point) => point.low),
    high: first((point) => point.high),
  };
}
