// Tables by secret answers, worked out from the model's shares and from published counts without answers; each cell with its error.

import { basisNumber } from '../methods/publish-tables.ts';
import type { DraftTable } from '../remainders.ts';
import type { Dimension, RegisteredTable, Registry } from '../table.ts';
import type { AnswerModel } from './answers.ts';
import type { Combinations } from './combinations.ts';
import { sharesOf } from './group-shares.ts';
import { project, splitDimensions } from './layout.ts';
import { unseenDrift } from './trend.ts';

/** The published counts of a table without answers: NaN where withheld. */
export interface Counts {
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

/** A table as counts, and as the estimates that are too inexact for counts: each cell is in one of them at most. */
export interface EstimatedTable {
  readonly counts: DraftTable & { readonly basis: Uint8Array };
  /** Null where all that is published are counts. */
  readonly estimates: (DraftTable & { readonly basis: Uint8Array }) | null;
}

/** Tables by so few classifications are the main figures: they are shown whole, with their intervals. */
const mostWholeWays = 2;

export interface EstimateRules {
  /** Groups of fewer people show no answers. */
  readonly threshold: number;
  /** In tables by three classifications or more: cells with a larger standard error are no counts. 0: all are. */
  readonly mostError: number;
}

/**
 * A table by one secret or two: the published count of each group times the model's share. Groups below the threshold, or withheld, show
 * no answer at all. Errors add up the model's uncertainty, the scatter of people about their expected share, and the error of the count.
 */
export function estimateTable(
  registry: Registry,
  table: RegisteredTable,
  combinations: Combinations,
  model: AnswerModel,
  counts: Counts,
  { threshold, mostError }: EstimateRules,
): EstimatedTable {
  const { ordinary, secrets } = splitDimensions(registry, table.dimensions);
  const shares = sharesOf(registry, combinations, model, ordinary, secrets);
  const groupOf = project(registry, table.dimensions, ordinary);
  const answerOf = project(registry, table.dimensions, secrets);
  const direct = directVariances(model, ordinary, secrets);
  const isWhole = mostError === 0 || table.dimensions.length <= mostWholeWays;
  const limit = isWhole ? Number.POSITIVE_INFINITY : mostError;
  const [modelled, measured] = [basisNumber('modelled'), basisNumber('measured')];
  const values = new Float64Array(groupOf.length).fill(Number.NaN);
  const standardErrors = values.slice();
  const basis = new Uint8Array(groupOf.length).fill(modelled);
  if (shares !== null) {
    for (let cell = 0; cell < values.length; cell += 1) {
      const group = groupOf[cell] as number;
      const people = counts.values[group] as number;
      if (!(people >= threshold)) continue;
      const place = group * shares.answers + (answerOf[cell] as number);
      const share = shares.shares[place] as number;
      const ofModel = people ** 2 * (shares.variances[place] as number) + people * share * (1 - share);
      const ofNoise = direct?.[group] ?? Number.POSITIVE_INFINITY;
      values[cell] = people * share;
      const ofCount = (share * (counts.standardErrors[group] as number)) ** 2;
      const ofDrift = (people * share * (1 - share) * unseenDrift * model.age) ** 2;
      standardErrors[cell] = Math.sqrt(Math.min(ofModel, ofNoise) + ofDrift + ofCount);
      if (ofNoise <= ofModel) basis[cell] = measured;
    }
  }
  return divide({ table, values, standardErrors, basis }, limit);
}

/** The variance of the pooled measurement of exactly these dimensions, by group; null where there is none. */
function directVariances(
  model: AnswerModel,
  ordinary: readonly Dimension[],
  secrets: readonly Dimension[],
): Float64Array | null {
  const own = model.pools.find(
    ({ planned }) =>
      planned.quantity === 'headcount' && isSame(planned.ordinary, ordinary) && isSame(planned.secrets, secrets),
  );
  return own?.pooled.variances ?? null;
}

function isSame(one: readonly Dimension[], other: readonly Dimension[]): boolean {
  return one.length === other.length && one.every((each) => other.some((own) => own.level === each.level));
}

function divide(table: EstimatedTable['counts'], limit: number): EstimatedTable {
  const isLarge = table.standardErrors.map((error) => (error > limit ? 1 : 0));
  if (!isLarge.includes(1)) return { counts: table, estimates: null };
  const only = (large: number): EstimatedTable['counts'] => {
    const keep = (value: number, cell: number) => (isLarge[cell] === large ? value : Number.NaN);
    return { ...table, values: table.values.map(keep), standardErrors: table.standardErrors.map(keep) };
  };
  return { counts: only(0), estimates: only(1) };
}
