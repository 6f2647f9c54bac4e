// Indicators of each career, and their means by group: how long, how mixed and how restless it is; over ordered states, how it rises and falls.
import {
  badness,
  degradation,
  type Factor,
  insecurity,
  precarity,
  type StateSequences,
  sequenceIndicators,
} from '@clew/statistics';
import type { Tell } from '../run.ts';

/** A number a career for each indicator. */
export type CareerIndicators = Readonly<Record<string, Float64Array>>;

/** The indicators that are told, of many, with what people read above them. */
export const indicatorTitles: Readonly<Record<string, string>> = {
  length: 'length',
  changes: 'changes',
  visited: 'states visited',
  entropy: 'entropy',
  complexity: 'complexity',
  turbulence: 'turbulence',
};

const ofOrder = { degradation, badness, precarity, insecurity };

/** The indicators of states in an order, from the best to the worst. */
export const orderIndicators = Object.keys(ofOrder);

export interface IndicatorChoice {
  readonly withMissing: boolean;
  /** Every indicator, not only those that are told. */
  readonly all: boolean;
  /** The states from the best to the worst; those left out can't be compared. */
  readonly bestFirst: readonly string[] | undefined;
}

/** The indicators of each career. Throws as `stateUndesirability` for an order that is none. */
export function indicatorsOf(sequences: StateSequences, choice: IndicatorChoice, tell: Tell): CareerIndicators {
  const { withMissing, all, bestFirst: order } = choice;
  const onProgress = (done: number) => tell(`indicators: ${done} of ${sequences.count} careers`);
  const plain = Object.entries(sequenceIndicators(sequences, { withMissing, onProgress }));
  const found = Object.fromEntries(plain.filter(([name]) => all || name in indicatorTitles));
  if (order === undefined) return found;
  const options = { withMissing, order };
  const ordered = Object.entries(ofOrder).map(([name, indicator]) => [name, indicator(sequences, options)] as const);
  return { ...found, ...Object.fromEntries(ordered) };
}

export interface GroupMeans {
  readonly group: string;
  readonly careers: number;
  readonly means: Readonly<Record<string, number>>;
}

/** Means of the indicators by group, weighted where careers are. */
export function groupMeans(
  groups: Factor,
  { weights }: StateSequences,
  indicators: CareerIndicators,
): readonly GroupMeans[] {
  const careers = new Float64Array(groups.levels.length);
  const totals = new Float64Array(groups.levels.length);
  for (const [row, code] of groups.codes.entries()) {
    careers[code] = (careers[code] as number) + 1;
    totals[code] = (totals[code] as number) + (weights?.[row] ?? 1);
  }
  const meansOf = (values: Float64Array) => {
    const sums = new Float64Array(groups.levels.length);
    for (const [row, code] of groups.codes.entries()) {
      sums[code] = (sums[code] as number) + (weights?.[row] ?? 1) * (values[row] as number);
    }
    return sums.map((sum, code) => sum / (totals[code] as number));
  };
  const columns = Object.entries(indicators).map(([name, values]) => [name, meansOf(values)] as const);
  return groups.levels.map((group, code) => ({
    group,
    careers: careers[code] as number,
    means: Object.fromEntries(columns.map(([name, means]) => [name, means[code] as number])),
  }));
}
