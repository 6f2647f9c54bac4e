// What a pair of sequences has not in common: both lengths less twice the longest common subsequence, by whole numbers of eight lanes.
//
// As optimal matching where a step costs 1 and no substitution is worth it: in a block of different states, what leaves it is what came
// from across plus its depth, or what came along its side plus the steps along; in a block of equal states the front stays as it is.
// Values are at most both lengths together, which must fit in 16 bits with a sign.

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
  // The left column against its order, then the top row; what is written past them is not read.
  const origin = front + ((<usize>rows) << 1);
  const falling = i16x8(0, -1, -2, -3, -4, -5, -6, -7);
  const rising = i16x8(1, 2, 3, 4, 5, 6, 7, 8);
  for (let row = 0; row <= rows; row += 8) {
    v128.store(front + ((<usize>row) << 1), i16x8.add(falling, i16x8.splat(<i16>(rows - row))));
  }
  for (let at = 0; at < width; at += 8) {
    v128.store(origin + 2 + ((<usize>at) << 1), i16x8.add(rising, i16x8.splat(<i16>at)));
  }
  let corner = origin;
  for (let run = down; run < downEnd; run += 1) {
    const depth = downLeft(run);
    const state = stateOf(run);
    corner -= (<usize>depth) << 1;
    let block = corner;
    column = columns;
    for (let facing = right; facing < rightEnd; facing += 1) {
      const length = load<i32>(column);
      column += 4;
      if (state !== stateOf(facing)) differentBlock(block, length, depth);
      block += (<usize>length) << 1;
    }
  }
  return load<i16>(corner + ((<usize>width) << 1));
}

function differentBlock(block: usize, width: i32, depth: i32): void {
  const wide = (<usize>width) << 1;
  const deep = (<usize>depth) << 1;
  // Eight at a time write past the block: what stands there, its right top corner first, is put back at the end.
  const beyond = v128.load(block + wide + deep);
  const bottom = load<i16>(block);
  const top = load<i16>(block + wide + deep);
  for (let at: usize = 0; at < deep; at += 16) v128.store(edge + at, v128.load(block + at));
  // Below, from the left: from above, or along the bottom. What is read lies ahead of what is written.
  const eight = i16x8.splat(8);
  const fall = i16x8.splat(<i16>depth);
  let along = i16x8.add(i16x8(1, 2, 3, 4, 5, 6, 7, 8), i16x8.splat(bottom));
  for (let at: usize = 2; at <= wide; at += 16) {
    v128.store(block + at, i16x8.min_s(i16x8.add(v128.load(block + deep + at), fall), along));
    along = i16x8.add(along, eight);
  }
  // At the right, from its bottom, the corner, where both are the same: from the left, or down from the top.
  const across = i16x8.splat(<i16>width);
  let falling = i16x8.add(i16x8(0, -1, -2, -3, -4, -5, -6, -7), i16x8.splat(top + <i16>depth));
  for (let at: usize = 0; at < deep; at += 16) {
    v128.store(block + wide + at, i16x8.min_s(i16x8.add(v128.load(edge + at), across), falling));
    falling = i16x8.sub(falling, eight);
  }
  v128.store(block + wide + deep, beyond);
}
