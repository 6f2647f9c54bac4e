// A column of a CSV as it was read: each different text once, and which of them every row holds.
import { Refused } from '../failure.ts';

/** `codes[row]` is the place of the row's text in `texts`, or -1 where its cell is empty. */
export interface TextColumn {
  readonly name: string;
  readonly texts: readonly string[];
  readonly codes: Int32Array;
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The number that a cell says, or NaN. Commas in numbers are no number: some countries mean a point by them, others thousands. */
export const numberOf = (text: string): number => (numberPattern.test(text) ? Number(text) : Number.NaN);

/** Whether every text is a number. */
export const holdsNumbers = ({ texts }: TextColumn): boolean => texts.every((text) => Number.isFinite(numberOf(text)));

/** Takes a column's cells one after the other. Blanks around a text are no part of it. */
export class TextColumnBuilder {
  readonly #name: string;
  readonly #known: Map<string, number>;
  readonly #texts: string[] = [];
  #codes = new Int32Array(1024);
  #count = 0;

  /** `empty`: texts that stand for an empty cell, besides none at all. */
  constructor(name: string, empty: readonly string[]) {
    this.#name = name;
    this.#known = new Map(['', ...empty].map((text) => [text, -1]));
  }

  add(cell: string, fileRow: number): void {
    const code = this.#known.get(cell) ?? this.#learn(cell, fileRow);
    if (this.#count === this.#codes.length) {
      const larger = new Int32Array(2 * this.#count);
      larger.set(this.#codes);
      this.#codes = larger;
    }
    this.#codes[this.#count] = code;
    this.#count += 1;
  }

  finish(): TextColumn {
    return { name: this.#name, texts: this.#texts, codes: this.#codes.slice(0, this.#count) };
  }

  #learn(cell: string, fileRow: number): number {
    const text = cell.trim();
    if (text.includes('\uFFFD')) {
      const where = `Row ${fileRow}, column ${this.#name}`;
      throw new Refused('csv-not-utf8', `${where}: a letter is not UTF-8.`, 'Save the file as CSV UTF-8.');
    }
    const known = this.#known.get(text);
    const code = known ?? this.#texts.push(text) - 1;
    this.#known.set(text, code);
    this.#known.set(cell, code);
    return code;
  }
}
