// clew statistics on CSVs, as an analyst runs it: every method's figures are R's, whatever the form of the answer.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sharedData } from '@clew/testing';
import { describe, expect, test } from 'vitest';
import { clew } from './command-line.ts';
import { type Found, found, near, ofPeople, people } from './statistics-found.ts';

test('survival: R survfit and survdiff, with strata, delayed entry and an interval on another scale', async () => {
  // R: survfit(Surv(months, promoted == "yes") ~ seb, d); summary(, rmean = "common")$table; survdiff
  const times = ofPeople('--time', 'months', '--event', 'promoted');
  const both = await found('survival', ...times, '--group', 'seb', '--at', '24,12');
  expect(both).toMatchObject({ rows: 39, rowsOmitted: 1 });
  const [high, low] = both.curves;
  expect([high.group, high.rows, high.eventsInAll, high.median]).toEqual([
    'high',
    19,
    9,
    { median: 24, low: 18, high: null },
  ]);
  near(high.restrictedMean.mean, 24.2159173976608);
  near(low.restrictedMean.standardError, 2.99871661299637);
  expect(low.at.time).toEqual([12, 24]);
  near(low.at.survival[1], 0.455187165775401);
  near(both.logRank.statistic, 0.0114227705151959);
  const within = await found('survival', ...times, '--group', 'seb', '--strata', 'grade');
  near(within.logRank.statistic, 0.267315451046498);
  // R: survfit(Surv(entry, months, event) ~ 1, conf.type = "log-log")
  const late = await found('survival', ...times, '--group', 'seb', '--entry', 'entry', '--interval', 'log-log');
  expect(late.curves).toHaveLength(2);
  const one = ['--csv', people, '--time', 'months', '--event', 'end=promoted', '--entry', 'entry'];
  const all = await found('survival', ...one, '--at', '12', '--interval', 'log-log', '--confidence', '0.9');
  expect([all.rows, all.confidence, all.curves.length]).toEqual([40, 0.9, 1]);
});

test('incidence: R cuminc and its tests; not with delayed entry', async () => {
  // R: cmprsk::cuminc(d$months, d$end, d$seb, cencode = "none")
  const options = ofPeople(
    '--time',
    'months',
    '--event',
    'end',
    '--censored',
    'none',
    '--group',
    'seb',
    '--at',
    '12,24',
  );
  const answer = await found('incidence', ...options);
  const at = (group: string, cause: string, time: number) =>
    answer.incidence.find((line: Found) => line.group === group && line.cause === cause && line.time === time)
      .incidence;
  near(at('high', 'promoted', 24), 0.48530701754386);
  near(at('low', 'left', 12), 0.0558823529411765);
  expect(answer.gray.map(({ cause }: Found) => cause)).toEqual(['left', 'promoted']);
  near(answer.gray[0].statistic, 0.3538948938766184);
  near(answer.gray[1].pValue, 0.813984422428795);
  const { code, stdout } = await clew(['statistics', 'incidence', ...options, '--entry', 'entry']);
  expect([code, stdout.includes("No Gray's test")]).toEqual([0, true]);
});

test('cox: R coxph and cox.zph, with delayed entry, strata, interactions and ties', async () => {
  // R: f <- coxph(Surv(entry, months, event) ~ seb + grade, d); cox.zph(f)
  const times = ofPeople('--time', 'months', '--event', 'promoted', '--entry', 'entry');
  const answer = await found('cox', ...times, '--formula', 'seb + grade');
  expect(answer.columns).toEqual({ seb: ['high', 'low'], grade: ['AO', 'EO', 'HEO'] });
  const [low, executive] = answer.hazardRatios;
  expect(low.name).toBe('seblow');
  near(low.coefficient, 0.0315869001671619, 8);
  near(low.standardError, 0.502487068953371, 8);
  near(executive.hazardRatio, Math.exp(-1.4065109481054026), 8);
  near(answer.proportionalHazards.terms[1].statistic, 5.3580749977483517, 8);
  near(answer.proportionalHazards.all.pValue, 0.1472333723828945, 8);
  // R: coxph(Surv(entry, months, event) ~ seb * pay + strata(grade), ties = "breslow")
  const crossed = await found('cox', ...times, '--formula', '~ seb * pay', '--strata', 'grade', '--ties', 'breslow');
  near(crossed.hazardRatios[2].coefficient, 0.028516931137485, 8);
  const clustered = await found('cox', ...times, '--formula', 'seb', '--cluster', 'grade');
  expect(clustered.robust).toBe(true);
});

