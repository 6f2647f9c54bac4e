// clew statistics of times to events beyond the common: other estimates and weights, states, Fine and Gray; and what they refuse.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clew } from './command-line.ts';
import { type Found, found, near, ofPeople } from './statistics-found.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-times-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, 'rows.csv');
  await writeFile(path, text);
  return path;
}

const promoted = ofPeople('--time', 'months', '--event', 'promoted');
const ends = ofPeople('--time', 'months', '--event', 'end', '--censored', 'none');

test('survival by another estimate, with quantiles and a weighted test', async () => {
  // R: f <- survfit(Surv(months, promoted == "yes") ~ seb, d, stype = 2, ctype = 2); quantile(f, c(.25, .5)); summary(f, times = 24)$surv
  // survdiff(..., rho = 1)$chisq
  const more = ['--estimate', 'fleming-harrington', '--quantiles', '0.25,0.5', '--at', '24', '--rho', '1'];
  const { curves, estimate, logRank } = await found('survival', ...promoted, '--group', 'seb', ...more);
  expect(estimate).toBe('fleming-harrington');
  expect(curves.map(({ quantiles }: Found) => [quantiles.quantile, quantiles.low, quantiles.high])).toEqual([
    [
      [17, 24],
      [11, 18],
      [null, null],
    ],
    [
      [14, 22],
      [11, 17],
      [null, null],
    ],
  ]);
  near(curves[0].at.survival[0], 0.478740670725684);
  near(curves[1].at.survival[0], 0.477232762536262);
  near(logRank.statistic, 0.0487025162592242);
  // R, with the row whose seb is empty: summary(survfit(Surv(months, promoted == "yes") ~ 1, cluster = grade), times = 24)$std.err
  const robust = await found('survival', ...promoted, '--cluster', 'grade', '--at', '24');
  expect(robust.robust).toBe(true);
  near(robust.curves[0].at.standardError[0], 0.176430192766191);
});

test('stretches of one person that follow on are one with --id; without an event there are curves but no test', async () => {
  const csv = await file('person,from,to,moved,seb\na,0,3,0,low\na,3,8,0,low\nb,0,5,0,high\n');
  const options = ['--csv', csv, '--entry', 'from', '--time', 'to', '--event', 'moved', '--group', 'seb'];
  const { curves, logRank } = await found('survival', ...options, '--id', 'person');
  expect(curves.map(({ censored, survival }: Found) => [censored, survival])).toEqual([
    [[1], [1]],
    [
      [0, 1],
      [1, 1],
    ],
  ]);
  expect(logRank).toBeUndefined();
  const { stdout } = await clew(['statistics', 'survival', ...options]);
  expect(stdout).toContain('No log-rank test: there is no event.');
});

test('cox: other scales of time for the test, and the baseline', async () => {
  // R: f <- coxph(Surv(months, promoted == "yes") ~ seb + pay, d); cox.zph(f, "rank"); tail(basehaz(f, centered = FALSE), 1)
  const answer = await found('cox', ...promoted, '--formula', 'seb + pay', '--transform', 'rank');
  near(answer.proportionalHazards.all.statistic, 2.256094219403614, 8);
  near(answer.baseline[0].cumulativeHazard.at(-1), 1.83821714634344, 8);
});

test("incidence: Gray's test with rho, and the time after each end", async () => {
  // R: cuminc(months, end, seb, rho = 1)$Tests; summary(survfit(Surv(months, end) ~ 1, influence = TRUE), rmean = 24)$table
  const { gray } = await found('incidence', ...ends, '--group', 'seb', '--rho', '1');
  near(gray[0].statistic, 0.4385065754717884);
  near(gray[1].statistic, 0.00358594156989306);
  const { expectedTimes } = await found('incidence', ...ends, '--up-to', '24');
  const [{ mean, standardError }] = expectedTimes;
  for (const [at, value] of [17.97796388825801, 1.63316630706337, 4.38886980467863].entries()) near(mean[at], value);
  for (const [at, value] of [1.048738045865333, 0.649134854913427, 1.029822604207204].entries())
    near(standardError[at], value);
});

test('fine-gray: R crr; with delayed entry R finegray and coxph', async () => {
  const options = [...ends, '--cause', 'promoted', '--formula', 'seb + pay'];
  const { hazardRatios, events, competing, test: overall } = await found('fine-gray', ...options);
  expect([events, competing]).toEqual([18, 12]);
  near(hazardRatios[0].coefficient, -0.01508696866543655, 8);
  near(hazardRatios[1].standardError, 0.0676482287304767, 8);
  near(overall.statistic, 0.00244436318422458, 8);
  // R: coxph(Surv(fgstart, fgstop, fgstatus) ~ seb + pay, finegray(Surv(entry, months, end) ~ ., id = id, etype = "promoted"), fgwt, cluster = id)
  const late = await found('fine-gray', ...options, '--entry', 'entry');
  near(late.hazardRatios[0].coefficient, -0.07281193116852532, 8);
  near(late.hazardRatios[1].standardError, 0.0653692915483945, 8);
});

const stays = `person,grade,to,from,until
a,AA,AO,0,5
a,AO,EO,5,12
a,EO,,12,20
b,AA,exit,0,7
c,AA,AO,2,9
c,AO,,9,15
d,AO,EO,1,6
d,EO,exit,6,18
e,AA,AO,0,9
e,AO,exit,9,13
f,AO,,3,11
g,AA,,0,14
h,AA,AO,1,4
h,AO,EO,4,16
h,EO,,16,22
`;
const states = ['--id', 'person', '--state', 'grade', '--next', 'to', '--censored', '', '--entry', 'from'];
const order = ['--time', 'until', '--order', 'AA,AO,EO,exit'];

