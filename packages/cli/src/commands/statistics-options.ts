// The options of `clew statistics`, and the reading of their values.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { commaList, wholeNumber } from '../options.ts';
import type { Analysis, FileOptions } from '../statistics/run.ts';
import type { ClusterCounts } from '../statistics/sequences/career-clusters.ts';
import type { PositionsAsked } from '../statistics/sequences/careers-from-spells.ts';

const run = 'npm run -s clew -- statistics';

/** What all methods say of the file; lines as long as those of commander's own help. */
const aboutFile = `
The file: a row a person, or a stretch of one; its first row names the columns.
A column of numbers is taken as numbers, any other as categories, the first in
the alphabet being the reference. An empty cell is missing. An event is a column
of 0 and 1, FALSE and TRUE or no and yes, or COLUMN=VALUE. Names in a formula
that have spaces go between \`.

Figures are not protected: they must not leave before disclosure control.`;

/** A method's examples, after what all methods say. */
export const examplesOf = (lines: readonly string[]) =>
  `${aboutFile}\n\nExamples:\n${lines.map((line) => `  $ ${broken(`${run} ${line}`)}`).join('\n')}`;

const widest = 76;

/** A command on lines that a terminal of 80 columns holds: broken before options, so that it can be pasted as it stands. */
function broken(command: string): string {
  const lines: string[] = [];
  for (const part of command.split(/ (?=--\w)/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + part.length < widest) lines[lines.length - 1] = `${last} ${part}`;
    else lines.push(part);
  }
  return lines.join(' \\\n      ');
}

/** Runs a method: `load` gives its analysis, so that nothing is loaded before it is needed. */
export async function act<Options extends FileOptions>(
  method: string,
  options: Options,
  load: () => Promise<(options: Options, header: readonly string[]) => Analysis>,
): Promise<void> {
  const [analysis, { runAnalysis }] = await Promise.all([load(), import('../statistics/run.ts')]);
  await runAnalysis(method, options, (header) => analysis(options, header));
}

/** A method, and the file that it reads: the first of its options. */
export const methodOf = (statistics: Command, name: string, description: string): Command =>
  statistics
    .command(name)
    .description(description)
    .requiredOption('--csv <file>', 'the file, whose first row names the columns; - is standard input');

/** Options that mean the same to every method that takes them. */
export const weightsOption = ['--weights <column>', 'how much each row counts (case weights)'] as const;
export const clusterOption = [
  '--cluster <column>',
  'rows of one value may go together: robust standard errors',
] as const;
export const orderOption = [
  '--order <states>',
  'all states in their order: AA,AO,EO (default: of the alphabet)',
  commaList,
] as const;

/** Adds what every method takes, behind its own options; with intervals. */
export function addCommonOptions(command: Command): Command {
  return addFileOptions(command.option('--confidence <share>', 'of the intervals', share, 0.95), ['refuse', 'omit']);
}

/** Adds what every method takes, behind its own options. `missing`: what may become of an empty cell. */
export function addFileOptions(command: Command, missing: readonly string[]): Command {
  return command
    .addOption(
      new Option('--missing <rule>', 'what becomes of an empty cell in a column that is used')
        .choices(missing)
        .default('refuse'),
    )
    .addOption(
      new Option('--empty <texts>', 'texts that stand for an empty cell, with commas between: NA,unknown')
        .argParser(commaList)
        .default([], 'none'),
    )
    .option('--json', 'print everything that was found as one JSON object on standard output');
}

/** A share between 0 and 1, both excluded. */
export function share(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value < 1) return value;
  throw new InvalidArgumentError('Give a number between 0 and 1, such as 0.95.');
}

/** A finite number from `least` up. */
export function number(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= least) return value;
    throw new InvalidArgumentError(`Give a number from ${least} up.`);
  };
}

/** A number above 0. */
export function positive(text: string): number {
  const value = number(0)(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** Times from 0 up, with commas between. */
export const times = (text: string): readonly number[] => {
  const list = commaList(text).map(number(0));
  if (list.length > 0) return list;
  throw new InvalidArgumentError('Give times with commas between: 12,24.');
};

/** A finite number. */
export function finite(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give a number.');
}

/** Shares between 0 and 1, both excluded, with commas between. */
export const shares = (text: string): readonly number[] => {
  const list = commaList(text).map(share);
  if (list.length > 0) return list;
  throw new InvalidArgumentError('Give shares with commas between: 0.25,0.5.');
};

/** Whose coefficients value a composition: by name, or the share of the first group's. */
export function reference(text: string): 'pooled' | 'first' | 'second' | number {
  if (text === 'pooled' || text === 'first' || text === 'second') return text;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give pooled, first, second, or a share from 0 to 1.');
}

/** A number of clusters, `4`, or each of a range, `2..8`. */
export function clusterCounts(text: string): ClusterCounts {
  const parts = text.split('..').map(wholeNumber(2, 1000));
  const [from, to = from] = parts;
  if (from !== undefined && to !== undefined && parts.length <= 2 && from <= to) return { from, to };
  throw new InvalidArgumentError('Give a number of clusters, such as 4, or a range, such as 2..8.');
}

/** Positions: months, `2019-04..2024-03`, or whole numbers, `0..59`. */
export function positionsAsked(text: string): PositionsAsked {
  const months = /^(\d{4})-(0[1-9]|1[0-2])\.\.(\d{4})-(0[1-9]|1[0-2])$/.exec(text);
  const numbers = /^(-?\d+)\.\.(-?\d+)$/.exec(text);
  const monthOf = (year = '', month = '') => 12 * Number(year) + Number(month) - 1;
  const [from, to] = months
    ? [monthOf(months[1], months[2]), monthOf(months[3], months[4])]
    : [Number(numbers?.[1]), Number(numbers?.[2])];
  const count = to - from + 1;
  if (count >= 1 && count <= 100_000) return { months: months !== null, from, count };
  throw new InvalidArgumentError('Give months, such as 2019-04..2024-03, or whole numbers, such as 0..59.');
}
