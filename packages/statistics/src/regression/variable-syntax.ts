// The functions of a formula that make several columns of one: factors, their contrasts, splines and polynomials.
import { StatisticsError } from '../foundation/errors.ts';
import type { CategoriesVariable, ContrastName, Variable } from './model-description.ts';
import { type Argument, deparse, type Syntax } from './syntax.ts';

/** The variable that a piece of a formula stands for. Throws `formula-invalid` for arguments that it cannot take. */
export function variableOf(syntax: Syntax): Variable {
  const of = deparse(syntax);
  if (syntax.kind !== 'call') return { kind: 'value', of };
  const take = Object.hasOwn(readers, syntax.name) ? readers[syntax.name] : undefined;
  if (take === undefined) return { kind: 'value', of };
  const given = syntax.arguments;
  const variable = take(named(syntax.name, given, parameters[syntax.name] ?? []), of);
  return variable;
}

type Given = Readonly<Record<string, Syntax | undefined>>;

/** What the functions call their arguments, in their order. */
const parameters: Readonly<Record<string, readonly string[]>> = {
  factor: ['x'],
  'as.factor': ['x'],
  ordered: ['x'],
  relevel: ['x', 'ref'],
  C: ['object', 'contr', 'how.many', 'scores'],
  ns: ['x', 'df', 'knots', 'intercept', 'Boundary.knots'],
  spline: ['x', 'df', 'knots', 'intercept', 'Boundary.knots'],
  bs: ['x', 'df', 'knots', 'degree', 'intercept', 'Boundary.knots'],
  poly: ['x', 'degree', 'coefs', 'raw'],
};

const readers: Readonly<Record<string, (given: Given, label: string) => Variable>> = {
  factor: ({ x }, label) => ({ kind: 'categories', of: textOf(x), label }),
  'as.factor': ({ x }, label) => ({ kind: 'categories', of: textOf(x), label }),
  ordered: ({ x }, label) => ({ kind: 'categories', of: textOf(x), contrasts: 'polynomial', label }),
  relevel: ({ x, ref }) => {
    if (ref?.kind !== 'text') throw invalid('relevel takes the reference level as text');
    return { ...categoriesOf(x), reference: ref.value, label: textOf(x) };
  },
  C: contrasted,
  ns: (given, label) => ({ kind: 'naturalSpline', ...splineOf(given), label }),
  spline: (given, label) => ({ kind: 'naturalSpline', ...splineOf(given), label }),
  bs: (given, label) => ({
    kind: 'bSpline',
    ...splineOf(given),
    ...present('degree', numberOf(given['degree'])),
    label,
  }),
  poly: ({ x, degree, raw }, label) => ({
    kind: 'polynomial',
    of: textOf(x),
    degree: numberOf(degree) ?? 1,
    ...present('raw', logicalOf(raw)),
    label,
  }),
};

/** What R calls contrasts, in `C(x, sum)` or `C(x, contr.sum)`. */
const contrastsByName: Readonly<Record<string, ContrastName>> = {
  treatment: 'treatment',
  sum: 'sum',
  helmert: 'helmert',
  poly: 'polynomial',
  SAS: 'last',
};

function contrasted({ object, contr, 'how.many': columns, scores }: Given, label: string): Variable {
  const name = contr?.kind === 'name' ? contr.name : contr?.kind === 'text' ? contr.value : '';
  const bare = name.replace(/^contr\./, '');
  const contrasts = Object.hasOwn(contrastsByName, bare) ? contrastsByName[bare] : undefined;
  if (contrasts === undefined) throw invalid(`C takes contrasts: ${Object.keys(contrastsByName).join(', ')}`);
  const inner = categoriesOf(object);
  return {
    ...inner,
    contrasts,
    ...present('scores', numbersOf(scores)),
    ...present('columns', numberOf(columns)),
    label,
  };
}

/** What a column, `factor(x)` or `relevel(x, ref = "level")` stands for within another function. */
function categoriesOf(syntax: Syntax | undefined): CategoriesVariable {
  const known = syntax === undefined ? undefined : variableOf(syntax);
  if (known?.kind === 'categories') return known;
  if (known?.kind !== 'value')
    throw invalid('a column, factor(x) or relevel(x, ref = "level") is expected within C or relevel');
  return { kind: 'categories', of: known.of };
}

function splineOf(given: Given) {
  const boundary = numbersOf(given['Boundary.knots']);
  if (boundary !== undefined && boundary.length !== 2) throw invalid('Boundary.knots are two numbers');
  return {
    of: textOf(given['x']),
    ...present('degreesOfFreedom', numberOf(given['df'])),
    ...present('knots', numbersOf(given['knots'])),
    ...present('boundary', boundary as [number, number] | undefined),
    ...present('intercept', logicalOf(given['intercept'])),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | undefined): { readonly [Name in Key]?: Value } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [Name in Key]?: Value };
}

function named(name: string, given: readonly Argument[], names: readonly string[]): Given {
  const free = names.filter((each) => !given.some((argument) => argument.name === each));
  const found: Record<string, Syntax> = {};
  for (const argument of given) {
    const key = argument.name ?? free.shift();
    if (key === undefined || !names.includes(key))
      throw invalid(`${name} does not take ${argument.name ?? 'so many arguments'}`);
    found[key] = argument.value;
  }
  if (found[names[0] ?? ''] === undefined) throw invalid(`${name} needs a column`);
  return found;
}

const textOf = (syntax: Syntax | undefined): string => (syntax === undefined ? '' : deparse(syntax));

function numberOf(syntax: Syntax | undefined): number | undefined {
  if (syntax === undefined) return undefined;
  if (syntax.kind === 'number') return syntax.value;
  if (syntax.kind === 'call' && syntax.arguments.length === 1 && (syntax.name === '-' || syntax.name === '+')) {
    const value = numberOf(syntax.arguments[0]?.value);
    return value === undefined || syntax.name === '+' ? value : -value;
  }
  throw invalid(`a number is expected where ${deparse(syntax)} stands`);
}

function numbersOf(syntax: Syntax | undefined): readonly number[] | undefined {
  if (syntax === undefined) return undefined;
  if (syntax.kind === 'call' && syntax.name === 'c')
    return syntax.arguments.map(({ value }) => numberOf(value) as number);
  return [numberOf(syntax) as number];
}

function logicalOf(syntax: Syntax | undefined): boolean | undefined {
  if (syntax === undefined) return undefined;
  if (syntax.kind === 'name' && /^(TRUE|T)$/.test(syntax.name)) return true;
  if (syntax.kind === 'name' && /^(FALSE|F)$/.test(syntax.name)) return false;
  throw invalid(`TRUE or FALSE is expected where ${deparse(syntax)} stands`);
}

const invalid = (detail: string) => new StatisticsError('formula-invalid', { detail });
