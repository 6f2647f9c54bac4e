// Distances as their definitions say, by full tables and by listing every subsequence: slow, and plain enough to be believed.
import type { PositionCosts, SequenceCosts } from '../src/index.ts';

/** States by their codes. */
export type Career = readonly number[];

export const cost = ({ states, substitution }: SequenceCosts, one: number, other: number): number =>
  substitution[one * states.length + other] as number;

interface Steps {
  /** Deleting position i of the first, having come to position j of the second; both from 1, j from 0. */
  readonly down: (i: number, j: number) => number;
  readonly right: (i: number, j: number) => number;
  readonly diagonal: (i: number, j: number) => number;
}

/** The full table. */
export function table(rows: number, columns: number, { down, right, diagonal }: Steps): number {
  const values: number[][] = [];
  for (let i = 0; i <= rows; i += 1) {
    values.push([]);
    for (let j = 0; j <= columns; j += 1) {
      const at = (row: number, column: number) => values[row]?.[column] as number;
      const ways = [
        ...(i > 0 ? [at(i - 1, j) + down(i, j)] : []),
        ...(j > 0 ? [at(i, j - 1) + right(i, j)] : []),
        ...(i > 0 && j > 0 ? [at(i - 1, j - 1) + diagonal(i, j)] : []),
      ];
      values[i]?.push(ways.length === 0 ? 0 : Math.min(...ways));
    }
  }
  return values[rows]?.[columns] as number;
}

export function optimalMatching(one: Career, other: Career, costs: SequenceCosts): number {
  const state = (career: Career, position: number) => career[position - 1] as number;
  return table(one.length, other.length, {
    down: (i) => costs.indel[state(one, i)] as number,
    right: (_, j) => costs.indel[state(other, j)] as number,
    diagonal: (i, j) => cost(costs, state(one, i), state(other, j)),
  });
}

export function longestCommon(one: Career, other: Career): number {
  const length: number[][] = [];
  for (let i = 0; i <= one.length; i += 1) {
    length.push(new Array(other.length + 1).fill(0));
    for (let j = 1; i > 0 && j <= other.length; j += 1) {
      const at = (row: number, column: number) => length[row]?.[column] as number;
      (length[i] as number[])[j] =
        one[i - 1] === other[j - 1] ? at(i - 1, j - 1) + 1 : Math.max(at(i - 1, j), at(i, j - 1));
    }
  }
  return length[one.length]?.[other.length] as number;
}

export function commonPrefix(one: Career, other: Career): number {
  const differs = one.findIndex((state, at) => state !== other[at]);
  return differs < 0 ? one.length : differs;
}

export const hamming = (one: Career, other: Career, costs: SequenceCosts): number =>
  one.reduce((sum, state, at) => sum + cost(costs, state, other[at] as number), 0);

export function dynamicHamming(one: Career, other: Career, { states, substitution }: PositionCosts): number {
  const size = states.length;
  return one.reduce(
    (sum, state, at) => sum + (substitution[(at * size + state) * size + (other[at] as number)] as number),
    0,
  );
}

export interface Spell {
  readonly state: number;
  readonly duration: number;
}

export function spellsOf(career: Career): Spell[] {
  const spells: { state: number; duration: number }[] = [];
  for (const state of career) {
    const last = spells.at(-1);
    if (last?.state === state) last.duration += 1;
    else spells.push({ state, duration: 1 });
  }
  return spells;
}

export function spellMatching(
  one: Career,
  other: Career,
  costs: SequenceCosts,
  expansion: number,
  power: number,
  weights: readonly number[],
): number {
  const units = ({ state, duration }: Spell) => expansion * (weights[state] as number) * (duration ** power - 1);
  const remove = (spell: Spell) => (costs.indel[spell.state] as number) + units(spell);
  const [ones, others] = [spellsOf(one), spellsOf(other)];
  const at = (spells: readonly Spell[], place: number) => spells[place - 1] as Spell;
  return table(ones.length, others.length, {
    down: (i) => remove(at(ones, i)),
    right: (_, j) => remove(at(others, j)),
    diagonal: (i, j) => {
      const [a, b] = [at(ones, i), at(others, j)];
      if (a.state === b.state) return Math.abs(units(a) - units(b));
      return cost(costs, a.state, b.state) + units(a) + units(b);
    },
  });
}

