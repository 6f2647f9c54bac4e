// Tables of rates by answers: the measurements themselves, or sums of them. Unbiased, and so fit for comparisons.
import { basisNumber } from '../methods/publish-tables.ts';
import type { Measurement } from '../release.ts';
import type { DraftTable } from '../remainders.ts';
import { cellsOf, type RegisteredTable, type Registry, shapeOf } from '../table.ts';
import { project } from './layout.ts';
import { isWithin } from './plan.ts';

/**
 * A table worked out from every measurement that has all of its dimensions: each is added up over the others, and the sums are averaged
 * by how exact they are. Withheld whole where this release measured nothing.
 */
export function measuredTable(
  registry: Registry,
  table: RegisteredTable,
  measurements: readonly Measurement[],
): DraftTable & { readonly basis: Uint8Array } {
  const size = cellsOf(shapeOf(registry, table.dimensions));
  const values = new Float64Array(size);
  let weights = 0;
  for (const measurement of measurements) {
    if (measurement.quantity !== table.quantity || !isWithin(table.dimensions, measurement.dimensions)) continue;
    const weight = size / (measurement.values.length * measurement.standardDeviation ** 2);
    weights += weight;
    project(registry, measurement.dimensions, table.dimensions).forEach((cell, from) => {
      values[cell] = (values[cell] as number) + weight * (measurement.values[from] as number);
    });
  }
  const error = weights === 0 ? Number.NaN : 1 / Math.sqrt(weights);
  return {
    table,
    values: values.map((value) => (weights === 0 ? Number.NaN : value / weights)),
    standardErrors: new Float64Array(size).fill(error),
    basis: new Uint8Array(size).fill(basisNumber('measured')),
  };
}
