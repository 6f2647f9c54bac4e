// Everything that a release tells in numbers: its counts, and where there is no count the estimate that stands in its place.
import type { PublishedTable, Release } from '@clew/disclosure';

/** The tables of a release by name, estimates put where counts are withheld: attackers read both. */
export function figuresOf(release: Release): ReadonlyMap<string, PublishedTable> {
  const estimates = new Map(release.estimates.map((table) => [table.name, table]));
  return new Map(
    release.tables.map((counts) => {
      const estimated = estimates.get(counts.name);
      return [counts.name, estimated === undefined ? counts : merged(counts, estimated)];
    }),
  );
}

function merged(counts: PublishedTable, estimates: PublishedTable): PublishedTable {
  const isCount = (cell: number) => !Number.isNaN(counts.values[cell]);
  const pick = (of: 'values' | 'standardErrors') =>
    counts[of].map((value, cell) => (isCount(cell) ? value : (estimates[of][cell] ?? Number.NaN)));
  return {
    ...counts,
    values: pick('values'),
    standardErrors: pick('standardErrors'),
    basis: counts.basis.map((basis, cell) => (isCount(cell) ? basis : (estimates.basis[cell] ?? 0))),
  };
}
