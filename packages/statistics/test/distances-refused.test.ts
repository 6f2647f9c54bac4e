// What distances and their costs refuse: by name, saying where, and never with a person's value.
import { describe, expect, it, test } from 'vitest';
import { pairValues } from '../src/distances/distances.ts';
import {
  channelCosts,
  channelPositionCosts,
  combineChannels,
  constantCosts,
  distancesToReferences,
  everyPosition,
  featureCosts,
  givenCosts,
  mostFrequentSequence,
  positionTransitionCosts,
  type SequenceMeasure,
  type StateSequences,
  StatisticsError,
  type StatisticsErrorCode,
  sequenceDistances,
  transitionCosts,
  withIndel,
} from '../src/index.ts';
import { lettered } from './sequences.ts';

const sequences = lettered(['AAB', 'ABB', 'CCD']);
const unequal = lettered(['AAB', 'AB', 'CCDD']);
const missing = lettered(['A.B', 'ABB'], { gaps: 'missing' });
const empty = lettered(['AAB', '...', 'AB']);
const costs = constantCosts(sequences);
const [states, off] = [costs.states, [1, 2, 3]];
const square = (change: (matrix: number[][]) => void) => {
  const rows = states.map((_, from) => states.map((__, to) => (from === to ? 0 : 1)));
  change(rows);
  return rows;
};
const given = (change: (matrix: number[][]) => void) => () => givenCosts({ states, substitution: square(change) });
const measured =
  (measure: SequenceMeasure, of: StateSequences = sequences) =>
  () =>
    sequenceDistances(of, measure);
const wrongMethod = { method: 'optimal' } as unknown as SequenceMeasure;

