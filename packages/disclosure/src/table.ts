// A registered table: what is counted, by which levels of which classifications. Nothing else can be asked for.
import type { Classification, Level } from './classification.ts';

export interface Dimension {
  readonly classification: string;
  readonly level: string;
}

/** What is counted: people in post on the reference date, or what happened over the year before it. */
export type Quantity = 'headcount' | 'exposure-months' | 'promotions';

export const quantities = ['headcount', 'exposure-months', 'promotions'] as const satisfies readonly Quantity[];

export interface RegisteredTable {
  /** `headcount by department, grade`: unique in the registry. */
  readonly name: string;
  readonly quantity: Quantity;
  /** In the registry's order of classifications; none for the total. */
  readonly dimensions: readonly Dimension[];
}

export interface Registry {
  readonly classifications: readonly Classification[];
  readonly tables: readonly RegisteredTable[];
}

/** The classification and the level of each dimension. Throws RangeError where the registry lacks one: registries are checked when made. */
export function levelsOf(
  registry: Registry,
  dimensions: readonly Dimension[],
): readonly { readonly classification: Classification; readonly level: Level }[] {
  return dimensions.map((dimension) => {
    const classification = registry.classifications.find((each) => each.name === dimension.classification);
    const level = classification?.levels.find((each) => each.name === dimension.level);
    if (classification === undefined || level === undefined) {
      throw new RangeError('invariant: a table has dimensions that its registry does not have');
    }
    return { classification, level };
  });
}

/** How many categories each dimension has. Cells are row-major over them: the last dimension varies fastest. */
export function shapeOf(registry: Registry, dimensions: readonly Dimension[]): readonly number[] {
  return levelsOf(registry, dimensions).map(({ level }) => level.codes.length);
}

/** The number of cells of a shape; 1 for a total. */
export function cellsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The names of the secret classifications that a table is by. */
export function secretsOf(registry: Registry, table: RegisteredTable): readonly string[] {
  return levelsOf(registry, table.dimensions)
    .filter(({ classification }) => classification.secret)
    .map(({ classification }) => classification.name);
}
