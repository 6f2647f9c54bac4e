// Contrasts beside treatment: sums, Helmert, polynomials and the last level, in formulas and in descriptions, equal to R.
import { expect, test } from 'vitest';
import {
  averageMarginalEffects,
  factor,
  generalisedLinearModel,
  linearModel,
  type NamedColumns,
  predictModel,
} from '../src/index.ts';
import { cars } from './regression-data.ts';

// R: datasets::warpbreaks; nine looms of each wool and tension, wool A before B, tension L, M, H within.
const breaks = [
  26, 30, 54, 25, 70, 52, 51, 26, 67, 18, 21, 29, 17, 12, 18, 35, 30, 36, 36, 21, 24, 18, 10, 43, 28, 15, 26, 27, 14,
  29, 19, 29, 31, 41, 20, 44, 42, 26, 19, 16, 39, 28, 21, 39, 29, 20, 21, 24, 17, 13, 15, 15, 16, 28,
];
const looms: NamedColumns = {
  breaks: Float64Array.from(breaks),
  wool: factor(breaks.map((_, row) => (row < 27 ? 'A' : 'B'))),
  tension: factor(
    breaks.map((_, row) => (['L', 'M', 'H'] as const)[Math.floor(row / 9) % 3] ?? null),
    ['L', 'M', 'H'],
  ),
};

// R: signif(coef(glm(formula, poisson, warpbreaks, control = glm.control(epsilon = 1e-15))), 13), and the standard errors.
test.each<[string, Record<string, [number, number]>]>([
  [
    'breaks ~ C(wool, sum) * C(tension, helmert)',
    {
      '(Intercept)': [3.301352686022, 0.02654317949208],
      'C(wool, sum)1': [0.09055691547789, 0.02654317949208],
      'C(tension, helmert)1': [-0.1497973062354, 0.03053830274289],
      'C(tension, helmert)2': [-0.1172732775689, 0.01984131378572],
      'C(wool, sum)1:C(tension, helmert)1': [-0.1595442035759, 0.03053830274289],
      'C(wool, sum)1:C(tension, helmert)2': [0.02178753890972, 0.01984131378572],
    },
  ],
  [
    'breaks ~ C(tension, contr.poly) + C(wool, treatment)',
    {
      '(Intercept)': [3.41202683557, 0.03498394464998],
      'C(tension, contr.poly).L': [-0.3666267318505, 0.04522620988617],
      'C(tension, contr.poly).Q': [0.0506849914581, 0.04566521789583],
      'C(wool, treatment)B': [-0.2059884426386, 0.05157124278358],
    },
  ],
  [
    // Beside its margin SAS's; whole where there is none.
    'breaks ~ C(tension, SAS) + wool:C(tension, SAS)',
    {
      '(Intercept)': [3.200938124182, 0.06726727939933],
      'C(tension, SAS)L': [0.5957987257888, 0.0837773982874],
      'C(tension, SAS)M': [-0.02288429383359, 0.09567923759841],
      'C(tension, SAS)L:woolB': [-0.456627160288, 0.08019210347679],
      'C(tension, SAS)M:woolB': [0.1815496540154, 0.09214463354221],
      'C(tension, SAS)H:woolB': [-0.2682639865947, 0.1021863329467],
    },
  ],
  [
    'breaks ~ C(tension, sum) - 1',
    {
      'C(tension, sum)L': [3.594263477739, 0.03907323325754],
      'C(tension, sum)M': [3.272943046138, 0.04588314677409],
      'C(tension, sum)H': [3.075774981228, 0.05063696835412],
    },
  ],
  [
    'breaks ~ C(tension, poly, 1) + wool',
    {
      '(Intercept)': [3.411986506309, 0.03499103500826],
      'C(tension, poly, 1).L': [-0.3741344756534, 0.04520424681729],
      woolB: [-0.2059884426386, 0.05157124278354],
    },
  ],
  [
    'breaks ~ C(tension, poly, scores = c(1, 2, 5)) + wool',
    {
      '(Intercept)': [3.41202683557, 0.03498394464998],
      'C(tension, poly, scores = c(1, 2, 5)).L': [-0.3381860828872, 0.04699018135345],
      'C(tension, poly, scores = c(1, 2, 5)).Q': [0.1503805246963, 0.04384797649277],
      woolB: [-0.2059884426386, 0.05157124278358],
    },
  ],
  [
    'breaks ~ C(factor(tension), "contr.helmert") %in% wool + wool',
    {
      '(Intercept)': [3.3919096015, 0.03597573579424],
      woolB: [-0.1811138309558, 0.05308635898417],
      'C(factor(tension), "contr.helmert")1:woolA': [-0.3093415098112, 0.04220010431161],
      'C(factor(tension), "contr.helmert")2:woolA': [-0.09548573865921, 0.02646955417015],
      'C(factor(tension), "contr.helmert")1:woolB': [0.0097468973405, 0.04415317580598],
      'C(factor(tension), "contr.helmert")2:woolB': [-0.1390608164787, 0.02956473630878],
    },
  ],
])('%s', (formula, expected) => {
  const { names, coefficients, standardErrors } = generalisedLinearModel(formula, looms, { family: 'poisson' });
  expect(names).toEqual(Object.keys(expected));
  for (const [at, [coefficient, error]] of Object.values(expected).entries()) {
    expect((coefficients[at] as number) / coefficient).toBeCloseTo(1, 9);
    expect((standardErrors[at] as number) / error).toBeCloseTo(1, 9);
  }
});