test('regression: R glm, robust errors by cluster, marginal effects', async () => {
  // R: glm(promoted ~ seb + pay, binomial); mean(predict(, seb = "low") - predict(, seb = "high"))
  const logistic = await found(
    'regression',
    ...ofPeople('--formula', 'promoted ~ seb + pay', '--family', 'binomial', '--marginal'),
  );
  expect(logistic.coefficients.map(({ name }: Found) => name)).toEqual(['(Intercept)', 'seblow', 'pay']);
  near(logistic.coefficients[1].coefficient, -0.111273665825076, 8);
  near(logistic.coefficients[1].low, -1.381954538478115, 8);
  near(logistic.coefficients[2].standardError, 0.0702836325488372, 8);
  near(logistic.deviance, 53.7738911505957, 8);
  near(logistic.marginalEffects[0].effect, -0.0276218260189739, 8);
  // R: glm(promotions ~ seb + offset(log(years)), poisson); sandwich::vcovCL(, grade, type = "HC0")
  const formula = 'promotions ~ seb + offset(log(years))';
  const rates = await found(
    'regression',
    ...ofPeople('--formula', formula, '--family', 'poisson', '--cluster', 'grade'),
  );
  near(rates.coefficients[1].coefficient, 0.0607941277071709, 8);
  near(rates.coefficients[1].standardError, 0.335084283891057, 8);
});

test('gap: the parts make up the gap, which is that of the shares', async () => {
  const groups = ['--group', 'seb', '--first', 'low', '--second', 'high'];
  const options = ofPeople('--formula', 'promoted ~ grade', '--family', 'binomial', ...groups);
  const answer = await found('gap', ...options);
  near(answer.gap.estimate, 9 / 20 - 9 / 19);
  near(answer.composition.estimate + answer.remainder.estimate, answer.gap.estimate);
  expect(answer.terms.map(({ term }: Found) => term)).toEqual(['grade']);
  near(answer.terms[0].estimate, answer.composition.estimate);
  // With the second group's chances, composition is what its grades would make of the first group's mix.
  // high: promoted 6/6... by grade AO 4 of 6, EO 1 of 4, HEO 4 of 9; low has AO 7, EO 7, HEO 6.
  const second = await found('gap', ...options, '--reference', 'second');
  near(second.composition.estimate, ((7 * 4) / 6 + 7 / 4 + (6 * 4) / 9) / 20 - 9 / 19);
});

test('bounds: the worst cases are counted by hand', async () => {
  const groups = ['--outcome', 'promoted', '--group', 'seb', '--first', 'low', '--second', 'high'];
  const answer = await found('bounds', '--csv', people, ...groups, '--sensitivity', '2');
  expect(answer.people).toEqual({
    first: { successes: 9, trials: 20 },
    second: { successes: 9, trials: 19 },
    other: { successes: 0, trials: 0 },
    undeclared: { successes: 1, trials: 1 },
  });
  near(answer.worstCase.high, 10 / 21 - 9 / 19);
  near(answer.worstCase.low, 9 / 20 - 10 / 20);
  expect(answer.assumed.high).toBeLessThan(answer.worstCase.high);
  expect(answer.tippingPoint.gap).toBeGreaterThan(1);
});

