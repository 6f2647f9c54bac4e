// The product of the steps between any two times, applied to a row of shares in logarithmic time.
import type { StateSteps, Transition } from './state-steps.ts';

/** Steps of this many times are taken one by one; longer stretches through stored products. */
const block = 16;

/** The steps of one curve as matrices (I + dA), and products of aligned stretches of 16, 32, 64, ... of them. */
export class StepProducts {
  private readonly steps: StateSteps;
  private readonly transitions: readonly Transition[];
  /** Level k holds the products of stretches of block * 2^k times, side by side. */
  private readonly levels: readonly Float64Array[];
  private readonly scratch: Float64Array;

  constructor(steps: StateSteps, transitions: readonly Transition[]) {
    this.steps = steps;
    this.transitions = transitions;
    this.scratch = new Float64Array(steps.states);
    this.levels = this.productLevels();
  }

  /** Takes the row through the step at one time, in place. */
  step(row: Float64Array, offset: number, cell: number): void {
    const { steps, transitions, scratch } = this;
    const { states, hazard, stay } = steps;
    const moves = transitions.length;
    for (let state = 0; state < states; state += 1) {
      const value = row[offset + state] as number;
      scratch[state] = value;
      row[offset + state] = value * (stay[cell * states + state] as number);
    }
    for (let move = 0; move < moves; move += 1) {
      const rate = hazard[cell * moves + move] as number;
      if (rate === 0) continue;
      const { from, to } = transitions[move] as Transition;
      row[offset + to] = (row[offset + to] as number) + (scratch[from] as number) * rate;
    }
  }

  /** Takes the row through the steps at the times from `from` below `to`, in place. */
  advance(row: Float64Array, offset: number, from: number, to: number): void {
    let at = from;
    while (at < to) {
      let [level, length] = [-1, block];
      while (at % length === 0 && at + length <= to && level + 1 < this.levels.length) {
        level += 1;
        length *= 2;
      }
      if (level < 0) {
        this.step(row, offset, at);
        at += 1;
      } else {
        this.multiply(row, offset, level, at / (block << level));
        at += block << level;
      }
    }
  }

  private multiply(row: Float64Array, offset: number, level: number, index: number): void {
    const { states } = this.steps;
    const products = this.levels[level] as Float64Array;
    const start = index * states * states;
    for (let state = 0; state < states; state += 1) {
      this.scratch[state] = row[offset + state] as number;
      row[offset + state] = 0;
    }
    for (let from = 0; from < states; from += 1) {
      const value = this.scratch[from] as number;
      if (value === 0) continue;
      for (let to = 0; to < states; to += 1) {
        row[offset + to] = (row[offset + to] as number) + value * (products[start + from * states + to] as number);
      }
    }
  }

  private productLevels(): Float64Array[] {
    const { states, times } = this.steps;
    const size = states * states;
    const count = Math.floor(times.length / block);
    if (count === 0) return [];
    const first = new Float64Array(count * size);
    for (let index = 0; index < count; index += 1) {
      for (let state = 0; state < states; state += 1) {
        const offset = index * size + state * states;
        first[offset + state] = 1;
        for (let cell = index * block; cell < (index + 1) * block; cell += 1) this.step(first, offset, cell);
      }
    }
    const levels = [first];
    for (let below = first; below.length >= 2 * size; ) {
      const pairs = Math.floor(below.length / (2 * size));
      const level = new Float64Array(pairs * size);
      for (let pair = 0; pair < pairs; pair += 1) multiplyPair(below, pair, level, states);
      levels.push(level);
      below = level;
    }
    return levels;
  }
}

/** The product of the matrices 2 * pair and the one after it. */
function multiplyPair(below: Float64Array, pair: number, level: Float64Array, states: number): void {
  const size = states * states;
  const [left, right] = [2 * pair * size, (2 * pair + 1) * size];
  for (let row = 0; row < states; row += 1) {
    for (let each = 0; each < states; each += 1) {
      const value = below[left + row * states + each] as number;
      if (value === 0) continue;
      for (let column = 0; column < states; column += 1) {
        const at = pair * size + row * states + column;
        level[at] = (level[at] as number) + value * (below[right + each * states + column] as number);
      }
    }
  }
}
