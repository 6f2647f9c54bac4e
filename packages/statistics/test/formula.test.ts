// Formulas: which terms they stand for, what their columns are called, and where they are refused.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { factor, linearModel, type ModelDescription, type NamedColumns, parseFormula } from '../src/index.ts';
import { deparse, parseSyntax } from '../src/regression/syntax.ts';
import { cars } from './regression-data.ts';

/** The terms as text, and `1` where there is an intercept. */
function termsOf(text: string, columns?: readonly string[]): string {
  const { intercept, terms, offsets } = parseFormula(text, columns);
  const labels = terms.map((term) => term.map(({ label, of }) => label ?? of).join(':'));
  return [...(intercept === false ? [] : ['1']), ...labels, ...(offsets ?? []).map((each) => `offset ${each}`)].join(
    ' ',
  );
}

// R: attr(terms(formula), "term.labels") and attr(, "intercept").
test.each([
  ['y ~ a + b', '1 a b'],
  ['y ~ a * b', '1 a b a:b'],
  ['y ~ b:a + a', '1 a b:a'],
  ['y ~ a * b * c - a:b:c', '1 a b c a:b a:c b:c'],
  ['y ~ (a + b + c)^2', '1 a b c a:b a:c b:c'],
  ['y ~ a / b', '1 a a:b'],
  ['y ~ a / (b + c)', '1 a a:b a:c'],
  ['y ~ (a + b) / c', '1 a b a:b:c'],
  ['y ~ a + b %in% a', '1 a a:b'],
  ['y ~ 0 + a', 'a'],
  ['y ~ a - 1', 'a'],
  ['y ~ 1', '1'],
  ['y ~ 0 + a - 0', '1 a'],
  ['y ~ a + a + a:a', '1 a'],
  ['y ~ a*b - a', '1 b a:b'],
  ['y ~ log(a) + I(a^2) + a:log(a)', '1 log(a) I(a^2) log(a):a'],
  ['y ~ a + offset(log(t))', '1 a offset log(t)'],
  ['y ~ ns(a, df = 3) * b', '1 ns(a, df = 3) b ns(a, df = 3):b'],
  ['y ~ spline(a,4)', '1 spline(a, 4)'],
  ['y ~ relevel(a, ref = "x")', '1 a'],
  ['`y y` ~ `a b` + c.d', '1 `a b` c.d'],
  ['y ~ factor(pmin(te,10))', '1 factor(pmin(te, 10))'],
  ['y ~ -1 + a', 'a'],
  ['y ~ +a', '1 a'],
  ['y ~ b:(+a) + +(a + b)', '1 a b b:a'],
  ['y ~ +0 + a', 'a'],
  ['y ~ (a > 3) + b', '1 a > 3 b'],
  // R: deparse, which sets no spaces around a division, and takes powers of ten where they are shorter.
  ['y ~ log(a / 4) + I(a*100000) + I(a + 0.00001) + I(a - 1500)', '1 log(a/4) I(a * 1e+05) I(a + 1e-05) I(a - 1500)'],
])('%s', (text, expected) => {
  expect(termsOf(text)).toBe(expected);
});

test('a full stop is all columns that the outcome does not use', () => {
  expect(termsOf('log(y) ~ . - b', ['y', 'a', 'b', 'c'])).toBe('1 a c');
});

test('the outcome may be counts of successes and failures', () => {
  expect(parseFormula('cbind(s, n - s) ~ a').outcome).toEqual({ successes: 's', failures: 'n - s' });
});

