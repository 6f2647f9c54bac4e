// Worker threads for one piece of work: started, listened to, and stopped whatever happens.
import { Worker } from 'node:worker_threads';
import { StatisticsError } from '../foundation/errors.ts';
import type { Work } from '../foundation/work.ts';
import type { DistanceJob, WorkerInput, WorkerSays } from './distance-worker.ts';

const workerUrl = new URL('./distance-worker.ts', import.meta.url);

/**
 * Lets threads work through the stretches of a job. Resolves when all are done and all threads have ended; rejects with what a thread
 * threw or refused, or with `cancelled`, once all have been stopped.
 */
export async function runThreads(
  job: DistanceJob,
  chunks: WorkerInput['chunks'],
  threads: number,
  { signal, onProgress }: Work,
): Promise<void> {
  if (signal?.aborted === true) throw new StatisticsError('cancelled');
  const next = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerInput = { job, chunks, next };
  const workers = Array.from({ length: Math.min(threads, chunks.length) }, () => new Worker(workerUrl, { workerData }));
  let done = 0;
  let cancel = () => {};
  try {
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => reject(new StatisticsError('cancelled'));
      signal?.addEventListener('abort', cancel, { once: true });
    });
    const ended = workers.map((worker) =>
      endOf(worker, () => {
        done += 1;
        onProgress?.(done, chunks.length);
        // A listener may have aborted it.
        if (signal?.aborted === true) cancel();
      }),
    );
    await Promise.race([Promise.all(ended), cancelled]);
  } finally {
    signal?.removeEventListener('abort', cancel);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Resolves when the thread has ended by itself; rejects with what it threw, refused, or ended by. */
function endOf(worker: Worker, onDone: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: WorkerSays) => {
      if ('done' in message) {
        try {
          onDone();
        } catch (error) {
          reject(error);
        }
      } else reject(new StatisticsError(message.refused.code, message.refused.where));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`A thread that measured distances ended with code ${code}.`));
    });
  });
}
