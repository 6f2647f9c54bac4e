// Optimal matching of a pair of sequences by the blocks where their runs meet.

import { lastBlock, slidingBlock, straightBlock } from './blocks';
import {
  columns,
  down,
  downEnd,
  downLeft,
  equalMatch,
  front,
  right,
  rightEnd,
  rightLeft,
  rowsLeft,
  stateOf,
  stepOf,
  substitutionOf,
  takePair,
} from './runs';

/** The distance of two of the coded sequences, by their numbers. */
export function distance(one: i32, other: i32): f64 {
  takePair(one, other);
  if (down === downEnd) return removalRight();
  if (right === rightEnd) return removalDown();
  // The front before the first block: the left column against its order, then the top row.
  const origin = front + ((<usize>rowsLeft()) << 3);
  store<f64>(origin, 0);
  let at = origin;
  let value: f64 = 0;
  for (let run = down; run < downEnd; run += 1) {
    const step = stepOf(run);
    for (let position = downLeft(run); position > 0; position -= 1) {
      at -= 8;
      value += step;
      store<f64>(at, value);
    }
  }
  at = origin;
  value = 0;
  let column = columns;
  for (let run = right; run < rightEnd; run += 1) {
    const step = stepOf(run);
    const width = rightLeft(run);
    store<i32>(column, width);
    column += 4;
    for (let position = width; position > 0; position -= 1) {
      at += 8;
      value += step;
      store<f64>(at, value);
    }
  }
  let corner = origin;
  for (let run = down; run < downEnd; run += 1) {
    const depth = downLeft(run);
    corner -= (<usize>depth) << 3;
    acrossRow(run, depth, corner);
  }
  return load<f64>(corner + (at - origin));
}

/** The blocks of one run of the first sequence, from the left; `block` is where the left bottom corner of the first stands. */
function acrossRow(run: i32, depth: i32, first: usize): void {
  const state = stateOf(run);
  const stepDown = stepOf(run);
  const lastDown = run === downEnd - 1;
  let block = first;
  let column = columns;
  for (let facing = right; facing < rightEnd; facing += 1) {
    const width = load<i32>(column);
    column += 4;
    // Where equal states meet and match at no cost, values only move along their diagonals: the front stays as it is.
    if (!equalMatch || state !== stateOf(facing)) {
      const stepRight = stepOf(facing);
      const diagonal = substitutionOf(run, facing);
      const lastRight = facing === rightEnd - 1;
      if (lastDown && lastRight) lastBlock(block, width, depth, diagonal, stepRight, stepDown);
      else if (diagonal >= stepRight + stepDown) straightBlock(block, width, depth, stepRight, stepDown);
      else {
        const firstDown = run === down;
        const firstRight = facing === right;
        slidingBlock(block, width, depth, diagonal, stepRight, stepDown, firstDown, firstRight, lastDown, lastRight);
      }
    }
    block += (<usize>width) << 3;
  }
}

function removalDown(): f64 {
  let total: f64 = 0;
  for (let run = down; run < downEnd; run += 1) total += <f64>downLeft(run) * stepOf(run);
  return total;
}

function removalRight(): f64 {
  let total: f64 = 0;
  for (let run = right; run < rightEnd; run += 1) total += <f64>rightLeft(run) * stepOf(run);
  return total;
}
