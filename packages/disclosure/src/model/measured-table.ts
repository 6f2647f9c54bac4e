// Tables of rates by answers: the measurements themselves, in the order of the table. Unbiased, and so fit for comparisons.
import { basisNumber } from '../methods/publish-tables.ts';
import type { Measurement } from '../release.ts';
import type { DraftTable } from '../remainders.ts';
import { cellsOf, type RegisteredTable, type Registry, shapeOf } from '../table.ts';
import { reorder } from './layout.ts';

/** The table as it was measured; withheld whole where this release measured nothing. */
export function measuredTable(
  registry: Registry,
  table: RegisteredTable,
  measurements: readonly Measurement[],
): DraftTable & { readonly basis: Uint8Array } {
  const size = cellsOf(shapeOf(registry, table.dimensions));
  const basis = new Uint8Array(size).fill(basisNumber('measured'));
  const own = measurements.find(
    ({ quantity, dimensions }) =>
      quantity === table.quantity &&
      dimensions.length === table.dimensions.length &&
      dimensions.every((each) => table.dimensions.some((other) => other.level === each.level)),
  );
  if (own === undefined) {
    const withheld = new Float64Array(size).fill(Number.NaN);
    return { table, values: withheld, standardErrors: withheld.slice(), basis };
  }
  const from = reorder(registry, own.dimensions, table.dimensions);
  const values = Float64Array.from(from, (cell) => own.values[cell] as number);
  return { table, values, standardErrors: values.map(() => own.standardDeviation), basis };
}
