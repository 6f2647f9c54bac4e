// clew statistics: the statistics of careers on a CSV of one's own.
import { type Command, Option } from 'commander';
import { commaList, wholeNumber } from '../options.ts';
import type { BoundsOptions } from '../statistics/bounds.ts';
import type { CoxCommandOptions } from '../statistics/cox.ts';
import type { GapCommandOptions } from '../statistics/gap.ts';
import type { IncidenceOptions } from '../statistics/incidence.ts';
import type { RatesOptions } from '../statistics/rates.ts';
import type { RegressionCommandOptions } from '../statistics/regression.ts';
import type { Analysis, FileOptions } from '../statistics/run.ts';
import type { SequencesOptions } from '../statistics/sequences.ts';
import type { SurvivalOptions } from '../statistics/survival.ts';
import { addCsvOptions, addFileOptions, number, positive, reference, times } from './statistics-options.ts';

const run = 'npm run -s clew -- statistics';

/** What all methods say of the file. */
const aboutFile = `
The file: a row a person, or a stretch of one; its first row names the columns. A column of numbers is taken as numbers, any other as
categories, the first in the alphabet being the reference. An empty cell is missing. An event is a column of 0 and 1, FALSE and TRUE or
no and yes, or COLUMN=VALUE. Names in a formula that have spaces go between \`. Figures are not protected: they must not leave before
disclosure control.`;

const examplesOf = (lines: readonly string[]) =>
  `${aboutFile}\n\nExamples:\n${lines.map((line) => `  $ ${run} ${line}`).join('\n')}`;

/** Runs a method: `load` gives its analysis, so that nothing is loaded before it is needed. */
async function act<Options extends FileOptions>(
  method: string,
  options: Options,
  load: () => Promise<(options: Options, header: readonly string[]) => Analysis>,
): Promise<void> {
  const [analysis, { runAnalysis }] = await Promise.all([load(), import('../statistics/run.ts')]);
  await runAnalysis(method, options, (header) => analysis(options, header));
}

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
    registerCox,
    registerRegression,
    registerGap,
    registerBounds,
    registerRates,
    registerSequences,
  ]) {
    register(statistics);
  }
}

/** The columns of a time to an event. */
const addTimes = (command: Command, event: string): Command =>
  command
    .requiredOption('--time <column>', 'when the row ends, from 0 up')
    .requiredOption('--event <column>', event)
    .option('--entry <column>', 'when the row came under observation (left truncation)');

const familyOf = (names: readonly string[]) =>
  new Option('--family <family>', 'what the outcome is').choices(names).makeOptionMandatory();

function registerSurvival(statistics: Command): void {
  const command = statistics
    .command('survival')
    .description('time to an event by group: Kaplan-Meier, medians, restricted means, log-rank test');
  const intervals = ['log', 'log-log', 'plain', 'logit', 'arcsin'];
  addCsvOptions(addTimes(command, 'whether it ended with the event: a column, or COLUMN=VALUE'))
    .option('--group <column>', 'a curve for each value of the column')
    .option('--strata <column>', 'compare groups within each value of the column only')
    .option('--weights <column>', 'case weights')
    .addOption(new Option('--interval <scale>', 'the scale of the intervals').choices(intervals).default('log'))
    .option('--at <times>', 'also the curves at these times: 12,24', times)
    .option('--up-to <time>', 'the horizon of the restricted means (default: the last time)', positive)
    .addHelpText(
      'after',
      examplesOf([
        'survival --csv grades.csv --time months --event promoted --group seb --at 12,24,36',
        'survival --csv lung.csv --time time --event status=2 --group sex --interval log-log --json',
      ]),
    )
    .action((options: SurvivalOptions) =>
      act('survival', options, async () => (await import('../statistics/survival.ts')).survivalAnalysis),
    );
}

function registerIncidence(statistics: Command): void {
  const command = statistics
    .command('incidence')
    .description("competing risks: how many have come to each end by when (Aalen-Johansen), Gray's test");
  addCsvOptions(addTimes(command, 'how it ended: a column of causes'))
    .requiredOption('--censored <value>', "the value of --event where nothing ended the row; '' for an empty cell")
    .option('--group <column>', 'curves for each value of the column, compared')
    .option('--weights <column>', 'case weights')
    .option('--at <times>', 'the times: 12,24 (default: the last)', times)
    .addHelpText(
      'after',
      examplesOf(['incidence --csv grades.csv --time months --event end --censored none --group seb --at 12,24,60']),
    )
    .action((options: IncidenceOptions) =>
      act('incidence', options, async () => (await import('../statistics/incidence.ts')).incidenceAnalysis),
    );
}

