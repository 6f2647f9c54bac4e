// How terms become columns: which factors are coded against a reference and which by all their levels, and what columns are called.
import type { Contrasts } from './contrasts.ts';
import type { CategoricalVariable, FittedVariable, NumericVariable } from './variables.ts';

/** A term over the places of its variables, with its factors' coding. */
export interface CodedTerm {
  readonly label: string;
  readonly variables: readonly number[];
  /** For each variable: whether all levels have a column, and not only those besides the reference. */
  readonly whole: readonly boolean[];
}

/** A column's part in one variable: the column of a numeric one, or of a factor's contrasts; the level of a factor. */
export type Part =
  | { readonly variable: number; readonly column: number }
  | { readonly variable: number; readonly level: number };

export interface CodedColumn {
  readonly name: string;
  readonly term: number;
  readonly parts: readonly Part[];
}

/**
 * The coding of the terms. A factor is coded against its reference where the rest of its term is margined in an earlier term (or empty);
 * without an intercept, the first factor of the first term that has one is coded whole.
 * Coded against its reference, a factor has the columns of its contrasts; coded whole, one for each level, whatever they are.
 * R: `terms.formula` (TermCode) and `model.matrix`.
 */
export function codeTerms(
  terms: readonly (readonly number[])[],
  variables: readonly FittedVariable[],
  intercept: boolean,
): readonly CodedTerm[] {
  const coded = terms.map((term, at) => ({
    label: term.map((place) => (variables[place] as FittedVariable).label).join(':'),
    variables: term,
    whole: term.map((place) => {
      const rest = term.filter((other) => other !== place);
      if (rest.length === 0) return false;
      return !terms.slice(0, at).some((earlier) => rest.every((each) => earlier.includes(each)));
    }),
  }));
  if (intercept) return coded;
  const isFactor = (place: number) => variables[place]?.kind === 'categorical';
  const first = coded.findIndex((term) => term.variables.some(isFactor));
  return coded.map((term, at) => {
    if (at !== first) return term;
    const factor = term.variables.findIndex(isFactor);
    return { ...term, whole: term.whole.map((whole, each) => whole || each === factor) };
  });
}

/** The columns of all terms, the first variable of a term changing fastest, named as R names them. */
export function columnsOf(
  terms: readonly CodedTerm[],
  variables: readonly FittedVariable[],
  intercept: boolean,
): readonly CodedColumn[] {
  const columns: CodedColumn[] = intercept ? [{ name: '(Intercept)', term: -1, parts: [] }] : [];
  for (const [term, { variables: places, whole }] of terms.entries()) {
    let partial: { name: string; parts: Part[] }[] = [{ name: '', parts: [] }];
    for (const [each, place] of places.entries()) {
      const choices = partsOf(variables[place] as FittedVariable, place, whole[each] === true);
      partial = choices.flatMap(({ name, part }) =>
        partial.map((before) => ({
          name: before.name === '' ? name : `${before.name}:${name}`,
          parts: [...before.parts, part],
        })),
      );
    }
    columns.push(...partial.map(({ name, parts }) => ({ name, term, parts })));
  }
  return columns;
}

function partsOf(variable: FittedVariable, place: number, whole: boolean): { name: string; part: Part }[] {
  if (variable.kind === 'numeric') return numericParts(variable, place);
  if (whole) return levelParts(variable, place);
  return variable.contrasts === null
    ? levelParts(variable, place).slice(1)
    : contrastParts(variable.contrasts, variable, place);
}

const numericParts = ({ label, suffixes }: NumericVariable, place: number) =>
  suffixes.map((suffix, column) => ({ name: `${label}${suffix}`, part: { variable: place, column } }));

const contrastParts = ({ suffixes }: Contrasts, { label }: CategoricalVariable, place: number) =>
  suffixes.map((suffix, column) => ({ name: `${label}${suffix}`, part: { variable: place, column } }));

const levelParts = ({ label, levels }: CategoricalVariable, place: number) =>
  levels.map((level, at) => ({ name: `${label}${level}`, part: { variable: place, level: at } }));