const refusals: readonly (readonly [string, () => unknown, StatisticsErrorCode, object])[] = [
  [
    'costs below 0',
    given((m) => {
      m[0]?.splice(1, 1, -1);
    }),
    'costs-invalid',
    { column: 'substitution' },
  ],
  [
    'costs that are not numbers',
    given((m) => {
      m[0]?.splice(1, 1, Number.NaN);
    }),
    'costs-invalid',
    {},
  ],
  [
    'infinite costs',
    given((m) => {
      m[0]?.splice(1, 1, Infinity);
      m[1]?.splice(0, 1, Infinity);
    }),
    'costs-invalid',
    {},
  ],
  [
    'costs on the diagonal',
    given((m) => {
      m[2]?.splice(2, 1, 1);
    }),
    'costs-invalid',
    {},
  ],
  [
    'costs that are not symmetric',
    given((m) => {
      m[0]?.splice(1, 1, 2);
    }),
    'costs-invalid',
    {},
  ],
  [
    'costs that are not square',
    given((m) => {
      m[0]?.push(1);
    }),
    'costs-invalid',
    {},
  ],
  [
    'too few costs',
    given((m) => {
      m.pop();
    }),
    'costs-invalid',
    {},
  ],
  ['flat costs of another size', () => givenCosts({ states, substitution: [0, 1, 1, 0] }), 'costs-invalid', {}],
  ['an indel of 0', () => withIndel(costs, 0), 'costs-invalid', { column: 'indel' }],
  ['an infinite indel', () => withIndel(costs, Infinity), 'costs-invalid', { column: 'indel' }],
  ['indels for other states', () => withIndel(costs, off), 'costs-invalid', { column: 'indel' }],
  ['a constant below 0', () => constantCosts(sequences, { value: -1 }), 'costs-invalid', {}],
  ['transition costs below 0', () => transitionCosts(sequences, { value: 0.1 }), 'costs-invalid', {}],
  ['a lag of 0', () => transitionCosts(sequences, { lag: 0 }), 'option-invalid', { column: 'lag' }],
  ['a lag by position', () => positionTransitionCosts(sequences, { lag: 2 }), 'option-invalid', { column: 'lag' }],
  ['no features', () => featureCosts(states, []), 'option-invalid', { column: 'features' }],
  [
    'features of other states',
    () => featureCosts(states, [{ values: off }]),
    'length-mismatch',
    { column: 'features[0]' },
  ],
  [
    'infinite features',
    () => featureCosts(['A', 'B'], [{ values: [0, Infinity] }]),
    'not-finite',
    { column: 'features[0]' },
  ],
  [
    'weights of features below 0',
    () => featureCosts(['A', 'B'], [{ values: [0, 1], weight: -1 }]),
    'weight-invalid',
    {},
  ],
  [
    'states without a feature in common',
    () => featureCosts(['A', 'B'], [{ values: [0, Number.NaN] }]),
    'option-invalid',
    {},
  ],
  [
    'states that are all alike',
    () => featureCosts(['A', 'B'], [{ values: [1, 1] }]),
    'costs-invalid',
    { column: 'indel' },
  ],
  [
    'costs of another alphabet',
    measured({ method: 'OM', costs: { ...costs, states: ['A', 'B', 'C', 'E'] } }),
    'costs-invalid',
    { column: 'costs' },
  ],
  [
    'costs of fewer states',
    measured({ method: 'OM', costs: constantCosts(lettered(['A'], { alphabet: ['A', 'B'] })) }),
    'costs-invalid',
    { column: 'costs' },
  ],
  [
    'costs without missing',
    () => sequenceDistances(missing, { method: 'OM', costs }, { withMissing: true }),
    'costs-invalid',
    { column: 'costs' },
  ],
  [
    'costs changed after they were made',
    measured({ method: 'OM', costs: { ...costs, indel: Float64Array.of(1, 1, 1, -1) } }),
    'costs-invalid',
    { column: 'indel' },
  ],
  [
    'costs for other positions',
    measured({ method: 'DHD', costs: everyPosition(costs, 2) }),
    'costs-invalid',
    { column: 'costs' },
  ],
  ['lengths that differ, by Hamming', measured({ method: 'HAM' }, unequal), 'lengths-differ', { row: 1 }],
  ['lengths that differ, by dynamic Hamming', measured({ method: 'DHD' }, unequal), 'lengths-differ', { row: 1 }],
  [
    'a reference of another length, by Hamming',
    () => distancesToReferences(sequences, { method: 'HAM' }, lettered(['AB'])),
    'lengths-differ',
    {},
  ],
  ['a missing state', measured({ method: 'LCS' }, missing), 'state-missing', { row: 0 }],
  [
    'an empty sequence, by OMloc',
    measured({ method: 'OMloc', costs, expansionCost: 0.2 }, empty),
    'sequence-empty',
    { row: 1 },
  ],
  [
    'a state outside the alphabet',
    measured({ method: 'LCS' }, { ...sequences, states: Uint16Array.of(0, 1, 9, 0, 0, 0, 0, 0, 0) }),
    'state-outside-alphabet',
    { row: 0 },
  ],
  ['no sequences', measured({ method: 'LCS' }, { ...sequences, count: 0, states: new Uint16Array(0) }), 'no-rows', {}],
  ['a measure that there is not', measured(wrongMethod), 'option-invalid', {}],
  [
    'a norm that CHI2 does not take',
    () => sequenceDistances(sequences, { method: 'CHI2' }, { normalisation: 'gmean' }),
    'option-invalid',
    { column: 'normalisation' },
  ],
  [
    'a norm of NMS',
    () => sequenceDistances(sequences, { method: 'NMS' }, { normalisation: 'auto' }),
    'option-invalid',
    { column: 'normalisation' },
  ],
  [
    'an expansion cost below 0',
    measured({ method: 'OMspell', costs, expansionCost: -1 }),
    'option-invalid',
    { column: 'expansionCost' },
  ],
  [
    'a context below 0',
    measured({ method: 'OMloc', costs, expansionCost: 0.6 }),
    'option-invalid',
    { column: 'contextCost' },
  ],
  [
    'weights of durations for other states',
    measured({ method: 'OMspell', costs, durationWeights: off }),
    'weight-invalid',
    { column: 'durationWeights' },
  ],
  [
    'a power of durations below 0',
    measured({ method: 'SVRspell', durationPower: -1 }),
    'option-invalid',
    { column: 'durationPower' },
  ],
  [
    'a length power below 0',
    measured({ method: 'OMslen', costs, lengthPower: -1 }),
    'option-invalid',
    { column: 'lengthPower' },
  ],
  [
    'a link that there is not',
    measured({ method: 'OMslen', costs, link: 'sum' as 'mean' }),
    'option-invalid',
    { column: 'link' },
  ],
  [
    'an origin weight over 1',
    measured({ method: 'OMstran', costs, originWeight: 1.1 }),
    'option-invalid',
    { column: 'originWeight' },
  ],
  ['no stiffness', measured({ method: 'TWED', costs, stiffness: 0 }), 'option-invalid', { column: 'stiffness' }],
  [
    'a gap penalty below 0',
    measured({ method: 'TWED', costs, stiffness: 1, gapPenalty: -1 }),
    'option-invalid',
    { column: 'gapPenalty' },
  ],
  ['a step of 0', measured({ method: 'CHI2', step: 0 }), 'option-invalid', { column: 'step' }],
  [
    'an odd step that overlaps',
    measured({ method: 'CHI2', step: 3, overlap: true }),
    'option-invalid',
    { column: 'step' },
  ],
  ['stretches past the end', measured({ method: 'EUCLID', breaks: [[0, 3]] }), 'option-invalid', { column: 'breaks' }],
  [
    'overall shares for other states',
    measured({ method: 'CHI2', overallShares: off }),
    'option-invalid',
    { column: 'overallShares' },
  ],
  [
    'weights of subsequences below 0',
    measured({ method: 'NMS', subsequenceWeights: [1, -1] }),
    'weight-invalid',
    { column: 'subsequenceWeights' },
  ],
  [
    'proximities of other states',
    measured({ method: 'SVRspell', proximity: off }),
    'costs-invalid',
    { column: 'proximity' },
  ],
  [
    'proximities that are not symmetric',
    measured({ method: 'NMS', proximity: [1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] }),
    'costs-invalid',
    { column: 'proximity' },
  ],
  [
    'references that are no rows',
    () => distancesToReferences(sequences, { method: 'LCS' }, [0, 3]),
    'option-invalid',
    { column: 'references' },
  ],
  [
    'no references',
    () => distancesToReferences(sequences, { method: 'LCS' }, []),
    'option-invalid',
    { column: 'references' },
  ],
  [
    'references of another alphabet',
    () => distancesToReferences(sequences, { method: 'LCS' }, lettered(['AB'], { alphabet: ['A', 'B'] })),
    'option-invalid',
    { column: 'references' },
  ],
  [
    'references that are longer',
    () => distancesToReferences(sequences, { method: 'LCS' }, lettered(['AABB'])),
    'option-invalid',
    { column: 'references' },
  ],
  [
    'the most frequent of none',
    () => mostFrequentSequence({ ...sequences, count: 0, states: new Uint16Array(0) }),
    'no-rows',
    {},
  ],
  ['more pairs than memory holds', () => pairValues(10_000_000), 'too-many-pairs', {}],
  [
    'channels without costs each',
    () => channelCosts(combineChannels([sequences, sequences]), [costs]),
    'length-mismatch',
    { column: 'costs' },
  ],
  [
    'weights of channels that are all 0',
    () => channelCosts(combineChannels([sequences]), [costs], { weights: [0] }),
    'weight-invalid',
    { column: 'weights' },
  ],
  [
    "a channel's costs without a state",
    () => channelCosts(combineChannels([missing], { withMissing: true }), [costs]),
    'costs-invalid',
    { column: 'costs of channel 1' },
  ],
  [
    "a channel's costs for other positions",
    () => channelPositionCosts(combineChannels([sequences]), [everyPosition(costs, 2)]),
    'length-mismatch',
    { column: 'costs of channel 1' },
  ],
];

