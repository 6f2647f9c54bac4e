// The sums from which the variance of state probabilities is read, kept up as people enter, move and leave.
import type { StateSteps, Transition } from './state-steps.ts';

/**
 * Everyone at risk in a state is moved alike by what happens, so a person's (or cluster's) influence is a row `own`, which the steps
 * multiply, plus for each state the weight at risk there times a common `drift`. Three sums over persons (own x own, weight x own by
 * state, weight x weight) then give the sum of squares without a loop over persons at each time, and a person's terms change only
 * when a row of theirs enters or ends. Source of the influence: survival's `survfitci` (Therneau, methods.Rnw).
 */
export class StateInfluence {
  private readonly states: number;
  private readonly moves: number;
  private readonly transitions: readonly Transition[];
  private readonly ownOwn: Float64Array;
  private readonly weightOwn: Float64Array;
  private readonly weightWeight: Float64Array;
  readonly drift: Float64Array;
  private readonly change: Float64Array;
  private readonly leaving: Int32Array;
  private readonly held: Float64Array;
  /** Whether anybody has had an influence of their own while at risk (with delayed entry, or several rows). */
  private crossed = false;

  constructor(states: number, transitions: readonly Transition[]) {
    this.states = states;
    this.moves = transitions.length;
    this.transitions = transitions;
    const size = states * states;
    [this.ownOwn, this.weightOwn, this.weightWeight] = [
      new Float64Array(size),
      new Float64Array(size),
      new Float64Array(size),
    ];
    this.drift = new Float64Array(size);
    this.change = new Float64Array(size);
    this.leaving = new Int32Array(states);
    this.held = new Float64Array(states);
  }

  /** Takes all through the moves of one time; `pullOf` is a state's share just before, by its weight at risk. */
  step(steps: StateSteps, cell: number, pullOf: (state: number) => number): void {
    const { states, drift } = this;
    const from = this.readChange(steps, cell);
    if (from === 0) return;
    for (let row = 0; row < states; row += 1) {
      this.multiplyRow(this.ownOwn, row * states, from);
      if (this.crossed) this.multiplyRow(this.weightOwn, row * states, from);
      this.multiplyRow(drift, row * states, from);
    }
    for (let column = 0; column < states; column += 1) this.multiplyColumn(column, from);
    for (let at = 0; at < from; at += 1) {
      const state = this.leaving[at] as number;
      const pull = pullOf(state);
      for (let to = 0; to < states; to += 1) {
        const place = state * states + to;
        drift[place] = (drift[place] as number) + pull * ((to === state ? 1 : 0) - (this.change[place] as number));
      }
    }
  }

  /** Reads the states left at this time, and their rows of the step. */
  private readChange(steps: StateSteps, cell: number): number {
    const { states, moves, transitions, change, leaving } = this;
    let count = 0;
    for (let state = 0; state < states; state += 1) {
      const stay = steps.stay[cell * states + state] as number;
      if (stay === 1) continue;
      leaving[count] = state;
      count += 1;
      change.fill(0, state * states, (state + 1) * states);
      change[state * states + state] = stay;
    }
    for (let move = 0; move < moves; move += 1) {
      const rate = steps.hazard[cell * moves + move] as number;
      if (rate === 0) continue;
      const { from, to } = transitions[move] as Transition;
      change[from * states + to] = rate;
    }
    return count;
  }

  private multiplyRow(matrix: Float64Array, offset: number, count: number): void {
    this.multiplyLine(matrix, offset, 1, count);
  }

  private multiplyColumn(column: number, count: number): void {
    this.multiplyLine(this.ownOwn, column, this.states, count);
  }

  /** Takes a line of a matrix through the step. A state that all leave keeps exactly nothing. */
  private multiplyLine(matrix: Float64Array, offset: number, stride: number, count: number): void {
    const { states, change, leaving, held } = this;
    for (let at = 0; at < count; at += 1) {
      const state = leaving[at] as number;
      const place = offset + state * stride;
      held[at] = matrix[place] as number;
      matrix[place] = (held[at] as number) * (change[state * states + state] as number);
    }
    for (let at = 0; at < count; at += 1) {
      const value = held[at] as number;
      if (value === 0) continue;
      const state = leaving[at] as number;
      for (let to = 0; to < states; to += 1) {
        if (to === state) continue;
        const place = offset + to * stride;
        matrix[place] = (matrix[place] as number) + value * (change[state * states + to] as number);
      }
    }
  }

  /** Adds (or with sign -1 takes away) somebody's terms: their own row, and their weights at risk by state. */
  count(sign: 1 | -1, own: Float64Array, offset: number, weights: Float64Array, weightOffset: number): void {
    const { states, ownOwn, weightOwn, weightWeight } = this;
    for (let row = 0; row < states; row += 1) {
      const value = sign * (own[offset + row] as number);
      const weight = sign * (weights[weightOffset + row] as number);
      if (value === 0 && weight === 0) continue;
      for (let column = 0; column < states; column += 1) {
        const at = row * states + column;
        const other = own[offset + column] as number;
        ownOwn[at] = (ownOwn[at] as number) + value * other;
        if (weight === 0) continue;
        if (other !== 0) this.crossed = true;
        weightOwn[at] = (weightOwn[at] as number) + weight * other;
        weightWeight[at] = (weightWeight[at] as number) + weight * (weights[weightOffset + column] as number);
      }
    }
  }

  /** Those of one state who are at risk there from the start, by the sum of their squared weights. */
  countAlike(state: number, squaredWeight: number): void {
    const at = state * (this.states + 1);
    this.weightWeight[at] = (this.weightWeight[at] as number) + squaredWeight;
  }

  /** They end: each leaves with the drift of the state and what the move adds. `pull` is share / at risk; `to` -1 for no move. */
  leaveAlike(state: number, squaredWeight: number, pull: number, to: number): void {
    const { states, drift, ownOwn, held } = this;
    this.countAlike(state, -squaredWeight);
    for (let column = 0; column < states; column += 1) held[column] = drift[state * states + column] as number;
    if (to >= 0) {
      held[to] = (held[to] as number) + pull;
      held[state] = (held[state] as number) - pull;
    }
    for (let row = 0; row < states; row += 1) {
      const value = squaredWeight * (held[row] as number);
      if (value === 0) continue;
      for (let column = 0; column < states; column += 1) {
        ownOwn[row * states + column] = (ownOwn[row * states + column] as number) + value * (held[column] as number);
      }
    }
  }

  /**
   * Nobody is at risk in the state just now, so that what rounding left of their sums goes, and with it the drift that nobody shares:
   * whoever enters later would carry it with the opposite sign, and their sums cancel it but for its rounding.
   */
  emptied(state: number): void {
    const { states, weightOwn, weightWeight, drift } = this;
    for (let column = 0; column < states; column += 1) {
      drift[state * states + column] = 0;
      weightOwn[state * states + column] = 0;
      weightWeight[state * states + column] = 0;
      weightWeight[column * states + state] = 0;
    }
  }

  /** The sum of squared influences on one state's share. */
  variance(state: number): number {
    const { states, ownOwn, weightOwn, weightWeight, drift, crossed } = this;
    let sum = ownOwn[state * (states + 1)] as number;
    for (let from = 0; from < states; from += 1) {
      const pull = drift[from * states + state] as number;
      if (pull === 0) continue;
      if (crossed) sum += 2 * pull * (weightOwn[from * states + state] as number);
      for (let other = 0; other < states; other += 1) {
        sum += pull * (drift[other * states + state] as number) * (weightWeight[from * states + other] as number);
      }
    }
    return Math.max(0, sum);
  }
}
