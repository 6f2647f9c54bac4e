// A projector of the bench in a thread of its own, as another projector process of the group would be: own pool, log, ledger, memory.
import { parentPort, workerData } from 'node:worker_threads';
import { createPool } from '@clew/database';
import { openKafkaLog, openPostgresLog } from '@clew/event-log';
import { topics } from '@clew/events';
import { openLedger } from '../src/index.ts';
import type { FromThread, ProjectorThreadData, ToThread } from './projectors.ts';

const port = parentPort;
if (port === null) throw new Error('to be started as a thread');
const { connectionString, brokers, batchRecords, rememberedEvents } = workerData as ProjectorThreadData;
const tell = (message: FromThread): void => port.postMessage(message);

const pool = createPool({ connectionString, applicationName: 'clew-bench-projector' });
const log = brokers === null ? openPostgresLog({ connectionString }) : openKafkaLog({ brokers });
const ledger = openLedger({ pool, ...(rememberedEvents === undefined ? {} : { rememberedEvents }) });
await Promise.all([ledger.positions(), log.check()]);
tell({ kind: 'ready' });

const messages = await new Promise<ToThread>((resolve) => port.once('message', resolve));
if (messages === 'go') {
  const subscription = await log.subscribe({
    group: 'bench',
    topics: Object.values(topics).map((topic) => topic.name),
    loadPositions: () => ledger.positions(),
    maximumBatchRecords: batchRecords,
    handle: async (batch) => {
      const report = await ledger.applyBatch(batch);
      tell({ kind: 'applied', records: batch.records.length - report.appliedBefore });
      return { nextOffset: report.nextOffset };
    },
    onFault: ({ code, message }) => tell({ kind: 'fault', text: `${code}: ${message}` }),
  });
  await new Promise((resolve) => port.once('message', resolve));
  await subscription.stop();
}
await log.close();
await pool.end();
port.close();