test('rates: R poisson.test and ageadjust.direct', async () => {
  // R: poisson.test(sum(promotions), sum(years)) by seb; epitools::ageadjust.direct(, stdpop = years of all by grade)
  const options = ofPeople('--events', 'promotions', '--exposure', 'years', '--group', 'seb', '--standardise', 'grade');
  const { rates } = await found('rates', ...options, '--per', '100');
  near(rates[0].rate, 30.5084745762712);
  near(rates[1].high, 61.5446810209624);
  near(rates[1].ratio.ratio, 1.062680115273775);
  near(rates[1].ratio.low, 0.373744037628147, 8);
  near(rates[0].standardised.rate, 29.3802949837426);
  near(rates[1].standardised.high, 61.4846058278139, 8);
  const turned = await found('rates', ...options, '--reference', 'low');
  near(turned.rates[0].ratio.ratio, 1 / 1.062680115273775);
  const all = await found('rates', '--csv', people, '--events', 'promotions', '--exposure', 'years');
  expect(all.rates).toHaveLength(1);
});

test('sequences: by a range, a prefix and a list alike; in the order told; clusters that hold everybody', async () => {
  const order = ['--order', 'AO,EO,HEO,out'];
  const range = await found('sequences', '--csv', people, '--states', 'm1..m6', '--id', 'person', ...order);
  expect(range).toMatchObject({ careers: 40, states: ['AO', 'EO', 'HEO', 'out'] });
  // By hand from the file: 40 careers of 6 months.
  expect(range.meanTimes.reduce((sum: number, { mean }: Found) => sum + mean, 0)).toBeCloseTo(6, 12);
  for (const rates of range.transitionRates) {
    expect(rates.reduce((sum: number, rate: number) => sum + rate, 0)).toBeCloseTo(1, 12);
  }
  expect(range.transitionRates[3]).toEqual([0, 0, 0, 1]);
  expect([range.indicators.id[4], range.indicators.complexity[4], range.indicators.changes[6]]).toEqual(['p05', 0, 2]);
  const prefix = await found('sequences', '--csv', people, '--prefix', 'm', '--id', 'person', ...order);
  const list = await found('sequences', '--csv', people, '--states', 'm1,m2..m4,m5,m6', '--id', 'person', ...order);
  expect([prefix, list]).toEqual([range, range]);
  const clusters = await found('sequences', '--csv', people, '--prefix', 'm', '--group', 'grade', '--clusters', '3');
  expect(clusters.groups.map(({ group }: Found) => group)).toEqual(['AO', 'EO', 'HEO']);
  const { clustering } = clusters;
  expect(clustering).toMatchObject({ method: 'exact', distance: 'OM', costs: 'transition' });
  const sizes = clustering.clusters.map(({ size }: Found) => size);
  expect(sizes).toEqual(sizes.toSorted((one: number, other: number) => other - one));
  for (const { cluster, size, medoid } of clustering.clusters) {
    expect(clusters.indicators.cluster.filter((each: number) => each === cluster)).toHaveLength(size);
    expect(clusters.indicators.cluster[clusters.indicators.row.indexOf(medoid.row)]).toBe(cluster);
  }
});

describe('what people read', () => {
  test('says first that nothing protects it, and fits the terminal', async () => {
    for (const parameters of [
      ['survival', ...ofPeople('--time', 'months', '--event', 'promoted', '--group', 'seb', '--at', '12')],
      ['cox', ...ofPeople('--time', 'months', '--event', 'promoted', '--formula', 'seb + grade')],
      ['regression', ...ofPeople('--formula', 'promoted ~ seb', '--family', 'binomial', '--marginal')],
      ['sequences', '--csv', people, '--prefix', 'm', '--clusters', '2..4', '--id', 'person'],
      ['sequences', ...ofPeople('--prefix', 'm', '--representatives', '0.3', '--discrepancy', 'seb,grade')],
      ['sequences', ...ofPeople('--prefix', 'm', '--discrepancy', 'grade', '--subsequences', '0.1', '--group', 'seb')],
    ]) {
      const { code, stdout, stderr } = await clew(['statistics', ...parameters]);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(/^Not protected: these figures are exact\./);
      const tables = stdout.split('\n').filter((line) => line.startsWith('─'));
      expect(tables.length).toBeGreaterThan(0);
      expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(100);
    }
  });

  test('comes from standard input as from a file, with texts that stand for an empty cell', () => {
    const input = 'time,event\n3,1\n5,0\n\n7,NA\n9,1\n';
    const main = join(import.meta.dirname, '../src/main.ts');
    const parameters = ['statistics', 'survival', '--csv', '-', '--time', 'time', '--event', 'event'];
    const more = ['--empty', 'NA', '--missing', 'omit', '--json'];
    const stdout = execFileSync(process.execPath, [main, ...parameters, ...more], { input });
    expect(JSON.parse(stdout.toString())).toMatchObject({ rows: 3, rowsOmitted: 1 });
  });
});

