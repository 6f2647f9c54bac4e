// From the log into careers: how many events a second, beside raw COPY of the rows that came of it.
import type { EventLog } from '@clew/event-log';
import { topics } from '@clew/events';
import type { PopulationOrder } from '@clew/synthetic';
import { type Ledger, openLedger } from '../src/index.ts';
import { fill } from './fill.ts';
import {
  type BenchResult,
  type MemoryWatch,
  measure,
  microsecondsPerEvent,
  significant,
  watchMemory,
} from './measure.ts';
import { startProjectors } from './projectors.ts';
import { rawCopy } from './raw-copy.ts';
import { type Adapter, type BenchServers, startServers } from './servers.ts';

export interface ProjectionBenchOptions {
  readonly adapter?: Adapter;
  /** People of the synthetic service (default 12,000: about 110,000 events over ten years; with fewer the compiling of the code is what is measured). */
  readonly people?: number;
  readonly years?: number;
  /** `time`: live, people interleaved; `person`: a backfill (default `time`). */
  readonly order?: PopulationOrder;
  readonly batchRecords?: number;
  /** Projectors of one group, each with a thread of its own (default 2). */
  readonly projectors?: number;
  /** As of a ledger. */
  readonly rememberedEvents?: number;
  readonly onProgress?: (text: string) => void;
}

/** Fills the log, then projects all of it. Publishing is not timed. */
export async function benchProjection(options: ProjectionBenchOptions = {}): Promise<BenchResult> {
  const { adapter = 'postgres', order = 'time', batchRecords = 2_000, projectors = 2 } = options;
  return withServers(adapter, async (servers) => {
    const records = await fill(servers, options);
    const threads = await startProjectors(projectors, {
      connectionString: servers.connectionString,
      brokers: servers.brokers,
      batchRecords,
      rememberedEvents: options.rememberedEvents,
    });
    globalThis.gc?.();
    const memory = watchMemory();
    const project = () => threads.project({ records, memory, ...progressOf(options) });
    const measured = await measure(servers.pool, project);
    const { seconds, walBytes } = measured;
    const { peakMebibytes, markedMebibytes } = memory.stop();
    await threads.stop();
    const { events } = await openLedger({ pool: servers.pool }).counts();
    const reference = await rawCopy(servers.pool, servers.directory);
    return {
      name: `projection-${adapter}-${order === 'time' ? 'live' : 'backfill'}`,
      unit: 'events/s',
      figure: significant(records / seconds),
      reference: significant(events / reference.seconds),
      ratio: significant(records / seconds / (events / reference.seconds)),
      detail: {
        records,
        events,
        batchRecords,
        projectors,
        walBytesPerEvent: Math.round(walBytes / events),
        referenceWalBytesPerEvent: Math.round(reference.walBytes / events),
        processorMicrosecondsPerEvent: microsecondsPerEvent(measured, events),
        referenceProcessorMicrosecondsPerEvent: microsecondsPerEvent(reference, events),
        peakMebibytes,
        mebibytesAtEachTenth: markedMebibytes,
      },
    };
  });
}

export async function withServers<Result>(
  adapter: Adapter,
  work: (servers: BenchServers) => Promise<Result>,
): Promise<Result> {
  const servers = await startServers(adapter);
  try {
    return await work(servers);
  } finally {
    await servers.stop();
  }
}

export function remembered({ rememberedEvents }: { readonly rememberedEvents?: number }): {
  readonly rememberedEvents?: number;
} {
  return rememberedEvents === undefined ? {} : { rememberedEvents };
}

function progressOf({ onProgress }: ProjectionBenchOptions): { readonly onProgress?: (text: string) => void } {
  return onProgress === undefined ? {} : { onProgress };
}

interface ProjectAllOptions {
  readonly records: number;
  readonly batchRecords: number;
  readonly memory: MemoryWatch;
  readonly onProgress?: (text: string) => void;
}

/** Projects until every record was applied. */
export async function projectAll(log: EventLog, ledger: Ledger, options: ProjectAllOptions): Promise<void> {
  const { promise: done, resolve } = Promise.withResolvers<void>();
  let applied = 0;
  let tenths = 0;
  const subscription = await log.subscribe({
    group: 'bench',
    topics: Object.values(topics).map((topic) => topic.name),
    loadPositions: () => ledger.positions(),
    maximumBatchRecords: options.batchRecords,
    handle: async (batch) => {
      const report = await ledger.applyBatch(batch);
      applied += batch.records.length - report.appliedBefore;
      for (; tenths < 10 && applied >= (options.records * (tenths + 1)) / 10; tenths += 1) {
        options.memory.mark();
        options.onProgress?.(`projected ${applied} of ${options.records}`);
      }
      if (applied >= options.records) resolve();
      return { nextOffset: report.nextOffset };
    },
    onFault: (fault) => options.onProgress?.(`fault: ${fault.code}: ${fault.message}`),
  });
  await done;
  await subscription.stop();
}