describe('states', () => {
  test('are those of R survfit and etm', async () => {
    const csv = await file(stays);
    const given = ['--csv', csv, ...states, ...order, '--interval', 'plain'];
    const answer = await found('states', ...given, '--at', '6,15', '--since', '4', '--up-to', '20');
    // R: summary(survfit(Surv(from, until, to) ~ 1, id = person, istate = grade), times = c(6, 15))
    const lines = answer.shares.map(({ share, standardError }: Found) => [share, standardError]);
    const shares = [0.5, 0.375, 0.125, 0, 0.125, 0.3125, 0.28125, 0.28125];
    for (const [at, value] of shares.entries()) near(lines[at][0], value);
    near(lines[1][1], 0.176776695296637);
    near(lines[7][1], 0.167559457730681);
    near(answer.shares[0].low, 0.217103566480957);
    // R: etm(..., s = 4, t = 15)$est and the roots of the diagonal of its cov
    const [chances] = answer.transitionProbabilities;
    const chance = [0.2, 0.275, 0.1875, 0.3375, 0, 0.375, 0.4375, 0.1875, 0, 0, 1, 0, 0, 0, 0, 1];
    for (const [at, value] of chance.entries()) near(chances.probability[16 + at], value);
    near(chances.standardError[16 + 1], 0.172843860174436);
    // R: summary(survfit(..., influence = TRUE), rmean = 20)$table
    const [{ mean, standardError }] = answer.expectedTimes;
    for (const [at, value] of [6.75, 6.28125, 3.85416666666667, 3.11458333333333].entries()) near(mean[at], value);
    near(standardError[3], 1.64180540648586);
    expect(answer.moves).toEqual([0, 4, 0, 1, 0, 0, 3, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  test('are told as tables', async () => {
    const csv = await file(stays);
    const { code, stdout } = await clew(['statistics', 'states', '--csv', csv, ...states, ...order, '--since', '4']);
    expect(code).toBe(0);
    for (const text of ['shares of the states', 'at 4 in', 'time up to 22', 'exit']) expect(stdout).toContain(text);
  });
});

describe('refusals', () => {
  const cox = ['cox', '--time', 'months', '--event', 'promoted', '--formula'];
  const times = 'months,promoted,seb\n3,1,low\n5,0,high\n7,1,low\n9,1,high\n';
  const ofStates = ['states', ...states, ...order];
  test.each([
    { of: 'strata in a formula', csv: times, given: [...cox, 'months + strata(seb)'], says: ['strata(', '--strata'] },
    { of: 'clusters in a formula', csv: times, given: [...cox, 'seb + cluster(seb)'], says: ['--cluster'] },
    { of: 'a formula without columns', csv: times, given: [...cox, '1'], says: ['--formula: it names no column'] },
    { of: 'blank lines only', csv: '\n\n\n', given: [...cox, 'seb'], says: ['Row 1', 'csv-no-header'] },
    {
      of: 'NA in a time',
      csv: `${times}NA,1,low\n`,
      given: [...cox, 'seb'],
      says: ['Row 6, column months', '--empty'],
    },
    {
      of: 'two stays at once',
      csv: 'person,grade,to,from,until\na,AA,AO,0,5\na,AO,,4,9\n',
      given: ofStates,
      says: ['Row 3, column from', 'rows-overlap'],
    },
    {
      of: 'a stay in another state than the last led to',
      csv: 'person,grade,to,from,until\na,AA,AO,0,5\na,EO,,5,9\n',
      given: ofStates,
      says: ['Row 3, column grade', 'states-disagree'],
    },
    {
      of: 'an order that lacks a state',
      csv: 'person,grade,to,from,until\na,AA,SCS,0,5\n',
      given: ofStates,
      says: ['--order', 'state-not-in-order'],
    },
    {
      of: 'times before those from which chances are wanted',
      csv: stays,
      given: [...ofStates, '--since', '9', '--at', '6'],
      says: ['option-invalid'],
    },
    {
      of: 'a censoring that no row has',
      csv: times,
      given: ['incidence', ...cox.slice(1, -1), '--censored', 'none'],
      says: ['no row has the value none', "--censored ''"],
    },
    ...['strata', 'cluster', 'offset'].map((each) => ({
      of: `${each}() in a formula of Fine and Gray, which has no option for it`,
      csv: times,
      given: ['fine-gray', ...cox.slice(1), `seb + ${each}(months)`, '--censored', '0', '--cause', '1'],
      says: [`--formula: ${each}(...) is not taken here`, 'Leave it out'],
    })),
    {
      of: 'a cause that no row has',
      csv: times,
      given: ['fine-gray', ...cox.slice(1), 'seb', '--censored', '0', '--cause', 'left'],
      says: ['Column promoted', 'left'],
    },
  ])('$of', async ({ csv, given, says }) => {
    const { code, stdout, stderr } = await clew(['statistics', ...given, '--csv', await file(csv)]);
    expect([code, stdout]).toEqual([2, '']);
    for (const text of says) expect(stderr).toContain(text);
    expect(stderr).not.toContain('    at ');
  });
});
