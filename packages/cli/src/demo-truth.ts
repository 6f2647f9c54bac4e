// Estimates beside the planted truth: for each group the measured rate with its interval, and the rate that was planted. Pure.
import type { RawRateRow } from '@clew/measures';
import type { Truth, TruthCell } from '@clew/synthetic';

/** A measured rate of one group beside the planted one. Rates are per 100 person-years. */
export interface ComparedRate {
  readonly measure: 'promotions' | 'exits';
  readonly grade: string | null;
  readonly socioEconomicBackground: string | null;
  readonly events: number;
  readonly personYears: number;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** null where nobody of the group lived in the window. */
  readonly planted: number | null;
  /** Whether the planted rate lies within the interval; null where one of them is missing. */
  readonly within: boolean | null;
  /** Share of the group's people whose background can be classed; null where background is not shown. */
  readonly declarationRate: number | null;
}

/** Puts the planted rate beside each measured one. Backgrounds count as declared: an estimator knows no others. */
export function compareWithTruth(
  measure: ComparedRate['measure'],
  rows: readonly RawRateRow[],
  truth: Truth,
): readonly ComparedRate[] {
  return rows.map((row) => {
    const { grade = null, seb = null } = row.group;
    const cells = truth.cells.filter(
      (cell) => (grade === null || cell.grade === grade) && (seb === null || backgroundOf(cell) === seb),
    );
    const planted = plantedRate(measure, cells);
    const { events, personYears, rate, low, high, declarationRate } = row;
    const within = planted === null || low === null || high === null ? null : low <= planted && planted <= high;
    return {
      measure,
      grade,
      socioEconomicBackground: seb,
      events,
      personYears: personYears ?? 0,
      rate,
      low,
      high,
      planted,
      within,
      declarationRate,
    };
  });
}

function backgroundOf(cell: TruthCell): string {
  return cell.declared ? cell.socioEconomicBackground : 'not-declared';
}

/** Expected events over the person-years lived, times 100, over all cells of a group. */
function plantedRate(measure: ComparedRate['measure'], cells: readonly TruthCell[]): number | null {
  const personYears = cells.reduce((sum, cell) => sum + cell.personYears, 0);
  const expected = cells.reduce((sum, cell) => sum + cell[measure === 'promotions' ? 'promotion' : 'exit'].expected, 0);
  return personYears > 0 ? (100 * expected) / personYears : null;
}

/** How many of the intervals hold the truth, of those that have one. */
export function coverage(rates: readonly ComparedRate[]): { readonly held: number; readonly of: number } {
  const judged = rates.filter(({ within }) => within !== null);
  return { held: judged.filter(({ within }) => within === true).length, of: judged.length };
}
