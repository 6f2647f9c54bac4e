// Outcomes of several categories, and counts with an excess of variance: against R, and against the models that they become with two.
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { worstDifference } from '../reference/comparison.ts';
import { randomStream } from '../src/foundation/random.ts';
import {
  factor,
  generalisedLinearModel,
  multinomialModel,
  multinomialProbabilities,
  type NamedColumns,
  negativeBinomialModel,
  orderedModel,
  orderedProbabilities,
} from '../src/index.ts';
import { housing, looms } from './regression-data.ts';

const weights = housing['Freq'] as Float64Array;
const formula = 'Sat ~ Infl + Type + Cont';
const home = {
  Infl: factor(['Medium'], ['Low', 'Medium', 'High']),
  Type: factor(['Atrium']),
  Cont: factor(['High']),
};

/** R's optimisers leave about 1e-8 of a standard error even where they are told not to, and polr's errors are by differences. */
function expectEqual(ours: ArrayLike<number> | number, theirs: ArrayLike<number> | number, within = 1e-7): void {
  expect(worstDifference(ours, theirs), `${ours} against ${theirs}`).toBeLessThan(within);
}

describe('housing (MASS)', () => {
  // R: polr(Sat ~ Infl + Type + Cont, housing, Freq, method, control = list(reltol = 1e-15), Hess = TRUE): coef, zeta; vcov; deviance.
  test.each([
    [
      'logit' as const,
      [
        0.566393737969712, 1.28881911099488, -0.572350001879876, -0.366186370358083, -1.09101465872808,
        0.360284004329207, -0.49613513844868, 0.690708260091438,
      ],
      [
        0.104652784393048, 0.127156147693858, 0.119238011910201, 0.155173336410198, 0.151486022531391,
        0.0955357977486539, 0.124847245036739, 0.12547193947179,
      ],
      3479.14929905895,
    ],
    [
      'probit' as const,
      [
        0.346422760281987, 0.782914645476111, -0.347536744359686, -0.21788753275054, -0.664173494505313,
        0.222385829993011, -0.299827920640863, 0.426720834745838,
      ],
      [
        0.0641370597993887, 0.0764262033776842, 0.0722909298911337, 0.0947660680032247, 0.0918000396076535,
        0.058122668594614, 0.0761537320924751, 0.0764043352226877,
      ],
      3479.68884256414,
    ],
    [
      'cloglog' as const,
      [
        0.382046981467467, 0.915374791164378, -0.407197036962375, -0.2805276860114, -0.742454745743463,
        0.209225283029661, -0.79620821690175, 0.0553758163414787,
      ],
      [
        0.0702598255843377, 0.0925604136971517, 0.08607108452959, 0.111149266780836, 0.101330444423876,
        0.0651055760604572, 0.0896492861817736, 0.0855965004560206,
      ],
      3484.05317036053,
    ],
  ])('an ordered model, %s', (link, coefficients, standardErrors, deviance) => {
    const model = orderedModel(formula, housing, { weights, link });
    expect(model.names.slice(-2)).toEqual(['Low|Medium', 'Medium|High']);
    expectEqual(model.coefficients, coefficients);
    expectEqual(model.standardErrors, standardErrors, 2e-7);
    expectEqual(model.deviance, deviance, 1e-12);
  });

  // R: multinom(Sat ~ Infl + Type + Cont, housing, Freq, reltol = 1e-15, abstol = 1e-15, maxit = 1000): coef, standard.errors, deviance, AIC.
  it('a multinomial model', () => {
    const model = multinomialModel(formula, housing, { weights });
    expectEqual(
      model.coefficients,
      [
        -0.419228736433936, 0.446395893258131, 0.66493533232286, -0.435688703615246, 0.131370289274028,
        -0.66657044670937, 0.360851887709864, -0.138742745466865, 0.734863222198154, 1.61263106950909,
        -0.73563172513561, -0.407978087938141, -1.41232768008447, 0.481827010554997,
      ],
      2e-7,
    );
    expectEqual(
      model.standardErrors,
      [
        0.172934533384037, 0.14155731076687, 0.18633752588389, 0.172532868221405, 0.223106712972929, 0.206253329547724,
        0.132397553185557, 0.159229568505738, 0.136937975642631, 0.167131709916734, 0.155271430603805,
        0.211496621777011, 0.200149438475941, 0.124137065381576,
      ],
    );
    expectEqual([model.deviance, model.akaikeInformation], [3470.08386634112, 3498.08386634112], 1e-12);
    // R: predict(m, data.frame(Infl = "Medium", Type = "Atrium", Cont = "High"), type = "probs").
    expectEqual(multinomialProbabilities(model, home), [0.215741429901933, 0.362661517518369, 0.421597052579698]);
  });

  it('predicts a row of an ordered model, and adds up to 1 on those fitted', () => {
    const model = orderedModel(formula, housing, { weights });
    expectEqual(orderedProbabilities(model, home), [0.257954660571996, 0.27455363902832, 0.467491700399684]);
    const fitted = orderedProbabilities(model);
    expect(fitted).toHaveLength(3 * 72);
    expect((fitted[0] ?? 0) + (fitted[1] ?? 0) + (fitted[2] ?? 0)).toBeCloseTo(1, 14);
  });
});

