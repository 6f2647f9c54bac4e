// Fisher's exact test of a 2 by 2 table, with the conditional odds ratio.
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import { type ConditionalOdds, conditionalOdds, countsGivenMargins } from './conditional-odds.ts';
import { type ContingencyTable, marginsOf } from './contingency-table.ts';

export type FisherTest = ConditionalOdds;

/**
 * Fisher's exact test of a 2 by 2 table, two-sided, with the conditional odds ratio and its exact interval.
 * R: `fisher.test(table, conf.level = confidence)`, whose root finder stops near four digits; this one goes on to twelve.
 * Source: R. Fisher (1935); the noncentral hypergeometric distribution given all margins.
 * Throws StatisticsError: `one-group`, `length-mismatch`, `count-invalid`, `empty-group`, `confidence-invalid`.
 */
export function fisherTest(table: ContingencyTable, confidence = 0.95): FisherTest {
  requireConfidence(confidence);
  const { rows, columns } = marginsOf(table);
  if (rows.length !== 2 || columns.length !== 2) throw new StatisticsError('option-invalid', { detail: 'not 2 by 2' });
  const { lowest, logWeight } = countsGivenMargins(rows[0] as number, rows[1] as number, columns[0] as number);
  return conditionalOdds(logWeight, (table[0]?.[0] as number) - lowest, confidence);
}