test.each(refusals)('refuses %s', (_, run, code, where) => {
  let refused: unknown;
  try {
    run();
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(StatisticsError);
  expect(refused).toMatchObject({ code, where });
});

describe('takes what has a meaning', () => {
  it('an empty sequence costs what the other is worth', () => {
    const { values } = sequenceDistances(empty, { method: 'OM', costs });
    expect(Array.from(values)).toEqual([3, 1, 2]);
    for (const method of ['LCS', 'LCP', 'RLCP'] as const) {
      expect(sequenceDistances(empty, { method }).values[0]).toBe(3);
      expect(Array.from(sequenceDistances(empty, { method }, { normalisation: 'auto' }).values)).toEqual([
        1,
        expect.any(Number),
        1,
      ]);
    }
  });

  it('missing as a state where none is missing, as R', () => {
    const { values } = sequenceDistances(sequences, { method: 'OM', costs }, { withMissing: true });
    expect(values).toEqual(sequenceDistances(sequences, { method: 'OM', costs }).values);
  });

  it('one sequence, which has no pair', () => {
    expect(sequenceDistances(lettered(['AB']), { method: 'LCS' })).toEqual({ size: 1, values: new Float64Array(0) });
  });

  it('a cancelled signal, by stopping', () => {
    const run = () => sequenceDistances(sequences, { method: 'LCS' }, { signal: AbortSignal.abort() });
    expect(run).toThrow(expect.objectContaining({ code: 'cancelled' }));
  });

  it('a listener, who hears of the end', () => {
    const told: (readonly [number, number])[] = [];
    sequenceDistances(sequences, { method: 'LCS' }, { onProgress: (done, total) => told.push([done, total]) });
    expect(told.at(-1)).toEqual([3, 3]);
  });
});
