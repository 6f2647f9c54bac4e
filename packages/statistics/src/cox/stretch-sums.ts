// Sums of a baseline's steps over the stretch that a row is at risk for, none of them what is left of much larger sums.

/** A difference of running sums is taken where it is this share of the larger at least: then rounding costs it three digits at most. */
const keptShare = 1e-3;

/**
 * Steps (`width` numbers each, block after block, the first of them above 0) added up from one to another within a block. Where hazards
 * before the stretch, or of other strata, are e^20 times its own, the difference of running sums would be right to 1e-7 only: each block
 * has running sums of its own, and where these would cancel, the sums of 2, 4, 8 ... steps that make up the stretch are added.
 */
export class StretchSums {
  readonly #values: Float64Array;
  readonly #width: number;
  readonly #begins: Uint8Array;
  /** With each step, the sum of its block up to it. */
  readonly #running: Float64Array;
  /** Worked out when it is first needed, which for most data is never. */
  #tree: Float64Array | undefined;

  constructor(values: Float64Array, blocks: Int32Array, width = 1) {
    const steps = values.length / width;
    this.#values = values;
    this.#width = width;
    this.#begins = new Uint8Array(steps + 1);
    for (const begin of blocks) this.#begins[begin] = 1;
    this.#running = values.slice();
    for (let step = 1; step < steps; step += 1) {
      if (this.#begins[step] === 1) continue;
      for (let at = step * width; at < (step + 1) * width; at += 1) {
        this.#running[at] = (this.#running[at] as number) + (this.#running[at - width] as number);
      }
    }
  }

  /** Fills `into` with the sums of the steps from `from` on, `to` left out. */
  read(from: number, to: number, into: Float64Array): void {
    into.fill(0);
    if (from >= to) return;
    const [running, width] = [this.#running, this.#width];
    const [before, last] = [(from - 1) * width, (to - 1) * width];
    const isWhole = this.#begins[from] === 1;
    const [larger, smaller] = [running[last] as number, isWhole ? 0 : (running[before] as number)];
    if (larger - smaller < keptShare * larger) {
      this.#addNodes(from, to, into);
      return;
    }
    addTo(into, running, last, 1);
    if (!isWhole) addTo(into, running, before, -1);
  }

  #addNodes(from: number, to: number, into: Float64Array): void {
    const width = this.#width;
    this.#tree ??= this.#pairwise();
    const steps = this.#values.length / width;
    for (let [low, high] = [from + steps, to + steps]; low < high; low >>= 1, high >>= 1) {
      if (low % 2 === 1) {
        addTo(into, this.#tree, low * width, 1);
        low += 1;
      }
      if (high % 2 === 1) {
        high -= 1;
        addTo(into, this.#tree, high * width, 1);
      }
    }
  }

  /** A tree whose leaves are the steps: node n is the sum of nodes 2n and 2n + 1. */
  #pairwise(): Float64Array {
    const [values, width] = [this.#values, this.#width];
    const tree = new Float64Array(2 * values.length);
    tree.set(values, values.length);
    for (let node = values.length / width - 1; node > 0; node -= 1) {
      const sum = tree.subarray(node * width, (node + 1) * width);
      addTo(sum, tree, 2 * node * width, 1);
      addTo(sum, tree, (2 * node + 1) * width, 1);
    }
    return tree;
  }
}

/** Adds the numbers of `from` that begin at `offset`, or with the sign -1 takes them off. */
function addTo(into: Float64Array, from: Float64Array, offset: number, sign: 1 | -1): void {
  for (let each = 0; each < into.length; each += 1) {
    into[each] = (into[each] as number) + sign * (from[offset + each] as number);
  }
}
