// The edges of blocks, in numbers of two lanes: what leaves a block below and at the right, from what enters it above and at the left.
//
// In the table of optimal matching, a block is where a run of one sequence meets a run of another: one cost holds in it. Let it have I rows
// and J columns, a step down cost x, a step to the right cost y, and a diagonal step c, at most x + y (a dearer one is never taken). T are
// the table's values above it, from 0 to J, L those to its left, from 0 to I. A path within it that goes di down and dj to the right takes
// as many diagonal steps as it can. So what leaves the block below, at column j, is the least of
//   T[k] + (j - k) c + (I - (j - k)) x   for k from max(0, j - I) to j,
//   L[I - k] + k c + (j - k) y           for k from 0 to min(I, j).
// The paths left out begin with straight steps where T[k + 1] <= T[k] + y and L[k + 1] <= L[k] + x already hold, whatever the costs. The
// first is the least in a window that slides along the edge, the second in one that only grows. What leaves at the right is the same with
// rows and columns exchanged. Only the edges of blocks are computed: a pair costs its runs times its lengths.
// Sources: H. Bunke, J. Csirik, Information Processing Letters 54 (1995); V. Makinen, G. Navarro, E. Ukkonen, Algorithmica 35 (2003).
//
// The values stand by their diagonal (column less row) in one array, the front: L (from its bottom up) and T of a block lie side by side in
// it, and so does what leaves the block. `block` is where its left bottom corner stands.

import { edge, rest } from './runs';

/** Copies the front of the block from its left bottom to its right top corner. */
function copyEdge(block: usize, values: i32): void {
  const bytes = (<usize>values) << 3;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(edge + at, v128.load(block + at));
}

/** Straight steps alone are enough: a diagonal one costs no less than one along and one across. */
export function straightBlock(block: usize, width: i32, depth: i32, stepRight: f64, stepDown: f64): void {
  copyEdge(block, width + depth + 1);
  const wide = (<usize>width) << 3;
  const deep = (<usize>depth) << 3;
  // Below: from above, or along the bottom from the left bottom corner.
  const fall = f64x2.splat(<f64>depth * stepDown);
  const bottom = load<f64>(edge);
  let along = f64x2.replace_lane(f64x2.splat(bottom + stepRight), 1, bottom + 2 * stepRight);
  const rightwards = f64x2.splat(2 * stepRight);
  for (let at: usize = 8; at <= wide; at += 16) {
    v128.store(block + at, f64x2.pmin(f64x2.add(v128.load(edge + deep + at), fall), along));
    along = f64x2.add(along, rightwards);
  }
  // At the right, from its top: from the left, or down the right side from the right top corner.
  const across = f64x2.splat(<f64>width * stepRight);
  const top = load<f64>(edge + wide + deep);
  let falling = f64x2.replace_lane(f64x2.splat(top + 2 * stepDown), 1, top + stepDown);
  const downwards = f64x2.splat(2 * stepDown);
  let at = deep;
  for (; at >= 16; at -= 16) {
    v128.store(block + wide + at - 16, f64x2.pmin(f64x2.add(v128.load(edge + at - 16), across), falling));
    falling = f64x2.add(falling, downwards);
  }
  if (at === 8) {
    const one = load<f64>(edge) + <f64>width * stepRight;
    const other = f64x2.extract_lane(falling, 1);
    store<f64>(block + wide, min(one, other));
  }
  // What was written past the corner, the other edge has put right; the right top corner itself stays.
  store<f64>(block + wide + deep, top);
}

/** The edges below and at the right at once, a lane each, as far as the shorter side goes; then the longer one alone. */
export function slidingBlock(
  block: usize,
  width: i32,
  depth: i32,
  diagonal: f64,
  stepRight: f64,
  stepDown: f64,
  lastDown: bool,
  lastRight: bool,
): void {
  copyEdge(block, width + depth + 1);
  const common = (<usize>min(width, depth)) << 3;
  const middle = edge + ((<usize>depth) << 3);
  const end = middle + ((<usize>width) << 3);
  const blockEnd = block + (end - edge);
  const slope = f64x2.replace_lane(f64x2.splat(diagonal - stepDown), 1, diagonal - stepRight);
  const rise = f64x2.replace_lane(f64x2.splat(diagonal - stepRight), 1, diagonal - stepDown);
  const step = f64x2.replace_lane(f64x2.splat(stepRight), 1, stepDown);
  const fall = f64x2.replace_lane(f64x2.splat(<f64>depth * stepDown), 1, <f64>width * stepRight);
  let above = f64x2.splat(load<f64>(middle));
  let side = f64x2.replace_lane(f64x2.splat(load<f64>(edge)), 1, load<f64>(end));
  let climbed = f64x2.splat(0);
  let went = climbed;
  for (let at: usize = 8; at <= common; at += 8) {
    const entered = v128.load_lane<f64>(middle - at, v128.load64_splat(middle + at), 1);
    const facing = v128.load_lane<f64>(end - at, v128.load64_splat(edge + at), 1);
    above = f64x2.pmin(f64x2.add(above, slope), entered);
    climbed = f64x2.add(climbed, rise);
    side = f64x2.pmin(side, f64x2.add(facing, climbed));
    went = f64x2.add(went, step);
    const out = f64x2.pmin(f64x2.add(above, fall), f64x2.add(side, went));
    v128.store_lane<f64>(block + at, out, 0);
    v128.store_lane<f64>(blockEnd - at, out, 1);
  }
  if (width > depth) {
    if (lastDown) return;
    const least = f64x2.extract_lane(side, 0);
    slideRight(middle, block, width, depth, diagonal - stepDown, <f64>depth * stepDown, least, stepRight);
  } else if (depth > width && !lastRight) {
    const least = f64x2.extract_lane(side, 1);
    slideDown(middle, blockEnd, depth, width, diagonal - stepRight, <f64>width * stepRight, least, stepDown);
  }
}