function registerCox(statistics: Command): void {
  const command = statistics
    .command('cox')
    .description('proportional hazards: hazard ratios with intervals, tests, whether hazards are proportional');
  addCsvOptions(addTimes(command, 'whether it ended with the event: a column, or COLUMN=VALUE'))
    .requiredOption('--formula <terms>', "the terms, as 'seb + grade * sex'")
    .option('--strata <column>', 'a baseline of its own for each value of the column')
    .option('--cluster <column>', 'rows of one value may go together: robust standard errors')
    .option('--weights <column>', 'case weights')
    .addOption(
      new Option('--ties <method>', 'how events at one time are taken')
        .choices(['efron', 'breslow', 'exact'])
        .default('efron'),
    )
    .addHelpText(
      'after',
      examplesOf([
        "cox --csv grades.csv --time months --event promoted --formula 'seb + grade * sex'",
        'cox --csv stretches.csv --entry from --time to --event promoted --formula \'seb + relevel(grade, ref = "EO")\' --cluster person',
      ]),
    )
    .action((options: CoxCommandOptions) =>
      act('cox', options, async () => (await import('../statistics/cox.ts')).coxAnalysis),
    );
}

function registerRegression(statistics: Command): void {
  const command = statistics
    .command('regression')
    .description('linear, logistic and Poisson models by formula, with marginal effects and robust errors');
  const links = ['identity', 'logit', 'probit', 'cloglog', 'log', 'sqrt', 'inverse'];
  addCsvOptions(
    command
      .requiredOption('--formula <formula>', "as 'promoted ~ seb + grade', or 'moves ~ seb + offset(log(years))'")
      .addOption(familyOf(['binomial', 'poisson', 'gaussian', 'gamma', 'quasibinomial', 'quasipoisson'])),
  )
    .addOption(new Option('--link <link>', "the scale of the terms (default: the family's own)").choices(links))
    .option('--weights <column>', 'case weights')
    .option('--cluster <column>', 'rows of one value may go together: robust standard errors')
    .option('--marginal', 'also average marginal effects: how much the outcome itself moves')
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
  const command = statistics
    .command('gap')
    .description('a gap between two groups: how much of it is what their members are like (Oaxaca-Blinder)')
    .requiredOption('--formula <formula>', "the outcome and what members are like, as 'promoted ~ grade + region'")
    .addOption(familyOf(['binomial', 'poisson', 'gaussian']));
  addCsvOptions(addGroups(command))
    .option('--cluster <column>', 'rows of one value are of one person')
    .option('--weights <column>', 'case weights')
    .option('--reference <group>', "whose terms count: pooled, first, second or the first's share", reference, 'pooled')
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
  const command = statistics
    .command('bounds')
    .description('a gap where not all declared their group: what it can be, and when it is gone')
    .requiredOption('--outcome <column>', 'the outcome: a column, or COLUMN=VALUE');
  addCsvOptions(addGroups(command))
    .option('--undeclared <values>', 'values of the group that say no more than an empty cell', commaList, [])
    .option('--sensitivity <factor>', 'also the bounds where odds differ by this factor at most', number(1))
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
  const command = statistics
    .command('rates')
    .description('events over exposure by group: exact intervals, ratios, direct standardisation')
    .requiredOption('--events <column>', 'how many events the row has')
    .requiredOption('--exposure <column>', 'the time at risk, such as person-years');
  addCsvOptions(command)
    .option('--group <column>', 'a rate for each value of the column')
    .option('--reference <value>', 'the group that others are held against (default: the first)')
    .option('--standardise <column>', 'also with the exposure that all have in each value of the column')
    .option('--per <exposure>', 'the exposure that a rate is given for', positive, 1)
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

function registerSequences(statistics: Command): void {
  const command = statistics
    .command('sequences')
    .description('careers as sequences of states: transitions, mean times, complexity; clusters around medoids')
    .option('--states <columns>', 'the columns in the order of time: m1..m60 as in the header, or a list', commaList)
    .option('--prefix <text>', 'the columns that are this and a number, by their number')
    .option('--id <column>', 'who each row is of');
  addFileOptions(command, ['refuse', 'omit', 'state'])
    .option('--order <states>', 'all states in their order: AA,AO,EO', commaList)
    .option('--group <column>', 'means for each value of the column')
    .option('--weights <column>', 'case weights')
    .option('--clusters <number>', 'also so many types of career', wholeNumber(2, 1000))
    .addOption(
      new Option('--distance <distance>', 'how far apart two careers are')
        .choices(['OM', 'LCS', 'LCP', 'RLCP', 'HAM', 'DHD', 'OMspell', 'OMloc'])
        .default('OM'),
    )
    .addOption(
      new Option(
        '--costs <costs>',
        'what replacing a state costs (default: transition for OM, OMspell and OMloc)',
      ).choices(['transition', 'constant']),
    )
    .option(
      '--indel <cost>',
      'what inserting or deleting a state costs (default: half the largest; 1 if constant)',
      positive,
    )
    .option('--seed <number>', 'of the samples that many careers are clustered by', wholeNumber(0, 2 ** 31), 1)
    .addHelpText(
      'after',
      `${examplesOf([
        'sequences --csv careers.csv --states m1..m60 --id person --order AA,AO,EO,HEO,out --group seb',
        'sequences --csv careers.csv --prefix m --clusters 5 --distance OM --costs constant --json',
      ])}

A row is a career; after its last state it is over. An empty cell before that is refused, or with --missing state a state of its own.
Up to 6,000 different careers all pairs are measured, and medoids are exact; beyond that, samples are clustered and judged on all.`,
    )
    .action((options: SequencesOptions) =>
      act('sequences', options, async () => (await import('../statistics/sequences.ts')).sequencesAnalysis),
    );
}
