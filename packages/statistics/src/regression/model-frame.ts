// From a description and named columns to what a likelihood is computed from: rows kept, outcome, weights, offset, design.
import {
  type Column,
  type Factor,
  isFactor,
  type MissingRule,
  requireFinite,
  requireWeights,
} from '../foundation/columns.ts';
import { namingRowsGiven, requireChoice, StatisticsError } from '../foundation/errors.ts';
import { type CodedTerm, codeTerms, columnsOf } from './coding.ts';
import { buildDesign, type Design } from './design.ts';
import { evaluate, evaluateNumbers } from './expressions.ts';
import { parseFormula } from './formula.ts';
import type { ModelDescription, NamedColumns, Outcome, Variable } from './model-description.ts';
import {
  categoricalCodes,
  contrastColumns,
  type FittedVariable,
  fitVariable,
  isPresent,
  labelOf,
  numericColumns,
  type Source,
  sourceOf,
} from './variables.ts';

/** How a model's design is made again on other rows. */
export interface DesignRecipe {
  readonly description: ModelDescription;
  readonly variables: readonly FittedVariable[];
  readonly terms: readonly CodedTerm[];
}

/** A model on data: what is fitted, row by row of those kept. */
export interface ModelFrame {
  readonly recipe: DesignRecipe;
  readonly design: Design;
  readonly outcome: Column;
  /** What it is called. */
  readonly outcomeName: string;
  /** Its levels, where it is a factor: 0 is the first, 1 any other; null for numbers. */
  readonly outcomeLevels: readonly string[] | null;
  /** Of the outcome where it is counts: trials a row; null: 1. */
  readonly trials: Column | null;
  /** Case weights as given; null: 1. */
  readonly weights: Column | null;
  readonly offset: Column | null;
  /** The rows of the data that are fitted; null: all. */
  readonly kept: Int32Array | null;
  readonly rowsGiven: number;
  readonly rowsOmitted: number;
}

export interface FrameOptions {
  readonly weights?: Column;
  /** Added to the linear predictor, beside the formula's own. */
  readonly offset?: Column;
  /** Default `refuse`. */
  readonly missing?: MissingRule;
  /** `numbers` (default), or `codes` where the outcome is a factor of several levels. */
  readonly outcomeAs?: 'numbers' | 'codes';
}

/** The model's description, read from text where it is a formula. */
export function describe(model: string | ModelDescription, data: NamedColumns): ModelDescription {
  return typeof model === 'string' ? parseFormula(model, Object.keys(data)) : model;
}

/**
 * The frame of a model. Rows with a missing value in any variable, the outcome, a weight or an offset are refused or left out.
 * R: `model.frame` and `model.matrix` with `na.action = na.omit`, `drop.unused.levels = TRUE`; treatment contrasts unless a variable has others.
 * Throws `formula-invalid`, `length-mismatch`, `no-rows`, `not-finite`, `weight-invalid` and what the variables throw.
 */
export function modelFrame(
  model: string | ModelDescription,
  data: NamedColumns,
  options: FrameOptions = {},
): ModelFrame {
  const { missing = 'refuse' } = options;
  requireChoice('missing', missing, ['refuse', 'omit']);
  const description = describe(model, data);
  const rowsGiven = rowsOf(data);
  const variables = distinctVariables(description);
  const sources = variables.map((variable) => sourceOf(variable, data, rowsGiven));
  const { outcome, trials, levels } = outcomeOf(description.outcome, data, rowsGiven, options.outcomeAs === 'codes');
  const outcomeName = nameOf(description.outcome);
  const offsetName = options.offset === undefined ? `offset(${(description.offsets ?? []).join(' + ')})` : 'offset';
  const offset = offsetOf(description, data, rowsGiven, options.offset);
  const parts: Part[] = [
    ...variables.map((variable, at) => ({ name: labelOf(variable), values: sources[at] as Source })),
    { name: outcomeName, values: outcome },
    { name: outcomeName, values: trials },
    { name: offsetName, values: offset },
    { name: 'weights', values: options.weights ?? null },
  ];
  requireLengths(parts, rowsGiven);
  const kept = keptRows(parts, rowsGiven, missing);
  const weights = compact(options.weights ?? null, kept);
  if (weights !== null) namingRowsGiven(kept, () => requireWeights(weights));
  const keptOffset = compact(offset, kept);
  if (keptOffset !== null) namingRowsGiven(kept, () => requireFinite(offsetName, keptOffset));
  const fitted = variables.map((variable, at) => fitVariable(variable, sources[at] as Source, kept));
  const places = description.terms.map((term) => term.map((each) => variables.findIndex((known) => same(known, each))));
  const intercept = description.intercept ?? true;
  const terms = codeTerms(places, fitted, intercept);
  const rows = kept?.length ?? rowsGiven;
  return {
    recipe: { description, variables: fitted, terms },
    design: designOf({ description, variables: fitted, terms }, sources, kept, rows),
    outcome: compact(outcome, kept) ?? outcome,
    outcomeName,
    outcomeLevels: levels,
    trials: compact(trials, kept),
    weights,
    offset: keptOffset,
    kept,
    rowsGiven,
    rowsOmitted: rowsGiven - rows,
  };
}

/** The design of a fitted model on other rows, with their offset. Throws `level-unknown` for a level it was not fitted with. */
export function designOn(
  recipe: DesignRecipe,
  data: NamedColumns,
): { readonly design: Design; readonly offset: Column | null } {
  const rows = rowsOf(data);
  const variables = distinctVariables(recipe.description);
  const sources = variables.map((variable) => sourceOf(variable, data, rows));
  return { design: designOf(recipe, sources, null, rows), offset: offsetOf(recipe.description, data, rows, undefined) };
}

