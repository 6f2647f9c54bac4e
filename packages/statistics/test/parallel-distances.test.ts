// Several threads measure what one does, bit by bit, and none is left when it is done, cancelled or has failed.
import { describe, expect, it } from 'vitest';
import {
  aggregateSequences,
  between,
  distancesToReferences,
  randomStream,
  type SequenceMeasure,
  type StateSequences,
  StatisticsError,
  sequenceDistances,
  stateSequencesFromCodes,
  transitionCosts,
} from '../src/index.ts';
import type { DistanceTask } from '../src/parallel/distance-worker.ts';
import { parallelDistancesToReferences, parallelSequenceDistances } from '../src/parallel/index.ts';
import { pairsTask, threadInput } from '../src/parallel/parallel-distances.ts';
import { withThreads } from '../src/parallel/threads.ts';
import { letters } from './distance-cases.ts';

/** Careers of 30 positions over 5 states, seeded; the last ten repeat the first. */
function careers(count: number): StateSequences {
  const random = randomStream(7);
  const codes = new Int32Array(count * 30);
  let state = 0;
  for (let at = 0; at < codes.length; at += 1) {
    if (at % 30 === 0 || random.below(8) === 0) state = random.below(5);
    codes[at] = state;
  }
  codes.copyWithin((count - 10) * 30, 0, 300);
  const weights = Float64Array.from({ length: count }, () => random.uniform() + 0.1);
  return stateSequencesFromCodes(codes, 30, { alphabet: letters(5), weights });
}

const sequences = careers(400);
const measures: readonly SequenceMeasure[] = [
  { method: 'OM', costs: transitionCosts(sequences) },
  { method: 'LCS' },
  { method: 'DHD' },
  { method: 'CHI2', step: 3 },
  { method: 'OMstran', costs: transitionCosts(sequences), originWeight: 0.5, transitionCost: 'prob' },
];

