// The servers of a bench: its own PostgreSQL with all of its durability, and a broker where Kafka is measured.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type Pool, startEmbeddedPostgres } from '@clew/database';
import { type EventLog, openKafkaLog, openPostgresLog } from '@clew/event-log';
import { topics } from '@clew/events';
import { startLocalKafka } from '@clew/local-kafka';
import { migrateLedger } from '../src/index.ts';

export type Adapter = 'postgres' | 'kafka';

export interface BenchServers {
  readonly directory: string;
  readonly pool: Pool;
  readonly log: EventLog;
  readonly connectionString: string;
  /** null: the log is in PostgreSQL. */
  readonly brokers: readonly string[] | null;
  stop(): Promise<void>;
}

/** Starts what is needed, with an empty ledger and empty topics. Kafka is `KAFKA_BROKERS`' (with topics that must be new) or a local one. */
export async function startServers(adapter: Adapter): Promise<BenchServers> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-bench-'));
  const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  try {
    const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres') });
    stops.push(() => server.stop());
    const pool = createPool({ connectionString: server.connectionString, applicationName: 'clew-bench' });
    stops.push(() => pool.end());
    await migrateLedger(pool);
    const { log, brokers } = await openLog(adapter, server.connectionString, join(directory, 'kafka'), stops);
    stops.push(() => log.close());
    await log.administration.ensureTopics(Object.values(topics));
    return { directory, pool, log, brokers, connectionString: server.connectionString, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

async function openLog(
  adapter: Adapter,
  connectionString: string,
  directory: string,
  stops: (() => Promise<unknown>)[],
): Promise<Pick<BenchServers, 'log' | 'brokers'>> {
  if (adapter === 'postgres') return { log: openPostgresLog({ connectionString }), brokers: null };
  const kafka = await startLocalKafka({ directory });
  stops.push(() => kafka.stop());
  return { log: openKafkaLog({ brokers: kafka.brokers }), brokers: kafka.brokers };
}
