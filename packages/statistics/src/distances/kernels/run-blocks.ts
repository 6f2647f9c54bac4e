// Edges of blocks in the table of optimal matching: a block is where a run of one sequence meets a run of another, so that one cost holds in it.
//
// Let a block have I rows and J columns, a step down cost x, a step to the right cost y, and a diagonal step c, at most x + y (a larger one
// is never taken). T are the table's values above it, from 0 to J, L those to its left, from 0 to I. A path within it that goes di down
// and dj to the right takes as many diagonal steps as it can, so that it costs
//   min(di, dj) c + (di - min(di, dj)) x + (dj - min(di, dj)) y.
// So what leaves it below at column j is the least of
//   T[k] + (j - k) c + (I - (j - k)) x   for k from max(0, j - I) to j,
//   L[I - k] + k c + (j - k) y           for k from 0 to min(I, j):
// the paths left out (from further left above, or from further up at the left, than the diagonal) begin with straight steps, which
// T[k + 1] <= T[k] + y and L[k + 1] <= L[k] + x already hold, whatever the costs. The first is the least of a window that slides along the
// edge, the second of one that only grows. What leaves at the right is the same with rows and columns exchanged.
// Sources: H. Bunke, J. Csirik, Information Processing Letters 54 (1995); V. Makinen, G. Navarro, E. Ukkonen, Algorithmica 35 (2003).

const window = { rest: new Float64Array(256) };

/** Makes room for edges of so many steps. */
export function reserveEdges(steps: number): void {
  if (window.rest.length <= steps) window.rest = new Float64Array(steps + 1);
}

/**
 * The edge opposite to `along` (0 to `length`), where `across` (0 to `depth`) is the edge at its begin, both read from where their numbers
 * `At` say, and a diagonal step costs less than one along and one across. Fills `out` from `outAt` + 1.
 */
export function slidingEdge(
  along: Float64Array,
  alongAt: number,
  length: number,
  across: Float64Array,
  acrossAt: number,
  depth: number,
  diagonal: number,
  alongStep: number,
  acrossStep: number,
  out: Float64Array,
  outAt: number,
): void {
  const slope = diagonal - acrossStep;
  const rise = diagonal - alongStep;
  const fall = depth * acrossStep;
  const first = length < depth ? length : depth;
  let above = along[alongAt] as number;
  const end = acrossAt + depth;
  let side = across[end] as number;
  let climbed = 0;
  let went = 0;
  for (let at = 1; at <= first; at += 1) {
    const entered = along[alongAt + at] as number;
    above += slope;
    if (entered < above) above = entered;
    climbed += rise;
    went += alongStep;
    const climbing = (across[end - at] as number) + climbed;
    if (climbing < side) side = climbing;
    const one = above + fall;
    const other = side + went;
    out[outAt + at] = one < other ? one : other;
  }
  if (length > depth) slideOn(along, alongAt, length, depth, slope, fall, side, alongStep, out, outAt);
}

/** Windows of depth + 1: the least of the rest of one stretch and of the begin of the next (van Herk 1992; Gil and Werman 1993). */
function slideOn(
  along: Float64Array,
  alongAt: number,
  length: number,
  depth: number,
  slope: number,
  fall: number,
  side: number,
  alongStep: number,
  out: Float64Array,
  outAt: number,
): void {
  const { rest } = window;
  for (let begin = 0; begin + depth < length; begin += depth + 1) {
    const stretch = alongAt + begin;
    let least = Number.POSITIVE_INFINITY;
    rest[depth + 1] = least;
    for (let at = depth; at > 0; at -= 1) {
      const value = (along[stretch + at] as number) - at * slope;
      if (value < least) least = value;
      rest[at] = least;
    }
    least = Number.POSITIVE_INFINITY;
    const last = begin + depth + depth + 1 < length ? depth + 1 : length - begin - depth;
    for (let step = 1; step <= last; step += 1) {
      const at = depth + step;
      const value = (along[stretch + at] as number) - at * slope;
      if (value < least) least = value;
      const before = rest[step] as number;
      const one = (before < least ? before : least) + at * slope + fall;
      const other = side + (begin + at) * alongStep;
      out[outAt + begin + at] = one < other ? one : other;
    }
  }
}

/** The same where a diagonal step is worth no more than one along and one across: straight steps are enough. */
export function straightEdge(
  along: Float64Array,
  alongAt: number,
  length: number,
  across: Float64Array,
  acrossAt: number,
  depth: number,
  alongStep: number,
  acrossStep: number,
  out: Float64Array,
  outAt: number,
): void {
  const fall = depth * acrossStep;
  let side = across[acrossAt + depth] as number;
  for (let at = 1; at <= length; at += 1) {
    const one = (along[alongAt + at] as number) + fall;
    side += alongStep;
    out[outAt + at] = one < side ? one : side;
  }
}

/** The same where the states are equal and a diagonal step is never worse: the edges are carried along the diagonals. */
export function carriedEdge(
  along: Float64Array,
  alongAt: number,
  length: number,
  across: Float64Array,
  acrossAt: number,
  depth: number,
  out: Float64Array,
  outAt: number,
): void {
  const first = length < depth ? length : depth;
  const end = acrossAt + depth;
  for (let at = 1; at <= first; at += 1) out[outAt + at] = across[end - at] as number;
  for (let at = depth + 1; at <= length; at += 1) out[outAt + at] = along[alongAt + at - depth] as number;
}

/** The value at the corner opposite to the edges alone. */
export function blockCorner(
  along: Float64Array,
  alongAt: number,
  length: number,
  across: Float64Array,
  acrossAt: number,
  depth: number,
  diagonal: number,
  alongStep: number,
  acrossStep: number,
): number {
  const alongEnd = alongAt + length;
  const steps = length < depth ? length : depth;
  let above = along[alongEnd] as number;
  let side = across[acrossAt + depth] as number;
  const end = acrossAt + depth;
  for (let back = 1; back <= steps; back += 1) {
    const one = (along[alongEnd - back] as number) + back * (diagonal - acrossStep);
    if (one < above) above = one;
    const other = (across[end - back] as number) + back * (diagonal - alongStep);
    if (other < side) side = other;
  }
  above += depth * acrossStep;
  side += length * alongStep;
  return above < side ? above : side;
}