const bits = (values: Float64Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex');

/** A number that grows with each thread that runs beside this one: the ports by which they speak. */
const threadsLeft = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('by several threads', () => {
  it.each(measures.map((measure) => [measure.method, measure] as const))(
    '%s of all pairs is the same',
    async (_, measure) => {
      const inline = sequenceDistances(sequences, measure, { normalisation: 'auto' });
      const parallel = await parallelSequenceDistances(sequences, measure, { normalisation: 'auto', threads: 3 });
      expect(parallel.size).toBe(inline.size);
      expect(bits(parallel.values)).toBe(bits(inline.values));
    },
  );

  it.each(measures.map((measure) => [measure.method, measure] as const))(
    '%s to references is the same',
    async (_, measure) => {
      const references = Int32Array.from({ length: 150 }, (__, at) => (at * 7) % 400);
      for (const given of [references, careers(150)]) {
        const inline = distancesToReferences(sequences, measure, given);
        const parallel = await parallelDistancesToReferences(sequences, measure, given, { threads: 2 });
        expect(bits(parallel.values)).toBe(bits(inline.values));
      }
    },
  );

  it('tells of progress up to the end', async () => {
    const told: number[] = [];
    const onProgress = (done: number, total: number) => told.push(done / total);
    await parallelSequenceDistances(sequences, { method: 'LCS' }, { threads: 2, onProgress });
    expect(told).toEqual([...told].sort((one, other) => one - other));
    expect(told.at(-1)).toBe(1);
  });

  it('stops its threads when it is done', async () => {
    const before = threadsLeft();
    let during = 0;
    const onProgress = () => {
      during = Math.max(during, threadsLeft());
    };
    await parallelSequenceDistances(sequences, { method: 'LCS' }, { threads: 2, onProgress });
    expect(during).toBeGreaterThan(before);
    expect(threadsLeft()).toBe(before);
  });

  it('stops its threads when it is cancelled', async () => {
    const before = threadsLeft();
    const control = new AbortController();
    const work = { threads: 2, signal: control.signal, onProgress: () => control.abort() };
    await expect(parallelSequenceDistances(sequences, { method: 'LCS' }, work)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(threadsLeft()).toBe(before);
    await expect(parallelSequenceDistances(sequences, { method: 'LCS' }, work)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('stops its threads when a listener throws', async () => {
    const before = threadsLeft();
    const onProgress = () => {
      throw new Error('no more');
    };
    await expect(parallelSequenceDistances(sequences, { method: 'LCS' }, { threads: 2, onProgress })).rejects.toThrow(
      'no more',
    );
    expect(threadsLeft()).toBe(before);
  });

  it('stops its threads when one refuses', async () => {
    const before = threadsLeft();
    const wrong = { method: 'TWED', costs: transitionCosts(sequences), stiffness: 0 } as const;
    const refused = parallelSequenceDistances(sequences, wrong, { threads: 2 });
    await expect(refused).rejects.toThrow(StatisticsError);
    await expect(refused).rejects.toMatchObject({ code: 'option-invalid', where: { column: 'stiffness' } });
    expect(threadsLeft()).toBe(before);
  });

  it('keeps runs at the same time apart, beside runs that are cancelled', async () => {
    const before = threadsLeft();
    const runs = measures.map(async (measure, at) => {
      const some = careers(120 + 30 * at);
      const control = new AbortController();
      const gone = parallelSequenceDistances(some, measure, { threads: 2, signal: control.signal });
      const kept = parallelSequenceDistances(some, measure, { threads: 2 });
      const inline = sequenceDistances(some, measure);
      setTimeout(() => control.abort(), 5 * at);
      const [cancelled, { values }] = await Promise.all([gone.catch((error) => error), kept]);
      if ('values' in cancelled) expect(bits(cancelled.values)).toBe(bits(inline.values));
      else expect(cancelled).toMatchObject({ code: 'cancelled' });
      expect(bits(values)).toBe(bits(inline.values));
    });
    await Promise.all(runs);
    expect(threadsLeft()).toBe(before);
  });

  it('does task after task with the same threads, and rejects where one breaks', async () => {
    const distinct = aggregateSequences(sequences);
    const input = threadInput(sequences, distinct.firstRows, { method: 'LCS' }, {});
    const inline = sequenceDistances(distinct.sequences, { method: 'LCS' });
    const before = threadsLeft();
    const found = await withThreads(input, 2, {}, async (measure) => {
      const totals: number[] = [];
      for (let first = 0; first < 60; first += 1) {
        const task = pairsTask(Int32Array.of(first, first + 1, first + 200));
        await measure(task);
        totals.push(...task.values);
      }
      return totals;
    });
    const expected = Array.from({ length: 60 }, (_, first) => [
      between(inline, first, first + 1),
      between(inline, first, first + 200),
      between(inline, first + 1, first + 200),
    ]);
    expect(found).toEqual(expected.flat());
    const broken = withThreads(input, 2, {}, async (measure) => {
      const { values: _, ...task } = pairsTask(Int32Array.of(0, 1));
      await measure(task as DistanceTask);
    });
    await expect(broken).rejects.toThrow(TypeError);
    expect(threadsLeft()).toBe(before);
  });

  it('refuses a number of threads that is none', async () => {
    for (const threads of [0, 1.5, Number.NaN]) {
      const refused = parallelSequenceDistances(sequences, { method: 'LCS' }, { threads });
      await expect(refused).rejects.toMatchObject({ code: 'option-invalid', where: { column: 'threads' } });
    }
  });

  it('goes on in this thread where there is little to do', async () => {
    const few = careers(20);
    const { values } = await parallelSequenceDistances(few, { method: 'LCS' });
    expect(values.buffer).toBeInstanceOf(ArrayBuffer);
    expect(values).toEqual(sequenceDistances(few, { method: 'LCS' }).values);
  });
});
