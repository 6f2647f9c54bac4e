// Residuals, leverages and Cook's distances, equal to R, and what they must sum to.
import { expect, test } from 'vitest';
import {
  factor,
  type GeneralisedLinearModel,
  generalisedLinearModel,
  linearModel,
  type RowDiagnostics,
  rowDiagnostics,
} from '../src/index.ts';
import { cars } from './regression-data.ts';

const weights = cars['gear'] as Float64Array;

// R: residuals(m, "response"), "working", "pearson", "deviance", hatvalues(m), rstandard(m), cooks.distance(m), each [c(1, 18, 31)].
const expected: readonly (readonly [
  string,
  () => GeneralisedLinearModel,
  Partial<Record<keyof RowDiagnostics, number[]>>,
])[] = [
  [
    'glm(I(carb > 2) ~ hp + wt, binomial, mtcars)',
    () => generalisedLinearModel('carb > 2 ~ hp + wt', cars, { family: 'binomial' }),
    {
      response: [0.80279748307829424, -0.05223738884025787, 0.00360371716617414],
      working: [5.07092919304384, -1.0551165325844, 1.00361675091354],
      pearson: [2.0176543789866095, -0.234769104833655, 0.0601394289424749],
      deviance: [1.8019567550862023, -0.3275705061632532, 0.0849732451703625],
      leverage: [0.0704351996788131, 0.0509049368284221, 0.0302058385661661],
      standardised: [1.8689794628674554, -0.3362404317077827, 0.0862864143000807],
      cooksDistance: [0.110612116921896, 0.0010382480100546, 0.0000387194439520828],
    },
  ],
  [
    'glm(carb ~ hp + factor(cyl), poisson, mtcars)',
    () => generalisedLinearModel('carb ~ hp + factor(cyl)', cars, { family: 'poisson' }),
    {
      pearson: [0.520232873306986, -0.303464966996164, -0.06904133850116],
      deviance: [0.4972867280504847, -0.3183439814519192, -0.0693216378294061],
      leverage: [0.1331502130443343, 0.0823840248325691, 0.6532447496808442],
      standardised: [0.534115209602727, -0.332327408328595, -0.11772190796016],
      cooksDistance: [0.0119891878252257, 0.00225256953575813, 0.00647423188447346],
    },
  ],
  [
    'glm(mpg ~ wt, Gamma("log"), mtcars, weights = gear)',
    () => generalisedLinearModel('mpg ~ wt', cars, { family: 'gamma', link: 'log', weights }),
    {
      pearson: [-0.158952264243883, 0.532696645082844, -0.330378901839346],
      deviance: [-0.163369942633037, 0.491616927079141, -0.348214832645293],
      leverage: [0.042910312103062, 0.0651797148241249, 0.0525869823075806],
      standardised: [-0.62533073138984, 1.90404276369252, -1.33965055031892],
      cooksDistance: [0.00829827283340806, 0.14839319868328857, 0.04483550207721568],
    },
  ],
  [
    'lm(mpg ~ wt + hp, mtcars)',
    () => linearModel('mpg ~ wt + hp', cars),
    {
      response: [-2.57232940330929, 5.80097201766573, 2.26052287296145],
      leverage: [0.044276914820486, 0.0799099092218021, 0.3942081576468807],
      standardised: [-1.01458646671644, 2.33192251221543, 1.11989090250319],
      cooksDistance: [0.0158965233040896, 0.1574262894904888, 0.2720397487073979],
    },
  ],
];

test.each(expected)('%s', (_, fit, parts) => {
  const found = rowDiagnostics(fit());
  for (const [part, values] of Object.entries(parts)) {
    for (const [at, row] of [0, 17, 30].entries()) {
      const own = found[part as keyof RowDiagnostics][row] as number;
      expect(own / (values[at] as number), `${part} of row ${row}`).toBeCloseTo(1, 8);
    }
  }
});

test.each(expected)('of %s sum to what the model says', (_, fit) => {
  const model = fit();
  const { pearson, deviance, leverage, fitted, response } = rowDiagnostics(model);
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  expect(squares(deviance)).toBeCloseTo(model.deviance, 9);
  if (!model.fit.family.fixedDispersion) {
    expect(squares(pearson) / model.residualDegreesOfFreedom).toBeCloseTo(model.dispersion, 9);
  }
  expect(leverage.reduce((sum, value) => sum + value, 0)).toBeCloseTo(model.names.length, 9);
  expect([...fitted].map((mean, row) => mean + (response[row] as number))).toEqual(
    [...model.fit.data.outcome].map((value) => expect.closeTo(value, 10)),
  );
});

test('say which rows they are of; a row fitted by itself has leverage 1, and neither error nor distance', () => {
  const data = {
    y: Float64Array.of(1, 3, Number.NaN, 2, 5, 4),
    own: factor(['a', 'a', 'a', 'b', 'a', 'a']),
  };
  const { rows, leverage, response, standardised, cooksDistance } = rowDiagnostics(
    linearModel('y ~ own', data, { missing: 'omit' }),
  );
  expect([...rows]).toEqual([0, 1, 3, 4, 5]);
  expect(leverage[2]).toBe(1);
  expect(response[2]).toBeCloseTo(0, 12);
  expect([standardised[2], cooksDistance[2]]).toEqual([Number.NaN, Number.NaN]);
  expect([standardised[0], cooksDistance[0]].every(Number.isFinite)).toBe(true);
});
