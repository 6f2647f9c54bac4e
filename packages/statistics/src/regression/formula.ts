// A model described in the notation of Wilkinson and Rogers, as R reads it: `outcome ~ age + grade * seb + offset(log(time))`.
import { StatisticsError } from '../foundation/errors.ts';
import type { ModelDescription, Outcome, Variable } from './model-description.ts';
import { deparse, namesIn, parseSyntax, type Syntax } from './syntax.ts';
import { variableOf } from './variable-syntax.ts';

/** A term as the places of its variables, ascending; the intercept is the empty term. */
type Places = readonly number[];

interface Reading {
  readonly variables: Variable[];
  readonly places: Map<string, number>;
  readonly offsets: string[];
  readonly others: readonly string[];
}

const keyOf = (term: Places): string => term.join(':');
const intercept: Places = [];

/**
 * Reads a formula, as R writes it.
 * - Operators: `+ - * : ^ / %in% ( )`, with `0`, `1` and `.`.
 * - Categories: `factor(x)` or `as.factor(x)` of numbers, `relevel(x, ref = "level")`, contrasts by `C(x, sum)` (or `helmert`, `poly`,
 *   `SAS`, `treatment`, and `contr.sum` and so on; `C(x, poly, 2)` takes the first two) and by `ordered(x)`, which is `C(x, poly)`.
 * - Curves: `ns(x, df = 4)` (or `spline(x, 4)`), `bs(x, knots = c(30, 40))`, `poly(x, 2, raw = TRUE)`.
 * - Numbers: arithmetic in `I()` and in functions of one number (`log`, `sqrt` and the like), `pmin`, `pmax`; comparisons (`x > 30`,
 *   `grade == "EO"`), which are categories; `offset(log(years))`.
 * - On the left: a column, an expression, or `cbind(successes, failures)`.
 *
 * Terms come in R's order (by how many variables they have), variables in a term by where they first stand. Names are R's, but for
 * `relevel(x, ref = "a")`, which is called `x`.
 * Source: G. Wilkinson and C. Rogers, Applied Statistics 22 (1973), R: `terms(formula)`.
 * `columns` are the names that `.` stands for (those of the outcome left out).
 * Throws `formula-invalid` with the place in the text.
 */
export function parseFormula(text: string, columns: readonly string[] = []): ModelDescription {
  const whole = parseSyntax(text);
  if (whole.kind !== 'call' || whole.name !== '~' || whole.arguments.length !== 2) {
    throw new StatisticsError('formula-invalid', { detail: 'a formula is an outcome, ~ and terms' });
  }
  const [left, right] = whole.arguments.map(({ value }) => value) as [Syntax, Syntax];
  const used = namesIn(left);
  const reading: Reading = {
    variables: [],
    places: new Map(),
    offsets: [],
    others: columns.filter((column) => !used.has(column)),
  };
  const terms = new Map([[keyOf(intercept), intercept]]);
  combine(terms, right, reading);
  const ordered = [...terms.values()].sort((one, other) => one.length - other.length);
  return {
    outcome: outcomeOf(left),
    intercept: terms.has(keyOf(intercept)),
    terms: ordered
      .filter((term) => term.length > 0)
      .map((term) => term.map((place) => reading.variables[place] as Variable)),
    offsets: reading.offsets,
  };
}

function outcomeOf(left: Syntax): Outcome {
  if (left.kind !== 'call' || left.name !== 'cbind') return deparse(left);
  const [successes, failures, ...more] = left.arguments;
  if (successes === undefined || failures === undefined || more.length > 0) {
    throw new StatisticsError('formula-invalid', { detail: 'cbind takes successes and failures' });
  }
  return { successes: deparse(successes.value), failures: deparse(failures.value) };
}

/** Adds the terms of the right side, or takes away those behind a minus. */
function combine(terms: Map<string, Places>, syntax: Syntax, reading: Reading): void {
  if (syntax.kind === 'call' && syntax.name === '+') {
    for (const { value } of syntax.arguments) combine(terms, value, reading);
    return;
  }
  if (syntax.kind === 'call' && syntax.name === '-') {
    const last = syntax.arguments.at(-1)?.value as Syntax;
    if (syntax.arguments.length === 2) combine(terms, syntax.arguments[0]?.value as Syntax, reading);
    // `- 0` puts the intercept back.
    if (last.kind === 'number' && last.value === 0) terms.set('', intercept);
    else for (const term of termsOf(last, reading)) terms.delete(keyOf(term));
    return;
  }
  if (syntax.kind === 'number' && syntax.value === 0) {
    terms.delete(keyOf(intercept));
    return;
  }
  for (const term of termsOf(syntax, reading)) terms.set(keyOf(term), term);
}

/** The terms that a piece stands for. */
function termsOf(syntax: Syntax, reading: Reading): Places[] {
  if (syntax.kind === 'number' && syntax.value === 1) return [intercept];
  if (syntax.kind === 'name' && syntax.name === '.') {
    return reading.others.flatMap((name) => termsOf({ kind: 'name', name }, reading));
  }
  if (syntax.kind !== 'call') return [[placeOf(syntax, reading)]];
  const [first, second] = syntax.arguments.map(({ value }) => value);
  if (syntax.name === 'offset' && first !== undefined) {
    reading.offsets.push(deparse(first));
    return [];
  }
  if (syntax.name === '(' || syntax.name === '+' || syntax.name === '-') return grouped(syntax, reading);
  if (first === undefined || second === undefined || !operators.has(syntax.name)) return [[placeOf(syntax, reading)]];
  const left = termsOf(first, reading);
  if (syntax.name === '^') return power(left, second);
  const right = termsOf(second, reading);
  if (syntax.name === ':' || syntax.name === '%in%') return products(left, right);
  if (syntax.name === '*') return [...left, ...right, ...products(left, right)];
  return [...left, ...products([joined(left.flat())], right)];
}

const operators = new Set([':', '*', '/', '%in%', '^']);

function grouped(syntax: Syntax, reading: Reading): Places[] {
  const inner = syntax.kind === 'call' && syntax.name === '(' ? (syntax.arguments[0]?.value as Syntax) : syntax;
  const terms = new Map<string, Places>();
  combine(terms, inner, reading);
  return [...terms.values()];
}

function power(terms: readonly Places[], exponent: Syntax): Places[] {
  if (exponent.kind !== 'number' || !Number.isInteger(exponent.value) || exponent.value < 1) {
    throw new StatisticsError('formula-invalid', { detail: 'the power of terms is a whole number from 1' });
  }
  let all = [...terms];
  for (let step = 1; step < exponent.value; step += 1) {
    const found = new Map(all.map((term) => [keyOf(term), term]));
    for (const term of products(all, terms)) if (!found.has(keyOf(term))) found.set(keyOf(term), term);
    all = [...found.values()];
  }
  return all;
}

const joined = (places: readonly number[]): Places => [...new Set(places)].sort((one, other) => one - other);

const products = (left: readonly Places[], right: readonly Places[]): Places[] =>
  left.flatMap((one) => right.map((other) => joined([...one, ...other])));

/** The place of a variable, which is where it first stands. */
function placeOf(syntax: Syntax, { variables, places }: Reading): number {
  const key = deparse(syntax);
  const known = places.get(key);
  if (known !== undefined) return known;
  variables.push(variableOf(syntax));
  places.set(key, variables.length - 1);
  return variables.length - 1;
}