/** The rest of the bottom: windows of depth + 1, by the least of the rest of one stretch and of the begin of the next (van Herk 1992). */
function slideRight(
  from: usize,
  to: usize,
  length: i32,
  depth: i32,
  slope: f64,
  fall: f64,
  side: f64,
  step: f64,
): void {
  store<f64>(rest + ((<usize>(depth + 1)) << 3), Infinity);
  let begin = 0;
  while (begin + depth < length) {
    const stretch = from + ((<usize>begin) << 3);
    let least = f64x2.splat(Infinity);
    let fallen = <f64>depth * slope;
    for (let at = (<usize>depth) << 3; at > 0; at -= 8) {
      least = f64x2.pmin(least, f64x2.splat(load<f64>(stretch + at) - fallen));
      v128.store_lane<f64>(rest + at, least, 0);
      fallen -= slope;
    }
    least = f64x2.splat(Infinity);
    const last = begin + depth + depth + 1 < length ? depth + 1 : length - begin - depth;
    const beyond = (<usize>depth) << 3;
    fallen = <f64>depth * slope;
    let along = side + <f64>(begin + depth) * step;
    const steps = (<usize>last) << 3;
    const out = to + ((<usize>begin) << 3) + beyond;
    for (let at: usize = 8; at <= steps; at += 8) {
      fallen += slope;
      along += step;
      least = f64x2.pmin(least, f64x2.splat(load<f64>(stretch + beyond + at) - fallen));
      const across = f64x2.add(f64x2.pmin(least, v128.load64_splat(rest + at)), f64x2.splat(fallen + fall));
      v128.store_lane<f64>(out + at, f64x2.pmin(across, f64x2.splat(along)), 0);
    }
    begin += depth + 1;
  }
}

/** The same of the right side, whose values stand from the top to the bottom against the order of the front. */
function slideDown(from: usize, to: usize, length: i32, depth: i32, slope: f64, fall: f64, side: f64, step: f64): void {
  store<f64>(rest + ((<usize>(depth + 1)) << 3), Infinity);
  let begin = 0;
  while (begin + depth < length) {
    const stretch = from - ((<usize>begin) << 3);
    let least = f64x2.splat(Infinity);
    let fallen = <f64>depth * slope;
    for (let at = (<usize>depth) << 3; at > 0; at -= 8) {
      least = f64x2.pmin(least, f64x2.splat(load<f64>(stretch - at) - fallen));
      v128.store_lane<f64>(rest + at, least, 0);
      fallen -= slope;
    }
    least = f64x2.splat(Infinity);
    const last = begin + depth + depth + 1 < length ? depth + 1 : length - begin - depth;
    const beyond = (<usize>depth) << 3;
    fallen = <f64>depth * slope;
    let along = side + <f64>(begin + depth) * step;
    const steps = (<usize>last) << 3;
    const out = to - ((<usize>begin) << 3) - beyond;
    for (let at: usize = 8; at <= steps; at += 8) {
      fallen += slope;
      along += step;
      least = f64x2.pmin(least, f64x2.splat(load<f64>(stretch - beyond - at) - fallen));
      const across = f64x2.add(f64x2.pmin(least, v128.load64_splat(rest + at)), f64x2.splat(fallen + fall));
      v128.store_lane<f64>(out - at, f64x2.pmin(across, f64x2.splat(along)), 0);
    }
    begin += depth + 1;
  }
}

/** Of the last block its corner alone. */
export function lastBlock(block: usize, width: i32, depth: i32, diagonal: f64, stepRight: f64, stepDown: f64): void {
  const middle = block + ((<usize>depth) << 3);
  const end = middle + ((<usize>width) << 3);
  const corner = block + ((<usize>width) << 3);
  const cost = min(diagonal, stepRight + stepDown);
  const rise = f64x2.replace_lane(f64x2.splat(cost - stepDown), 1, cost - stepRight);
  const common = (<usize>min(width, depth)) << 3;
  let least = v128.load_lane<f64>(block, v128.load64_splat(end), 1);
  let climbed = f64x2.splat(0);
  for (let back: usize = 8; back <= common; back += 8) {
    climbed = f64x2.add(climbed, rise);
    const entered = v128.load_lane<f64>(block + back, v128.load64_splat(end - back), 1);
    least = f64x2.pmin(least, f64x2.add(entered, climbed));
  }
  const above = f64x2.extract_lane(least, 0) + <f64>depth * stepDown;
  const side = f64x2.extract_lane(least, 1) + <f64>width * stepRight;
  store<f64>(corner, min(above, side));
}
