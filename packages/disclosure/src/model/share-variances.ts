// How far the model's shares may be out: what is left of the uncertainty of its effects when a table's groups mix them.
import type { Combinations } from './combinations.ts';
import type { Fit } from './fit.ts';
import type { FittedBlock } from './fit-block.ts';

/** A level of a secret. */
export interface Categories {
  /** By finest answer: the answer at the level asked for. */
  readonly categoryOf: Uint16Array;
  readonly answers: number;
}

/** The groups of a table without answers. */
export interface TableGroups {
  /** The classifications that it is by. */
  readonly names: readonly string[];
  /** By combination. */
  readonly groups: Uint32Array;
  /** By group. */
  readonly people: Float64Array;
}

/**
 * By group of a table, then answer: the variance of its log odds. A group mixes the groups of each block in some shares, and errors of
 * different groups are independent: each counts by the square of its share, which is 1 where the table is by that very classification.
 * For each pair of the table's dimensions that was not measured together comes the variance of such interactions, as measured pairs have it.
 */
export function logitVariancesOf(
  combinations: Combinations,
  fit: Fit,
  table: TableGroups,
  { categoryOf, answers }: Categories,
): Float64Array {
  const variances = new Float64Array(table.people.length * answers);
  const finestOf = new Float64Array(answers);
  for (const category of categoryOf) finestOf[category] = (finestOf[category] as number) + 1;
  const add = (group: number, answer: number, variance: number) => {
    const category = categoryOf[answer] as number;
    const place = group * answers + category;
    // A coarser answer has the mean of its finest ones'.
    variances[place] = (variances[place] as number) + variance / (finestOf[category] as number);
  };
  const interaction = interactionOf(fit, table.names);
  for (let group = 0; group < table.people.length; group += 1) {
    for (let answer = 0; answer < fit.answers; answer += 1) {
      add(group, answer, (fit.overallVariances[answer] as number) + interaction);
    }
  }
  for (const { block, logitVariances } of fit.blocks) {
    mix(combinations, table, block.groupOf, block.groups).forEach((people, place) => {
      if (people === 0) return;
      const group = Math.floor(place / block.groups);
      const square = (people / (table.people[group] as number)) ** 2;
      const from = (place % block.groups) * fit.answers;
      for (let answer = 0; answer < fit.answers; answer += 1) {
        add(group, answer, square * (logitVariances[from + answer] as number));
      }
    });
  }
  return variances;
}

/** How many people each group of a table has of each group of a block. */
function mix(combinations: Combinations, table: TableGroups, groupOf: Uint32Array, groups: number): Float64Array {
  const people = new Float64Array(table.people.length * groups);
  for (let each = 0; each < combinations.length; each += 1) {
    const place = (table.groups[each] as number) * groups + (groupOf[each] as number);
    people[place] = (people[place] as number) + (combinations.people[each] as number);
  }
  return people;
}

/** Where no pair was measured: the odds differ by about a tenth from what two categories predict. An assumption. */
export const assumedInteraction = 0.01;

function interactionOf(fit: Fit, names: readonly string[]): number {
  const pairs = fit.blocks.filter(isPair);
  const measured = pairs.filter(({ block }) => block.classifications.every((name) => names.includes(name))).length;
  const unmeasured = (names.length * (names.length - 1)) / 2 - measured;
  const spread =
    pairs.length === 0 ? assumedInteraction : pairs.reduce((sum, each) => sum + each.spread, 0) / pairs.length;
  return Math.max(0, unmeasured) * spread;
}

function isPair({ block }: FittedBlock): boolean {
  return block.classifications.length === 2;
}