export function spellLengthMatching(
  one: Career,
  other: Career,
  costs: SequenceCosts,
  power: number,
  link: 'mean' | 'gmean',
): number {
  const factors = (career: Career) =>
    spellsOf(career).flatMap(({ duration }) => new Array(duration).fill(duration ** -power));
  const [ones, others] = [factors(one), factors(other)];
  const joint = (a: number, b: number) => (link === 'mean' ? (a + b) / 2 : Math.sqrt(a * b));
  return table(one.length, other.length, {
    down: (i) => (costs.indel[one[i - 1] as number] as number) * (ones[i - 1] as number),
    right: (_, j) => (costs.indel[other[j - 1] as number] as number) * (others[j - 1] as number),
    diagonal: (i, j) => cost(costs, one[i - 1] as number, other[j - 1] as number) * joint(ones[i - 1], others[j - 1]),
  });
}

export function localizedMatching(
  one: Career,
  other: Career,
  costs: SequenceCosts,
  expansion: number,
  context: number,
): number {
  const dearest = Math.max(...costs.substitution);
  const base = expansion * Math.min(dearest, 2 * (dearest * expansion + context));
  const insert = (state: number, before: number, after: number) =>
    base + (context * (cost(costs, before, state) + cost(costs, after, state))) / 2;
  const at = (career: Career, position: number) => career[Math.max(position, 1) - 1] as number;
  return table(one.length, other.length, {
    down: (i, j) => insert(at(one, i), at(other, j - 1), at(other, j)),
    right: (i, j) => insert(at(other, j), at(one, i - 1), at(one, i)),
    diagonal: (i, j) => cost(costs, at(one, i), at(other, j)),
  });
}

export function timeWarp(
  one: Career,
  other: Career,
  costs: SequenceCosts,
  nu: number,
  h: number,
  indel: number,
): number {
  if (one.length === 0 || other.length === 0) return (one.length + other.length) * indel;
  // Nothing is deleted before both have begun.
  const at = (career: Career, position: number) => career[Math.max(position, 1) - 1] as number;
  return table(one.length, other.length, {
    down: (i, j) => (j === 0 ? Infinity : cost(costs, at(one, i), at(one, i - 1)) + nu + h),
    right: (i, j) => (i === 0 ? Infinity : cost(costs, at(other, j), at(other, j - 1)) + nu + h),
    diagonal: (i, j) =>
      cost(costs, at(one, i), at(other, j)) +
      (i === 1 ? 0 : cost(costs, at(one, i - 1), at(other, j - 1))) +
      2 * nu * Math.abs(i - j),
  });
}

/** Every choice of positions out of so many, but none at all. */
function choices(size: number): number[][] {
  return Array.from({ length: 2 ** size - 1 }, (_, mask) =>
    Array.from({ length: size }, (__, at) => at).filter((at) => ((mask + 1) >> at) & 1),
  );
}

/** A sum over all pairs of subsequences of one length, by the weight of the length and how alike their states are. */
export function overSubsequences(
  ones: readonly Spell[],
  others: readonly Spell[],
  weights: readonly number[],
  alike: (one: number, other: number) => number,
  value: (one: readonly Spell[], other: readonly Spell[]) => number,
): number {
  let total = 0;
  for (const left of choices(ones.length)) {
    for (const right of choices(others.length)) {
      if (left.length !== right.length) continue;
      const [a, b] = [left.map((at) => ones[at] as Spell), right.map((at) => others[at] as Spell)];
      const match = a.reduce((product, spell, at) => product * alike(spell.state, (b[at] as Spell).state), 1);
      if (match !== 0) total += match * (weights[left.length - 1] ?? 0) * value(a, b);
    }
  }
  return total;
}

/** The distance of what is in common: the root of I + J - 2 A. */
export const ofCommon = (one: Career, other: Career, common: (one: Career, other: Career) => number): number =>
  Math.sqrt(Math.max(0, common(one, one) + common(other, other) - 2 * common(one, other)));
