// Promotions drawn anew from rates that are known: so that a gap between two rates has a true value, and not only the one that chance made of it.
import { cellOfRows, type RegisteredTable, type Registry, rowsOf, tally, type Workforce } from '@clew/disclosure';
import { xorshift } from './pseudo-random.ts';

/** A workforce whose promotions were drawn, and the probability with which each row had one. */
export interface DrawnPromotions {
  readonly workforce: Workforce;
  readonly probabilities: Float64Array;
}

const monthsInYear = 12;

/** Of these groups the rates are those that the synthetic careers came to: their planted effects stay. */
const ratesOf: RegisteredTable['dimensions'] = [
  { classification: 'background', level: 'background' },
  { classification: 'grade', level: 'grade' },
];

/** Draws whether each person was promoted in the year, each month exposed to the rate of background and grade. At most one for a person. */
export function drawPromotions(registry: Registry, workforce: Workforce, seed: number): DrawnPromotions {
  const { year } = workforce;
  if (year === undefined) return { workforce, probabilities: new Float64Array(0) };
  const rates = monthlyRates(registry, workforce);
  const cells = cellOfRows(registry, rowsOf(workforce, 'promotions'), ratesOf);
  const random = xorshift(`promotions ${seed} ${workforce.referenceDate}`);
  const promotions = new Uint8Array(year.rows);
  const probabilities = Float64Array.from(cells, (cell, row) => (rates[cell] ?? 0) * (year.months[row] ?? 0));
  let promoted = -1;
  for (let row = 0; row < year.rows; row += 1) {
    const person = year.personNumber[row] ?? 0;
    if (random() >= (probabilities[row] ?? 0) * 2 ** 32 || person === promoted) continue;
    promotions[row] = 1;
    promoted = person;
  }
  return { workforce: { ...workforce, year: { ...year, promotions } }, probabilities };
}

function monthlyRates(registry: Registry, workforce: Workforce): Float64Array {
  const of = (quantity: RegisteredTable['quantity']) =>
    tally(registry, workforce, { name: quantity, quantity, dimensions: ratesOf });
  const months = of('exposure-months');
  return of('promotions').map((count, cell) => count / Math.max(monthsInYear, months[cell] ?? 0));
}

/** The expected promotions of every cell of a table. */
export function expectedPromotions(registry: Registry, drawn: DrawnPromotions, table: RegisteredTable): Float64Array {
  const cells = cellOfRows(registry, rowsOf(drawn.workforce, 'promotions'), table.dimensions);
  const expected = new Float64Array(tally(registry, drawn.workforce, table).length);
  for (let row = 0; row < cells.length; row += 1) {
    const cell = cells[row] ?? 0;
    expected[cell] = (expected[cell] ?? 0) + (drawn.probabilities[row] ?? 0);
  }
  return expected;
}
