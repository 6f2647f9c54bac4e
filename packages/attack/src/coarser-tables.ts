// Which published tables are sums of which: a table and each registered one that is coarser in a single dimension, or lacks it.
import { type Dimension, levelsOf, type RegisteredTable, type Registry, shapeOf, tableOf } from '@clew/disclosure';

export interface Coarsening {
  readonly fine: RegisteredTable;
  readonly coarse: RegisteredTable;
  /** `level`: one dimension at a coarser level (a department of its organisations). `total`: one dimension summed out. */
  readonly kind: 'level' | 'total';
  /** The dimension of the fine table that is coarser, or missing. */
  readonly dimension: Dimension;
  /** By cell of the fine table: the cell of the coarse one that it is a part of. */
  readonly parentOf: Uint32Array;
}

/** Everything that a table is a part of in one step. Made once for a registry: the maps are kept. */
export function coarseningsOf(registry: Registry, fine: RegisteredTable): readonly Coarsening[] {
  const byRegistry = remembered.get(registry) ?? new Map<string, readonly Coarsening[]>();
  remembered.set(registry, byRegistry);
  const known = byRegistry.get(fine.name);
  if (known !== undefined) return known;
  const found = findCoarsenings(registry, fine);
  byRegistry.set(fine.name, found);
  return found;
}

const remembered = new WeakMap<Registry, Map<string, readonly Coarsening[]>>();

function findCoarsenings(registry: Registry, fine: RegisteredTable): readonly Coarsening[] {
  const registered = new Map(registry.tables.map((table) => [table.name, table]));
  return fine.dimensions.flatMap((dimension, at) => {
    const classification = registry.classifications.find((each) => each.name === dimension.classification);
    const coarserLevels = (classification?.levels ?? []).filter((level) => level.name !== dimension.level);
    const candidates = [
      { kind: 'total' as const, dimensions: fine.dimensions.filter((_, place) => place !== at) },
      ...coarserLevels.map((level) => ({
        kind: 'level' as const,
        dimensions: fine.dimensions.with(at, { ...dimension, level: level.name }),
      })),
    ];
    return candidates.flatMap(({ kind, dimensions }) => {
      const coarse = registered.get(tableOf(fine.quantity, dimensions).name);
      if (coarse === undefined) return [];
      const parentOf = parents(registry, fine, coarse, at, kind);
      return parentOf === null ? [] : [{ fine, coarse, kind, dimension, parentOf }];
    });
  });
}

/** The parent of every cell; null where the other level does not contain this one. */
function parents(
  registry: Registry,
  fine: RegisteredTable,
  coarse: RegisteredTable,
  at: number,
  kind: 'level' | 'total',
): Uint32Array | null {
  const shape = shapeOf(registry, fine.dimensions);
  const size = shape[at] ?? 1;
  const stride = shape.slice(at + 1).reduce((product, each) => product * each, 1);
  const cells = shape.reduce((product, each) => product * each, 1);
  const group = kind === 'total' ? new Uint16Array(size) : groupsOf(registry, fine, coarse, at);
  if (group === null) return null;
  const groups = kind === 'total' ? 1 : (shapeOf(registry, coarse.dimensions)[at] ?? 1);
  return Uint32Array.from({ length: cells }, (_, cell) => {
    const after = cell % stride;
    const category = Math.floor(cell / stride) % size;
    const before = Math.floor(cell / (stride * size));
    return (before * groups + (group[category] ?? 0)) * stride + after;
  });
}

/** By category of the fine level: its group at the coarse one; null where a category is split between groups. */
function groupsOf(registry: Registry, fine: RegisteredTable, coarse: RegisteredTable, at: number): Uint16Array | null {
  const from = levelsOf(registry, fine.dimensions)[at]?.level;
  const to = levelsOf(registry, coarse.dimensions)[at]?.level;
  if (from === undefined || to === undefined || to.codes.length >= from.codes.length) return null;
  const groups = new Int32Array(from.codes.length).fill(-1);
  for (const [finest, category] of from.categoryOf.entries()) {
    const group = to.categoryOf[finest] ?? 0;
    if (groups[category] !== -1 && groups[category] !== group) return null;
    groups[category] = group;
  }
  return Uint16Array.from(groups);
}
