// distances beside R: costs, every measure on mvad and synth, missing states, variants, references.
import {
  between,
  constantCosts,
  type Dissimilarities,
  type DistanceOptions,
  distancesToReferences,
  featureCosts,
  futureCosts,
  logRarityCosts,
  rarityCosts,
  type SequenceCosts,
  type SequenceMeasure,
  type StateSequences,
  StatisticsError,
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
  OM_TRATE_maxlength: [(s) => ({ method: 'OM', costs: trateIndel1(s) }), { normalisation: 'maxlength' }],
  OM_TRATE_YujianBo: [(s) => ({ method: 'OM', costs: trateIndel1(s) }), { normalisation: 'YujianBo' }],
  LCS: [() => ({ method: 'LCS' })],
  LCS_gmean: [() => ({ method: 'LCS' }), { normalisation: 'auto' }],
  LCP: [() => ({ method: 'LCP' })],
  LCP_gmean: [() => ({ method: 'LCP' }), { normalisation: 'auto' }],
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

const callsOfMeasures: Readonly<Record<string, readonly string[]>> = {
  'seqdist(s, "OM", sm, indel, norm)': Object.keys(measures).filter((name) => name.startsWith('OM_')),
  'seqdist(s, "LCS" or "LCP" or "RLCP", norm)': ['LCS', 'LCS_gmean', 'LCP', 'LCP_gmean', 'RLCP'],
  'seqdist(s, "HAM" or "DHD", sm)': ['HAM', 'HAM_TRATE', 'DHD'],
  'seqdist(s, "OMspell")': ['OMspell'],
  'seqdist(s, "OMloc")': ['OMloc'],
  'seqdist(s, "OMslen")': ['OMslen'],
  'seqdist(s, "OMstran")': ['OMstran'],
  'seqdist(s, "TWED")': ['TWED'],
  'seqdist(s, "CHI2" or "EUCLID", step)': ['CHI2_step12', 'EUCLID_step12'],
  'seqdist(s, "SVRspell")': ['SVRspell'],
  'seqdist(s, "NMS" or "NMSMST")': ['NMS', 'NMSMST'],
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
    if (key === 'call' || notComparable(path, key)) continue;
    if (key === 'block50') {
      yield { name: `${name} first pairs`, ours: firstPairs(distances, 50), theirs: file.numbers(...path, key) };
    } else {
      const own = ours[key];
      if (own === undefined) throw new Error(`${name} says ${key}, which is not summed up here`);
      yield { name: `${name} ${key}`, ours: own, theirs: file.numbers(...path, key) };
    }
  }
}

/** Matching subsequences are so many that their distances' sixth decimals are rounding alone. */
const notComparable = ([name]: readonly string[], key: string) => name === 'NMS' && key === 'n_distinct_6dp';

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
  const rounded = new Set<number>();
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

/** The calls of seqdist_missing.json, by what follows the object's name there. */
const missingMeasures: Readonly<Record<string, (sequences: StateSequences) => SequenceMeasure>> = {
  OM_CONSTANT: (s) => ({ method: 'OM', costs: constantCosts(s, { withMissing: true }) }),
  OM_TRATE: (s) => ({ method: 'OM', costs: transitionCosts(s, { withMissing: true }) }),
  LCS: () => ({ method: 'LCS' }),
  LCP: () => ({ method: 'LCP' }),
  HAM: () => ({ method: 'HAM' }),
};

function* missingCases(): Generator<Case> {
  const file = referenceFile('seqdist_missing.json');
  for (const key of file.keys()) {
    const [object, name] = key.split('__');
    const measure = missingMeasures[name ?? ''];
    if (measure === undefined) continue;
    const sequences = sequenceObject(object as SequenceObject);
    const measured = () => sequenceDistances(sequences, measure(sequences), { withMissing: true });
    if (file.keys(key).includes('error')) yield refusedBeside(key, measured, 'lengths-differ');
    else yield* summariesBeside(key, measured(), 'seqdist_missing.json', [key]);
  }
}

