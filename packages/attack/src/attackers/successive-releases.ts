// Subtraction of successive releases: who came, left or changed groups between two dates is in the difference of a figure, and where
// nothing else changed the difference is the target alone.
import type { Attacker, ReleaseView, TableEvidence } from '../scene.ts';
import { sharesNoise } from './bayesian.ts';
import { Gathering } from './gathering.ts';
import { varianceOf } from './remainders.ts';

export const successiveReleases: Attacker = {
  name: 'successive-releases',
  about: 'Subtracts each release from the next, where the target came, left or changed groups',
  start: (scene) => new Differences(scene),
};

class Differences extends Gathering {
  #before = new Map<string, TableEvidence>();
  /** Each measurement as it was last taken: not every release takes one. */
  readonly #measured = new Map<string, TableEvidence>();

  override see(view: ReleaseView): void {
    const now = new Map(view.tables.map((evidence) => [evidence.table.name, evidence]));
    for (const [name, evidence] of now) {
      const before = this.#before.get(name);
      if (before === undefined) continue;
      this.#compare(evidence, before);
      this.#compare(before, evidence);
    }
    this.#before = now;
    for (const evidence of view.measurements) this.#seeMeasurement(evidence);
  }

  #seeMeasurement(evidence: TableEvidence): void {
    const { name } = evidence.published;
    const before = this.#measured.get(name);
    if (before !== undefined) {
      this.#compare(evidence, before);
      this.#compare(before, evidence);
    }
    this.#measured.set(name, evidence);
  }

  /** Targets that are in a group of the table in one release, and not in it in the other. */
  #compare(one: TableEvidence, other: TableEvidence): void {
    const inOther = groupsOfTargets(other);
    const seen = seenVariance(one, other);
    for (let row = 0; row < one.rows; row += 1) {
      const target = one.target[row] ?? 0;
      if (inOther.has(groupKey(target, one.cells[0][row] ?? 0))) continue;
      for (const side of [0, 1] as const) this.#judge(one, other, row, side, seen);
    }
  }

  #judge(one: TableEvidence, other: TableEvidence, row: number, side: 0 | 1, seen: number): void {
    const cell = one.cells[side][row] ?? 0;
    const [table, otherTable] = [one.published, other.published];
    const [value, otherValue] = [table.values[cell] ?? Number.NaN, otherTable.values[cell] ?? Number.NaN];
    if (Number.isNaN(value) || Number.isNaN(otherValue)) return;
    const target = one.target[row] ?? 0;
    const sign = side === 0 ? 1 : -1;
    const weight = one.weight[row] ?? 0;
    const without = one.without[side][row] ?? 0;
    const others = other.othersIn(cell);
    const excess = value - otherValue - (without - others.count);
    const stated = varianceOf(table, cell) + varianceOf(otherTable, cell);
    const variance = Math.max(Math.min(stated, seen), leastVariance);
    const { scores, certain } = this.found;
    scores[target] = (scores[target] ?? 0) + (sign * weight * (excess - weight / 2)) / variance;
    // Noise of a measurement has no bound: it proves nothing.
    if ('standardDeviation' in table) return;
    const isSingleChange = one.contributors[side][row] === others.contributors;
    if (isSingleChange && sharesNoise(this.scene)) {
      // Without the target the same people, and so the same noise, would be behind both figures.
      if (value !== otherValue) certain[target] = sign;
      return;
    }
    const { low, high } = this.likelihoods.support(one.table, value);
    if (without < low || without > high) certain[target] = sign;
    else if (without + weight < low || without + weight > high) certain[target] = -sign;
  }
}

/** Equal figures of equal groups differ by something: nothing that is published is taken for exact. */
const leastVariance = 0.05;

/**
 * How far differences of figures were from the differences of the counts behind them, over the whole table: where noise repeats itself it
 * is far less than what is stated, and the attacker notices.
 */
function seenVariance(one: TableEvidence, other: TableEvidence): number {
  let [squares, figures] = [0, 0];
  const [values, before] = [one.published.values, other.published.values];
  for (let cell = 0; cell < values.length; cell += 1) {
    const [now, then] = [one.othersIn(cell).count, other.othersIn(cell).count];
    const excess = (values[cell] ?? Number.NaN) - (before[cell] ?? Number.NaN) - (now - then);
    // Where nobody was or is, many methods add nothing.
    if (Number.isNaN(excess) || (now === 0 && then === 0 && excess === 0)) continue;
    squares += excess * excess;
    figures += 1;
  }
  return figures < 10 ? Number.POSITIVE_INFINITY : squares / figures;
}

const groupKey = (target: number, cell: number) => target * 2 ** 26 + cell;

function groupsOfTargets(evidence: TableEvidence): ReadonlySet<number> {
  const keys = new Set<number>();
  for (let row = 0; row < evidence.rows; row += 1) {
    keys.add(groupKey(evidence.target[row] ?? 0, evidence.cells[0][row] ?? 0));
  }
  return keys;
}
