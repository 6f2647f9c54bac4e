// The columns that a formula names, so that only they are read from the file.
import type { NamedColumn } from './read-csv.ts';

/** A column of a formula. */
export interface FormulaColumn extends NamedColumn {
  /** The formula has it as a factor only, so that numbers in it are names. */
  readonly asCategories: boolean;
}

/** As the formulas of @clew/statistics are written: texts, quoted names, names; a name before ( is a function, before = an argument. */
const pieces =
  /"[^"]*"|'[^']*'|`(?<quoted>[^`]+)`|(?<name>[\p{L}.][\p{L}\p{N}._]*)(?<after>\s*(?:\(|=(?!=)))?|\d[\w.]*/gu;

const insideFactor = /\b(?:factor|relevel)\(\s*$/;

/** The names in a formula. A lone point stands for every column that no other option takes. */
export function formulaColumns(
  formula: string,
  header: readonly string[],
  taken: readonly (string | undefined)[],
): readonly FormulaColumn[] {
  const found = new Map<string, boolean>();
  for (const { groups, index } of formula.matchAll(pieces)) {
    const { quoted, name, after } = groups ?? {};
    const own = quoted ?? (after === undefined ? name : undefined);
    if (own === undefined) continue;
    const isEverything = quoted === undefined && own === '.';
    const names = isEverything ? header.filter((each) => each !== '' && !taken.includes(each)) : [own];
    const asFactor = insideFactor.test(formula.slice(0, index));
    for (const each of names) found.set(each, asFactor && found.get(each) !== false);
  }
  return [...found].map(([name, asCategories]) => ({ option: '--formula', name, asCategories }));
}
