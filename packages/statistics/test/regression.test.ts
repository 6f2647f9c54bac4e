// Regression against R on data sets that the shared references lack: families, links, bases, tests, intervals, sandwiches, predictions.
import { describe, expect, it, test } from 'vitest';
import { worstDifference } from '../reference/comparison.ts';
import {
  averageMarginalEffects,
  compareModels,
  type FamilyName,
  factor,
  type GeneralisedOptions,
  generalisedLinearModel,
  type LinkName,
  linearModel,
  type NamedColumns,
  predictModel,
  profileIntervals,
  robustCoefficients,
  sequentialTests,
  waldIntervals,
} from '../src/index.ts';
import { cars, looms, menarche } from './regression-data.ts';

function expectEqual(ours: ArrayLike<number> | number, theirs: ArrayLike<number> | number, within = 1e-9): void {
  expect(worstDifference(ours, theirs), `${ours} against ${theirs}`).toBeLessThan(within);
}

interface Expected {
  readonly formula: string;
  readonly data: NamedColumns;
  readonly family: FamilyName;
  readonly link?: LinkName;
  readonly weights?: string;
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  /** Deviance, null deviance, log likelihood, dispersion. */
  readonly summary: readonly number[];
}

// R: m <- glm(formula, family(link), data, control = glm.control(epsilon = 1e-15, maxit = 100)); coef(m); sqrt(diag(vcov(m)));
// c(deviance(m), m$null.deviance, logLik(m), summary(m)$dispersion).
const fits: readonly Expected[] = [
  {
    formula: 'mpg ~ ns(wt, df = 3) + factor(cyl) * hp',
    data: cars,
    family: 'gaussian',
    coefficients: [
      38.55096139672079, -6.275118525909441, -19.25637275570963, -9.357493547926108, -8.313440778364848,
      -10.44238160403953, -0.08433791829942054, 0.06856677268409203, 0.07141676599006422,
    ],
    standardErrors: [
      2.843606739287493, 2.8365217216279914, 3.857108257339368, 2.3244456586834077, 5.633592627185217,
      4.216143417127424, 0.03341572010377437, 0.04976381024532678, 0.03534412404004219,
    ],
    summary: [107.28228042642947, 1126.0471875, -64.76167454605537, 4.664446975062151],
  },
  {
    formula: 'mpg ~ bs(wt, knots = c(2.5, 3.2), degree = 2) + factor(gear):hp',
    data: cars,
    family: 'gaussian',
    coefficients: [
      34.08865938756678, -2.304951700924199, -10.098931559559624, -8.925643094173942, -12.917255863363296,
      -0.04411141978545111, -0.036007692367529036, -0.030679425525329346,
    ],
    standardErrors: [
      2.0262976473504506, 3.176422669242912, 2.1841029524111155, 4.382894718079808, 3.4091381020489533,
      0.015219861754113098, 0.020358269629327998, 0.009627340778072056,
    ],
    summary: [126.31862811363281, 1126.0471875, -67.37517876948753, 5.263276171401367],
  },
  {
    formula: 'mpg ~ poly(wt, 3) + log(hp) + I(qsec^2)',
    data: cars,
    family: 'gaussian',
    coefficients: [
      36.501498571736334, -21.09073715198628, 6.451965417031963, -2.195490950371945, -3.9393712117450685,
      0.008769272085064492,
    ],
    standardErrors: [
      12.52099557725381, 3.9515934477055734, 2.2782320620585255, 2.1912294101731282, 2.016970009527459,
      0.009884492716442032,
    ],
    summary: [115.93565490801343, 1126.0471875, -66.00282402791504, 4.459063650308209],
  },
  {
    formula: 'mpg ~ wt + hp',
    data: cars,
    family: 'gamma',
    coefficients: [0.008922600001074482, 0.009826436154662319, 0.00008887335871091866],
    standardErrors: [0.002959836790676901, 0.0014599753122212858, 0.00002225967102439983],
    summary: [0.33448944571214506, 2.7352896502848743, -67.10019380123806, 0.011612121039247999],
  },
  {
    formula: 'mpg ~ wt + hp',
    data: cars,
    family: 'gamma',
    link: 'log',
    weights: 'carb',
    coefficients: [3.773314134155096, -0.1954077406606039, -0.0012981921267367893],
    standardErrors: [0.07518840265586402, 0.0242627806244029, 0.0003040743726234767],
    summary: [0.9596059684075317, 6.756557352276047, -181.40123171642966, 0.03491238467798942],
  },
  {
    formula: 'breaks ~ wool * tension',
    data: looms,
    family: 'poisson',
    link: 'sqrt',
    coefficients: [
      6.674994798166921, -1.362535647997183, -1.77601531260057, -1.7196385490607549, 1.8280484755745203,
      0.7405127322243464,
    ],
    standardErrors: [
      0.16666666666666655, 0.23570226039551587, 0.23570226039551595, 0.23570226039551567, 0.33333333333333337,
      0.33333333333333326,
    ],
    summary: [182.30513128584676, 297.37221180460534, -228.48460447067527, 1],
  },
  {
    formula: 'cbind(Menarche, Total - Menarche) ~ Age',
    data: menarche,
    family: 'binomial',
    link: 'probit',
    coefficients: [-11.8189417584736, 0.907823069142258],
    standardErrors: [0.387016295139809, 0.029553402329376],
    summary: [22.8874325146765, 3693.88357479415, -53.4696175960077, 1],
  },
];

