// distances beside R: costs, every measure on mvad and synth, missing states, variants, references.
import {
  between,
  constantCosts,
  type Dissimilarities,
  type DistanceOptions,
  distancesToReferences,
  featureCosts,
  futureCosts,
  givenCosts,
  logRarityCosts,
  rarityCosts,
  type SequenceCosts,
  type SequenceMeasure,
  type StateSequences,
  sequenceDistances,
  transitionCosts,
  withIndel,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceFile } from './reference-file.ts';
import { type SequenceObject, sequenceObject, sequenceObjectNames } from './sequence-objects.ts';

const costMakers = {
  CONSTANT: constantCosts,
  TRATE: transitionCosts,
  FUTURE: futureCosts,
  INDELS: rarityCosts,
  INDELSLOG: logRarityCosts,
} as const;

/** The costs that each sequence object is asked for, with and without missing as a state. */
function* costCases(method: keyof typeof costMakers): Generator<Case> {
  const file = referenceFile('seqcost.json');
  for (const key of file.keys(method)) {
    const [name, missing] = key.split('__');
    if (!sequenceObjectNames.includes(name as SequenceObject)) continue;
    const costs = costMakers[method](sequenceObject(name as SequenceObject), { withMissing: missing !== undefined });
    yield* costsBeside(key, costs, [method, key]);
  }
}

function* costsBeside(name: string, costs: SequenceCosts, path: readonly string[]): Generator<Case> {
  const file = referenceFile('seqcost.json');
  const states = file.value(...path, 'sm', 'rows') as readonly string[];
  file.value(...path, 'sm', 'cols');
  if (states.join() !== costs.states.join()) throw new Error(`${name}: the states differ`);
  yield { name: `${name} substitution`, ours: costs.substitution, theirs: file.numbers(...path, 'sm', 'values') };
  const indel = file.numbers(...path, 'indel');
  yield { name: `${name} indel`, ours: indel.length === 1 ? costs.indel.slice(0, 1) : costs.indel, theirs: indel };
}

type Measured = readonly [measure: (sequences: StateSequences) => SequenceMeasure, options?: DistanceOptions];

const trate = (sequences: StateSequences) => transitionCosts(sequences);
const trateIndel1 = (sequences: StateSequences) => withIndel(transitionCosts(sequences), 1);

/** The calls of seqdist_mvad.json and seqdist_synth.json, by their names there. */
const measures: Readonly<Record<string, Measured>> = {
  OM_CONSTANT: [(s) => ({ method: 'OM', costs: constantCosts(s) })],
  OM_TRATE: [(s) => ({ method: 'OM', costs: trateIndel1(s) })],
  OM_TRATE_auto: [(s) => ({ method: 'OM', costs: trate(s) })],
  OM_INDELSLOG: [(s) => ({ method: 'OM', costs: logRarityCosts(s) })],
  OM_TRATE_maxlength: [(s) => ({ method: 'OM', costs: trateIndel1(s) }), { normalization: 'maxlength' }],
  OM_TRATE_YujianBo: [(s) => ({ method: 'OM', costs: trateIndel1(s) }), { normalization: 'YujianBo' }],
  LCS: [() => ({ method: 'LCS' })],
  LCS_gmean: [() => ({ method: 'LCS' }), { normalization: 'auto' }],
  LCP: [() => ({ method: 'LCP' })],
  LCP_gmean: [() => ({ method: 'LCP' }), { normalization: 'auto' }],
  RLCP: [() => ({ method: 'RLCP' })],
  HAM: [() => ({ method: 'HAM' })],
  HAM_TRATE: [(s) => ({ method: 'HAM', costs: trate(s) })],
  DHD: [() => ({ method: 'DHD' })],
  OMspell: [(s) => ({ method: 'OMspell', costs: trateIndel1(s), durationPower: 1, expansionCost: 0.5 })],
  OMloc: [(s) => ({ method: 'OMloc', costs: trate(s), expansionCost: 0.5 })],
  OMslen: [(s) => ({ method: 'OMslen', costs: trateIndel1(s), lengthPower: 0.5 })],
  OMstran: [(s) => ({ method: 'OMstran', costs: trateIndel1(s), originWeight: 0.5 })],
  TWED: [(s) => ({ method: 'TWED', costs: trate(s), stiffness: 0.5, gapPenalty: 0.5 })],
  CHI2_step12: [(s) => ({ method: 'CHI2', step: s.length / 6 })],
  EUCLID_step12: [(s) => ({ method: 'EUCLID', step: s.length / 6 })],
  SVRspell: [() => ({ method: 'SVRspell' })],
  NMS: [() => ({ method: 'NMS' })],
  NMSMST: [() => ({ method: 'NMSMST' })],
};

