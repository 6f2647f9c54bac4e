// A protected figure and the interval of what is worked out from such figures. No output rule takes a raw count.
import { type Refusal, refuse } from '../refusal.ts';
import type { PublishedTable } from '../release.ts';

/** One published cell: what it says, and how far it may be from the true count. */
export interface Figure {
  readonly value: number;
  readonly standardError: number;
}

/** An estimate with an interval that takes in noise, rounding and, where people are a sample of what could have been, chance. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** The figure of a cell; refused where it is withheld. */
export function figureOf(table: PublishedTable, cell: number): Figure | Refusal {
  const [value = Number.NaN, standardError = Number.NaN] = [table.values[cell], table.standardErrors[cell]];
  const figure = { value, standardError };
  return checkFigures(table.name, figure) ?? figure;
}

/** Refuses what is no published figure: a value that is withheld, or an error that is none. Null where all are. */
export function checkFigures(field: string, ...figures: readonly Figure[]): Refusal | null {
  const isPublished = ({ value, standardError }: Figure) => Number.isFinite(value) && standardError >= 0;
  return figures.every(isPublished) ? null : withheldFigure(field);
}

function withheldFigure(field: string): Refusal {
  return refuse(
    'output-unsafe',
    field,
    'A figure that this rests on is withheld.',
    'Ask for a coarser table: nothing is worked out from figures that are not published.',
  );
}

export function tooInexact(field: string): Refusal {
  return refuse(
    'output-inexact',
    field,
    'The figure that this is divided by could be zero: its noise is as large as itself.',
    'Ask for a larger group.',
  );
}

/**
 * The interval of a quotient of two independent figures that err normally, by E. Fieller, Journal of the Royal Statistical Society B 16
 * (1954); null where it is unbounded, since the denominator could be 0. `reach` is in standard deviations.
 */
export function fieller(
  above: Figure,
  below: Figure,
  reach: number,
): { readonly low: number; readonly high: number } | null {
  const square = reach ** 2;
  const bottom = below.value ** 2 - square * below.standardError ** 2;
  if (!(bottom > 0)) return null;
  const middle = above.value * below.value;
  const top = above.value ** 2 - square * above.standardError ** 2;
  const root = Math.sqrt(Math.max(0, middle ** 2 - top * bottom));
  const [low, high] = [(middle - root) / bottom, (middle + root) / bottom];
  return below.value > 0 ? { low, high } : { low: high, high: low };
}
