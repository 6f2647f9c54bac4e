// Remainders: what a total less the parts that are shown tells of the only part that is not. Where it tells too exactly, more is hidden.
import { cellsOf, levelsOf, type RegisteredTable, type Registry, shapeOf } from './table.ts';

/** A table whose cells may still be hidden: NaN where they are. */
export interface DraftTable {
  readonly table: RegisteredTable;
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

interface Link {
  readonly whole: DraftTable;
  readonly parts: DraftTable;
  /** By cell of the parts: the cell of the whole that it belongs to. */
  readonly wholeOf: Uint32Array;
}

/** A part that is not shown, but that its total and the other parts give to within `standardError`. */
export interface Remainder {
  readonly whole: string;
  readonly parts: string;
  readonly cell: number;
  readonly standardError: number;
}

/** All remainders of single hidden parts that are known more exactly than `leastError`. */
export function exposedRemainders(
  registry: Registry,
  tables: readonly DraftTable[],
  leastError: number,
): readonly Remainder[] {
  return linksOf(registry, tables).flatMap((link) => exposedIn(link, leastError).map(({ remainder }) => remainder));
}

/**
 * Hides further parts until no remainder is known more exactly than `leastError`: beside each exposed part, the smallest part of the same
 * total that is shown. A hidden part may be a total elsewhere, and the only hidden part there: so all links are gone through until nothing
 * changes. Returns how many cells were hidden. Changes the values and errors of the tables.
 */
export function hideRemainders(registry: Registry, tables: readonly DraftTable[], leastError: number): number {
  const links = linksOf(registry, tables);
  let hidden = 0;
  for (let before = -1; before !== hidden; ) {
    before = hidden;
    for (const link of links) {
      for (const { whole } of exposedIn(link, leastError)) hidden += hideSmallest(link, whole);
    }
  }
  return hidden;
}

function hideSmallest(link: Link, whole: number): number {
  const { values } = link.parts;
  let smallest = -1;
  for (let cell = 0; cell < values.length; cell += 1) {
    const value = values[cell] as number;
    // A zero that is shown hides nothing beside it.
    if (link.wholeOf[cell] !== whole || Number.isNaN(value) || value <= 0) continue;
    if (smallest === -1 || value < (values[smallest] as number)) smallest = cell;
  }
  // Nothing else is shown of this total: then the total itself is the hidden part.
  const [draft, cell] = smallest === -1 ? [link.whole, whole] : [link.parts, smallest];
  draft.values[cell] = Number.NaN;
  draft.standardErrors[cell] = Number.NaN;
  return 1;
}

function exposedIn(link: Link, leastError: number): { readonly whole: number; readonly remainder: Remainder }[] {
  const { whole, parts, wholeOf } = link;
  const hiddenParts = new Uint32Array(whole.values.length);
  const lastHidden = new Uint32Array(whole.values.length);
  const variances = new Float64Array(whole.values.length);
  for (let cell = 0; cell < parts.values.length; cell += 1) {
    const at = wholeOf[cell] as number;
    if (Number.isNaN(parts.values[cell] as number)) {
      hiddenParts[at] = (hiddenParts[at] as number) + 1;
      lastHidden[at] = cell;
    } else {
      variances[at] = (variances[at] as number) + (parts.standardErrors[cell] as number) ** 2;
    }
  }
  const found = [];
  for (let at = 0; at < hiddenParts.length; at += 1) {
    if (hiddenParts[at] !== 1 || Number.isNaN(whole.values[at] as number)) continue;
    const standardError = Math.sqrt((variances[at] as number) + (whole.standardErrors[at] as number) ** 2);
    if (standardError >= leastError) continue;
    const cell = lastHidden[at] as number;
    found.push({ whole: at, remainder: { whole: whole.table.name, parts: parts.table.name, cell, standardError } });
  }
  return found;
}

function linksOf(registry: Registry, tables: readonly DraftTable[]): readonly Link[] {
  return tables.flatMap((parts) =>
    tables.flatMap((whole) => {
      const wholeOf = isOneStepAbove(registry, whole.table, parts.table)
        ? wholeCells(registry, whole.table, parts.table)
        : null;
      return wholeOf === null ? [] : [{ whole, parts, wholeOf }];
    }),
  );
}

/** Whether the whole lacks one dimension of the parts, or has one at a coarser level, and is the same otherwise. */
function isOneStepAbove(registry: Registry, whole: RegisteredTable, parts: RegisteredTable): boolean {
  if (whole.quantity !== parts.quantity || whole === parts) return false;
  if (whole.dimensions.length < parts.dimensions.length - 1) return false;
  let steps = parts.dimensions.length - whole.dimensions.length;
  for (const dimension of whole.dimensions) {
    const own = parts.dimensions.find((each) => each.classification === dimension.classification);
    if (own === undefined) return false;
    if (own.level === dimension.level) continue;
    steps += 1;
    if (!isCoarser(registry, dimension.classification, dimension.level, own.level)) return false;
  }
  return steps === 1;
}

/** Whether each category of the finer level lies within one of the coarser. */
function isCoarser(registry: Registry, classification: string, coarser: string, finer: string): boolean {
  return groupsOf(registry, classification, coarser, finer) !== null;
}

function groupsOf(registry: Registry, classification: string, coarser: string, finer: string): Uint16Array | null {
  const { levels } = registry.classifications.find((each) => each.name === classification) ?? { levels: [] };
  const [above, below] = [coarser, finer].map((name) => levels.find((level) => level.name === name));
  if (above === undefined || below === undefined) return null;
  const groups = new Uint16Array(below.codes.length).fill(65_535);
  for (let finest = 0; finest < below.categoryOf.length; finest += 1) {
    const [part, group] = [below.categoryOf[finest] as number, above.categoryOf[finest] as number];
    if (groups[part] !== 65_535 && groups[part] !== group) return null;
    groups[part] = group;
  }
  return groups;
}

/** By cell of the parts: the cell of the whole. */
export function wholeCells(registry: Registry, whole: RegisteredTable, parts: RegisteredTable): Uint32Array {
  const shape = shapeOf(registry, parts.dimensions);
  const cells = new Uint32Array(cellsOf(shape));
  const levels = levelsOf(registry, whole.dimensions);
  const steps = whole.dimensions.map((dimension, place) => {
    const at = parts.dimensions.findIndex((each) => each.classification === dimension.classification);
    const own = parts.dimensions[at];
    const groups = own === undefined ? null : groupsOf(registry, dimension.classification, dimension.level, own.level);
    if (groups === null) throw new RangeError('invariant: the parts lie within the whole');
    const stride = cellsOf(shape.slice(at + 1));
    return { stride, size: shape[at] as number, groups, categories: levels[place]?.level.codes.length ?? 1 };
  });
  for (let cell = 0; cell < cells.length; cell += 1) {
    let at = 0;
    for (const { stride, size, groups, categories } of steps) {
      at = at * categories + (groups[Math.floor(cell / stride) % size] as number);
    }
    cells[cell] = at;
  }
  return cells;
}
