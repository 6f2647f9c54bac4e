// The columns of a data set that a formula needs, for those who read no others.
import { parseFormula } from './formula.ts';
import { namesIn, parseSyntax } from './syntax.ts';

/** A column that a formula names. */
export interface FormulaColumn {
  readonly name: string;
  /** Whether the formula takes it as categories everywhere, as `factor(year)` does, so that numbers in it are names. */
  readonly asCategories: boolean;
}

/**
 * The columns that a formula needs: those of the outcome, then of the terms in their order, then of the offsets. An outcome may be left
 * out, with its `~` or without. `columns` are the names that `.` stands for.
 * R: `all.vars(terms(formula, data = data))`.
 * Throws `formula-invalid`.
 */
export function formulaColumns(formula: string, columns: readonly string[] = []): readonly FormulaColumn[] {
  const { outcome, terms, offsets = [] } = parseFormula(withOutcome(formula), columns);
  const found = new Map<string, boolean>();
  const add = (expression: string, asCategories: boolean) => {
    const syntax = parseSyntax(expression);
    for (const name of namesIn(syntax)) {
      found.set(name, asCategories && syntax.kind === 'name' && found.get(name) !== false);
    }
  };
  for (const each of typeof outcome === 'string' ? [outcome] : [outcome.successes, outcome.failures]) add(each, false);
  for (const { kind, of } of terms.flat()) add(of, kind === 'categories');
  for (const each of offsets) add(each, false);
  return [...found].map(([name, asCategories]) => ({ name, asCategories }));
}

function withOutcome(formula: string): string {
  const whole = parseSyntax(formula);
  if (whole.kind !== 'call' || whole.name !== '~') return `0 ~ ${formula}`;
  return whole.arguments.length === 2 ? formula : `0 ${formula}`;
}
