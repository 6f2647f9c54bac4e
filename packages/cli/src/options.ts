// Options that commands share, and the reading of their values.
import { type Command, InvalidArgumentError } from 'commander';

/** What every command can be told. */
export interface SharedOptions {
  readonly json?: true;
  readonly home?: string;
}

/** Adds `--json` and `--home`. */
export function addSharedOptions(command: Command): Command {
  return command
    .option('--json', 'print the result as one JSON object on standard output')
    .option('--home <dir>', 'where the embedded state lives (default: CLEW_HOME, or .clew at the root)');
}

/** A whole number within bounds. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** A date or an instant in ISO 8601, as an instant in UTC with milliseconds. A date alone is the end of that day. */
export function instant(text: string): string {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const shape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;
  const value = isDate ? new Date(`${text}T23:59:59.999Z`) : new Date(text);
  const exists = !Number.isNaN(value.getTime()) && (!isDate || value.toISOString().startsWith(text));
  if ((isDate || shape.test(text)) && exists) return value.toISOString();
  throw new InvalidArgumentError('Give a date (2024-03-31) or an instant with its zone (2024-03-31T12:00:00Z).');
}

/** A list with commas between. */
export function commaList(text: string): readonly string[] {
  return text.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
}
