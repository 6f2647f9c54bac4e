// How commands that read files report: progress on standard error, refused rows in one line each.
import type { RetryNotice } from '../deliver.ts';
import type { RowRefusal } from './row.ts';

/** Where a command writes. */
export interface CommandOutput {
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
  /** Whether progress may overwrite its line. */
  readonly isTerminal: boolean;
}

/** A refused row in one line. */
export function refusalText(row: number, { column, field, code, message, remedy }: RowRefusal): string {
  const place = column ?? field;
  return `  row ${row}${place === '' ? '' : `, ${place}`}: ${message} ${remedy} (${code})`;
}

/** A pause before another attempt. */
export function retryText({ reason, pauseMilliseconds, attempt }: RetryNotice): string {
  return `${reason} Trying again in ${(pauseMilliseconds / 1_000).toFixed(1)} s (attempt ${attempt}).`;
}

/** Progress on standard error: one line that is overwritten on a terminal, and one line in five seconds elsewhere. */
export class ProgressLine {
  readonly #output: CommandOutput;
  #shown = false;
  #lastAt = 0;

  constructor(output: CommandOutput) {
    this.#output = output;
  }

  show(text: string): void {
    const now = Date.now();
    if (now - this.#lastAt < (this.#output.isTerminal ? 80 : 5_000)) return;
    this.#lastAt = now;
    this.#output.error(this.#output.isTerminal ? `\r\u001b[K${text}` : `${text}\n`);
    this.#shown = this.#output.isTerminal;
  }

  /** A line that stays. */
  note(text: string): void {
    this.end();
    this.#output.error(`${text}\n`);
  }

  end(): void {
    if (this.#shown) this.#output.error('\r\u001b[K');
    this.#shown = false;
  }
}
