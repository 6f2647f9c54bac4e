// How much of the differences between careers columns explain: one column by its groups, several beside each other, with permutation tests.
import {
  type Column,
  type Dissimilarities,
  discrepancy,
  discrepancyAssociation,
  factorialDiscrepancy,
  isFactor,
} from '@clew/statistics';
import { figure, figures, probability, shown } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { columnOf } from '../rows.ts';
import type { Tell } from '../run.ts';

export interface DiscrepancyChoice {
  readonly columns: readonly string[];
  readonly permutations: number;
  readonly seed: number;
}

export interface CareerDiscrepancy {
  /** The mean distance of careers to their centre. */
  readonly discrepancy: number;
  readonly permutations: number;
  readonly terms: readonly Term[];
  /** All terms together, where there are several. */
  readonly whole?: Term;
  /** The groups of a single column of categories. */
  readonly groups?: readonly { readonly level: string; readonly weight: number; readonly discrepancy: number }[];
  /** Whether these groups differ in how different their careers are. */
  readonly levene?: { readonly statistic: number; readonly pValue: number };
}

interface Term {
  readonly name: string;
  readonly pseudoF: number;
  readonly pseudoR2: number;
  readonly pValue: number;
}

export function discrepancyOf(
  distances: Dissimilarities,
  rows: CsvRows,
  { columns, permutations, seed }: DiscrepancyChoice,
  weights: Column | undefined,
  tell: Tell,
): CareerDiscrepancy {
  const onProgress = (done: number, total: number) => tell(`permutations: ${done} of ${total}`);
  const options = { permutations, seed, onProgress, ...(weights && { weights }) };
  const predictors = columns.map((name) => ({ name, values: columnOf(rows, name) }));
  const [first] = predictors;
  const all = { discrepancy: discrepancy(distances, options), permutations };
  if (predictors.length > 1 || first === undefined || !isFactor(first.values)) {
    const { terms, whole } = factorialDiscrepancy(distances, predictors, options);
    return { ...all, terms, ...(terms.length > 1 && { whole }) };
  }
  // Copies can be permuted where weights count them; else careers keep their weight.
  const weightPermutation = weights === undefined || weights.every(Number.isInteger) ? 'replicate' : 'diss';
  const { groups, statistics, pValues } = discrepancyAssociation(distances, first.values, {
    ...options,
    weightPermutation,
  });
  const { pseudoF, pseudoR2, levene } = statistics;
  return {
    ...all,
    terms: [{ name: first.name, pseudoF, pseudoR2, pValue: pValues.pseudoF }],
    groups,
    levene: { statistic: levene, pValue: pValues.levene },
  };
}

export function discrepancyLines(found: CareerDiscrepancy): readonly string[] {
  const { terms, whole, groups, levene, permutations } = found;
  const rows = whole === undefined ? terms : [...terms, { ...whole, name: 'all' }];
  const tested = permutations < 2 ? 'no test' : `p-values by ${permutations} permutations`;
  return [
    '',
    `What columns explain of the differences between careers (discrepancy ${figure(found.discrepancy)}; ${tested}):`,
    shown(rows, [
      { title: 'column', cell: ({ name }) => name },
      figures('pseudo F', ({ pseudoF }) => pseudoF),
      figures('pseudo R2', ({ pseudoR2 }) => pseudoR2),
      { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
    ]),
    ...(groups === undefined
      ? []
      : [
          shown(groups, [
            { title: 'group', cell: ({ level }) => level },
            figures('careers', ({ weight }) => weight),
            figures('discrepancy', (group) => group.discrepancy),
          ]),
        ]),
    ...(levene === undefined
      ? []
      : [
          `Whether groups differ in discrepancy: Levene's F ${figure(levene.statistic)}, p ${probability(levene.pValue)}`,
        ]),
  ];
}
