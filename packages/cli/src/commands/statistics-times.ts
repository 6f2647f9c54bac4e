// clew statistics survival, incidence, states, cox and fine-gray: the options of what looks at times to events.
import { type Command, Option } from 'commander';
import type { CoxCommandOptions } from '../statistics/times/cox.ts';
import type { FineGrayCommandOptions } from '../statistics/times/fine-gray.ts';
import type { IncidenceOptions } from '../statistics/times/incidence.ts';
import type { StatesOptions } from '../statistics/times/states.ts';
import type { SurvivalOptions } from '../statistics/times/survival.ts';
import {
  act,
  addCommonOptions,
  clusterOption,
  examplesOf,
  finite,
  methodOf,
  number,
  orderOption,
  positive,
  shares,
  times,
  weightsOption,
} from './statistics-options.ts';

/** The columns of a time to an event. */
const addTimes = (command: Command, event: string): Command =>
  command
    .requiredOption('--time <column>', 'when the row ends, from 0 up')
    .requiredOption('--event <column>', event)
    .option('--entry <column>', 'when the row came under observation (left truncation)');

const oneEvent = 'whether it ended with the event: a column, or COLUMN=VALUE';

const intervalScale = () =>
  new Option('--interval <scale>', 'the scale of the intervals')
    .choices(['log', 'log-log', 'plain', 'logit', 'arcsin'])
    .default('log');

const addCensored = (command: Command): Command =>
  command.requiredOption(
    '--censored <value>',
    "the value of --event where nothing ended the row; '' for an empty cell",
  );

export function registerSurvival(statistics: Command): void {
  const command = methodOf(
    statistics,
    'survival',
    'time to an event by group: Kaplan-Meier, medians, restricted means, log-rank test',
  );
  addTimes(command, oneEvent)
    .option('--group <column>', 'a curve for each value of the column')
    .option('--strata <column>', 'compare groups within each value of the column only')
    .option(...weightsOption)
    .option('--id <column>', 'who the row is of, where people have several: stretches that follow on are one')
    .option(...clusterOption)
    .addOption(
      new Option('--estimate <name>', 'the curve')
        .choices(['kaplan-meier', 'nelson-aalen', 'fleming-harrington'])
        .default('kaplan-meier'),
    )
    .addOption(intervalScale())
    .option('--rho <number>', 'weights of the log-rank test: survival to this power', finite, 0)
    .option('--at <times>', 'also the curves at these times: 12,24', times)
    .option('--quantiles <shares>', 'also when these shares have had the event: 0.25,0.5', shares)
    .option('--up-to <time>', 'the horizon of the restricted means (default: the last time)', positive);
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        'survival --csv grades.csv --time months --event promoted --group seb --at 12,24,36 --quantiles 0.25,0.5',
        'survival --csv lung.csv --time time --event status=2 --group sex --interval log-log --json',
      ]),
    )
    .action((options: SurvivalOptions) =>
      act('survival', options, async () => (await import('../statistics/times/survival.ts')).survivalAnalysis),
    );
}

export function registerIncidence(statistics: Command): void {
  const command = methodOf(
    statistics,
    'incidence',
    "competing risks: how many have come to each end by when (Aalen-Johansen), Gray's test",
  );
  addCensored(addTimes(command, 'how it ended: a column of causes'))
    .option('--group <column>', 'curves for each value of the column, compared')
    .option(...weightsOption)
    .addOption(intervalScale())
    .option('--rho <number>', "weights of Gray's test: what is left of the pooled incidence to this power", finite, 0)
    .option('--at <times>', 'the times: 12,24 (default: the last)', times)
    .option('--up-to <time>', 'also the time before any end and after each, up to this one', positive);
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf(['incidence --csv grades.csv --time months --event end --censored none --group seb --at 12,24,60']),
    )
    .action((options: IncidenceOptions) =>
      act('incidence', options, async () => (await import('../statistics/times/incidence.ts')).incidenceAnalysis),
    );
}

export function registerStates(statistics: Command): void {
  const command = methodOf(
    statistics,
    'states',
    'careers over states, a row a stay: shares of the states by time, chances between dates, time in each',
  )
    .requiredOption('--id <column>', 'who the row is of')
    .requiredOption('--state <column>', 'the state that the row is in')
    .requiredOption('--next <column>', 'the state that it moves to at its end')
    .requiredOption('--censored <value>', "the value of --next where it moves to none; '' for an empty cell")
    .requiredOption('--entry <column>', 'when the row begins')
    .requiredOption('--time <column>', 'when the row ends')
    .option(...orderOption)
    .option('--group <column>', 'for each value of the column')
    .option(...weightsOption)
    .addOption(intervalScale())
    .option('--at <times>', 'the times: 12,24 (default: the last)', times)
    .option('--since <time>', 'also the chances, from each state at this time, to be in each at the times', number(0))
    .option('--up-to <time>', 'the horizon of the time in each state (default: the last time)', positive);
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        "states --csv stays.csv --id person --state grade --next to --censored '' --entry from --time until --order AA,AO,EO,exit --at 24,60 --since 12",
      ]),
    )
    .action((options: StatesOptions) =>
      act('states', options, async () => (await import('../statistics/times/states.ts')).statesAnalysis),
    );
}

export function registerCox(statistics: Command): void {
  const command = methodOf(
    statistics,
    'cox',
    'proportional hazards: hazard ratios with intervals, tests, whether hazards are proportional',
  );
  addTimes(command, oneEvent)
    .requiredOption('--formula <terms>', "the terms, as 'seb + grade * sex'")
    .option('--strata <column>', 'a baseline of its own for each value of the column')
    .option(...clusterOption)
    .option(...weightsOption)
    .addOption(
      new Option('--ties <method>', 'how events at one time are taken')
        .choices(['efron', 'breslow', 'exact'])
        .default('efron'),
    )
    .addOption(
      new Option('--transform <scale>', 'of time, along which hazard ratios are tested for change')
        .choices(['km', 'rank', 'identity', 'log'])
        .default('km'),
    );
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        "cox --csv grades.csv --time months --event promoted --formula 'seb + grade * sex'",
        'cox --csv stretches.csv --entry from --time to --event promoted --formula \'seb + relevel(grade, ref = "EO")\' --cluster person',
      ]),
    )
    .action((options: CoxCommandOptions) =>
      act('cox', options, async () => (await import('../statistics/times/cox.ts')).coxAnalysis),
    );
}

export function registerFineGray(statistics: Command): void {
  const command = methodOf(
    statistics,
    'fine-gray',
    'competing risks by formula: what multiplies the subdistribution hazard of one end (Fine and Gray)',
  );
  addCensored(addTimes(command, 'how it ended: a column of causes'))
    .requiredOption('--cause <value>', 'the value of --event that is looked at')
    .requiredOption('--formula <terms>', "the terms, as 'seb + grade * sex'")
    .option(...weightsOption);
  addCommonOptions(command)
    .addHelpText(
      'after',
      examplesOf([
        "fine-gray --csv grades.csv --time months --event end --censored none --cause promoted --formula 'seb + grade'",
      ]),
    )
    .action((options: FineGrayCommandOptions) =>
      act('fine-gray', options, async () => (await import('../statistics/times/fine-gray.ts')).fineGrayAnalysis),
    );
}