describe('with two categories', () => {
  it('both are the binomial model, and weights of 0 are no rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
        const { uniform, below } = randomStream(seed);
        const x = Float64Array.from({ length: 120 }, uniform);
        const y = factor(
          Array.from(x, (value) => (uniform() < 0.3 + 0.4 * value ? 'yes' : 'no')),
          ['no', 'yes', 'never'],
        );
        const counts = Float64Array.from({ length: 120 }, () => below(3));
        const options = { weights: counts };
        const logit = generalisedLinearModel(
          'y ~ x',
          { x, y: { levels: ['no', 'yes'], codes: y.codes } },
          { family: 'binomial', ...options },
        );
        const multinomial = multinomialModel('y ~ x', { x, y }, options);
        const ordered = orderedModel('y ~ x', { x, y }, options);
        expect(multinomial.outcomes).toEqual(['no', 'yes']);
        expectEqual(multinomial.coefficients, logit.coefficients, 1e-8);
        expectEqual(multinomial.covariance, logit.covariance, 1e-7);
        expectEqual([-(ordered.coefficients[1] ?? 0), ordered.coefficients[0] ?? 0], logit.coefficients, 1e-8);
        expectEqual(ordered.deviance, logit.deviance, 1e-11);
      }),
      { numRuns: 20 },
    );
  });
});

describe('a negative binomial model', () => {
  // R: glm.nb(breaks ~ wool * tension, warpbreaks, control = glm.control(epsilon = 1e-15, maxit = 100)).
  it('is that of R', () => {
    const model = negativeBinomialModel('breaks ~ wool * tension', looms);
    expectEqual(
      model.coefficients,
      [
        3.79673684997035, -0.456627160288032, -0.618683019622403, -0.595798725788816, 0.638176814303405,
        0.188363173693353,
      ],
      1e-10,
    );
    expectEqual(
      model.standardErrors,
      [
        0.108120568625428, 0.157554298601316, 0.159737217840322, 0.159409021110993, 0.227390795869332,
        0.231641937473758,
      ],
      1e-9,
    );
    expectEqual([model.theta], [12.0821646206407], 1e-9);
    expectEqual([model.thetaStandardError], [3.30047958955336], 1e-9);
    expectEqual(
      [model.logLikelihood, model.deviance, model.nullDeviance, model.akaikeInformation],
      [-195.562399218035, 53.5061632583574, 86.7585314808096, 405.124798436071],
      1e-8,
    );
  });

  it('is that of R by its own rule', () => {
    const model = negativeBinomialModel('breaks ~ wool + tension', looms, { tolerance: 1e-8 });
    expectEqual(
      model.coefficients,
      [3.67335456661593, -0.18621105238958, -0.299227238668089, -0.511395515204706],
      1e-12,
    );
    expectEqual(
      [model.theta, model.thetaStandardError, model.logLikelihood],
      [9.94438543569876, 2.56132647922984, -199.381903889004],
      1e-10,
    );
  });

  it('to rounding, has no slope by theta left', () => {
    const model = negativeBinomialModel('breaks ~ wool + tension', looms, { tolerance: 0 });
    expect(Math.abs(model.theta - 9.94438543569876)).toBeLessThan(1e-4);
    expect(model.logLikelihood).toBeGreaterThan(-199.381903889005);
  });
});

const plain: NamedColumns = {
  x: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9),
  y: factor(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c', 'c']),
  mixed: factor(['a', 'b', 'c', 'a', 'b', 'c', 'c', 'a', 'b']),
  alike: Float64Array.of(2, 2, 2, 2, 2, 2, 2, 2, 2),
};
const one = { levels: ['a', 'b'], codes: new Int32Array(9) };

test.each([
  ['a ladder that x climbs without a slip', () => orderedModel('y ~ x', plain), 'separated'],
  ['categories that x tells apart', () => multinomialModel('y ~ x', plain), 'separated'],
  ['an outcome of numbers', () => multinomialModel('x ~ mixed', plain), 'outcome-invalid'],
  ['an outcome of counts', () => orderedModel('cbind(x, x) ~ mixed', plain), 'outcome-invalid'],
  ['one category', () => orderedModel('one ~ x', { ...plain, one }), 'one-group'],
  ['a column twice', () => multinomialModel('mixed ~ x + I(x / 2)', plain), 'collinear'],
  ['an offset', () => orderedModel('mixed ~ offset(x)', plain), 'formula-invalid'],
  [
    'a missing outcome',
    () =>
      orderedModel('y ~ x', { ...plain, y: { levels: ['a', 'b'], codes: Int32Array.of(0, 1, -1, 0, 1, 0, 1, 0, 1) } }),
    'not-finite',
  ],
  ['too few steps', () => multinomialModel('mixed ~ x', plain, { maxIterations: 1 }), 'no-convergence'],
  ['counts that do not vary', () => negativeBinomialModel('alike ~ 1', plain), 'no-convergence'],
])('refuses %s', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