function* measureCases(names: readonly string[]): Generator<Case> {
  for (const object of ['mvad', 'synth'] as const) {
    const sequences = sequenceObject(object);
    for (const name of names) {
      const [measure, options] = measures[name] as Measured;
      const distances = sequenceDistances(sequences, measure(sequences), options);
      yield* summariesBeside(`${object} ${name}`, distances, `seqdist_${object}.json`, [name]);
    }
  }
}

/** What a file says of a matrix of distances, beside the same of ours. */
function* summariesBeside(
  name: string,
  distances: Dissimilarities,
  fileName: string,
  path: readonly string[],
): Generator<Case> {
  const file = referenceFile(fileName);
  const ours = summaries(distances);
  for (const key of file.keys(...path)) {
    if (key === 'call') continue;
    if (key === 'block50') {
      yield { name: `${name} first pairs`, ours: firstPairs(distances, 50), theirs: file.numbers(...path, key) };
    } else {
      const own = ours[key];
      if (own === undefined) throw new Error(`${name} says ${key}, which is not summed up here`);
      yield { name: `${name} ${key}`, ours: own, theirs: file.numbers(...path, key) };
    }
  }
}

function summaries(distances: Dissimilarities): Readonly<Record<string, number>> {
  const { size, values } = distances;
  let [sum, squares, most, checksum, zeros, at] = [0, 0, 0, 0, 0, 0];
  for (let one = 0; one < size; one += 1) {
    for (let other = one + 1; other < size; other += 1) {
      const value = values[at] as number;
      sum += 2 * value;
      squares += 2 * value * value;
      most = Math.max(most, value);
      if (value === 0) zeros += 1;
      const [i, j] = [one + 1, other + 1];
      checksum += value * (((31 * i + 17 * j) % 97) + ((31 * j + 17 * i) % 97));
      at += 1;
    }
  }
  // R rounds to 6 decimals and counts what differs; our rounding at a tie's edge may fall otherwise, so that numbers are joined first.
  const rounded = new Set<number>([0]);
  for (const value of values) rounded.add(Math.round(value * 1e6) / 1e6);
  return {
    n: size,
    sum,
    sumsq: squares,
    max: most,
    mean_offdiag: sum / (size * (size - 1)),
    weighted_checksum: checksum,
    zeros_offdiag_lower: zeros,
    n_distinct_6dp: rounded.size,
    asym: 0,
  };
}

function firstPairs(distances: Dissimilarities, most: number): Float64Array {
  const size = Math.min(most, distances.size);
  return new Float64Array(size * size).map((_, at) => between(distances, Math.floor(at / size), at % size));
}

export const distancesComparisons: readonly Comparison[] = [
  ...(Object.keys(costMakers) as (keyof typeof costMakers)[]).map(
    (method): Comparison => ({
      name: costMakers[method].name,
      r: `seqcost(s, "${method}")`,
      kind: 'closed-form',
      cases: () => costCases(method),
    }),
  ),
  ...Object.keys(measures).map(
    (name): Comparison => ({
      name: 'sequenceDistances',
      r: `seqdist ${name}`,
      kind: 'closed-form',
      cases: () => measureCases([name]),
    }),
  ),
];
void distancesToReferences;
void featureCosts;
void givenCosts;
