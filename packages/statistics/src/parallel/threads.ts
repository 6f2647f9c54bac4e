// Worker threads that hold the same sequences and measure: started once, given one task after the other, and stopped whatever happens.
import { Worker } from 'node:worker_threads';
import { StatisticsError } from '../foundation/errors.ts';
import type { Work } from '../foundation/work.ts';
import type { DistanceTask, ThreadInput, ThreadSays } from './distance-worker.ts';

const workerUrl = new URL('./distance-worker.ts', import.meta.url);

/** Has the threads do a task; one at a time. Resolves when all its stretches are done, of which it tells. */
export type MeasureTask = (task: DistanceTask, onProgress?: Work['onProgress']) => Promise<void>;

/**
 * What `use` makes of tasks that threads do. The threads have been stopped by the time that it resolves or rejects: with what `use` or a
 * listener threw, what a thread threw or refused, or with `cancelled`.
 */
export async function withThreads<Result>(
  input: ThreadInput,
  threads: number,
  { signal }: Work,
  use: (measure: MeasureTask) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted === true) throw new StatisticsError('cancelled');
  const { promise: failed, reject: fail } = Promise.withResolvers<never>();
  const cancel = () => fail(new StatisticsError('cancelled'));
  const workers = Array.from({ length: threads }, () => new Worker(workerUrl, { workerData: input }));
  signal?.addEventListener('abort', cancel, { once: true });
  let onDone = () => {};
  for (const worker of workers) {
    worker.on('message', (message: ThreadSays) => {
      if ('refused' in message) return fail(new StatisticsError(message.refused.code, message.refused.where));
      try {
        onDone();
      } catch (error) {
        fail(error);
      }
    });
    worker.once('error', fail);
    // A thread waits for tasks until it is stopped: one that ends by itself has left some of its work.
    worker.once('exit', (code) => fail(new Error(`A thread that measured distances ended with code ${code}.`)));
  }
  const measure: MeasureTask = (task, onProgress) =>
    new Promise((resolve) => {
      const total = task.chunks.length;
      let done = 0;
      onDone = () => {
        done += 1;
        onProgress?.(done, total);
        if (done === total) resolve();
      };
      for (const worker of workers) worker.postMessage(task);
      if (total === 0) resolve();
    });
  try {
    return await Promise.race([use(measure), failed]);
  } finally {
    signal?.removeEventListener('abort', cancel);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
