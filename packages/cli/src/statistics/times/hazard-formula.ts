// The formula of a hazard: terms alone, because what happens when is said by options.
import { type CoxFormulaDesign, coxDesign, type NamedColumns } from '@clew/statistics';
import { Refused } from '../../failure.ts';
import { type FormulaColumn, formulaColumns } from '../formula-columns.ts';

/** Functions that R takes in a formula and that are no terms here, with the option that says the same; undefined where none does. */
export type NoTerms = Readonly<Record<string, string | undefined>>;

/** The columns that the terms name. Throws `formula-invalid` for a formula that names no column, and for what is no term. */
export function hazardColumns(
  formula: string,
  header: readonly string[],
  taken: readonly (string | undefined)[],
  noTerms: NoTerms,
): readonly FormulaColumn[] {
  for (const [name, option] of Object.entries(noTerms)) {
    if (new RegExp(`\\b${name}\\(`).test(formula)) throw noTerm(name, option);
  }
  const columns = formulaColumns(formula, header, taken);
  if (columns.length > 0) return columns;
  throw new Refused('formula-invalid', '--formula: it names no column.', "Name some, as 'seb + grade'.");
}

function noTerm(name: string, option: string | undefined): Refused {
  return option === undefined
    ? new Refused('formula-invalid', `--formula: ${name}(...) is not taken here.`, 'Leave it out.')
    : new Refused('formula-invalid', `--formula: ${name}(...) is an option here.`, `Name its column with ${option}.`);
}

/** The design of the terms, with a `~` before them or without. */
export const hazardDesign = (formula: string, data: NamedColumns): CoxFormulaDesign =>
  coxDesign(formula.includes('~') ? formula : `~ ${formula}`, data);
