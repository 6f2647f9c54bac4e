// Reckons, for one release, what the strong prior gives: every cell of the targets without the target. The only file that has the answers
// in hand; what it passes on about a target is the same whatever that target answered.
import {
  cellOfRows,
  type Measurement,
  type PublishedTable,
  type RegisteredTable,
  type Registry,
  type Release,
  rowsOf,
  shapeOf,
  tableOf,
  type Workforce,
} from '@clew/disclosure';
import { figuresOf } from './published-figures.ts';
import type { Colleagues, ReleaseView, TableEvidence } from './scene.ts';
import { answers, type Targets } from './targets.ts';

const secret = 'background';

/** Lays a release out for the attackers. The workforce is the one that it was made from. */
export function viewRelease(
  registry: Registry,
  release: Release,
  place: number,
  workforce: Workforce,
  targets: Targets,
): ReleaseView {
  const byName = figuresOf(release);
  const prior = new StrongPrior(registry, workforce, targets);
  const published = registry.tables.flatMap((table) => {
    const found = byName.get(table.name);
    return found === undefined ? [] : prior.evidence(table, found);
  });
  const measured = release.measurements.flatMap((each) =>
    prior.evidence(tableOf(each.quantity, each.dimensions), each),
  );
  return {
    release,
    place,
    tables: published,
    measurements: measured,
    table: (name) => byName.get(name),
    colleagues: colleaguesOf(registry, workforce, prior.targetOf(workforce.personNumber)),
  };
}

function colleaguesOf(registry: Registry, workforce: Workforce, targetOf: Int32Array): Colleagues {
  const ordinary = registry.classifications.filter((each) => !each.secret).map((each) => each.name);
  const columns = new Map([...workforce.columns].filter(([name]) => ordinary.includes(name)));
  return { people: workforce.people, targetOf, columns };
}

class StrongPrior {
  readonly #registry: Registry;
  readonly #workforce: Workforce;
  readonly #targets: Targets;
  readonly #placeOf: ReadonlyMap<number, number>;
  /** By column of people: worked out once for all tables over it. */
  readonly #known = new Map<Uint32Array, KnownRows>();

  constructor(registry: Registry, workforce: Workforce, targets: Targets) {
    this.#registry = registry;
    this.#workforce = workforce;
    this.#targets = targets;
    this.#placeOf = new Map([...targets.people].map((person, place) => [person, place]));
  }

