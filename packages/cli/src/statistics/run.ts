// What `clew statistics` does, whichever the method: read the columns, leave out or refuse what is empty, analyse, print.
import { Progress } from '../terminal.ts';
import { type Answer, printAnswer } from './answer.ts';
import { type CsvRows, type NamedColumn, readCsv } from './read-csv.ts';
import { type Places, withRefusals } from './refusals.ts';
import { completeRows, type MissingCells } from './rows.ts';

/** What every method is told of the file. */
export interface FileOptions {
  readonly csv: string;
  /** Of an empty cell in a column that is used; `state` (sequences) is their own affair, and refuses elsewhere. */
  readonly missing: MissingCells | 'state';
  readonly empty: readonly string[];
  readonly json?: true;
}

/** What a method with intervals is told. */
export interface StatisticsOptions extends FileOptions {
  readonly confidence: number;
}

/** A method, its options and a file's header: which columns it needs, and what it makes of them. */
export interface Analysis {
  /** The columns, with the options that name them. */
  readonly columns: readonly NamedColumn[];
  /** Columns whose cells may be empty: the method knows what that means. */
  readonly mayBeEmpty?: readonly string[];
  /** The file's columns behind the names that statistics have for them, in what they refuse. */
  readonly places: Places;
  readonly answer: (rows: CsvRows, tell: Tell) => Answer | Promise<Answer>;
}

/** Tells how long work goes on. */
export type Tell = (text: string) => void;

/** What takes a moment only needs no words. */
function teller(): Tell {
  const progress = new Progress();
  const started = Date.now();
  return (text) => {
    if (Date.now() - started > 1_000) progress.passing(text);
  };
}

/** The columns that options name; those not given are passed over. */
export function namedColumns(options: Readonly<Record<string, string | undefined>>): readonly NamedColumn[] {
  return Object.entries(options).flatMap(([option, name]) =>
    name === undefined ? [] : [{ option: `--${option}`, name }],
  );
}

/** Reads the columns that the method wants of the file, analyses and prints. */
export async function runAnalysis(
  method: string,
  options: FileOptions,
  analysisOf: (header: readonly string[]) => Analysis,
): Promise<void> {
  const tell = teller();
  const { rows: all, chosen } = await readCsv(options.csv, analysisOf, {
    empty: options.empty,
    onProgress: (read) => tell(`${read} rows read`),
  });
  const { columns, mayBeEmpty = [], places } = chosen;
  const needed = columns.map(({ name }) => name).filter((name) => !mayBeEmpty.includes(name));
  const rows = completeRows(all, needed, options.missing === 'omit' ? 'omit' : 'refuse');
  printAnswer(method, await withRefusals(rows, places, () => chosen.answer(rows, tell)), options.json === true);
}
