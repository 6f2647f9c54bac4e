// The grammar that a formula shares with R's language: names, numbers, texts, operators and calls.
import { StatisticsError } from '../foundation/errors.ts';

/** A parsed piece of a formula; an operator is a call of that name. */
export type Syntax =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Argument[] };

export interface Argument {
  readonly name?: string;
  readonly value: Syntax;
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
}

const tokenPattern =
  /\s*(?:(?<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|"(?<double>[^"]*)"|'(?<single>[^']*)'|`(?<quoted>[^`]+)`|(?<name>[\p{L}.][\p{L}\p{N}._]*)|(?<operator>%in%|<=|>=|==|!=|[-~+*/^:(),=<>]))/uy;

/** Binary operators by how tightly they bind, as in R; `^` binds to the right. */
const precedence: ReadonlyMap<string, number> = new Map(
  Object.entries({
    '~': 1,
    '<': 2,
    '>': 2,
    '<=': 2,
    '>=': 2,
    '==': 2,
    '!=': 2,
    '+': 3,
    '-': 3,
    '*': 4,
    '/': 4,
    '%in%': 5,
    ':': 6,
    '^': 8,
  }),
);
const unaryPrecedence = 7;

/** Reads one expression. Throws `formula-invalid` with the place. */
export function parseSyntax(text: string): Syntax {
  const tokens = tokenise(text);
  let next = 0;
  const peek = () => tokens[next] as Token;
  const take = () => tokens[next++] as Token;
  const expect = (operator: string) => {
    const token = take();
    if (token.kind !== 'operator' || token.text !== operator) throw wrong(token, `${operator} expected`);
  };
  const isOperator = (operator: string) => peek().kind === 'operator' && peek().text === operator;

  const argument = (): Argument => {
    const named = peek().kind === 'name' && tokens[next + 1]?.kind === 'operator' && tokens[next + 1]?.text === '=';
    if (!named) return { value: expression(0) };
    const name = take().text;
    take();
    return { name, value: expression(0) };
  };
  const callArguments = (): Argument[] => {
    const found: Argument[] = [];
    if (!isOperator(')')) {
      found.push(argument());
      while (isOperator(',')) {
        take();
        found.push(argument());
      }
    }
    expect(')');
    return found;
  };
  const primary = (): Syntax => {
    const token = take();
    if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
    if (token.kind === 'text') return { kind: 'text', value: token.text };
    if (token.kind === 'name') {
      if (!isOperator('(')) return { kind: 'name', name: token.text };
      take();
      return { kind: 'call', name: token.text, arguments: callArguments() };
    }
    if (token.text === '(' && token.kind === 'operator') {
      const inner = expression(0);
      expect(')');
      return { kind: 'call', name: '(', arguments: [{ value: inner }] };
    }
    if (token.kind === 'operator' && (token.text === '-' || token.text === '+' || token.text === '~')) {
      const inner = expression(token.text === '~' ? 1 : unaryPrecedence);
      return { kind: 'call', name: token.text, arguments: [{ value: inner }] };
    }
    throw wrong(token, token.kind === 'end' ? 'it ends too early' : 'unexpected');
  };
  const expression = (least: number): Syntax => {
    let left = primary();
    for (;;) {
      const token = peek();
      const binding = token.kind === 'operator' ? precedence.get(token.text) : undefined;
      if (binding === undefined || binding <= least) return left;
      take();
      const right = expression(token.text === '^' ? binding - 1 : binding);
      left = { kind: 'call', name: token.text, arguments: [{ value: left }, { value: right }] };
    }
  };

  const whole = expression(0);
  if (peek().kind !== 'end') throw wrong(peek(), 'unexpected');
  return whole;
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (text.slice(at).trim() !== '') {
    tokenPattern.lastIndex = at;
    const groups = tokenPattern.exec(text)?.groups;
    if (groups === undefined) throw wrong({ kind: 'operator', text: '', at }, 'unreadable');
    const [kind, found] = kindOf(groups);
    tokens.push({ kind, text: found, at });
    at = tokenPattern.lastIndex;
  }
  return [...tokens, { kind: 'end', text: '', at: text.length }];
}

function kindOf(groups: Record<string, string | undefined>): [Token['kind'], string] {
  const { number, double, single, quoted, name, operator } = groups;
  if (number !== undefined) return ['number', number];
  if (double !== undefined || single !== undefined) return ['text', double ?? single ?? ''];
  if (quoted !== undefined || name !== undefined) return ['name', quoted ?? name ?? ''];
  return ['operator', operator ?? ''];
}

function wrong({ at, text }: Token, why: string): StatisticsError {
  const what = text === '' ? '' : ` "${text}"`;
  return new StatisticsError('formula-invalid', { detail: `at character ${at + 1}:${what} ${why}` });
}

/** The text of a piece, spaced as R's `deparse` does, so that coefficients have R's names. */
export function deparse(syntax: Syntax): string {
  if (syntax.kind === 'number') return numberText(syntax.value);
  if (syntax.kind === 'text') return `"${syntax.value}"`;
  if (syntax.kind === 'name')
    return /^[\p{L}.][\p{L}\p{N}._]*$/u.test(syntax.name) ? syntax.name : `\`${syntax.name}\``;
  const { name, arguments: given } = syntax;
  const [first, second] = given;
  if (name === '(' && first !== undefined) return `(${deparse(first.value)})`;
  if (precedence.get(name) === undefined) return `${name}(${given.map(deparseArgument).join(', ')})`;
  if (first === undefined) return name;
  if (second === undefined) return `${name}${deparse(first.value)}`;
  const space = name === '^' || name === ':' || name === '/' ? '' : ' ';
  return `${deparse(first.value)}${space}${name}${space}${deparse(second.value)}`;
}

/** A number in 15 digits, in powers of ten where that is shorter, as R writes it; in full where 15 digits are not enough. */
function numberText(value: number): string {
  const [mantissa = '', power = ''] = Number(value.toPrecision(15)).toExponential().split('e');
  const exponent = Number(power);
  const decimals = Math.max(0, mantissa.replace('.', '').length - 1 - exponent);
  const short = `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const long = decimals <= 100 && value < 1e21 ? value.toFixed(decimals) : short;
  const text = long.length <= short.length ? long : short;
  return Number(text) === value ? text : String(value);
}

function deparseArgument({ name, value }: Argument): string {
  return name === undefined ? deparse(value) : `${name} = ${deparse(value)}`;
}

/** Every name that stands in a piece. */
export function namesIn(syntax: Syntax): Set<string> {
  if (syntax.kind === 'name') return new Set([syntax.name]);
  if (syntax.kind !== 'call') return new Set();
  return new Set(syntax.arguments.flatMap(({ value }) => [...namesIn(value)]));
}
