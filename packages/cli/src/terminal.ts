// Writing to a terminal: results on standard output, progress and everything else on standard error.

/** How wide lines may be: the terminal's width, or 100 where the output is no terminal. */
export function terminalWidth(): number {
  return Math.max(40, process.stdout.columns ?? 100);
}

/** Writes the result for people. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Writes the result for programs: one object, on one line unless it goes to a terminal. */
export function printJson(value: unknown): void {
  print(process.stdout.isTTY ? JSON.stringify(value, null, 2) : JSON.stringify(value));
}

/** Tells how the work goes, on standard error. On a terminal a line that is `passing` is overwritten by the next. */
export class Progress {
  readonly #isQuiet: boolean;
  readonly #started = Date.now();
  #isPassing = false;
  #lastPassing = 0;

  constructor(options: { readonly quiet?: boolean } = {}) {
    this.#isQuiet = options.quiet === true;
  }

  /** A step that stays. */
  step(text: string): void {
    if (this.#isQuiet) return;
    this.#write(`${this.#clear()}${this.#elapsed()} ${text}\n`);
    this.#isPassing = false;
  }

  /** A count that goes on. Where the output is no terminal, one line in five seconds is written. */
  passing(text: string): void {
    if (this.#isQuiet) return;
    const now = Date.now();
    if (!process.stderr.isTTY) {
      if (now - this.#lastPassing < 5_000) return;
      this.#lastPassing = now;
      this.#write(`${this.#elapsed()} ${text}\n`);
      return;
    }
    if (now - this.#lastPassing < 80) return;
    this.#lastPassing = now;
    this.#write(`${this.#clear()}${this.#elapsed()} ${text}`);
    this.#isPassing = true;
  }

  #elapsed(): string {
    return `[${((Date.now() - this.#started) / 1000).toFixed(1).padStart(5)} s]`;
  }

  #clear(): string {
    return this.#isPassing ? '\r\u001b[K' : '';
  }

  #write(text: string): void {
    process.stderr.write(text);
  }
}

/** One column of a table. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly align?: 'left' | 'right';
  /** Columns with the highest number go first when the table is wider than the terminal (default 0: never). */
  readonly dropFirst?: number;
}

/** A table in plain text, no wider than asked: columns that may go are dropped, then the widest cells are cut. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const shown = fitColumns(rows, columns, width);
  const widths = shown.map((column) => widthOf(rows, column));
  const excess = Math.max(0, widths.reduce((sum, each) => sum + each + 2, -2) - width);
  if (excess > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = Math.max(6, (widths[widest] ?? 0) - excess);
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => place(cell, widths[index] ?? 0, shown[index]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  const header = line(shown.map(({ title }) => title));
  const rule = widths.map((each) => '─'.repeat(each)).join('  ');
  return [header, rule, ...rows.map((row) => line(shown.map(({ cell }) => cell(row))))].join('\n');
}

function widthOf<Row>(rows: readonly Row[], { title, cell }: Column<Row>): number {
  return rows.reduce((widest, row) => Math.max(widest, cell(row).length), title.length);
}

function fitColumns<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): readonly Column<Row>[] {
  // A column without a word in it tells nothing.
  let shown = columns.filter((column) => column.dropFirst === undefined || rows.some((row) => column.cell(row) !== ''));
  const total = () => shown.reduce((sum, column) => sum + widthOf(rows, column) + 2, -2);
  while (total() > width) {
    const next = shown.reduce((one, other) => ((other.dropFirst ?? 0) > (one.dropFirst ?? 0) ? other : one));
    if ((next.dropFirst ?? 0) === 0) break;
    shown = shown.filter((column) => column !== next);
  }
  return shown;
}

function place(cell: string, width: number, align: 'left' | 'right'): string {
  const cut = cell.length > width ? `${cell.slice(0, Math.max(0, width - 1))}…` : cell;
  return align === 'right' ? cut.padStart(width) : cut.padEnd(width);
}

/** A heading over a part of a report. */
export function heading(text: string): string {
  return `\n${text}\n${'═'.repeat(text.length)}`;
}

/** 12345 as 12,345. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-GB');
}

/** Breaks a text into lines at spaces. */
export function wrap(text: string, width: number): string {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + word.length + 1 > width) lines.push(`  ${word}`);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}
