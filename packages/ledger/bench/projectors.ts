// Several projectors of one group, each in a thread: what more than one processor makes of the same log.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { MemoryWatch } from './measure.ts';

export interface ProjectorThreadData {
  readonly connectionString: string;
  /** null: the log in PostgreSQL. */
  readonly brokers: readonly string[] | null;
  readonly batchRecords: number;
  readonly rememberedEvents: number | undefined;
}

export type ToThread = 'go' | 'stop';

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'applied'; readonly records: number }
  | { readonly kind: 'fault'; readonly text: string };

export interface Watching {
  readonly records: number;
  readonly memory: MemoryWatch;
  readonly onProgress?: (text: string) => void;
}

export interface Projectors {
  /** Projects until every record was applied. */
  project(watching: Watching): Promise<void>;
  stop(): Promise<void>;
}

/** Starts threads that are connected and wait. */
export async function startProjectors(count: number, data: ProjectorThreadData): Promise<Projectors> {
  const program = new URL('./projector-thread.ts', import.meta.url);
  const threads = Array.from({ length: count }, () => new Worker(program, { workerData: data }));
  const failures = Promise.race(threads.map((each) => once(each, 'error').then(([fault]) => Promise.reject(fault))));
  failures.catch(() => undefined);
  await Promise.race([Promise.all(threads.map((each) => once(each, 'message'))), failures]);
  const tell = (message: ToThread): void => {
    for (const each of threads) each.postMessage(message);
  };
  return {
    project: ({ records, memory, onProgress }) => {
      const { promise: done, resolve } = Promise.withResolvers<void>();
      let applied = 0;
      let tenths = 0;
      const onMessage = (message: FromThread): void => {
        if (message.kind === 'fault') onProgress?.(`fault: ${message.text}`);
        if (message.kind !== 'applied') return;
        applied += message.records;
        for (; tenths < 10 && applied >= (records * (tenths + 1)) / 10; tenths += 1) {
          memory.mark();
          onProgress?.(`projected ${applied} of ${records}`);
        }
        if (applied >= records) resolve();
      };
      for (const each of threads) each.on('message', onMessage);
      tell('go');
      return Promise.race([done, failures]);
    },
    stop: async () => {
      const ended = threads.map((each) => once(each, 'exit'));
      tell('stop');
      await Promise.all(ended);
    },
  };
}
