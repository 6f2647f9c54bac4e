// Logistic regression on a million rows, and a discrete-time hazard with a level an interval, beside R's glm.

import { randomStream } from '../src/foundation/random.ts';
import {
  type Column,
  type Factor,
  type GeneralisedOptions,
  generalisedLinearModel,
  type NamedColumns,
  normalQuantile,
} from '../src/index.ts';
import { againstPeer, medianSeconds, rscript, type StatisticsBench } from './harness.ts';

const rowCount = 1_000_000;
const covariates = Array.from({ length: 10 }, (_, at) => `x${at}`);
const coefficients = covariates.map((_, at) => (at - 4.5) / 10);

/** Ten covariates, five of them normal and five of 0 and 1, and an outcome with three in ten successes. */
function logisticData(): NamedColumns {
  const { uniform } = randomStream(7);
  const predictor = new Float64Array(rowCount).fill(-1);
  const columns = covariates.map((name, at): [string, Column] => {
    const value = at < 5 ? () => normalQuantile(0.5 + 0.999999 * (uniform() - 0.5)) : () => (uniform() < 0.3 ? 1 : 0);
    const column = Float64Array.from({ length: rowCount }, value);
    for (let row = 0; row < rowCount; row += 1) {
      predictor[row] = (predictor[row] as number) + (coefficients[at] as number) * (column[row] as number);
    }
    return [name, column];
  });
  const y = predictor.map((value) => (uniform() < 1 / (1 + Math.exp(-value)) ? 1 : 0));
  return { ...Object.fromEntries(columns), y };
}

/** The same in R, which then prints the seconds of its fit and the megabytes that it held at most. */
const logisticInR = `set.seed(7); n <- ${rowCount}; b <- c(${coefficients.join(', ')})
x <- sapply(1:10, function(j) if (j <= 5) rnorm(n) else rbinom(n, 1, 0.3))
d <- as.data.frame(x); names(d) <- c(${covariates.map((name) => `"${name}"`).join(', ')})
d$y <- rbinom(n, 1, plogis(-1 + x %*% b)); rm(x); invisible(gc(reset = TRUE))
s <- system.time(glm(y ~ ., binomial, d))[3]; g <- gc(); cat(s, sum(g[, ncol(g)]))`;

const periodRows = 200_000;
const intervals = 48;

/** Person-periods: an interval of 48, a covariate and a factor of six. */
function periodData(): NamedColumns {
  const { uniform, below } = randomStream(11);
  const factorOf = (levels: number): Factor => ({
    levels: Array.from({ length: levels }, (_, at) => `l${at}`),
    codes: Int32Array.from({ length: periodRows }, () => below(levels)),
  });
  const [interval, grade] = [factorOf(intervals), factorOf(6)];
  const age = Float64Array.from({ length: periodRows }, () => 20 + 40 * uniform());
  const event = age.map((value, row) => {
    const predictor = -3 + 0.01 * value + 0.02 * (interval.codes[row] as number) - 0.1 * (grade.codes[row] as number);
    return uniform() < 1 - Math.exp(-Math.exp(predictor)) ? 1 : 0;
  });
  return { event, age, interval, grade };
}

const periodsInR = `set.seed(11); n <- ${periodRows}; d <- data.frame(age = runif(n, 20, 60), interval = sample(0:${intervals - 1}, n, TRUE), grade = sample(0:5, n, TRUE))
d$event <- rbinom(n, 1, 1 - exp(-exp(-3 + 0.01 * d$age + 0.02 * d$interval - 0.1 * d$grade))); invisible(gc(reset = TRUE))
s <- system.time(glm(event ~ factor(interval) + age + factor(grade), binomial("cloglog"), d))[3]; g <- gc(); cat(s, sum(g[, ncol(g)]))`;

async function besideR(name: string, r: string, data: NamedColumns, formula: string, options: GeneralisedOptions) {
  const ours = await medianSeconds(() => generalisedLinearModel(formula, data, options), { repeats: 5, warm: true });
  const [seconds, megabytes] = (rscript(r) ?? 'NaN NaN').trim().split(/\s+/).map(Number);
  const model = generalisedLinearModel(formula, data, options);
  return againstPeer(
    name,
    ours,
    { name: 'glm, base R', seconds: seconds ?? Number.NaN },
    { iterations: model.iterations, columns: model.names.length, peerMegabytes: Math.round(megabytes ?? Number.NaN) },
  );
}

export const regressionBenches: readonly StatisticsBench[] = [
  {
    name: 'logistic-regression',
    about: `Logistic regression, ${rowCount.toLocaleString('en')} rows, 10 covariates, to rounding`,
    run: () =>
      besideR('logistic-regression', logisticInR, logisticData(), `y ~ ${covariates.join(' + ')}`, {
        family: 'binomial',
      }),
  },
  {
    name: 'discrete-time-hazard',
    about: `Complementary log-log hazard of ${periodRows.toLocaleString('en')} person-periods, ${intervals} intervals and a factor of 6`,
    run: () =>
      besideR('discrete-time-hazard', periodsInR, periodData(), 'event ~ interval + age + grade', {
        family: 'binomial',
        link: 'cloglog',
        tolerance: 1e-8,
      }),
  },
];
