// The fitted shares of every secret, and of pairs of secrets, from the pooled measurements of a series of releases.
import { levelsOf, type Registry } from '../table.ts';
import { type Combinations, groupsOf } from './combinations.ts';
import { type Fit, fitShares } from './fit.ts';
import type { Block } from './fit-block.ts';
import type { PlannedMeasurement } from './plan.ts';
import type { Pooled } from './pool.ts';
import { type Margin, reconcile } from './reconcile.ts';

export interface PlannedPool {
  readonly planned: PlannedMeasurement;
  readonly pooled: Pooled;
}

/** How two secrets go together beyond what the ordinary categories of people explain. */
export interface Association {
  readonly first: string;
  readonly second: string;
  /** By answer of the first, then of the second: how many times as often as if they were independent. */
  readonly ratios: Float64Array;
  /** The variance of the log of each ratio. */
  readonly logVariances: Float64Array;
}

export interface AnswerModel {
  readonly fits: ReadonlyMap<string, Fit>;
  readonly associations: readonly Association[];
  readonly pools: readonly PlannedPool[];
  /** How many releases ago answers were last measured. */
  readonly age: number;
}

/** Fits each secret to its own margins, then what pairs of secrets have in common. */
export function fitAnswers(
  registry: Registry,
  combinations: Combinations,
  pools: readonly PlannedPool[],
  age: number,
): AnswerModel {
  const headcounts = pools.filter(({ planned }) => planned.quantity === 'headcount');
  const fits = new Map<string, Fit>();
  for (const { name, secret, levels } of registry.classifications) {
    const own = headcounts.filter(
      ({ planned }) => planned.secrets.length === 1 && planned.secrets[0]?.classification === name,
    );
    const answers = levels[0]?.codes.length ?? 0;
    if (!secret || own.length === 0) continue;
    const margins = own.map((each) => marginOf(registry, combinations, each));
    reconcile(margins, answers);
    fits.set(name, fitShares(combinations.people, answers, margins.map(blockOf)));
  }
  const associations = headcounts
    .filter(({ planned }) => planned.secrets.length === 2 && planned.ordinary.length === 0)
    .flatMap((each) => associationOf(combinations, fits, each) ?? []);
  return { fits, associations, pools, age };
}

interface MarginOfCombinations extends Margin {
  /** By combination. */
  readonly groupOf: Uint32Array;
}

function blockOf({ classifications, groupOf, values, variances }: MarginOfCombinations): Block {
  return { classifications, groups: variances.length, groupOf, targets: values, variances };
}

function marginOf(
  registry: Registry,
  combinations: Combinations,
  { planned, pooled }: PlannedPool,
): MarginOfCombinations {
  const shape = levelsOf(registry, planned.ordinary).map(({ level }) => level.codes.length);
  const groupOf = groupsOf(registry, combinations, planned.ordinary);
  const people = new Float64Array(pooled.variances.length);
  groupOf.forEach((group, each) => {
    people[group] = (people[group] as number) + (combinations.people[each] as number);
  });
  return {
    classifications: planned.ordinary.map((each) => each.classification),
    shape,
    values: pooled.values.slice(),
    variances: pooled.variances.slice(),
    people,
    groupOf,
  };
}

/** Ratios of measured to expected counts, drawn towards 1 by what noise alone would make of them. */
function associationOf(
  combinations: Combinations,
  fits: ReadonlyMap<string, Fit>,
  { planned, pooled }: PlannedPool,
): Association | null {
  const [first, second] = planned.secrets.map((each) => each.classification);
  const [one, other] = [fits.get(first ?? ''), fits.get(second ?? '')];
  if (first === undefined || second === undefined || one === undefined || other === undefined) return null;
  const expected = new Float64Array(one.answers * other.answers);
  for (let each = 0; each < combinations.length; each += 1) {
    const people = combinations.people[each] as number;
    for (let row = 0; row < one.answers; row += 1) {
      const share = people * (one.shares[each * one.answers + row] as number);
      for (let column = 0; column < other.answers; column += 1) {
        const place = row * other.answers + column;
        expected[place] = (expected[place] as number) + share * (other.shares[each * other.answers + column] as number);
      }
    }
  }
  const noise = pooled.variances[0] ?? Number.POSITIVE_INFINITY;
  const raw = expected.map((value, place) => (pooled.values[place] as number) / Math.max(1, value));
  const variances = expected.map((value) => noise / Math.max(1, value) ** 2);
  const spread = Math.max(1e-4, excess(raw, variances));
  const held = raw.map((ratio, place) =>
    Math.max(0.05, 1 + ((ratio - 1) * spread) / (spread + (variances[place] as number))),
  );
  const logVariances = variances.map((variance) => (spread * variance) / (spread + variance));
  return { first, second, ratios: held, logVariances };
}

/** The variance of true ratios about 1, by moments: squares less noise, each cell weighted by how exactly it was measured. */
function excess(ratios: Float64Array, variances: Float64Array): number {
  let [sum, weights] = [0, 0];
  ratios.forEach((ratio, place) => {
    const weight = 1 / ((variances[place] as number) + 0.01) ** 2;
    sum += weight * ((ratio - 1) ** 2 - (variances[place] as number));
    weights += weight;
  });
  return weights === 0 ? 0 : sum / weights;
}