const reference = sharedData('r-reference');

describe.skipIf(reference === null)('R on the shared data', () => {
  const csv = (name: string) => ['--csv', join(reference ?? '', 'data', `${name}.csv`)];
  const r = (name: string) => JSON.parse(readFileSync(join(reference ?? '', `${name}.json`), 'utf8')) as Found;

  test('lung: survival by sex, and Cox', async () => {
    const times = [...csv('lung'), '--time', 'time', '--event', 'status=2'];
    const curves = await found('survival', ...times, '--group', 'sex', '--interval', 'log-log');
    const [men, women] = r('survfit_km').tables.lung_loglog.values;
    for (const [curve, row] of [
      [curves.curves[0], men],
      [curves.curves[1], women],
    ]) {
      expect([curve.rows, curve.eventsInAll, curve.median.median, curve.median.low, curve.median.high]).toEqual([
        row[0],
        row[3],
        ...row.slice(6),
      ]);
    }
    near(curves.logRank.statistic, r('survdiff').lung_sex_rho0.chisq);
    const cox = await found('cox', ...times, '--formula', 'age + sex + ph.ecog', '--missing', 'omit');
    const { coef_tight: coefficients, se_tight: errors } = r('coxph').lung_efron;
    expect(cox.rowsOmitted).toBe(1);
    for (const [at, ratio] of cox.hazardRatios.entries()) {
      near(ratio.coefficient, coefficients[ratio.name], 8);
      near(ratio.standardError, errors[at], 8);
    }
  });

  test('birthwt: logistic regression, race as categories', async () => {
    const formula = 'low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv';
    const model = await found('regression', ...csv('birthwt'), '--formula', formula, '--family', 'binomial');
    const { coef_tight: coefficients, se_tight: errors } = r('glm').birthwt_full_logit;
    expect(model.coefficients.map(({ name }: Found) => name).slice(3, 5)).toEqual(['factor(race)2', 'factor(race)3']);
    for (const [at, expected] of (Object.values(coefficients) as number[]).entries()) {
      near(model.coefficients[at].coefficient, expected, 8);
      near(model.coefficients[at].standardError, errors[at], 8);
    }
  });

  test('mvad: transition rates, mean times, complexity, and medoids by optimal matching', async () => {
    const order = ['--order', 'employment,FE,HE,joblessness,school,training'];
    const answer = await found(
      'sequences',
      ...csv('mvad'),
      '--states',
      'Jul.93..Jun.99',
      ...order,
      '--clusters',
      '4',
      '--indel',
      '1',
    );
    const rates = r('seqtrate').rates.mvad.values.flat() as number[];
    for (const [at, rate] of answer.transitionRates.flat().entries()) near(rate, rates[at] ?? Number.NaN);
    const means = r('seqmeant').meant.mvad.values;
    for (const [at, { mean, standardError }] of answer.meanTimes.entries()) {
      near(mean, means[at][0]);
      near(standardError, means[at][3]);
    }
    const { objective, sizes, asw } = r('clustering').mvad_OM_TRATE.pam_k2_10.k4;
    near(answer.clustering.meanDistance, objective);
    near(answer.clustering.quality.silhouette, asw, 6);
    expect(answer.clustering.clusters.map(({ size }: Found) => size)).toEqual(sizes);
  });
});