test.each(fits)('$family $link: $formula', ({ formula, data, coefficients, standardErrors, summary, ...rest }) => {
  const weights = rest.weights === undefined ? {} : { weights: data[rest.weights] as Float64Array };
  const link = rest.link === undefined ? {} : { link: rest.link };
  const model = generalisedLinearModel(formula, data, { family: rest.family, ...link, ...weights });
  expectEqual(model.coefficients, coefficients);
  expectEqual(model.standardErrors, standardErrors, 1e-8);
  const { deviance, nullDeviance, logLikelihood, dispersion } = model;
  expectEqual([deviance], summary.slice(0, 1), 1e-10);
  expectEqual([nullDeviance], summary.slice(1, 2), 1e-10);
  expectEqual([logLikelihood], summary.slice(2, 3), 1e-10);
  expectEqual([dispersion], summary.slice(3), 1e-8);
});

describe('warpbreaks', () => {
  const model = generalisedLinearModel('breaks ~ wool * tension', looms, { family: 'poisson' });
  const cluster = factor(Array.from({ length: 54 }, (_, row) => String(row % 9)));

  // R: sqrt(diag(sandwich::vcovHC(m, "HC3"))), and vcovCL(m, cluster = rep(1:9, 6), type).
  it.each([
    [
      { kind: 'HC3' } as const,
      [0.143607530023969, 0.189411209572065, 0.192091551990846, 0.206154297291011, 0.25608133297113, 0.257374219170159],
    ],
    [
      { cluster },
      [
        0.135394477745866, 0.0936166502395172, 0.164731087467972, 0.196880539348626, 0.228952128553751,
        0.206731764581191,
      ],
    ],
    [
      { kind: 'HC1', cluster } as const,
      [
        0.142271616987837, 0.0983717536217428, 0.173098331426953, 0.206880761703899, 0.240581374399103,
        0.217232363678236,
      ],
    ],
  ])('robust %o', (options, theirs) => {
    expectEqual(robustCoefficients(model, options).standardErrors, theirs);
  });

  // R: confint(m).
  const low = [
    3.69723549835462, -0.614809479492268, -0.785572509862997, -0.761397975872938, 0.39936354261836, -0.066536012014436,
  ];
  const high = [
    3.89303943366247, -0.300296971988735, -0.454534685123595, -0.432806182090791, 0.878348995264012, 0.442860639270583,
  ];

  it('profile intervals as MASS interpolates them, and the exact ones beside', () => {
    const interpolated = profileIntervals(model, { ends: 'interpolated' });
    expectEqual(interpolated.low, low);
    expectEqual(interpolated.high, high);
    const exact = profileIntervals(model);
    expectEqual(exact.low, low, 5e-3);
    expectEqual(exact.high, high, 5e-3);
  });

  it('an exact end is where the deviance is above the smallest by the quantile of chi-square', () => {
    const { breaks } = looms as { readonly breaks: Float64Array };
    const isB = Float64Array.from({ length: 54 }, (_, row) => (row >= 27 ? 1 : 0));
    const middle = generalisedLinearModel('breaks ~ wool', looms, { family: 'poisson' });
    const end = profileIntervals(middle, { confidence: 0.9 }).high[1] ?? Number.NaN;
    const alone = generalisedLinearModel(
      'breaks ~ 1',
      { breaks },
      { family: 'poisson', offset: isB.map((each) => each * end) },
    );
    expectEqual(alone.deviance - middle.deviance, 2.705543454095404, 1e-9);
  });

  // R: predict(m, data.frame(wool = c("B", "A"), tension = c("M", "H")), type, se.fit = TRUE).
  it('predicts on either scale', () => {
    const rows = { wool: factor(['B', 'A']), tension: factor(['M', 'H']) };
    const link = predictModel(model, rows, { scale: 'link' });
    expectEqual(link.fit, [3.35960348436332, 3.20093812418153]);
    expectEqual(link.standardErrors, [0.0621369766001136, 0.0672672793993296]);
    const response = predictModel(model, rows);
    expectEqual(response.fit, [28.7777777777778, 24.5555555555556]);
    expectEqual(response.standardErrors, [1.78816410438105, 1.65178541636132]);
    expectEqual(response.low, link.low.map(Math.exp));
  });

  // R: anova(m0, m1, test = "F"), anova(m1, test = "F"), confint(m0).
  it('compares quasi-models by F', () => {
    const fit = (formula: string) => generalisedLinearModel(formula, looms, { family: 'quasipoisson' });
    const [smaller, larger] = [fit('breaks ~ wool + tension'), fit('breaks ~ wool * tension')];
    const [step] = compareModels([smaller, larger]);
    expectEqual([step?.statistic ?? 0, step?.pValue ?? 0], [3.73108966768337, 0.0311790844491029]);
    const steps = sequentialTests(larger);
    expect(steps.map(({ name }) => name)).toEqual(['wool', 'tension', 'wool:tension']);
    expectEqual(
      steps.map(({ statistic }) => statistic),
      [4.26122694386367, 9.42399139353292, 3.73108966768337],
    );
    expectEqual(
      steps.map(({ pValue }) => pValue),
      [0.0444186297176911, 0.000352915182063607, 0.0311790844491029],
    );
    const { low: lows } = profileIntervals(smaller, { ends: 'interpolated' });
    expectEqual(lows, [3.5037446843169, -0.415583455146155, -0.567045029072718, -0.780477661561442], 1e-7);
  });
});

