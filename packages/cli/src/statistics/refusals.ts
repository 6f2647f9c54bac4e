// What the statistics refuse, told as the command line tells it: the row as in the file, the column by the file's name, and a remedy.
import { StatisticsError, type StatisticsErrorCode, statisticsErrorCodes } from '@clew/statistics';
import { Refused } from '../failure.ts';
import type { CsvRows } from './read-csv.ts';

/** The columns (or options) behind the names that a function's arguments have. */
export type Places = Readonly<Record<string, string | undefined>>;

const remedies: Partial<Record<StatisticsErrorCode, string>> = {
  'time-negative': 'Count time from where it begins, from 0 up.',
  'entry-not-before-exit': 'A row ends after it begins: mend it, or leave it out.',
  'weight-invalid': 'Give weights from 0 up; where they are numbers of equal rows, whole ones.',
  'count-invalid': 'Give whole numbers from 0 up.',
  'exposure-invalid': 'Give numbers from 0 up.',
  'no-events': 'Check which value is the event; where nothing happened, there is nothing to compare.',
  'one-group': 'Name a column with two groups or more.',
  'level-unknown': 'Check how the group is written in the file.',
  'empty-group': 'Check how the group is written in the file.',
  collinear: 'Leave it out of the formula, or leave out what it depends on.',
  separated:
    'Leave the column out of the formula, or put its levels together in the file; an outcome that is the same everywhere has no model.',
  'no-convergence': 'Take fewer terms, or look for a column that is nearly a combination of others.',
  'outcome-invalid':
    'Check the outcome and --family: binomial takes 0 and 1 or categories, poisson counts from 0, gamma numbers above 0.',
  'formula-invalid': "Write it as 'promoted ~ seb + grade', with ` around names that have spaces.",
  'state-outside-alphabet': 'Check how the states are written in the file and in the options.',
  'spells-overlap': 'Mend the spells, or say with --overlaps whether the later or the earlier one holds.',
  'lengths-differ': 'Take another --distance, such as OM, or careers of one length.',
  'sequence-empty': 'Take another --distance, or leave careers without any state out.',
  'clusters-invalid': 'Ask for fewer clusters: there must be as many different careers.',
  'costs-invalid': 'Take other --costs, or a --distance without any, such as LCS; careers of one state have no costs.',
  'table-too-large': 'Put groups together in the file.',
};

/** Runs it, and turns what it refuses into a Refused. Faults go through. */
export async function withRefusals<Result>(
  rows: CsvRows,
  places: Places,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (failure) {
    throw failure instanceof StatisticsError ? refusalOf(failure, rows, places) : failure;
  }
}

/** Asks something of no rows, and turns what it refuses into a Refused. */
export function refusing<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (failure) {
    throw failure instanceof StatisticsError ? refusalOf(failure, { fileRows: new Int32Array() }, {}) : failure;
  }
}

/** An option is named as it is. */
const placeName = (name: string) => (name.startsWith('--') ? name : `column ${name}`);

function refusalOf({ code, where }: StatisticsError, { fileRows }: Pick<CsvRows, 'fileRows'>, places: Places): Refused {
  const { row, column, detail } = where;
  const fileRow = row === undefined ? undefined : fileRows[row];
  const parts = [
    ...(fileRow === undefined ? [] : [`Row ${fileRow}`]),
    ...(column === undefined ? [] : [placeName(places[column] ?? column)]),
  ].join(', ');
  const place = parts === '' ? '' : `${parts[0]?.toUpperCase()}${parts.slice(1)}: `;
  const message = `${place}${statisticsErrorCodes[code]}${detail === undefined ? '' : ` (${detail})`}`;
  return new Refused(code, message, remedies[code] ?? 'Mend the file or the options, and run it again.');
}
