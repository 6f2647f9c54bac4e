// The projector: one subscription of the log, each batch handed to the ledger, every fault named and waited out.
import { DatabaseError, isDatabaseError, translateDatabaseError } from '@clew/database';
import type { BatchOutcome, EventLog, RecordBatch, Subscription } from '@clew/event-log';
import { topics } from '@clew/events';
import type { Ledger } from '@clew/ledger';
import type { Logger } from '@clew/service-kit';
import type { ProjectorMetrics } from './metrics.ts';

export interface ProjectorOptions {
  readonly log: EventLog;
  readonly ledger: Ledger;
  readonly logger: Logger;
  readonly metrics: ProjectorMetrics;
  readonly group: string;
  readonly maximumBatchRecords: number;
}

/** The topics that the ledger is made of: all of them, in one group. */
export const projectedTopics: readonly string[] = Object.values(topics).map((topic) => topic.name);

/** Subscribes. Stopping the subscription lets the batches in hand be committed. */
export function startProjector(options: ProjectorOptions): Promise<Subscription> {
  const { log, ledger, logger, metrics } = options;
  return log.subscribe({
    group: options.group,
    topics: projectedTopics,
    loadPositions: () => withoutRowValues(() => ledger.positions()),
    handle: (batch) => withoutRowValues(() => handle(batch, options)),
    maximumBatchRecords: options.maximumBatchRecords,
    onFault: ({ code, message, topic, partition, attempt }) => {
      metrics.fault(code);
      const level = code === 'recovered' ? 'info' : 'warn';
      logger[level]({ event: 'subscription-fault', code, topic, partition, attempt, reason: message }, code);
    },
    onAssignment: (partitions) => {
      logger.info({ event: 'assigned', partitions: partitions.length }, 'partitions assigned');
    },
  });
}

async function handle(batch: RecordBatch, { ledger, logger, metrics }: ProjectorOptions): Promise<BatchOutcome> {
  const started = performance.now();
  const report = await ledger.applyBatch(batch);
  const milliseconds = performance.now() - started;
  metrics.batch(report, milliseconds / 1_000);
  const { topic, partition, fromOffset } = batch;
  const { nextOffset, recorded, parked } = report;
  const line = { event: 'batch', topic, partition, fromOffset, nextOffset, recorded, parked, milliseconds };
  if (nextOffset < fromOffset) logger.warn({ ...line, event: 'position-behind' }, 'the ledger stands before the log');
  else if (Object.keys(parked).length > 0) logger.warn(line, 'records were parked');
  else logger.debug(line, 'batch applied');
  return { nextOffset };
}

/** An error of the database may quote a row: what goes on to the log's messages says only its kind. */
async function withoutRowValues<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (fault) {
    if (!isDatabaseError(fault) || fault instanceof DatabaseError) throw fault;
    const { code, message, retryable } = translateDatabaseError(fault);
    throw new DatabaseError(code, message, { retryable });
  }
}
