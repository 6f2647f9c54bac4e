// The options of `clew statistics`, and the reading of their values.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { commaList } from '../options.ts';

/** Adds what a method with intervals takes. */
export function addCsvOptions(command: Command): Command {
  return addFileOptions(command, ['refuse', 'omit']).option('--confidence <share>', 'of the intervals', share, 0.95);
}

/** Adds what every method takes. `missing`: what may become of an empty cell. */
export function addFileOptions(command: Command, missing: readonly string[]): Command {
  return command
    .requiredOption('--csv <file>', 'the file, whose first row names the columns; - is standard input')
    .addOption(
      new Option('--missing <rule>', 'what becomes of an empty cell in a column that is used')
        .choices(missing)
        .default('refuse'),
    )
    .option('--empty <texts>', 'texts that stand for an empty cell, with commas between: NA,unknown', commaList, [])
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

/** Whose coefficients value a composition: by name, or the share of the first group's. */
export function reference(text: string): 'pooled' | 'first' | 'second' | number {
  if (text === 'pooled' || text === 'first' || text === 'second') return text;
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Give pooled, first, second, or a share from 0 to 1.');
}
