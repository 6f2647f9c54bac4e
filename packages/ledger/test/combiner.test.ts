// Which batches share a transaction, and what becomes of the others where one fails.
import type { RecordBatch } from '@clew/event-log';
import { describe, expect, it } from 'vitest';
import type { BatchReport } from '../src/apply-batch.ts';
import { createCombiner } from '../src/combiner.ts';

const batch = (topic: string, partition: number, fromOffset = 0): RecordBatch => ({
  topic,
  partition,
  fromOffset,
  nextOffset: fromOffset + 1,
  records: [],
  highWatermark: 1,
});

const nameOf = ({ topic, partition, fromOffset }: RecordBatch): string => `${topic}/${partition}@${fromOffset}`;

const reportOf = ({ nextOffset }: RecordBatch): BatchReport => ({
  nextOffset,
  appliedBefore: 0,
  recorded: 0,
  alreadyRecorded: 0,
  parked: {},
  peopleTouched: 0,
  rowsWritten: 0,
});

/** A database that ends a transaction when told, and remembers what each held. */
function database() {
  const transactions: string[][] = [];
  const ends: (() => void)[] = [];
  const apply = async (batches: readonly RecordBatch[]): Promise<readonly BatchReport[]> => {
    transactions.push(batches.map(nameOf));
    await new Promise<void>((resolve) => ends.push(resolve));
    return batches.map(reportOf);
  };
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const endOne = async () => {
    ends.shift()?.();
    await turn();
    await turn();
  };
  return { transactions, apply, turn, endOne };
}

describe('the combiner', () => {
  it('applies the waiting batches of one partition number together, and no more transactions at once than it may', async () => {
    const { transactions, apply, turn, endOne } = database();
    const handle = createCombiner({ apply, transactions: 2 });
    const all = [batch('a', 0), batch('b', 0), batch('a', 1), batch('b', 1), batch('a', 2)].map(handle);
    await turn();
    await turn();
    expect(transactions).toEqual([
      ['a/0@0', 'b/0@0'],
      ['a/1@0', 'b/1@0'],
    ]);
    await endOne();
    expect(transactions).toHaveLength(3);
    await endOne();
    await endOne();
    expect(await Promise.all(all)).toEqual(Array.from({ length: 5 }, () => expect.objectContaining({ nextOffset: 1 })));
  });

  it('lets batches of a number at work wait, and never puts two of one partition into a transaction', async () => {
    const { transactions, apply, turn, endOne } = database();
    const handle = createCombiner({ apply, transactions: 2 });
    const first = handle(batch('a', 0));
    await turn();
    await turn();
    const later = [batch('a', 0, 1), batch('a', 0, 1), batch('b', 0)].map(handle);
    await turn();
    await turn();
    expect(transactions).toEqual([['a/0@0']]);
    await endOne();
    expect(transactions[1]?.toSorted()).toEqual(['a/0@1', 'b/0@0']);
    await endOne();
    expect(transactions[2]).toEqual(['a/0@1']);
    await endOne();
    await Promise.all([first, ...later]);
  });

  it('tries each batch alone where a transaction fails, so that one fault holds up one partition', async () => {
    const tried: string[][] = [];
    const apply = (batches: readonly RecordBatch[]): Promise<readonly BatchReport[]> => {
      tried.push(batches.map(nameOf));
      const isFaulty = batches.some((each) => each.topic === 'b');
      return isFaulty ? Promise.reject(new Error('a fault')) : Promise.resolve(batches.map(reportOf));
    };
    const handle = createCombiner({ apply, transactions: 1 });
    const outcomes = await Promise.allSettled([batch('a', 0), batch('b', 0), batch('c', 0)].map(handle));
    expect(outcomes.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(tried.slice(1)).toEqual(expect.arrayContaining([['a/0@0'], ['b/0@0'], ['c/0@0']]));
    expect(await handle(batch('a', 0, 1))).toMatchObject({ nextOffset: 2 });
  });
});
