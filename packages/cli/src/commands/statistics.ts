// clew statistics: the statistics of careers on a CSV of one's own.
import { type Command, Option } from 'commander';
import { commaList } from '../options.ts';
import type { BoundsOptions } from '../statistics/bounds.ts';
import type { GapCommandOptions } from '../statistics/gap.ts';
import type { RatesOptions } from '../statistics/rates.ts';
import type { RegressionCommandOptions } from '../statistics/regression.ts';
import {
  act,
  addCommonOptions,
  clusterOption,
  examplesOf,
  methodOf,
  number,
  positive,
  reference,
  weightsOption,
} from './statistics-options.ts';
import { registerSequences } from './statistics-sequences.ts';
import {
  registerCox,
  registerFineGray,
  registerIncidence,
  registerStates,
  registerSurvival,
} from './statistics-times.ts';

export function registerStatistics(program: Command): void {
  const statistics = program
    .command('statistics')
    .description('survival, models, sequences and gaps on a CSV of your own; no programming needed')
    .addHelpText(
      'after',
      examplesOf([
        'survival --csv grades.csv --time months --event promoted --group seb',
        "regression --csv people.csv --formula 'promoted ~ seb + grade' --family binomial --marginal",
        'sequences --csv careers.csv --states m1..m60 --id person --clusters 4',
      ]),
    );
  for (const register of [
    registerSurvival,
    registerIncidence,
    registerStates,
    registerCox,
    registerFineGray,
    registerRegression,
    registerGap,
    registerBounds,
    registerRates,
    registerSequences,
  ]) {
    register(statistics);
  }
}

const familyOf = (names: readonly string[]) =>
  new Option('--family <family>', 'what the outcome is').choices(names).makeOptionMandatory();

function registerRegression(statistics: Command): void {
  const command = methodOf(
    statistics,
    'regression',
    'linear, logistic and Poisson models by formula, with marginal effects and robust errors',
  );
  const links = ['identity', 'logit', 'probit', 'cloglog', 'log', 'sqrt', 'inverse'];
  command
    .requiredOption('--formula <formula>', "as 'promoted ~ seb + grade', or 'moves ~ seb + offset(log(years))'")
    .addOption(familyOf(['binomial', 'poisson', 'gaussian', 'gamma', 'quasibinomial', 'quasipoisson']))
    .addOption(new Option('--link <link>', "the scale of the terms (default: the family's own)").choices(links))
    .option(...weightsOption)
    .option(...clusterOption)
    .option('--marginal', 'also average marginal effects: how much the outcome itself moves');
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        "regression --csv people.csv --formula 'promoted ~ seb + grade' --family binomial --marginal",
        "regression --csv years.csv --formula 'moves ~ seb + ns(age, df = 3) + offset(log(years))' --family poisson --cluster person",
      ]),
    )
    .action((options: RegressionCommandOptions) =>
      act('regression', options, async () => (await import('../statistics/regression.ts')).regressionAnalysis),
    );
}

/** The two groups whose gap is looked at. */
const addGroups = (command: Command): Command =>
  command
    .requiredOption('--group <column>', 'the column of the groups')
    .requiredOption('--first <value>', 'the group whose outcome is taken')
    .requiredOption('--second <value>', 'the group whose outcome is taken off');

function registerGap(statistics: Command): void {
  const command = methodOf(
    statistics,
    'gap',
    'a gap between two groups: how much of it is what their members are like (Oaxaca-Blinder)',
  )
    .requiredOption('--formula <formula>', "the outcome and what members are like, as 'promoted ~ grade + region'")
    .addOption(familyOf(['binomial', 'poisson', 'gaussian']));
  addGroups(command)
    .option(...clusterOption)
    .option(...weightsOption)
    .option(
      '--reference <group>',
      "whose terms count: pooled, first, second or the first's share",
      reference,
      'pooled',
    );
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        "gap --csv people.csv --formula 'promoted ~ grade + region' --family binomial --group seb --first low --second high",
      ]),
    )
    .action((options: GapCommandOptions) =>
      act('gap', options, async () => (await import('../statistics/gap.ts')).gapAnalysis),
    );
}

function registerBounds(statistics: Command): void {
  const command = methodOf(
    statistics,
    'bounds',
    'a gap where not all declared their group: what it can be, and when it is gone',
  ).requiredOption('--outcome <column>', 'the outcome: a column, or COLUMN=VALUE');
  addGroups(command)
    .addOption(
      new Option('--undeclared <values>', 'values of the group that say no more than an empty cell')
        .argParser(commaList)
        .default([], 'none'),
    )
    .option('--sensitivity <factor>', 'also the bounds where odds differ by this factor at most', number(1));
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        'bounds --csv people.csv --outcome promoted --group seb --first low --second high --undeclared "prefer not to say"',
      ]),
    )
    .action((options: BoundsOptions) =>
      act('bounds', options, async () => (await import('../statistics/bounds.ts')).boundsAnalysis),
    );
}

function registerRates(statistics: Command): void {
  const command = methodOf(
    statistics,
    'rates',
    'events over exposure by group: exact intervals, ratios, direct standardisation',
  )
    .requiredOption('--events <column>', 'how many events the row has')
    .requiredOption('--exposure <column>', 'the time at risk, such as person-years')
    .option('--group <column>', 'a rate for each value of the column')
    .option('--reference <value>', 'the group that others are held against (default: the first)')
    .option('--standardise <column>', 'also with the exposure that all have in each value of the column')
    .option('--per <exposure>', 'the exposure that a rate is given for', positive, 1);
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        'rates --csv years.csv --events promotions --exposure years --group seb --standardise grade --per 100',
      ]),
    )
    .action((options: RatesOptions) =>
      act('rates', options, async () => (await import('../statistics/rates.ts')).ratesAnalysis),
    );
}