  targetOf(personNumber: Uint32Array): Int32Array {
    return Int32Array.from(personNumber, (person) => this.#placeOf.get(person) ?? -1);
  }

  /** None for a table that is not by the secret answer, or in which both answers are one category. */
  evidence(table: RegisteredTable, published: PublishedTable | Measurement): TableEvidence[] {
    const strides = secretStrides(this.#registry, table);
    if (strides === null || published.values.every(Number.isNaN)) return [];
    const rows = rowsOf(this.#workforce, table.quantity);
    const cells = cellOfRows(this.#registry, rows, table.dimensions);
    const size = published.values.length;
    const [counts, sums] = [new Float64Array(size), new Float64Array(size)];
    const known = this.#knownRows(rows.personNumber);
    for (let row = 0; row < rows.length; row += 1) {
      const cell = cells[row] as number;
      const weight = rows.weights === null ? 1 : (rows.weights[row] as number);
      if (weight === 0) continue;
      counts[cell] = (counts[cell] as number) + weight;
      sums[cell] = (sums[cell] as number) + (known.labels[row] as number);
    }
    const found = targetRows(known, cells, rows.weights);
    const othersIn = (cell: number) => ({ count: counts[cell] ?? 0, contributors: sums[cell] ?? 0 });
    return [{ table, published, ...withoutOf(found, strides, this.#targets, counts, sums), othersIn }];
  }

  #knownRows(personNumber: Uint32Array): KnownRows {
    const before = this.#known.get(personNumber);
    if (before !== undefined) return before;
    const targetOf = this.targetOf(personNumber);
    const known = {
      targetOf,
      ofTargets: Uint32Array.from(targetOf.keys()).filter((row) => (targetOf[row] ?? -1) >= 0),
      labels: Float64Array.from(personNumber, labelOf),
    };
    this.#known.set(personNumber, known);
    return known;
  }
}

interface KnownRows {
  /** By row: the place among the targets, -1 for everybody else. */
  readonly targetOf: Int32Array;
  /** The rows of targets. */
  readonly ofTargets: Uint32Array;
  /** By row: the random number of the person. */
  readonly labels: Float64Array;
}

/** Rows of targets: those of one target in one cell are one. */
function targetRows({ targetOf, ofTargets }: KnownRows, cells: Uint32Array, weights: Uint8Array | null): TargetRow[] {
  const found: TargetRow[] = [];
  for (const row of ofTargets) {
    const target = targetOf[row] ?? -1;
    const weight = weights === null ? 1 : (weights[row] ?? 0);
    if (weight === 0) continue;
    const cell = cells[row] ?? 0;
    const same = sameBefore(found, target, cell);
    if (same === undefined) found.push({ target, cell, weight, rows: 1 });
    else {
      same.weight += weight;
      same.rows += 1;
    }
  }
  return found;
}

interface TargetRow {
  readonly target: number;
  readonly cell: number;
  weight: number;
  rows: number;
}

/** An earlier row of the target in the cell: rows of one person stand together. */
function sameBefore(found: readonly TargetRow[], target: number, cell: number): TargetRow | undefined {
  for (let at = found.length - 1; at >= 0 && found[at]?.target === target; at -= 1) {
    if (found[at]?.cell === cell) return found[at];
  }
  return undefined;
}

/** A random number of a person, of 32 bits: sums of them stay exact for millions of people. */
function labelOf(person: number): number {
  let hash = Math.imul(person ^ 0x5bd1e995, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

interface Strides {
  /** How far apart cells of successive categories of the secret answer are. */
  readonly stride: number;
  /** How many categories the answer has in this table. */
  readonly categories: number;
  /** The categories of the two answers there. */
  readonly first: number;
  readonly second: number;
}

function secretStrides(registry: Registry, table: RegisteredTable): Strides | null {
  const at = table.dimensions.findIndex((each) => each.classification === secret);
  const dimension = table.dimensions[at];
  if (dimension === undefined) return null;
  const level = registry.classifications
    .find((each) => each.name === secret)
    ?.levels.find((each) => each.name === dimension.level);
  if (level === undefined) return null;
  const shape = shapeOf(registry, table.dimensions);
  const stride = shape.slice(at + 1).reduce((product, size) => product * size, 1);
  const [first, second] = [level.categoryOf[answers[0]] ?? 0, level.categoryOf[answers[1]] ?? 0];
  return first === second ? null : { stride, categories: shape[at] ?? 1, first, second };
}

function withoutOf(
  found: readonly TargetRow[],
  { stride, categories, first, second }: Strides,
  targets: Targets,
  counts: Float64Array,
  sums: Float64Array,
): Omit<TableEvidence, 'table' | 'published' | 'othersIn'> {
  const rows = found.length;
  const target = Uint32Array.from(found, (each) => each.target);
  const weight = Float64Array.from(found, (each) => each.weight);
  const own = Float64Array.from(found, (each) => each.rows * labelOf(targets.people[each.target] ?? 0));
  const cellsFor = (category: number) =>
    Uint32Array.from(found, ({ cell }) => cell + stride * (category - (Math.floor(cell / stride) % categories)));
  const cells = [cellsFor(first), cellsFor(second)] as const;
  const less = (column: Float64Array, side: 0 | 1, share: Float64Array) =>
    Float64Array.from(found, (each, row) => {
      const cell = cells[side][row] ?? 0;
      return (column[cell] ?? 0) - (each.cell === cell ? (share[row] ?? 0) : 0);
    });
  return {
    rows,
    target,
    weight,
    own,
    cells,
    without: [less(counts, 0, weight), less(counts, 1, weight)],
    contributors: [less(sums, 0, own), less(sums, 1, own)],
  };
}
