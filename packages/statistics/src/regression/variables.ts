// Variables as a model remembers them: levels, knots and polynomials found on the rows fitted, so that new rows get the same columns.
import { type Column, type Factor, isFactor, requireFactor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { type Contrasts, contrastsOf } from './contrasts.ts';
import { evaluate, evaluateNumbers } from './expressions.ts';
import type { NamedColumns, Variable } from './model-description.ts';
import { polynomialBasis } from './polynomials.ts';
import { type Basis, splineBasis } from './splines.ts';

/** A variable of numbers: one column, or those of a basis. */
export interface NumericVariable {
  readonly kind: 'numeric';
  readonly label: string;
  readonly of: string;
  /** What is put behind the label for each column. */
  readonly suffixes: readonly string[];
  readonly basis: Basis | null;
}

/** A variable of categories: the levels in use, the reference first; null for treatment contrasts. */
export interface CategoricalVariable {
  readonly kind: 'categorical';
  readonly label: string;
  readonly of: string;
  readonly levels: readonly string[];
  readonly contrasts: Contrasts | null;
}

export type FittedVariable = NumericVariable | CategoricalVariable;

/** A variable's values on all rows of a data set. */
export type Source = Column | Factor;

/** Evaluates a variable on the rows; a factor where it is one or is to be one. */
export function sourceOf(variable: Variable, data: NamedColumns, rows: number): Source {
  const values = variable.kind === 'value' ? evaluate(variable.of, data, rows) : sourceOfKind(variable, data, rows);
  const label = labelOf(variable);
  if (values === undefined || (isFactor(values) ? values.codes.length : values.length) !== rows) {
    throw new StatisticsError('length-mismatch', { column: label });
  }
  if (isFactor(values)) requireFactor(label, values, true);
  return values;
}

function sourceOfKind(variable: Variable, data: NamedColumns, rows: number): Source {
  if (variable.kind !== 'categories') return evaluateNumbers(variable.of, data, rows);
  const values = evaluate(variable.of, data, rows);
  return isFactor(values) ? values : factorOfNumbers(values);
}

/** The different numbers in ascending order as levels. R: `factor(x)`. */
function factorOfNumbers(values: Column): Factor {
  const numbers = [...new Set(values)].filter((value) => !Number.isNaN(value)).sort((one, other) => one - other);
  const codeOf = new Map(numbers.map((number, code) => [number, code]));
  return { levels: numbers.map(String), codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1) };
}

export function labelOf(variable: Variable): string {
  return variable.label ?? variable.of;
}

/** Whether the row's value is there. */
export function isPresent(source: Source, row: number): boolean {
  if (isFactor(source)) return (source.codes[row] as number) >= 0;
  return !Number.isNaN(source[row] as number);
}

/**
 * What the model has to remember of the variable. `kept` are the rows fitted (null: all): levels without a row among them are dropped,
 * as R does, while knots are found on all values that are there, as R does too.
 * Throws `one-group` for a factor of one level, `level-unknown` for a reference that is not there, `empty-group` for one without rows.
 */
export function fitVariable(variable: Variable, source: Source, kept: Int32Array | null): FittedVariable {
  const label = labelOf(variable);
  if (isFactor(source)) {
    const levels = levelsInUse(variable, source, kept);
    const contrasts = variable.kind === 'categories' ? contrastsOf(variable, levels) : null;
    return { kind: 'categorical', label, of: variable.of, levels, contrasts };
  }
  if (variable.kind === 'value') return { kind: 'numeric', label, of: variable.of, suffixes: [''], basis: null };
  if (variable.kind === 'categories') throw new StatisticsError('formula-invalid', { column: label });
  const basis = variable.kind === 'polynomial' ? polynomialBasis(variable, source) : splineBasis(variable, source);
  const single = variable.kind === 'polynomial' && basis.width === 1 && variable.raw === true;
  const suffixes = Array.from({ length: basis.width }, (_, each) => (single ? '' : String(each + 1)));
  return { kind: 'numeric', label, of: variable.of, suffixes, basis };
}

function levelsInUse(variable: Variable, { levels, codes }: Factor, kept: Int32Array | null): string[] {
  const used = new Uint8Array(levels.length);
  if (kept === null) for (const code of codes) used[code] = 1;
  else for (const row of kept) used[codes[row] as number] = 1;
  const reference = variable.kind === 'categories' ? variable.reference : undefined;
  const column = labelOf(variable);
  const inUse = levels.filter((_, code) => used[code] === 1);
  if (reference !== undefined) {
    if (!levels.includes(reference)) throw new StatisticsError('level-unknown', { column, detail: 'the reference' });
    if (!inUse.includes(reference)) throw new StatisticsError('empty-group', { column, detail: 'the reference' });
  }
  if (inUse.length < 2) throw new StatisticsError('one-group', { column });
  return reference === undefined ? inUse : [reference, ...inUse.filter((level) => level !== reference)];
}

/** The columns of a numeric variable on the rows kept. A plain column of all rows is not copied. Throws `not-finite` with the row. */
export function numericColumns(variable: NumericVariable, source: Source, kept: Int32Array | null): Float64Array[] {
  if (isFactor(source))
    throw new StatisticsError('formula-invalid', { column: variable.label, detail: 'numbers before' });
  const values = kept === null ? source : Float64Array.from(kept, (row) => source[row] as number);
  for (let row = 0; row < values.length; row += 1) {
    if (!Number.isFinite(values[row]))
      throw new StatisticsError('not-finite', { column: variable.label, row: kept?.[row] ?? row });
  }
  const { basis } = variable;
  if (basis === null) return [values];
  const columns = Array.from({ length: basis.width }, () => new Float64Array(values.length));
  const into = new Float64Array(basis.width);
  for (let row = 0; row < values.length; row += 1) {
    basis.at(values[row] as number, into);
    for (let each = 0; each < basis.width; each += 1) (columns[each] as Float64Array)[row] = into[each] as number;
  }
  return columns;
}

/**
 * The places of the rows' levels among the variable's. Throws `level-unknown` for a level that the model was not fitted with, `not-finite`
 * for a row without one.
 */
export function categoricalCodes(variable: CategoricalVariable, source: Source, kept: Int32Array | null): Int32Array {
  const factor = isFactor(source) ? source : factorOfNumbers(source);
  const place = Int32Array.from(factor.levels, (level) => variable.levels.indexOf(level));
  const identical = kept === null && place.every((each, code) => each === code);
  const missing = kept === null ? factor.codes.indexOf(-1) : -1;
  if (missing >= 0) throw new StatisticsError('not-finite', { column: variable.label, row: missing });
  if (identical) return factor.codes;
  const count = kept?.length ?? factor.codes.length;
  const codes = new Int32Array(count);
  for (let each = 0; each < count; each += 1) {
    const row = kept === null ? each : (kept[each] as number);
    const code = place[factor.codes[row] as number] ?? -1;
    if (code < 0) throw new StatisticsError('level-unknown', { column: variable.label, row });
    codes[each] = code;
  }
  return codes;
}

/** The columns of a factor's contrasts by row, of the rows' codes. */
export function contrastColumns({ contrasts }: CategoricalVariable, codes: Int32Array): Float64Array[] {
  return (contrasts?.columns ?? []).map((column) => Float64Array.from(codes, (code) => column[code] as number));
}
