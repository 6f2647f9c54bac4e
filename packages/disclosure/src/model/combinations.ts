// Combinations: the distinct rows of ordinary categories in a workforce, with how many people have each. The model's design; no answers in it.
import type { Registry } from '../table.ts';
import { type Dimension, levelsOf } from '../table.ts';
import type { Workforce } from '../workforce.ts';

export interface Combinations {
  readonly length: number;
  /** People of each combination. */
  readonly people: Float64Array;
  /** By ordinary classification: the finest category of each combination. */
  readonly columns: ReadonlyMap<string, Uint16Array>;
}

/** Finds the combinations in one pass. Throws RangeError where there are more possible ones than numbers can tell apart. */
export function combinationsOf(registry: Registry, workforce: Workforce): Combinations {
  const ordinary = registry.classifications.filter((each) => !each.secret);
  const sizes = ordinary.map((each) => each.levels[0]?.codes.length ?? 1);
  const possible = sizes.reduce((product, size) => product * size, 1);
  if (possible > Number.MAX_SAFE_INTEGER) throw new RangeError('too many ordinary categories for one number');
  const keys = keysOf(
    workforce,
    ordinary.map((each) => each.name),
    sizes,
  );
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  // Sorted, so that sums do not hang on the order of the rows.
  const distinct = Float64Array.from(counts.keys()).sort();
  const columns = new Map<string, Uint16Array>();
  let stride = 1;
  for (let place = ordinary.length - 1; place >= 0; place -= 1) {
    const [size, name] = [sizes[place] as number, ordinary[place]?.name ?? ''];
    const divisor = stride;
    columns.set(
      name,
      Uint16Array.from(distinct, (key) => Math.floor(key / divisor) % size),
    );
    stride *= size;
  }
  return { length: distinct.length, people: distinct.map((key) => counts.get(key) ?? 0), columns };
}

function keysOf(workforce: Workforce, names: readonly string[], sizes: readonly number[]): Float64Array {
  const keys = new Float64Array(workforce.people);
  names.forEach((name, place) => {
    const column = workforce.columns.get(name);
    if (column === undefined) throw new RangeError('invariant: the workforce was checked');
    const size = sizes[place] as number;
    for (let row = 0; row < keys.length; row += 1) keys[row] = (keys[row] as number) * size + (column[row] as number);
  });
  return keys;
}

/** The group of each combination under ordinary dimensions, row-major. */
export function groupsOf(
  registry: Registry,
  combinations: Combinations,
  dimensions: readonly Dimension[],
): Uint32Array {
  const groups = new Uint32Array(combinations.length);
  for (const { classification, level } of levelsOf(registry, dimensions)) {
    const column = combinations.columns.get(classification.name);
    if (column === undefined) throw new RangeError('invariant: groups are by ordinary classifications');
    const size = level.codes.length;
    for (let each = 0; each < groups.length; each += 1) {
      groups[each] = (groups[each] as number) * size + (level.categoryOf[column[each] as number] as number);
    }
  }
  return groups;
}
