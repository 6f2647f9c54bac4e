// What the parts of the contract share: a database, a sink and logs for each part, and waiting without fixed pauses.
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { type EventLog, LogError, type RecordBatch } from '../../src/index.ts';
import { type Harness, openByKind } from './harness.ts';
import { createSink, createSinkTables, type Sink } from './sink.ts';

/** Polls without a fixed pause; a minute bounds what hangs, as in all tests. */
export const until = (check: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(check, { timeout: 60_000, interval: 50 });

const codeOf = (error: unknown): string => (error instanceof LogError ? error.code : `no LogError: ${String(error)}`);
/** The code with which a call is refused, or `accepted`. */
export const refusal = (work: Promise<unknown>): Promise<string> => work.then(() => 'accepted', codeOf);

export interface ContractContext {
  readonly database: () => TestDatabase;
  readonly sink: () => Sink;
  readonly log: () => EventLog;
  /** Another reader or publisher; closed after the test. */
  readonly another: () => EventLog;
}

/** Sets the suite's database, sink and log up; each test closes what it opened. */
export function contractContext(harness: () => Harness): ContractContext {
  let database: TestDatabase;
  let sink: Sink;
  let log: EventLog;
  const opened: EventLog[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
    await createSinkTables(database.pool);
    sink = createSink(database.pool);
    log = openByKind(harness().settings);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((each) => each.close()));
  });
  afterAll(async () => {
    await log?.close();
    await database?.dispose();
  });
  return {
    database: () => database,
    sink: () => sink,
    log: () => log,
    another: () => {
      const made = openByKind(harness().settings);
      opened.push(made);
      return made;
    },
  };
}

/** The batches of a partition from its beginning to its end. */
export async function readAll(log: EventLog, topic: string, partition: number, limit = 1_000): Promise<RecordBatch[]> {
  const batches: RecordBatch[] = [];
  for await (const batch of log.read({ topic, partition, nextOffset: 0 }, { maximumBatchRecords: limit }))
    batches.push(batch);
  return batches;
}
