// Layouts: how the cells of one order of dimensions lie in another.
import { cellsOf, type Dimension, levelsOf, type Registry, shapeOf } from '../table.ts';

/** For each cell of the table by `dimensions`: its cell in the table by some of them, in any order. */
export function project(registry: Registry, dimensions: readonly Dimension[], onto: readonly Dimension[]): Uint32Array {
  const shape = shapeOf(registry, dimensions);
  const steps = onto.map((dimension) => {
    const at = dimensions.findIndex((each) => each.classification === dimension.classification);
    if (at === -1) throw new RangeError('invariant: a table is projected on some of its own dimensions');
    return { size: shape[at] as number, stride: cellsOf(shape.slice(at + 1)) };
  });
  const cells = new Uint32Array(cellsOf(shape));
  for (let cell = 0; cell < cells.length; cell += 1) {
    let at = 0;
    for (const { size, stride } of steps) at = at * size + (Math.floor(cell / stride) % size);
    cells[cell] = at;
  }
  return cells;
}

/** The dimensions of a table that are of ordinary classifications, and those of secret ones. */
export function splitDimensions(registry: Registry, dimensions: readonly Dimension[]) {
  const levels = levelsOf(registry, dimensions);
  return {
    ordinary: dimensions.filter((_, place) => levels[place]?.classification.secret === false),
    secrets: dimensions.filter((_, place) => levels[place]?.classification.secret === true),
  };
}
