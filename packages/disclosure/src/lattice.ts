// The lattice: the registered tables over a set of classifications. What is not on it cannot be asked for.
import type { Classification } from './classification.ts';
import { cellsOf, type Dimension, type Quantity, type RegisteredTable, type Registry, shapeOf } from './table.ts';

export interface LatticeOptions {
  /** The most classifications that a headcount table is by. Default 3. */
  readonly ways?: number;
  /** The most secret classifications that a table is by. Default 2. */
  readonly secrets?: number;
  /** Which levels of a classification tables may be by: the finest alone (default), or all. */
  readonly levels?: 'finest' | 'all';
  /** Tables of what happened over the year: by these dimensions each, for both `exposure-months` and `promotions`. Default none. */
  readonly rates?: readonly (readonly Dimension[])[];
  /** Tables that are registered though wider than `ways` allows. */
  readonly more?: readonly (readonly Dimension[])[];
  /** Tables with more cells than this are left out. Default 2,000,000. */
  readonly mostCells?: number;
}

/**
 * Registers all headcount tables of up to `ways` classifications, the total among them, and the tables of rates that are named. Throws
 * RangeError for a dimension that no classification has: a fault of whoever wrote it, found on start.
 */
export function registerLattice(classifications: readonly Classification[], options: LatticeOptions = {}): Registry {
  const { ways = 3, secrets = 2, levels = 'finest', rates = [], more = [], mostCells = 2_000_000 } = options;
  const empty: Registry = { classifications, tables: [] };
  const isSecret = new Map(classifications.map(({ name, secret }) => [name, secret]));
  const order = new Map(classifications.map(({ name }, place) => [name, place]));
  const inOrder = (dimensions: readonly Dimension[]): readonly Dimension[] =>
    dimensions.toSorted((one, other) => (order.get(one.classification) ?? 0) - (order.get(other.classification) ?? 0));
  const named = [...rates, ...more].flat().find(({ classification, level }) => {
    const levelsOfIt = classifications.find(({ name }) => name === classification)?.levels ?? [];
    return levelsOfIt.every(({ name }) => name !== level);
  });
  if (named !== undefined) throw new RangeError(`no classification ${named.classification} has a level ${named.level}`);
  const headcounts = [...combinations(classifications, ways, levels), ...more.map(inOrder)]
    .filter((dimensions) => dimensions.filter((each) => isSecret.get(each.classification)).length <= secrets)
    .map((dimensions) => tableOf('headcount', dimensions));
  const ofYear = rates
    .map(inOrder)
    .flatMap((dimensions) => [tableOf('exposure-months', dimensions), tableOf('promotions', dimensions)]);
  const tables = new Map([...headcounts, ...ofYear].map((table) => [table.name, table]));
  return {
    classifications,
    tables: [...tables.values()].filter((table) => cellsOf(shapeOf(empty, table.dimensions)) <= mostCells),
  };
}

/** A table with its name, which says all of it. */
export function tableOf(quantity: Quantity, dimensions: readonly Dimension[]): RegisteredTable {
  const by = dimensions.map(({ level }) => level).join(', ');
  return { name: by === '' ? quantity : `${quantity} by ${by}`, quantity, dimensions };
}

function combinations(
  classifications: readonly Classification[],
  ways: number,
  levels: 'finest' | 'all',
): readonly (readonly Dimension[])[] {
  let found: (readonly Dimension[])[] = [[]];
  for (const classification of classifications) {
    const offered = levels === 'all' ? classification.levels : classification.levels.slice(0, 1);
    const longer = found
      .filter((dimensions) => dimensions.length < ways)
      .flatMap((dimensions) =>
        offered.map((level) => [...dimensions, { classification: classification.name, level: level.name }]),
      );
    found = [...found, ...longer];
  }
  return found.toSorted((one, other) => one.length - other.length);
}
