// One cell: a guard against formulas, and its conversion to what its column holds.
import type { Column } from './columns.ts';

/** What is wrong with a cell, and what to do about it. */
export interface CellMistake {
  readonly code: 'formula-in-cell' | 'invalid-date' | 'wrong-type' | 'malformed-utf8';
  readonly message: string;
  readonly remedy: string;
}

export type CellReading = { readonly value: string | number | boolean | null } | { readonly mistake: CellMistake };

const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * True for text that a spreadsheet would run: it begins with = + - @, a tab or a carriage return (also in the full-width forms), and is no
 * number. Such a cell is an attack on whoever opens the file next, or a formula that was never worked out.
 */
function isFormula(cell: string): boolean {
  if (/^[\t\r]/.test(cell)) return true;
  const text = cell.trimStart();
  return /^[=+\-@＝＋－＠]/.test(text) && !number.test(text.trimEnd());
}

/** Reads a cell that is not empty, as its column asks. */
export function readCell(cell: string, column: Column): CellReading {
  const mistake = mistakeOfText(cell);
  if (mistake !== undefined) return { mistake };
  const text = cell.trim();
  if (column.nullable && text === 'null') return { value: null };
  if (column.kind === 'number') return number.test(text) ? { value: Number(text) } : { mistake: notANumber };
  if (column.kind === 'truth') return readTruth(text);
  if (column.kind === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(text)) return { mistake: dateMistake(text) };
  return { value: text };
}

/** What is wrong with a cell whatever its column. */
export function mistakeOfText(cell: string): CellMistake | undefined {
  if (isFormula(cell)) return formula;
  return cell.includes('\u{fffd}') ? notUtf8 : undefined;
}

function readTruth(text: string): CellReading {
  switch (text.toLowerCase()) {
    case 'true':
    case 'yes':
      return { value: true };
    case 'false':
    case 'no':
      return { value: false };
    default:
      return { mistake: notATruth };
  }
}

function dateMistake(text: string): CellMistake {
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$/.test(text)) return otherDateOrder;
  return /^\d{5}(?:\.\d+)?$/.test(text) ? serialDate : notADate;
}

const asIso = 'Write it as year-month-day, for example 2024-03-31 for 31 March 2024';

const otherDateOrder: CellMistake = {
  code: 'invalid-date',
  message: 'The date is written with the day or the month first, which different readers understand differently.',
  remedy: `${asIso}; in a spreadsheet, give the column the format yyyy-mm-dd before saving.`,
};

const serialDate: CellMistake = {
  code: 'invalid-date',
  message: "The date is a spreadsheet's internal number.",
  remedy: `${asIso}; in a spreadsheet, give the column the format yyyy-mm-dd before saving.`,
};

const notADate: CellMistake = { code: 'invalid-date', message: 'The cell is not a date.', remedy: `${asIso}.` };

const notANumber: CellMistake = {
  code: 'wrong-type',
  message: 'The cell is not a number.',
  remedy: 'Write digits, with a point for decimals, and without thousands separators, units or percent signs.',
};

const notATruth: CellMistake = {
  code: 'wrong-type',
  message: 'The cell is neither true nor false.',
  remedy: 'Write true or false (or yes or no), or leave the cell empty where it is not known.',
};

const formula: CellMistake = {
  code: 'formula-in-cell',
  message: 'The cell begins like a spreadsheet formula.',
  remedy: 'Put the plain value into the cell: copy it, and paste values only.',
};

const notUtf8: CellMistake = {
  code: 'malformed-utf8',
  message: 'The cell has characters that are not UTF-8.',
  remedy: 'Save the file as "CSV UTF-8".',
};
