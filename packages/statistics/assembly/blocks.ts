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

/**
 * The edges below and at the right at once, a lane each, as far as the shorter side goes; then the longer one alone. Of a block in the
 * first row nothing but steps to the right has come from above, and in the first column nothing but steps down from the left.
 */
export function slidingBlock(
  block: usize,
  width: i32,
  depth: i32,
  diagonal: f64,
  stepRight: f64,
  stepDown: f64,
  firstDown: bool,
  firstRight: bool,
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
  // The rest of the longer edge is written two at a time, and so may be one value of the shorter: that is put back.
  if (width > depth && !lastDown) {
    const beyond = block + ((<usize>width) << 3) + 8;
    const kept = load<f64>(beyond);
    const least = f64x2.extract_lane(side, 0);
    if (firstDown) carryRight(block, width, depth, diagonal, least, stepRight);
    else slideRight(middle, block, width, depth, diagonal - stepDown, <f64>depth * stepDown, least, stepRight);
    store<f64>(beyond, kept);
  } else if (depth > width && !lastRight) {
    const beyond = block + ((<usize>width) << 3) - 8;
    const kept = load<f64>(beyond);
    const least = f64x2.extract_lane(side, 1);
    if (firstRight) carryDown(end, blockEnd, depth, width, diagonal, least, stepDown);
    else slideDown(middle, blockEnd, depth, width, diagonal - stepRight, <f64>width * stepRight, least, stepDown);
    store<f64>(beyond, kept);
  }
}

/** The rest of the bottom where nothing above is worth more than what came down the whole diagonal. */
function carryRight(block: usize, width: i32, depth: i32, diagonal: f64, side: f64, step: f64): void {
  const fallen = f64x2.splat(<f64>depth * diagonal);
  const from = side + <f64>(depth + 1) * step;
  let along = f64x2.replace_lane(f64x2.splat(from), 1, from + step);
  const two = f64x2.splat(2 * step);
  const last = (<usize>width) << 3;
  for (let at = (<usize>(depth + 1)) << 3; at <= last; at += 16) {
    v128.store(block + at, f64x2.pmin(f64x2.add(v128.load(edge + at), fallen), along));
    along = f64x2.add(along, two);
  }
}

/** The same of the right side, from the top to the bottom against the order of the front: `end` is the edge's right top corner. */
function carryDown(end: usize, to: usize, depth: i32, width: i32, diagonal: f64, side: f64, step: f64): void {
  const fallen = f64x2.splat(<f64>width * diagonal);
  const from = side + <f64>(width + 1) * step;
  let along = f64x2.replace_lane(f64x2.splat(from + step), 1, from);
  const two = f64x2.splat(2 * step);
  const last = (<usize>depth) << 3;
  for (let at = (<usize>(width + 1)) << 3; at <= last; at += 16) {
    v128.store(to - at - 8, f64x2.pmin(f64x2.add(v128.load(end - at - 8), fallen), along));
    along = f64x2.add(along, two);
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
  const deep = (<usize>depth) << 3;
  const twoSlopes = f64x2.splat(2 * slope);
  const twoSteps = f64x2.splat(2 * step);
  const falling = f64x2.splat(fall);
  const begun = f64x2.replace_lane(f64x2.splat(<f64>(depth + 1) * slope), 1, <f64>(depth + 2) * slope);
  for (let begin = 0; begin + depth < length; begin += depth + 1) {
    const stretch = from + ((<usize>begin) << 3);
    // Backwards, two at a time: each against the later one of its pair, then both against all that follow.
    let least = f64x2.splat(Infinity);
    v128.store(rest + deep + 8, least);
    let fallen = f64x2.sub(begun, twoSlopes);
    for (let at: isize = <isize>deep; at > 0; at -= 16) {
      const values = f64x2.sub(v128.load(stretch + at - 8), fallen);
      least = f64x2.pmin(f64x2.pmin(values, v128.shuffle<f64>(values, values, 1, 1)), least);
      v128.store(rest + at - 8, least);
      least = v128.shuffle<f64>(least, least, 0, 0);
      fallen = f64x2.sub(fallen, twoSlopes);
    }
    least = f64x2.splat(Infinity);
    fallen = begun;
    const reached = side + <f64>(begin + depth + 1) * step;
    let along = f64x2.replace_lane(f64x2.splat(reached), 1, reached + step);
    const last = (<usize>min(depth + 1, length - begin - depth)) << 3;
    const out = to + ((<usize>begin) << 3) + deep;
    for (let at: usize = 8; at <= last; at += 16) {
      const values = f64x2.sub(v128.load(stretch + deep + at), fallen);
      least = f64x2.pmin(f64x2.pmin(values, v128.shuffle<f64>(values, values, 0, 0)), least);
      const across = f64x2.add(f64x2.pmin(least, v128.load(rest + at)), f64x2.add(fallen, falling));
      v128.store(out + at, f64x2.pmin(across, along));
      least = v128.shuffle<f64>(least, least, 1, 1);
      fallen = f64x2.add(fallen, twoSlopes);
      along = f64x2.add(along, twoSteps);
    }
  }
}

/** The same of the right side, whose values stand from the top to the bottom against the order of the front, as what remains does here. */
function slideDown(from: usize, to: usize, length: i32, depth: i32, slope: f64, fall: f64, side: f64, step: f64): void {
  const deep = (<usize>depth) << 3;
  const twoSlopes = f64x2.splat(2 * slope);
  const twoSteps = f64x2.splat(2 * step);
  const falling = f64x2.splat(fall);
  const begun = f64x2.replace_lane(f64x2.splat(<f64>(depth + 2) * slope), 1, <f64>(depth + 1) * slope);
  const last = rest + deep + 16;
  for (let begin = 0; begin + depth < length; begin += depth + 1) {
    const stretch = from - ((<usize>begin) << 3);
    let least = f64x2.splat(Infinity);
    v128.store(last - deep - 16, least);
    let fallen = f64x2.sub(begun, twoSlopes);
    for (let at: isize = <isize>deep; at > 0; at -= 16) {
      const values = f64x2.sub(v128.load(stretch - at), fallen);
      least = f64x2.pmin(f64x2.pmin(values, v128.shuffle<f64>(values, values, 0, 0)), least);
      v128.store(last - at, least);
      least = v128.shuffle<f64>(least, least, 1, 1);
      fallen = f64x2.sub(fallen, twoSlopes);
    }
    least = f64x2.splat(Infinity);
    fallen = begun;
    const reached = side + <f64>(begin + depth + 1) * step;
    let along = f64x2.replace_lane(f64x2.splat(reached + step), 1, reached);
    const end = (<usize>min(depth + 1, length - begin - depth)) << 3;
    const out = to - ((<usize>begin) << 3) - deep;
    for (let at: usize = 8; at <= end; at += 16) {
      const values = f64x2.sub(v128.load(stretch - deep - at - 8), fallen);
      least = f64x2.pmin(f64x2.pmin(values, v128.shuffle<f64>(values, values, 1, 1)), least);
      const across = f64x2.add(f64x2.pmin(least, v128.load(last - at - 8)), f64x2.add(fallen, falling));
      v128.store(out - at - 8, f64x2.pmin(across, along));
      least = v128.shuffle<f64>(least, least, 0, 0);
      fallen = f64x2.add(fallen, twoSlopes);
      along = f64x2.add(along, twoSteps);
    }
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
