// From a date to a date: for each state now, the chances of each state then.
import { type MissingRule, requireFinite } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import type { Groups } from '../survival/data.ts';
import { type IntervalKind, probabilityIntervals } from '../survival/intervals.ts';
import { type TransitionData, type TransitionRows, transitionRows } from './data.ts';
import {
  type GroupSpan,
  groupSpan,
  initialShares,
  type Layout,
  layOut,
  type StateSteps,
  stateSteps,
  stepRow,
} from './state-steps.ts';
import { StepProducts } from './step-products.ts';

export interface TransitionProbabilityOptions {
  /** The date that people are followed from. Default 0. */
  readonly from?: number;
  /** The dates that they are followed to, none before `from`. */
  readonly to: ArrayLike<number>;
  /** How the increments of the hazards vary: as counts of which those at risk bound the size, or as Poisson counts. Default `greenwood`. */
  readonly variance?: 'greenwood' | 'aalen';
  readonly groups?: Groups;
  readonly confidence?: number;
  /** Default `plain`. */
  readonly interval?: IntervalKind;
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
}

/** Square matrices, one after the other by date: entry (from, to) of date d is at `(d * states + from) * states + to`. */
export interface TransitionProbabilities {
  readonly group?: string;
  readonly states: readonly string[];
  readonly from: number;
  /** Ascending. */
  readonly to: Float64Array;
  readonly probability: Float64Array;
  readonly standardError: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Transition probabilities P(s, t) between any two dates: the product of the steps in (s, t], with delayed entry. A state that nobody is
 * in keeps whom it has. Weights are numbers of equal rows in the standard errors.
 * Throws as aalenJohansen, `not-finite`, and `option-invalid` for a date before `from`.
 * Source: Aalen and Johansen 1978; Andersen, Borgan, Gill and Keiding 1993, IV.4.1; Allignol, Schumacher and Beyersmann 2011.
 * R: `etm::etm(data, states, tra, "cens", s, t)` (variance Greenwood's); `mstate::probtrans(predt = s)` on `msfit` of an empty model.
 */
export function transitionProbabilities(
  data: TransitionData,
  options: TransitionProbabilityOptions,
): readonly TransitionProbabilities[] {
  const { from = 0, confidence = 0.95, interval = 'plain' } = options;
  requireConfidence(confidence);
  requireFinite('to', options.to);
  const to = Float64Array.from(options.to).sort();
  if (!Number.isFinite(from) || !((to[0] ?? from) >= from)) {
    throw new StatisticsError('option-invalid', { column: 'to', detail: 'dates from `from` on' });
  }
  if (to.length === 0) throw new StatisticsError('no-rows', { column: 'to' });
  const rows = transitionRows(data, options);
  const layout = layOut(rows, rows.groups, options.exactTimes);
  const found: TransitionProbabilities[] = [];
  for (let group = 0; group + 1 < layout.cells.starts.length; group += 1) {
    const span = groupSpan(layout, group);
    if (span.rows.length === 0) continue;
    const { probability, standardError } = followed(rows, layout, span, {
      from,
      to,
      variance: options.variance ?? 'greenwood',
    });
    const logError = standardError.map((error, at) => (error === 0 ? 0 : error / (probability[at] as number)));
    const level = options.groups?.levels[group];
    found.push({
      ...(level === undefined ? {} : { group: level }),
      states: rows.states,
      from,
      to,
      probability,
      standardError,
      ...probabilityIntervals(probability, logError, interval, confidence),
    });
  }
  return found;
}

interface Stretch {
  readonly from: number;
  readonly to: Float64Array;
  readonly variance: 'greenwood' | 'aalen';
}

function followed(rows: TransitionRows, layout: Layout, span: GroupSpan, { from, to, variance }: Stretch) {
  const states = rows.states.length;
  const steps = stateSteps(rows, layout, span, initialShares(rows, layout, span));
  const products = new StepProducts(steps, layout.transitions);
  const matrix = new Float64Array(states * states);
  for (let state = 0; state < states; state += 1) matrix[state * (states + 1)] = 1;
  /** For each state now, the covariance of the chances of the states then. */
  const covariances = Array.from({ length: states }, () => new Float64Array(states * states));
  const probability = new Float64Array(to.length * states * states);
  const standardError = new Float64Array(to.length * states * states);
  let date = 0;
  const writeUntil = (time: number) => {
    for (; date < to.length && (to[date] as number) < time; date += 1) {
      probability.set(matrix, date * states * states);
      for (let at = 0; at < states * states; at += 1) {
        const variance = covariances[Math.floor(at / states)]?.[(at % states) * (states + 1)] as number;
        standardError[date * states * states + at] = Math.sqrt(Math.max(0, variance));
      }
    }
  };
  for (let cell = 0; cell < steps.times.length && date < to.length; cell += 1) {
    const time = steps.times[cell] as number;
    if (time <= from) continue;
    writeUntil(time);
    for (let now = 0; now < states; now += 1) {
      stepCovariance(covariances[now] as Float64Array, matrix, now, cell, { steps, layout, products, variance });
    }
    for (let now = 0; now < states; now += 1) products.step(matrix, now * states, cell);
  }
  writeUntil(Number.POSITIVE_INFINITY);
  return { probability, standardError };
}

interface StepContext {
  readonly steps: StateSteps;
  readonly layout: Layout;
  readonly products: StepProducts;
  readonly variance: 'greenwood' | 'aalen';
}

/** Takes one covariance through a step, and adds what the step's own hazards vary. */
function stepCovariance(
  covariance: Float64Array,
  matrix: Float64Array,
  now: number,
  cell: number,
  { steps, layout, products, variance }: StepContext,
): void {
  const { states, atRisk, stay } = steps;
  for (let row = 0; row < states; row += 1) products.step(covariance, row * states, cell);
  transposeInPlace(covariance, states);
  for (let row = 0; row < states; row += 1) products.step(covariance, row * states, cell);
  for (let from = 0; from < states; from += 1) {
    if (stay[cell * states + from] === 1) continue;
    const held = matrix[now * states + from] as number;
    if (held === 0) continue;
    const scale = (held * held) / (atRisk[cell * states + from] as number);
    const row = stepRow(steps, layout.transitions, cell, from);
    for (let one = 0; one < states; one += 1) {
      for (let other = 0; other < states; other += 1) {
        const at = one * states + other;
        covariance[at] = (covariance[at] as number) + scale * rowCovariance(row, from, one, other, variance);
      }
    }
  }
}

/** By multinomial counts, or by Poisson counts of each move (the one who stays is the rest). */
function rowCovariance(
  row: Float64Array,
  from: number,
  one: number,
  other: number,
  variance: 'greenwood' | 'aalen',
): number {
  const [share, otherShare] = [row[one] as number, row[other] as number];
  if (variance === 'greenwood') return (one === other ? share : 0) - share * otherShare;
  if (one === from && other === from) return 1 - share;
  if (one === from) return -otherShare;
  if (other === from) return -share;
  return one === other ? share : 0;
}

function transposeInPlace(matrix: Float64Array, size: number): void {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const [one, other] = [row * size + column, column * size + row];
      const held = matrix[one] as number;
      matrix[one] = matrix[other] as number;
      matrix[other] = held;
    }
  }
}