// R: coef(lm(formula, mtcars)).
test.each<[string, Record<string, number>]>([
  [
    'mpg ~ ordered(cyl) + wt',
    {
      '(Intercept)': 30.54864664831,
      'ordered(cyl).L': -4.292746047707,
      'ordered(cyl).Q': 0.9962503948594,
      wt: -3.205613256193,
    },
  ],
  [
    'mpg ~ as.factor(gear) + C(relevel(factor(cyl), ref = "6"), sum)',
    {
      '(Intercept)': 19.69516908213,
      'as.factor(gear)4': 1.324094202899,
      'as.factor(gear)5': 1.50018115942,
      'C(relevel(factor(cyl), ref = "6"), sum)1': -0.9232487922705,
      'C(relevel(factor(cyl), ref = "6"), sum)2': 5.732729468599,
    },
  ],
])('of numbers: %s', (formula, expected) => {
  const { names, coefficients } = linearModel(formula, cars);
  expect(names).toEqual(Object.keys(expected));
  for (const [at, value] of Object.values(expected).entries()) {
    expect((coefficients[at] as number) / value).toBeCloseTo(1, 10);
  }
});

test('whatever the contrasts, the model is the same: fit, predictions of other rows, effects of levels', () => {
  const rows = { ...looms, breaks: new Float64Array(54), tension: factor(breaks.map(() => 'H')) };
  const of = (tension: string) => {
    const model = generalisedLinearModel(`breaks ~ ${tension} * wool`, looms, { family: 'poisson' });
    const effects = averageMarginalEffects(model, looms).map(({ name, effect, standardError }) => [
      name,
      effect.toFixed(9),
      standardError.toFixed(9),
    ]);
    return { model, effects, predicted: predictModel(model, rows) };
  };
  const treatment = of('tension');
  for (const contrasts of ['sum', 'helmert', 'poly', 'SAS']) {
    const other = of(`C(tension, ${contrasts})`);
    expect(other.model.deviance).toBeCloseTo(treatment.model.deviance, 9);
    expect(other.effects).toEqual(treatment.effects);
    for (const part of ['fit', 'standardErrors', 'low', 'high'] as const) {
      for (const [row, value] of other.predicted[part].entries()) {
        expect(value).toBeCloseTo(treatment.predicted[part][row] as number, 9);
      }
    }
  }
});

test('a description names contrasts as a formula does; levels without rows have no part in them', () => {
  const tension = looms['tension'];
  if (tension === undefined || !('codes' in tension)) throw new Error('a factor');
  const codes = tension.codes.map((code) => code + 1);
  const wider = { ...looms, tension: { levels: ['none', ...tension.levels, 'more'], codes } };
  const description = {
    outcome: 'breaks',
    terms: [[{ kind: 'categories', of: 'tension', contrasts: 'polynomial' }]],
  } as const;
  const model = generalisedLinearModel(description, wider, { family: 'poisson' });
  const formula = generalisedLinearModel('breaks ~ C(tension, poly)', looms, { family: 'poisson' });
  expect(model.names).toEqual(['(Intercept)', 'tension.L', 'tension.Q']);
  expect([...model.coefficients]).toEqual([...formula.coefficients]);
});

test.each([
  ['breaks ~ C(tension, other)', 'formula-invalid', 'treatment, sum, helmert, poly, SAS'],
  ['breaks ~ C(tension)', 'formula-invalid', 'C takes contrasts'],
  ['breaks ~ C()', 'formula-invalid', 'C needs a column'],
  ['breaks ~ C(poly(breaks, 2), sum)', 'formula-invalid', 'factor(x)'],
  ['breaks ~ C(tension, poly, 3)', 'option-invalid', '1 to 2 columns'],
  ['breaks ~ C(tension, poly, scores = c(1, 1, 2))', 'option-invalid', '3 different numbers'],
  ['breaks ~ C(tension, sum, scores = c(1, 2, 3))', 'option-invalid', 'scores belong to polynomials'],
])('%s is refused', (formula, code, message) => {
  expect(() => generalisedLinearModel(formula, looms, { family: 'poisson' })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
