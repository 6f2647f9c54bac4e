// Several threads find the clusters that one finds, bit by bit, and are stopped when told to.
import { describe, expect, it, test } from 'vitest';
import { randomStream } from '../src/foundation/random.ts';
import {
  clusterManySequences,
  type ManySequencesOptions,
  type SequenceMeasure,
  type StateSequences,
  stateSequencesFromCodes,
  transitionCosts,
} from '../src/index.ts';
import { parallelClusterManySequences } from '../src/parallel/index.ts';

/** Weighted careers, some of them equal. */
function careers(count: number, length = 24): StateSequences {
  const random = randomStream(11);
  const codes = new Int32Array(count * length);
  let state = 0;
  for (let at = 0; at < codes.length; at += 1) {
    if (at % length === 0 || random.below(10) === 0) state = random.below(4);
    codes[at] = state;
  }
  const weights = Float64Array.from({ length: count }, () => 0.1 + random.uniform());
  return stateSequencesFromCodes(codes, length, { alphabet: ['A', 'B', 'C', 'D'], weights });
}

const sequences = careers(1_500);
// Enough distances for threads to be worth starting: 80,000 pairs a sample, 600 x 90 to medoids and more in the end.
const options: ManySequencesOptions = {
  clusters: [2, 40, 60],
  samples: 2,
  sampleSize: 420,
  evaluationSize: 600,
  stability: true,
};
const measures: readonly (readonly [string, SequenceMeasure])[] = [
  ['OM', { method: 'OM', costs: transitionCosts(sequences) }],
  ['LCS', { method: 'LCS' }],
  ['DHD', { method: 'DHD' }],
  ['CHI2', { method: 'CHI2', step: 6 }],
];

const threadsLeft = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('by several threads', () => {
  test.each(measures)('%s gives the same clusters', async (_, measure) => {
    const before = threadsLeft();
    const inline = clusterManySequences(sequences, measure, options);
    const parallel = await parallelClusterManySequences(sequences, measure, { ...options, threads: 2 });
    expect(parallel).toEqual(inline);
    expect(threadsLeft()).toBe(before);
  });

  it('is the same without weights and on all careers', async () => {
    const whole = { ...options, weighted: false, evaluationSize: 5_000 };
    const parallel = await parallelClusterManySequences(sequences, { method: 'LCS' }, { ...whole, threads: 2 });
    expect(parallel).toEqual(clusterManySequences(sequences, { method: 'LCS' }, whole));
  });

  it('is cancelled, and refuses what one thread refuses', async () => {
    const before = threadsLeft();
    const control = new AbortController();
    const onProgress = (done: number) => {
      if (done === 1) control.abort();
    };
    const run = parallelClusterManySequences(
      sequences,
      { method: 'LCS' },
      { ...options, threads: 2, onProgress, signal: control.signal },
    );
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(threadsLeft()).toBe(before);
    const none = parallelClusterManySequences(sequences, { method: 'LCS' }, { clusters: [1] });
    await expect(none).rejects.toMatchObject({ code: 'clusters-invalid' });
  });
});
