// Bayesian inference with the strong prior: the attacker knows everybody's answer but the target's, and the method to the last parameter.
// By the lemma of Neyman and Pearson nothing does better against noise that is fresh in every cell; where equal people have equal noise,
// each noise is weighed once, and two figures of equal people that differ rule an answer out.
import type { Measurement, PublishedTable } from '@clew/disclosure';
import type { Attacker, ReleaseView, Scene, TableEvidence, Verdicts } from '../scene.ts';
import { Gathering } from './gathering.ts';

export const bayesian: Attacker = {
  name: 'bayesian',
  about: 'Weighs both answers by the likelihood of every published figure, knowing everybody else',
  start: (scene) => new BayesianSession(scene),
};

class BayesianSession extends Gathering {
  readonly #seen = new SeenNoise();

  override see(view: ReleaseView): void {
    for (const evidence of view.measurements) this.#weighMeasurement(evidence);
    for (const evidence of view.tables) this.#weighTable(evidence);
    this.#seen.nextRelease();
  }

  override verdicts(): Verdicts {
    const { scores, certain } = this.found;
    scores.forEach((score, target) => {
      if (score === Number.POSITIVE_INFINITY) certain[target] = 1;
      if (score === Number.NEGATIVE_INFINITY) certain[target] = -1;
    });
    return this.found;
  }

  #weighMeasurement(evidence: TableEvidence): void {
    const { standardDeviation } = evidence.published as Measurement;
    const log = (count: number, published: number) =>
      this.scene.method.logLikelihoodOfMeasurement(standardDeviation, count, published);
    this.#weigh(evidence, log);
  }

  #weighTable(evidence: TableEvidence): void {
    const { table } = evidence;
    const published = evidence.published as PublishedTable;
    // A method that works this table out from other figures tells nothing by it.
    if (this.likelihoods.of(table, 10, 10) === undefined) return;
    const log = (count: number, value: number) => this.likelihoods.of(table, count, value) ?? 0;
    if (sharesNoise(this.scene)) this.#weighShared(evidence, published, log);
    else this.#weigh(evidence, log);
  }

  /** Every figure has noise of its own. */
  #weigh(evidence: TableEvidence, log: (count: number, published: number) => number): void {
    const { rows, target, cells, without, weight, published } = evidence;
    const { scores } = this.found;
    for (let row = 0; row < rows; row += 1) {
      const [first, second] = [published.values[cells[0][row] ?? 0] ?? 0, published.values[cells[1][row] ?? 0] ?? 0];
      const [inFirst, inSecond, own] = [without[0][row] ?? 0, without[1][row] ?? 0, weight[row] ?? 0];
      const ifFirst = log(inFirst + own, first) + log(inSecond, second);
      const ifSecond = log(inFirst, first) + log(inSecond + own, second);
      add(scores, target[row] ?? 0, ifFirst, ifSecond);
    }
  }

  /** Equal people have equal noise: a noise that was weighed before says nothing new, unless it differs. */
  #weighShared(
    evidence: TableEvidence,
    published: PublishedTable,
    log: (count: number, published: number) => number,
  ): void {
    const { rows, target, cells, without, weight, contributors, own } = evidence;
    for (let row = 0; row < rows; row += 1) {
      const who = target[row] ?? 0;
      const likelihood = [0, 0];
      for (const answer of [0, 1] as const) {
        for (const side of [0, 1] as const) {
          const isIn = side === answer;
          const value = published.values[cells[side][row] ?? 0] ?? Number.NaN;
          const people = (contributors[side][row] ?? 0) + (isIn ? (own[row] ?? 0) : 0);
          const count = (without[side][row] ?? 0) + (isIn ? (weight[row] ?? 0) : 0);
          likelihood[answer] = (likelihood[answer] ?? 0) + this.#seen.weigh(who, answer, people, count, value, log);
        }
      }
      add(this.found.scores, who, likelihood[0] ?? 0, likelihood[1] ?? 0);
    }
  }
}

/** Adds to the logarithm of the odds. What was ruled out stays so; both ruled out would mean that the likelihood is wrong, and says nothing. */
function add(scores: Float64Array, target: number, ifFirst: number, ifSecond: number): void {
  if (ifFirst === Number.NEGATIVE_INFINITY && ifSecond === Number.NEGATIVE_INFINITY) return;
  const before = scores[target] ?? 0;
  if (Number.isFinite(before)) scores[target] = before + ifFirst - ifSecond;
}

const keyedMethods: readonly string[] = ['cell-key', 'cell-key-light'];

/** True where the noise of a figure follows from the people in it. */
export function sharesNoise({ method }: Scene): boolean {
  return keyedMethods.includes(method.name);
}

/** The noises that were weighed for each target under each answer, by the people that they follow from; those of the last release too. */
class SeenNoise {
  #now = new Map<number, Map<number, number>>();
  #before = new Map<number, Map<number, number>>();

  nextRelease(): void {
    this.#before = this.#now;
    this.#now = new Map();
  }

  weigh(
    target: number,
    answer: 0 | 1,
    people: number,
    count: number,
    published: number,
    log: (count: number, published: number) => number,
  ): number {
    if (people === 0) return log(count, published);
    // Sums of people are below 2^52.
    const key = people * 2 + answer;
    let now = this.#now.get(target);
    if (now === undefined) {
      now = new Map();
      this.#now.set(target, now);
    }
    const known = now.get(key) ?? this.#before.get(target)?.get(key);
    now.set(key, published);
    if (known === undefined) return log(count, published);
    return Object.is(known, published) ? 0 : Number.NEGATIVE_INFINITY;
  }
}
