// The model of a secret answer: how likely each answer is for each combination of ordinary categories, fitted to noisy margins alone.
//
// Log-linear: the log odds of an answer add up over blocks (one of each measured margin), and the effects of a block are drawn from a
// normal distribution whose variance the margins tell: small or noisy groups are drawn towards what their other categories predict
// (empirical Bayes; A. Gelman, J. Hill, Data Analysis Using Regression and Multilevel/Hierarchical Models, 2007, chapters 12 and 14;
// raking: W. Deming, F. Stephan, Annals of Mathematical Statistics 11 (1940)). Everything here is worked out from measurements and
// from counts without answers, so it tells of answers nothing that those do not.
import { type Block, BlockState, type FittedBlock } from './fit-block.ts';
import { logitVariances, NormalEquations } from './group-step.ts';

export interface Fit {
  readonly answers: number;
  /** By combination, then answer. Each combination's add up to 1. */
  readonly shares: Float64Array;
  readonly blocks: readonly FittedBlock[];
  /** By answer: the variance of its log odds over everybody. */
  readonly overallVariances: Float64Array;
}

/** Figures stand still, to a hundredth of their error, after some twenty. */
const cycles = 30;
/** The overall shares are held back by next to nothing. */
const holdOfAll = 1e-3;

/** Fits everybody's log odds and then the blocks, one after another, over and over. `people` by combination. */
export function fitShares(people: Float64Array, answers: number, blocks: readonly Block[]): Fit {
  const weights = new Float64Array(people.length * answers).fill(1);
  const states = blocks.map((block) => new BlockState(block, people, answers));
  let overallVariances = new Float64Array(answers);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    overallVariances = improveOverall(states, weights, answers);
    for (const state of states) state.improve(weights, cycle > 1);
  }
  normalise(weights, answers);
  return { answers, shares: weights, blocks: states.map((state) => state.fitted()), overallVariances };
}

/** A step of everybody's log odds towards the targets of all groups of all blocks. Returns the variances that are left. */
function improveOverall(
  states: readonly BlockState[],
  weights: Float64Array,
  answers: number,
): Float64Array<ArrayBuffer> {
  const equations = new NormalEquations(answers, holdOfAll, new Float64Array(answers));
  let people = 0;
  const expected = new Float64Array(answers);
  for (const state of states) {
    for (const group of state.groups(weights)) {
      equations.add(group);
      people += group.people;
      for (let answer = 0; answer < answers; answer += 1) {
        expected[answer] = (expected[answer] as number) + (group.expected[answer] as number);
      }
    }
  }
  const { step, covariance } = equations.solve();
  const factors = step.map(Math.exp);
  for (let place = 0; place < weights.length; place += 1) {
    weights[place] = (weights[place] as number) * (factors[place % answers] as number);
  }
  return Float64Array.from(logitVariances(covariance, expected, people));
}

function normalise(weights: Float64Array, answers: number): void {
  for (let first = 0; first < weights.length; first += answers) {
    let total = 0;
    for (let place = first; place < first + answers; place += 1) total += weights[place] as number;
    for (let place = first; place < first + answers; place += 1) weights[place] = (weights[place] as number) / total;
  }
}
