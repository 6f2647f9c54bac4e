// Sums of a baseline's steps over the stretch that a row is at risk for, none of them the difference of two larger sums.

/**
 * Steps (`width` numbers each, block after block) added up from one to another within a block. Where hazards before the stretch, or of
 * other strata, are e^20 times its own, the difference of running sums would be right to 1e-7 only: from a block's beginning on, the
 * block's own running sum serves; from elsewhere, the sums of 2, 4, 8 ... steps that make up the stretch, which are worked out when the
 * first such is asked for.
 */
export class StretchSums {
  private readonly values: Float64Array;
  private readonly width: number;
  private readonly begins: Uint8Array;
  /** With each step, the sum of its block up to it. */
  private readonly running: Float64Array;
  private tree: Float64Array | undefined;

  constructor(values: Float64Array, blocks: Int32Array, width = 1) {
    const steps = values.length / width;
    this.values = values;
    this.width = width;
    this.begins = new Uint8Array(steps + 1);
    for (const begin of blocks) this.begins[begin] = 1;
    this.running = values.slice();
    for (let step = 1; step < steps; step += 1) {
      if (this.begins[step] === 1) continue;
      for (let at = step * width; at < (step + 1) * width; at += 1) {
        this.running[at] = (this.running[at] as number) + (this.running[at - width] as number);
      }
    }
  }

  /** The sum of the `each`-th numbers of the steps from `from` on, `to` left out. */
  between(from: number, to: number, each = 0): number {
    if (from >= to) return 0;
    const { width } = this;
    if (this.begins[from] === 1) return this.running[(to - 1) * width + each] as number;
    this.tree ??= this.pairwise();
    const { tree } = this;
    const steps = this.values.length / width;
    let sum = 0;
    for (let [low, high] = [from + steps, to + steps]; low < high; low >>= 1, high >>= 1) {
      if (low % 2 === 1) {
        sum += tree[low * width + each] as number;
        low += 1;
      }
      if (high % 2 === 1) {
        high -= 1;
        sum += tree[high * width + each] as number;
      }
    }
    return sum;
  }

  /** A tree whose leaves are the steps: node n is the sum of nodes 2n and 2n + 1. */
  private pairwise(): Float64Array {
    const { values, width } = this;
    const tree = new Float64Array(2 * values.length);
    tree.set(values, values.length);
    for (let node = values.length / width - 1; node > 0; node -= 1) {
      for (let each = 0; each < width; each += 1) {
        tree[node * width + each] =
          (tree[2 * node * width + each] as number) + (tree[(2 * node + 1) * width + each] as number);
      }
    }
    return tree;
  }
}