/** Where R says that the measure is not defined for different lengths, ours is refused for that; 1 is refused. */
function refusedBeside(key: string, measured: () => unknown, code: string): Case {
  const said = String(referenceFile('seqdist_missing.json').value(key, 'error'));
  return {
    name: `${key} refused`,
    ours: refusal(measured) === code ? 1 : 0,
    theirs: /different length/.test(said) ? 1 : 0,
  };
}

function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    return error instanceof StatisticsError ? error.code : 'fault';
  }
}

/** The calls of seqdist_variants.json: the sequence object, the measure, and how it is taken. */
const variants: Readonly<Record<string, readonly [SequenceObject, ...Measured]>> = {
  'mvad_OMloc_expcost0.1': ['mvad', (s) => ({ method: 'OMloc', costs: trate(s), expansionCost: 0.1 })],
  'mvad_OMspell_tpow0.5_exp0.1': [
    'mvad',
    (s) => ({ method: 'OMspell', costs: trateIndel1(s), durationPower: 0.5, expansionCost: 0.1 }),
  ],
  mvad_OM_indel3_CONSTANT: ['mvad', (s) => ({ method: 'OM', costs: withIndel(constantCosts(s), 3) })],
  'mvad_OM_indel0.5_TRATE': ['mvad', (s) => ({ method: 'OM', costs: withIndel(transitionCosts(s), 0.5) })],
  mvad_weighted_OM_TRATE: ['mvad_w', (s) => ({ method: 'OM', costs: trateIndel1(s) })],
  mvad_weighted_DHD: ['mvad_w', () => ({ method: 'DHD' })],
  mvad_DHD_norm: ['mvad', () => ({ method: 'DHD' }), { normalisation: 'auto' }],
  mvad_HAM_norm: ['mvad', () => ({ method: 'HAM' }), { normalisation: 'auto' }],
};

function* variantCases(): Generator<Case> {
  for (const [key, [object, measure, options]] of Object.entries(variants)) {
    const sequences = sequenceObject(object);
    const distances = sequenceDistances(sequences, measure(sequences), options);
    yield* summariesBeside(key, distances, 'seqdist_variants.json', [key]);
  }
}

function* referenceCases(): Generator<Case> {
  const file = referenceFile('seqdist_variants.json');
  const key = 'mvad_OM_refseq_medoid';
  const sequences = sequenceObject('mvad');
  const reference = (file.numbers(key, 'refseq')[0] as number) - 1;
  const measure = { method: 'OM', costs: trateIndel1(sequences) } as const;
  const { values } = distancesToReferences(sequences, measure, [reference]);
  yield { name: 'to the medoid', ours: values, theirs: file.numbers(key, 'd') };
}

/** Grades by their order, and whether one is out. */
function* featureCases(): Generator<Case> {
  const { alphabet } = sequenceObject('synth');
  const grade = { values: alphabet.map((_, rank) => rank + 1) };
  const out = { values: alphabet.map((state) => (state === 'OUT' ? 1 : 0)) };
  yield* costsBeside('synth', featureCosts(alphabet, [grade, out]), ['FEATURES_synth']);
}

const closedForm = (name: string, r: string, cases: Comparison['cases']): Comparison => ({
  name,
  r,
  kind: 'closed-form',
  cases,
});

export const distancesComparisons: readonly Comparison[] = [
  ...(Object.keys(costMakers) as (keyof typeof costMakers)[]).map((method) =>
    closedForm(costMakers[method].name, `seqcost(s, "${method}")`, () => costCases(method)),
  ),
  closedForm('featureCosts', 'seqcost(s, "FEATURES", state.features)', featureCases),
  ...Object.entries(callsOfMeasures).map(([call, names]) =>
    closedForm('sequenceDistances', call, () => measureCases(names)),
  ),
  closedForm('sequenceDistances', 'seqdist(s, "OM", "LCS", "LCP", "HAM", with.missing = TRUE)', missingCases),
  closedForm('sequenceDistances', 'seqdist with other parameters, weights and norms', variantCases),
  closedForm('distancesToReferences', 'seqdist(s, "OM", refseq = medoid)', referenceCases),
];