// R: lm(mpg ~ wt + factor(cyl), mtcars, weights = hp).
describe('a weighted linear model', () => {
  const model = linearModel('mpg ~ wt + factor(cyl)', cars, { weights: cars['hp'] as Float64Array });

  it('is that of R', () => {
    expectEqual(
      model.coefficients,
      [32.04255048390563, -2.56758233177979, -4.375226066861939, -6.830754383823629],
      1e-11,
    );
    expectEqual(
      [model.rSquared, model.adjustedRSquared, model.residualStandardError],
      [0.8277657078085288, 0.8093120336451568, 27.67487375152724],
      1e-11,
    );
    expectEqual([model.fStatistic, ...model.fDegreesOfFreedom], [44.85641723595257, 3, 28], 1e-11);
    expectEqual(
      sequentialTests(model).map(({ statistic }) => statistic),
      [113.428648858777, 10.5703014245403],
      1e-10,
    );
    expectEqual(
      waldIntervals(model, { distribution: 'student' }).low,
      [28.5607211271265, -3.83800488748355, -7.25651433337224, -9.87584301166513],
      1e-10,
    );
  });

  it('predicts with the interval of the mean', () => {
    const { fit, low, high } = predictModel(model, { wt: Float64Array.of(3), cyl: Float64Array.of(6) });
    expectEqual(
      [fit[0] ?? 0, low[0] ?? 0, high[0] ?? 0],
      [19.9645774217043, 18.0229295736211, 21.9062252697876],
      1e-10,
    );
  });
});

// R: glm(mpg ~ wt + cyl + I(2 * wt - 3 * cyl) + hp + I(hp + wt)) gives NA to the fourth and the last.
describe('columns that depend on others', () => {
  const formula = 'mpg ~ wt + cyl + I(2 * wt - 3 * cyl) + hp + I(hp + wt)';

  it('are named, and refused', () => {
    const refusal = { code: 'collinear', where: { column: 'I(2 * wt - 3 * cyl), I(hp + wt)' } };
    expect(() => linearModel(formula, cars)).toThrow(expect.objectContaining(refusal));
  });

  it('are dropped on request, the rest being the model without them', () => {
    const dropped = linearModel(formula, cars, { collinear: 'drop' });
    expect(dropped.dropped).toEqual(['I(2 * wt - 3 * cyl)', 'I(hp + wt)']);
    expectEqual(
      dropped.coefficients,
      [38.751787372865536, -3.166973110748583, -0.9416168119907374, Number.NaN, -0.018038102143106798, Number.NaN],
      1e-10,
    );
    const plain = linearModel('mpg ~ wt + cyl + hp', cars);
    expectEqual(dropped.rSquared, plain.rSquared, 1e-12);
    expectEqual(predictModel(dropped, cars).standardErrors, predictModel(plain, cars).standardErrors, 1e-10);
  });

  it('of empty cells are those of R, the rest of the table kept', () => {
    const { dropped } = linearModel('mpg ~ factor(cyl) * factor(gear)', cars, { collinear: 'drop' });
    expect(dropped).toEqual(['factor(cyl)8:factor(gear)4']);
  });

  // R: lm(y ~ year + I(year^2)): the square is nearly, not quite, a line; X'X alone would lose it.
  it('nearly dependent ones are kept, and solved to many digits', () => {
    const year = Float64Array.from({ length: 14 }, (_, at) => 2010 + at);
    const y = year.map((each) => 3 + 0.5 * (each - 2016) + 0.25 * (each - 2016) ** 2);
    const { coefficients } = linearModel('y ~ year + I(year^2)', { y, year });
    expectEqual(coefficients, [3 - 0.5 * 2016 + 0.25 * 2016 ** 2, 0.5 - 0.5 * 2016, 0.25], 1e-8);
  });
});