test.each([
  ['', 'ends too early'],
  ['y', 'a formula is'],
  ['~ a', 'a formula is'],
  ['y ~', 'ends too early'],
  ['y ~ a +', 'ends too early'],
  ['y ~ a b', '"b" unexpected'],
  ['y ~ (a', ') expected'],
  ['y ~ a ? b', 'unreadable'],
  ['y ~ a^b', 'the power'],
  ['y ~ a^0', 'the power'],
  ['y ~ ns()', 'ns needs a column'],
  ['y ~ ns(a, bf = 3)', 'ns does not take bf'],
  ['y ~ ns(a, df = "x")', 'a number is expected'],
  ['y ~ bs(a, intercept = 3)', 'TRUE or FALSE'],
  ['y ~ bs(a, Boundary.knots = c(1, 2, 3))', 'two numbers'],
  ['y ~ relevel(a, 3)', 'as text'],
  ['cbind(a) ~ b', 'cbind takes'],
])('refuses "%s"', (text, why) => {
  expect(() => parseFormula(text)).toThrow(expect.objectContaining({ code: 'formula-invalid' }));
  expect(() => parseFormula(text)).toThrow(why);
});

test('any text is read or refused, never more', () => {
  const pieces = fc.constantFrom(
    'y',
    '~',
    'a',
    '+',
    '*',
    ':',
    '^',
    '2',
    '(',
    ')',
    ',',
    'ns',
    'log',
    '-',
    '"x"',
    '.',
    '%in%',
    '=',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (words) => {
      try {
        parseFormula(words.join(' '));
      } catch (error) {
        expect(error).toMatchObject({ name: 'StatisticsError', code: 'formula-invalid' });
      }
    }),
    { numRuns: 500 },
  );
});

test.each(['a + b * -c^2', 'f(x, y = 3)', '(a - b):c/2', 'x >= 3 == y', '-x^2', 'c("a", \'b\')'])(
  '%s reads as it is written',
  (text) => {
    const once = parseSyntax(text);
    expect(parseSyntax(deparse(once))).toEqual(once);
  },
);

const letters: NamedColumns = {
  y: Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8),
  x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13),
  f: factor(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']),
  g: factor(['u', 'u', 'u', 'v', 'v', 'v', 'u', 'u', 'u', 'v', 'v', 'v']),
};

// R: colnames(model.matrix(formula)).
test.each([
  ['y ~ f', '(Intercept) fb fc'],
  ['y ~ 0 + f + g', 'fa fb fc gv'],
  ['y ~ f:g + f', '(Intercept) fb fc fa:gv fb:gv fc:gv'],
  ['y ~ x:f', '(Intercept) x:fa x:fb x:fc'],
  ['y ~ 0 + x:f', 'x:fa x:fb x:fc'],
  ['y ~ f/x', '(Intercept) fb fc fa:x fb:x fc:x'],
  ['y ~ f*g', '(Intercept) fb fc gv fb:gv fc:gv'],
  [
    'y ~ g + g:poly(x, 2, raw = TRUE)',
    '(Intercept) gv gu:poly(x, 2, raw = TRUE)1 gv:poly(x, 2, raw = TRUE)1 gu:poly(x, 2, raw = TRUE)2 gv:poly(x, 2, raw = TRUE)2',
  ],
  ['y ~ relevel(f, "c")', '(Intercept) fa fb'],
  ['y ~ I(x > 4) + (f == "b")', '(Intercept) I(x > 4)TRUE f == "b"TRUE'],
  ['y ~ poly(x, 1, raw = TRUE)', '(Intercept) poly(x, 1, raw = TRUE)'],
])('the columns of %s', (text, expected) => {
  const { names } = linearModel(text, letters, { collinear: 'drop' });
  expect(names.join(' ')).toBe(expected);
});

describe('a model as data', () => {
  it('is the same model as its text', () => {
    const description: ModelDescription = {
      outcome: 'mpg',
      terms: [
        [{ kind: 'naturalSpline', of: 'wt', degreesOfFreedom: 3 }],
        [{ kind: 'categories', of: 'cyl', reference: '6' }],
        [{ kind: 'value', of: 'log(hp)' }],
        [
          { kind: 'categories', of: 'cyl', reference: '6' },
          { kind: 'value', of: 'log(hp)' },
        ],
      ],
    };
    const text = linearModel('mpg ~ ns(wt, 3) + relevel(factor(cyl), ref = "6") * log(hp)', cars);
    expect([...linearModel(description, cars).coefficients]).toEqual([...text.coefficients]);
  });
});
