// Expressions of columns: arithmetic, comparisons and the functions that models use, row by row.
import { type Column, type Factor, isFactor } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import type { NamedColumns } from './model-description.ts';
import { deparse, parseSyntax, type Syntax } from './syntax.ts';

type Values = Float64Array | number;

const functions: ReadonlyMap<string, (value: number) => number> = new Map(
  Object.entries({
    log: Math.log,
    log2: Math.log2,
    log10: Math.log10,
    log1p: Math.log1p,
    exp: Math.exp,
    expm1: Math.expm1,
    sqrt: Math.sqrt,
    abs: Math.abs,
    floor: Math.floor,
    ceiling: Math.ceil,
    sin: Math.sin,
    cos: Math.cos,
  }),
);

const pairwise: ReadonlyMap<string, (one: number, other: number) => number> = new Map(
  Object.entries({
    '+': (one: number, other: number) => one + other,
    '-': (one: number, other: number) => one - other,
    '*': (one: number, other: number) => one * other,
    '/': (one: number, other: number) => one / other,
    '^': (one: number, other: number) => one ** other,
    pmin: (one: number, other: number) => Math.min(one, other),
    pmax: (one: number, other: number) => Math.max(one, other),
  }),
);

const comparisons: ReadonlyMap<string, (one: number, other: number) => boolean> = new Map(
  Object.entries({
    '<': (one: number, other: number) => one < other,
    '>': (one: number, other: number) => one > other,
    '<=': (one: number, other: number) => one <= other,
    '>=': (one: number, other: number) => one >= other,
    '==': (one: number, other: number) => one === other,
    '!=': (one: number, other: number) => one !== other,
  }),
);

/**
 * The values of an expression, a column or a factor a name stands for as they are. A comparison is a factor of FALSE and TRUE, as in a
 * model of R. A missing operand makes a missing value. Throws `formula-invalid` for an unknown column or function.
 */
export function evaluate(expression: string, data: NamedColumns, rows: number): Column | Factor {
  const syntax = unwrapped(parseSyntax(expression));
  if (syntax.kind === 'name' && Object.hasOwn(data, syntax.name)) return data[syntax.name] as Column | Factor;
  if (syntax.kind === 'call' && comparisons.get(syntax.name) !== undefined) {
    const truth = compare(syntax, data, rows);
    return { levels: ['FALSE', 'TRUE'], codes: Int32Array.from(truth, (value) => (Number.isNaN(value) ? -1 : value)) };
  }
  return spread(arithmetic(syntax, data, rows), rows);
}

/** As `evaluate`, where a factor has no meaning. */
export function evaluateNumbers(expression: string, data: NamedColumns, rows: number): Column {
  const values = evaluate(expression, data, rows);
  if (!isFactor(values)) return values;
  if (values.levels.join() === 'FALSE,TRUE')
    return Float64Array.from(values.codes, (code) => (code < 0 ? Number.NaN : code));
  throw new StatisticsError('formula-invalid', {
    column: expression,
    detail: 'a factor stands where numbers are expected',
  });
}

function unwrapped(syntax: Syntax): Syntax {
  if (syntax.kind !== 'call' || (syntax.name !== 'I' && syntax.name !== '(')) return syntax;
  return unwrapped(syntax.arguments[0]?.value ?? syntax);
}

function arithmetic(syntax: Syntax, data: NamedColumns, rows: number): Values {
  if (syntax.kind === 'number') return syntax.value;
  if (syntax.kind === 'text') throw unknown(deparse(syntax), 'a text stands where numbers are expected');
  if (syntax.kind === 'name') return columnOf(syntax.name, data);
  if (syntax.name === 'I' || syntax.name === '(') return arithmetic(unwrapped(syntax), data, rows);
  if (comparisons.get(syntax.name) !== undefined) return compare(syntax, data, rows);
  const operands = syntax.arguments.map(({ value }) => arithmetic(value, data, rows));
  const [first, second] = operands;
  if (first === undefined) throw unknown(`${syntax.name}()`, 'it needs arguments');
  const one = functions.get(syntax.name);
  if (one !== undefined && operands.length === 1) return typeof first === 'number' ? one(first) : first.map(one);
  if (second === undefined) {
    if (syntax.name === '+') return first;
    if (syntax.name === '-') return typeof first === 'number' ? -first : first.map((value) => -value);
  }
  const two = pairwise.get(syntax.name);
  if (two === undefined || second === undefined) throw unknownFunction(syntax.name);
  return operands.slice(1).reduce((left: Values, right) => eachRow(left, right, two), first);
}

function eachRow(left: Values, right: Values, of: (one: number, other: number) => number): Values {
  if (typeof left === 'number')
    return typeof right === 'number' ? of(left, right) : right.map((value) => of(left, value));
  if (typeof right === 'number') return left.map((value) => of(value, right));
  if (left.length !== right.length) throw new StatisticsError('length-mismatch');
  return left.map((value, row) => of(value, right[row] as number));
}

/** 1 where it holds, 0 where not, NaN where a side is missing. A factor is compared with a level by name. */
function compare(syntax: Syntax, data: NamedColumns, rows: number): Float64Array {
  if (syntax.kind !== 'call') return new Float64Array(0);
  const holds = comparisons.get(syntax.name) as (one: number, other: number) => boolean;
  const [left, right] = syntax.arguments.map(({ value }) => value) as [Syntax, Syntax];
  const factor = left.kind === 'name' ? data[left.name] : undefined;
  if (right.kind === 'text' && left.kind === 'name' && factor !== undefined && isFactor(factor)) {
    const level = factor.levels.indexOf(right.value);
    if (level < 0) throw new StatisticsError('level-unknown', { column: left.name });
    return Float64Array.from(factor.codes, (code) => (code < 0 ? Number.NaN : Number(holds(code, level))));
  }
  const one = spread(arithmetic(left, data, rows), rows);
  const other = spread(arithmetic(right, data, rows), rows);
  return one.map((value, row) => {
    const against = other[row] as number;
    return Number.isNaN(value) || Number.isNaN(against) ? Number.NaN : Number(holds(value, against));
  });
}

function spread(values: Values, rows: number): Float64Array {
  return typeof values === 'number' ? new Float64Array(rows).fill(values) : values;
}

function columnOf(name: string, data: NamedColumns): Float64Array {
  const column = Object.hasOwn(data, name) ? data[name] : undefined;
  if (column === undefined) {
    throw unknown(name, 'there is no such column');
  }
  if (isFactor(column)) throw unknown(name, 'a factor stands where numbers are expected');
  return column;
}

const unknown = (column: string, detail: string) => new StatisticsError('formula-invalid', { column, detail });

const unknownFunction = (name: string) => {
  const known = [...functions.keys(), 'pmin', 'pmax'].join(', ');
  return new StatisticsError('formula-invalid', {
    detail: functions.has(name) ? `${name} takes one argument` : `${name} is no function here; ${known} are`,
  });
};