describe('marginal effects', () => {
  it('of a linear model are its coefficients, with their errors', () => {
    const model = linearModel('mpg ~ wt + hp', cars);
    for (const [at, { effect, standardError }] of averageMarginalEffects(model, cars).entries()) {
      expectEqual([effect, standardError], [model.coefficients[at + 1] ?? 0, model.standardErrors[at + 1] ?? 0], 1e-8);
    }
  });

  it('of a factor are mean differences of predictions, whatever the formula', () => {
    const options: GeneralisedOptions = { family: 'poisson' };
    const model = generalisedLinearModel('breaks ~ wool * tension', looms, options);
    const effects = averageMarginalEffects(model, looms, { variables: ['tension'] });
    const mean = (level: string) => {
      const tension = { levels: [level], codes: new Int32Array(54) };
      const { fit } = predictModel(model, { ...looms, tension });
      return fit.reduce((sum, value) => sum + value, 0) / 54;
    };
    expect(effects.map(({ level }) => level)).toEqual(['M', 'H']);
    expectEqual(
      effects.map(({ effect }) => effect),
      [mean('M') - mean('L'), mean('H') - mean('L')],
      1e-12,
    );
  });

  // R: at <- function(value) predict(m, transform(mtcars, cyl = value), type = "response"); mean(at(6)) - mean(at(4)); its error is the
  // root of g'Vg, g the means of mu.eta(predictor) times model.matrix at 6 less those at 4.
  it.each([
    [
      'carb ~ factor(cyl) * hp',
      ['cyl6', 'cyl8'],
      [4.911327331158148, 0.3562056654076811],
      [5.287960910055126, 2.145322199167815],
    ],
    [
      'carb ~ relevel(factor(cyl), ref = "8") + hp',
      ['cyl4', 'cyl6'],
      [0.4523521339628833, 2.2812601631936404],
      [1.177928943362298, 1.339505571166431],
    ],
    [
      'mpg ~ factor(gear) + gear:hp',
      ['gear4', 'gear5'],
      [3.525244604402335, 7.688201978982391],
      [1.514239816221071, 1.723335870030185],
    ],
  ] as const)('of numbers taken as categories are changes between them: %s', (formula, names, effects, errors) => {
    const model = generalisedLinearModel(formula, cars, {
      family: formula.startsWith('carb') ? 'poisson' : 'gaussian',
    });
    const found = averageMarginalEffects(model, cars).filter(({ level }) => level !== undefined);
    expect(found.map(({ name }) => name)).toEqual(names);
    expectEqual(
      found.map(({ effect }) => effect),
      effects,
    );
    expectEqual(
      found.map(({ standardError }) => standardError),
      errors,
      1e-8,
    );
    const stepped = averageMarginalEffects(model, cars, { derivatives: 'margins', variables: [names[0].slice(0, -1)] });
    expectEqual(
      stepped.map(({ effect }) => effect),
      effects,
    );
    expectEqual(
      stepped.map(({ standardError }) => standardError),
      errors,
      1e-4,
    );
  });

  it('of a curve are its mean slope, exact to the steps that margins takes', () => {
    const model = generalisedLinearModel('mpg ~ ns(wt, 3) + log(hp)', cars, { family: 'gamma', link: 'log' });
    const exact = averageMarginalEffects(model, cars);
    const stepped = averageMarginalEffects(model, cars, { derivatives: 'margins' });
    expect(exact.map(({ name }) => name)).toEqual(['wt', 'hp']);
    expectEqual(
      exact.map(({ effect }) => effect),
      stepped.map(({ effect }) => effect),
      1e-4,
    );
    expectEqual(
      exact.map(({ standardError }) => standardError),
      stepped.map(({ standardError }) => standardError),
      1e-4,
    );
  });
});
