// Optimal matching of the spells of a pair of sequences: the table with a row and a column for each run.

import { costsOf, factorOf, front, runsFrom, runsTo, stateOf, stepOf } from './runs';

/**
 * The distance of two of the coded sequences, by their numbers: removing a run costs its step, and its factor is what its length costs.
 * Numbers are taken as vectors of which one lane counts: the least of two is then one instruction, of single numbers it is several.
 */
export function spells(one: i32, other: i32): f64 {
  const from = runsFrom(other);
  const to = runsTo(other);
  let at = front;
  let value: f64 = 0;
  store<f64>(at, value);
  for (let facing = from; facing < to; facing += 1) {
    at += 8;
    value += stepOf(facing);
    store<f64>(at, value);
  }
  const end = runsTo(one);
  for (let run = runsFrom(one); run < end; run += 1) {
    const state = stateOf(run);
    const costs = costsOf(state);
    const own = f64x2.splat(factorOf(run));
    const step = f64x2.splat(stepOf(run));
    at = front;
    let diagonal = v128.load64_zero(at);
    let left = f64x2.add(diagonal, step);
    v128.store_lane<f64>(at, left, 0);
    for (let facing = from; facing < to; facing += 1) {
      at += 8;
      const above = v128.load64_zero(at);
      const theirs = f64x2.splat(factorOf(facing));
      const met = stateOf(facing);
      const cost =
        state === met
          ? f64x2.abs(f64x2.sub(own, theirs))
          : f64x2.add(f64x2.add(v128.load64_splat(costs + ((<usize>met) << 3)), own), theirs);
      // What does not wait for the cell before comes first.
      const down = f64x2.pmin(f64x2.add(above, step), f64x2.add(diagonal, cost));
      left = f64x2.pmin(f64x2.add(left, f64x2.splat(stepOf(facing))), down);
      v128.store_lane<f64>(at, left, 0);
      diagonal = above;
    }
  }
  return load<f64>(at);
}