function designOf(recipe: DesignRecipe, sources: readonly Source[], kept: Int32Array | null, rows: number): Design {
  const { variables, terms, description } = recipe;
  const columns = columnsOf(terms, variables, description.intercept ?? true);
  const values = variables.map((variable, at) => {
    const source = sources[at] as Source;
    if (variable.kind === 'numeric')
      return { kind: 'numeric' as const, columns: numericColumns(variable, source, kept) };
    const codes = categoricalCodes(variable, source, kept);
    const { length: levels } = variable.levels;
    return { kind: 'categorical' as const, codes, levels, columns: contrastColumns(variable, codes) };
  });
  return buildDesign(
    rows,
    columns,
    terms.map(({ label }) => label),
    values,
  );
}

function rowsOf(data: NamedColumns): number {
  const lengths = Object.entries(data).map(
    ([name, column]) => [name, isFactor(column) ? column.codes.length : column.length] as const,
  );
  const [first] = lengths;
  if (first === undefined || first[1] === 0) throw new StatisticsError('no-rows');
  const other = lengths.find(([, length]) => length !== first[1]);
  if (other !== undefined) {
    throw new StatisticsError('length-mismatch', { column: other[0], detail: `${other[1]} rows against ${first[1]}` });
  }
  return first[1];
}

const same = (one: Variable, other: Variable) => one === other || JSON.stringify(one) === JSON.stringify(other);

function distinctVariables({ terms }: ModelDescription): Variable[] {
  const found: Variable[] = [];
  for (const variable of terms.flat()) if (!found.some((known) => same(known, variable))) found.push(variable);
  return found;
}

interface OutcomeColumns {
  readonly outcome: Column;
  readonly trials: Column | null;
  readonly levels: readonly string[] | null;
}

function nameOf(outcome: Outcome): string {
  return typeof outcome === 'string' ? outcome : `cbind(${outcome.successes}, ${outcome.failures})`;
}

/** The outcome where it is a factor. Throws `outcome-invalid` where it is none. */
export function outcomeFactor(outcome: Outcome, data: NamedColumns, rows: number): Factor {
  const values = typeof outcome === 'string' ? evaluate(outcome, data, rows) : null;
  if (values === null || !isFactor(values)) {
    throw new StatisticsError('outcome-invalid', { column: nameOf(outcome), detail: 'a factor is needed' });
  }
  return values;
}

/** A factor's first level is 0 and every other 1; counts become the share of successes. */
function outcomeOf(outcome: Outcome, data: NamedColumns, rows: number, asCodes: boolean): OutcomeColumns {
  if (asCodes) {
    const { codes, levels } = outcomeFactor(outcome, data, rows);
    return { outcome: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : code)), trials: null, levels };
  }
  if (typeof outcome === 'string') {
    const values = evaluate(outcome, data, rows);
    if (!isFactor(values)) return { outcome: values, trials: null, levels: null };
    return {
      outcome: Float64Array.from(values.codes, (code) => (code < 0 ? Number.NaN : Math.min(code, 1))),
      trials: null,
      levels: values.levels,
    };
  }
  const successes = evaluateNumbers(outcome.successes, data, rows);
  const failures = evaluateNumbers(outcome.failures, data, rows);
  for (const [column, values] of [
    [outcome.successes, successes],
    [outcome.failures, failures],
  ] as const) {
    const row = values.findIndex((value) => value < 0);
    if (row >= 0) throw new StatisticsError('count-invalid', { column, row });
  }
  const trials = successes.map((value, row) => value + (failures[row] as number));
  const share = successes.map((value, row) => (trials[row] === 0 ? 0 : value / (trials[row] as number)));
  return { outcome: share, trials, levels: null };
}

function offsetOf(
  description: ModelDescription,
  data: NamedColumns,
  rows: number,
  given: Column | undefined,
): Column | null {
  const offsets = (description.offsets ?? []).map((each) => evaluateNumbers(each, data, rows));
  if (given !== undefined) offsets.push(given);
  const [first, ...others] = offsets;
  if (first === undefined) return null;
  requireLengths(
    offsets.map((values) => ({ name: 'offset', values })),
    rows,
  );
  return others.reduce((sum, each) => sum.map((value, row) => value + (each[row] as number)), first);
}

/** What a row must have to be fitted. */
interface Part {
  readonly name: string;
  readonly values: Source | null;
}

function requireLengths(parts: readonly Part[], rows: number): void {
  for (const { name: column, values } of parts) {
    if (values !== null && !isFactor(values) && values.length !== rows) {
      throw new StatisticsError('length-mismatch', { column, detail: `${values.length} rows against ${rows}` });
    }
  }
}

function keptRows(parts: readonly Part[], rows: number, missing: MissingRule): Int32Array | null {
  const complete = new Uint8Array(rows).fill(1);
  let count = rows;
  for (const { name: column, values } of parts) {
    if (values === null) continue;
    for (let row = 0; row < rows; row += 1) {
      if (complete[row] === 0 || isPresent(values, row)) continue;
      if (missing === 'refuse') throw new StatisticsError('not-finite', { column, row });
      complete[row] = 0;
      count -= 1;
    }
  }
  if (count === 0) throw new StatisticsError('no-rows');
  if (count === rows) return null;
  const kept = new Int32Array(count);
  let next = 0;
  for (let row = 0; row < rows; row += 1) if (complete[row] === 1) kept[next++] = row;
  return kept;
}

/** The rows kept of a column. */
export function compact(column: Column | null, kept: Int32Array | null): Column | null {
  if (column === null || kept === null) return column;
  return Float64Array.from(kept, (row) => column[row] as number);
}
