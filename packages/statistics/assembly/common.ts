// What a pair of sequences has not in common: both lengths less twice the longest common subsequence, by whole numbers of four lanes.
//
// As optimal matching where a step costs 1 and no substitution is worth it: in a block of different states, what leaves it is what came
// from across plus its depth, or what came along its side plus the steps along; in a block of equal states the front stays as it is.

import {
  columns,
  down,
  downEnd,
  downLeft,
  edge,
  front,
  right,
  rightEnd,
  rightLeft,
  rowsLeft,
  stateOf,
  takePair,
} from './runs';

/** How many positions of two of the coded sequences, by their numbers, are not in their longest common subsequence. */
export function apart(one: i32, other: i32): i32 {
  takePair(one, other);
  const rows = rowsLeft();
  let width = 0;
  let column = columns;
  for (let run = right; run < rightEnd; run += 1) {
    const length = rightLeft(run);
    store<i32>(column, length);
    column += 4;
    width += length;
  }
  if (rows === 0 || width === 0) return rows + width;
  const origin = front + ((<usize>rows) << 2);
  for (let row = 0; row <= rows; row += 1) store<i32>(front + ((<usize>row) << 2), rows - row);
  for (let at = 1; at <= width; at += 1) store<i32>(origin + ((<usize>at) << 2), at);
  let corner = origin;
  for (let run = down; run < downEnd; run += 1) {
    const depth = downLeft(run);
    const state = stateOf(run);
    corner -= (<usize>depth) << 2;
    let block = corner;
    column = columns;
    for (let facing = right; facing < rightEnd; facing += 1) {
      const length = load<i32>(column);
      column += 4;
      if (state !== stateOf(facing)) differentBlock(block, length, depth);
      block += (<usize>length) << 2;
    }
  }
  return load<i32>(corner + ((<usize>width) << 2));
}

function differentBlock(block: usize, width: i32, depth: i32): void {
  const bytes = (<usize>(width + depth + 1)) << 2;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(edge + at, v128.load(block + at));
  const bottom = load<i32>(edge);
  const top = load<i32>(edge + bytes - 4);
  // Below, from the left: from above, or along the bottom.
  lower(edge + ((<usize>depth) << 2), block, width, depth, bottom, 1);
  // At the right, from its bottom: from the left, or down from the top. It begins at the corner, where both are the same.
  lower(edge - 4, block + ((<usize>(width - 1)) << 2), depth, width, top + depth + 1, -1);
}

/** Values 1 to `length` after `from`, plus `depth`, or `start` and so many `steps` further, whichever is less, to after `to`. */
function lower(from: usize, to: usize, length: i32, depth: i32, start: i32, steps: i32): void {
  const across = i32x4.splat(depth);
  const ramp = i32x4.mul(i32x4(1, 2, 3, 4), i32x4.splat(steps));
  let at = 0;
  for (; at + 4 <= length; at += 4) {
    const offset: usize = ((<usize>at) << 2) + 4;
    const along = i32x4.add(ramp, i32x4.splat(start + at * steps));
    v128.store(to + offset, i32x4.min_s(i32x4.add(v128.load(from + offset), across), along));
  }
  for (; at < length; at += 1) {
    const offset: usize = ((<usize>at) << 2) + 4;
    const one = load<i32>(from + offset) + depth;
    const other = start + (at + 1) * steps;
    store<i32>(to + offset, min(one, other));
  }
}
