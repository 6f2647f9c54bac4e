// Tables by secret answers, worked out from the model's shares and from published counts without answers; each cell with its error.

import { basisNumber } from '../methods/publish-tables.ts';
import type { DraftTable } from '../remainders.ts';
import type { Dimension, RegisteredTable, Registry } from '../table.ts';
import type { AnswerModel } from './answers.ts';
import type { Combinations } from './combinations.ts';
import { sharesOf } from './group-shares.ts';
import { project, splitDimensions } from './layout.ts';

/** The published counts of a table without answers: NaN where withheld. */
export interface Counts {
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
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
  threshold: number,
): DraftTable & { readonly basis: Uint8Array } {
  const { ordinary, secrets } = splitDimensions(registry, table.dimensions);
  const shares = sharesOf(registry, combinations, model, ordinary, secrets);
  const groupOf = project(registry, table.dimensions, ordinary);
  const answerOf = project(registry, table.dimensions, secrets);
  const direct = directVariances(model, ordinary, secrets);
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
      standardErrors[cell] = Math.sqrt(Math.min(ofModel, ofNoise) + ofCount);
      if (ofNoise <= ofModel) basis[cell] = measured;
    }
  }
  return { table, values, standardErrors, basis };
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
