// Batches that wait at the same time share a transaction: those of one partition number hold the same people.
import type { RecordBatch } from '@clew/event-log';
import type { BatchReport } from './apply-batch.ts';

export interface CombinerOptions {
  /** Applies batches of different partitions in one transaction, with a report for each; see `applyBatches`. */
  readonly apply: (batches: readonly RecordBatch[]) => Promise<readonly BatchReport[]>;
  /** Transactions at once: while the database works on one, the next is decoded and folded. */
  readonly transactions: number;
}

interface Waiting {
  readonly batch: RecordBatch;
  readonly resolve: (report: BatchReport) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Makes a handler of single batches that applies them together where it can. A key has the same partition number on every topic
 * of as many partitions, so the batches of a number that wait (careers, identity, declarations) are of the same people, who are
 * then folded and written once. While a number is at work its later batches wait: its transactions would only wait for each other.
 */
export function createCombiner({ apply, transactions }: CombinerOptions): (batch: RecordBatch) => Promise<BatchReport> {
  const waiting = new Map<number, Waiting[]>();
  const atWork = new Set<number>();

  const start = (): void => {
    for (const [partition, all] of waiting) {
      if (atWork.size >= transactions) return;
      if (atWork.has(partition)) continue;
      const group = firstOfEachTopic(all);
      const rest = all.filter((each) => !group.includes(each));
      if (rest.length > 0) waiting.set(partition, rest);
      else waiting.delete(partition);
      atWork.add(partition);
      void work(group, apply).finally(() => {
        atWork.delete(partition);
        start();
      });
    }
  };

  return (batch) =>
    new Promise((resolve, reject) => {
      const group = waiting.get(batch.partition) ?? [];
      group.push({ batch, resolve, reject });
      waiting.set(batch.partition, group);
      // Not at once: what arrives in the same turn of the event loop goes along.
      setImmediate(start);
    });
}

/** One transaction has one batch of a partition: a second one, of a reader that lost it and has not noticed yet, comes after. */
function firstOfEachTopic(waiting: readonly Waiting[]): readonly Waiting[] {
  const topics = new Set<string>();
  return waiting.filter(({ batch: { topic } }) => !topics.has(topic) && topics.add(topic));
}

/** Applies a group; where that fails, each batch alone, so that one that cannot be applied does not hold up the others. */
async function work(group: readonly Waiting[], apply: CombinerOptions['apply']): Promise<void> {
  try {
    const reports = await apply(group.map((each) => each.batch));
    group.forEach((each, index) => {
      const report = reports[index];
      if (report === undefined) each.reject(new Error('unreachable: each batch has its report'));
      else each.resolve(report);
    });
  } catch (fault) {
    const [first, ...others] = group;
    if (others.length === 0) first?.reject(fault);
    else for (const each of group) await work([each], apply);
  }
}
