// Contrasts: the columns of numbers that stand for a factor's levels where they are not each against a reference.
import { StatisticsError } from '../foundation/errors.ts';
import type { CategoriesVariable, ContrastName } from './model-description.ts';
import { polynomialBasis } from './polynomials.ts';

/** The numbers that each level has in every column, and what is put behind the factor's label to name the column. */
export interface Contrasts {
  readonly suffixes: readonly string[];
  /** A column a contrast, an entry a level. */
  readonly columns: readonly Float64Array[];
}

/** What a contrast's column holds for a level, both counted from 0, among so many levels. */
type Entry = (level: number, column: number, levels: number) => number;

/** R: `contr.sum`. The last level is minus each column, so that a coefficient is a level against the mean of all. */
const sum: Entry = (level, column, levels) => (level === levels - 1 ? -1 : Number(level === column));

/** R: `contr.helmert`. Each level against the mean of those before it. */
const helmert: Entry = (level, column) => {
  if (level > column + 1) return 0;
  return level === column + 1 ? column + 1 : -1;
};

/** R: `contr.SAS`. Each level against the last. */
const last: Entry = (level, column) => Number(level === column);

/** What R calls the columns of `contr.poly`: linear, quadratic, cubic, then powers. */
const powerName = (column: number) => ['.L', '.Q', '.C'][column] ?? `^${column + 1}`;

/**
 * The contrasts of the levels, the first `columns` of them (default: all, one fewer than there are levels); null for treatment contrasts,
 * which are indicators of the levels besides the reference. R: `contr.sum`, `contr.helmert`, `contr.poly(n, scores)`, `contr.SAS`.
 * Throws `option-invalid` for an unknown name, for more columns than there are, for scores that are not as many different numbers as levels.
 */
export function contrastsOf(variable: CategoriesVariable, levels: readonly string[]): Contrasts | null {
  const { contrasts = 'treatment', scores, columns = levels.length - 1 } = variable;
  const names = namesOf(contrasts, levels);
  if (names === undefined) throw invalid(variable, `contrasts are ${contrastNames.join(', ')}`);
  if (!Number.isInteger(columns) || columns < 1 || columns >= levels.length) {
    throw invalid(variable, `${levels.length} levels have 1 to ${levels.length - 1} columns of contrasts`);
  }
  if (scores !== undefined && contrasts !== 'polynomial') throw invalid(variable, 'scores belong to polynomials');
  if (contrasts === 'treatment') return columns === levels.length - 1 ? null : treatment(levels, columns);
  const whole = contrasts === 'polynomial' ? powers(variable, levels, columns) : entries(contrasts, levels, columns);
  return { suffixes: names.slice(0, columns), columns: whole };
}

const entryOf = { sum, helmert, last } satisfies Partial<Record<ContrastName, Entry>>;

/** The names that contrasts can have. */
const contrastNames: readonly ContrastName[] = ['treatment', 'sum', 'helmert', 'polynomial', 'last'];

function namesOf(contrasts: ContrastName, levels: readonly string[]): string[] | undefined {
  if (!contrastNames.includes(contrasts)) return undefined;
  if (contrasts === 'treatment') return levels.slice(1);
  if (contrasts === 'last') return [...levels];
  return levels.slice(1).map((_, column) => (contrasts === 'polynomial' ? powerName(column) : String(column + 1)));
}

function entries(contrasts: keyof typeof entryOf, levels: readonly string[], columns: number): Float64Array[] {
  return Array.from({ length: columns }, (_, column) =>
    Float64Array.from(levels, (_level, level) => entryOf[contrasts](level, column, levels.length)),
  );
}

/** Fewer indicators than there are levels besides the reference: the others go with it. */
function treatment(levels: readonly string[], columns: number): Contrasts {
  return {
    suffixes: levels.slice(1, columns + 1),
    columns: Array.from({ length: columns }, (_, column) =>
      Float64Array.from(levels, (_level, level) => Number(level === column + 1)),
    ),
  };
}

/** Orthogonal polynomials of the levels' scores (1, 2, 3, ... where none are given). */
function powers(variable: CategoriesVariable, levels: readonly string[], columns: number): Float64Array[] {
  const scores = Float64Array.from(variable.scores ?? levels.keys());
  if (scores.length !== levels.length || new Set(scores).size !== levels.length || !scores.every(Number.isFinite)) {
    throw invalid(variable, `scores are ${levels.length} different numbers, one for each level`);
  }
  const basis = polynomialBasis({ kind: 'polynomial', of: variable.of, degree: levels.length - 1 }, scores);
  const found = levels.map((_, level) => {
    const row = new Float64Array(basis.width);
    basis.at(scores[level] as number, row);
    return row;
  });
  return Array.from({ length: columns }, (_, column) => Float64Array.from(found, (row) => row[column] as number));
}

const invalid = ({ label, of }: CategoriesVariable, detail: string) =>
  new StatisticsError('option-invalid', { column: label ?? of, detail });
