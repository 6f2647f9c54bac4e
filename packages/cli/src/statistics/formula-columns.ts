// The columns that a formula names, so that only they are read from the file.
import { formulaColumns as columnsOf, type FormulaColumn as NamedInFormula } from '@clew/statistics';
import type { NamedColumn } from './read-csv.ts';
import { refusing } from './refusals.ts';

/** A column of a formula, with the option that the formula is given by. */
export interface FormulaColumn extends NamedColumn, NamedInFormula {}

/** The columns of a formula. A lone point stands for every column that no other option takes. Throws Refused, `formula-invalid`. */
export function formulaColumns(
  formula: string,
  header: readonly string[],
  taken: readonly (string | undefined)[],
): readonly FormulaColumn[] {
  const others = header.filter((each) => each !== '' && !taken.includes(each));
  return refusing(() => columnsOf(formula, others)).map((column) => ({ option: '--formula', ...column }));
}
