// clew statistics sequences: its options.
import { type Command, Option } from 'commander';
import { commaList, wholeNumber } from '../options.ts';
import { costNames, distanceNames, groupingNames, normalisationNames } from '../statistics/sequences/sequence-names.ts';
import type { SequencesOptions } from '../statistics/sequences/sequences.ts';
import {
  act,
  addFileOptions,
  clusterCounts,
  examplesOf,
  methodOf,
  number,
  orderOption,
  positionsAsked,
  positive,
  share,
  weightsOption,
} from './statistics-options.ts';

const description =
  'careers as sequences of states: transitions, mean times, complexity, rise and fall; clusters, representatives, what explains differences';

export function registerSequences(statistics: Command): void {
  const command = methodOf(statistics, 'sequences', description);
  command
    .option('--id <column>', 'who each row is of')
    .option('--group <column>', 'means (and representatives, subsequences) for each value of the column')
    .option(...weightsOption)
    .option(...orderOption)
    .option(
      '--best-first <states>',
      'also how careers rise and fall over the states, from the best to the worst',
      commaList,
    )
    .addOption(new Option('--indicators <which>', 'with --json, every indicator of each career').choices(['all']));
  addCareers(command.optionsGroup('A row a career, a column a position:'));
  addSpells(command.optionsGroup('Or a row a spell (with --id):'));
  addComparisons(command.optionsGroup('What careers have in common, and what sets them apart:'));
  addDistances(command.optionsGroup('How far apart two careers are:'));
  addFileOptions(command.optionsGroup('Options:'), ['refuse', 'omit', 'state'])
    .addHelpText('after', help)
    .action((options: SequencesOptions) =>
      act('sequences', options, async () => (await import('../statistics/sequences/sequences.ts')).sequencesAnalysis),
    );
}

function addCareers(command: Command): void {
  command
    .option('--states <columns>', 'the columns in the order of time: m1..m60 as in the header, or a list', commaList)
    .option('--prefix <text>', 'the columns that are this and a number, by their number');
}

function addSpells(command: Command): void {
  command
    .option('--begin <column>', 'when it begins')
    .option('--end <column>', 'when it ends, that time not included; an empty cell goes on')
    .option('--state <column>', 'the state held in it')
    .option(
      '--positions <range>',
      'which to read: months, 2019-04..2024-03 (dates as 2019-04-01), or numbers, 0..59',
      positionsAsked,
    )
    .addOption(
      new Option('--overlaps <rule>', 'which of two spells holds where they overlap (default: refuse)').choices([
        'refuse',
        'later',
        'earlier',
      ]),
    );
}

function addComparisons(command: Command): void {
  command
    .option('--clusters <number>', 'also so many types of career, or the best of a range: 2..8', clusterCounts)
    .addOption(new Option('--grouping <method>', 'how clusters come about (default: medoids)').choices(groupingNames))
    .option('--representatives <share>', 'also careers that this share of each cluster or group is near: 0.25', share)
    .option('--discrepancy <columns>', 'also how much of the differences between careers columns explain', commaList)
    .option('--permutations <number>', 'of --discrepancy, to test it; 0 for no test', wholeNumber(0, 1_000_000), 1000)
    .option('--subsequences <share>', 'also changes in one order that this share of careers have: 0.05', share)
    .option('--window <positions>', 'the longest time that a subsequence may take', number(0))
    .option('--largest-gap <positions>', 'the longest time between two of its changes', number(0))
    .option('--pairs', 'also the distance of every two careers, with --json')
    .option('--seed <number>', 'of samples and permutations', wholeNumber(0, 2 ** 31), 1);
}

function addDistances(command: Command): void {
  command
    .addOption(new Option('--distance <name>', 'the measure').choices(distanceNames).default('OM'))
    .addOption(
      new Option(
        '--costs <costs>',
        'what replacing a state costs (default: transition where costs are needed)',
      ).choices(costNames),
    )
    .option(
      '--indel <cost>',
      'what inserting or deleting a state costs (default: half the largest; 1 if constant)',
      positive,
    )
    .addOption(
      new Option('--normalise <how>', 'what distances are divided by (default: none)').choices(normalisationNames),
    );
}

const help = `${examplesOf([
  'sequences --csv careers.csv --states m1..m60 --id person --order AA,AO,EO,HEO,out --group seb',
  'sequences --csv careers.csv --prefix m --clusters 2..8 --grouping ward --distance OM --costs constant --json',
  'sequences --csv careers.csv --prefix m --order AA,AO,EO,HEO --costs order --clusters 4 --representatives 0.25',
  'sequences --csv spells.csv --id person --begin from --end to --state grade --positions 2019-04..2024-03 --clusters 4',
  'sequences --csv careers.csv --prefix m --discrepancy seb,sex,age --subsequences 0.05 --group seb',
])}

A row is a career, or a spell of one; after its last state a career is over. An
empty cell (or a time without a spell) before that is refused, or with --missing
state a state of its own. Of spells, each position has the state held at its
beginning.

Of up to 6,000 different careers all pairs are measured, and medoids are exact;
beyond that, samples are clustered and judged on all. Joining (--grouping ward,
average, complete, single), --representatives, --discrepancy and --pairs take
6,000 careers at most.

Costs of replacing a state by another:
  transition  2 less the rates of going from one to the other and back
  constant    2
  future      how far apart the states' futures are
  rarity      more for rare states
  order       how far apart they stand in --order, from 0 to 1

The distances are those of R's TraMineR, by their names. OMstran counts states
and transitions by half each; the stiffness of TWED is 0.5; other parameters are
TraMineR's defaults.`;
