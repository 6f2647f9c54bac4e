// A database server and a broker that a test owns alone, so that it may kill them: SIGKILL, and again on the same port over the same data.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@clew/database';
import { startLocalKafka } from '@clew/local-kafka';
import { killPostgres } from '@clew/testing';

export interface OwnServer {
  /** `postgresql://...`, or `host:port`. */
  readonly address: string;
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** Kills it for good and removes its data. */
  dispose(): Promise<void>;
}

/** A PostgreSQL as safe as in production: what it has committed is there after the kill. */
export async function startOwnDatabase(home: string): Promise<OwnServer> {
  const directory = join(home, 'postgres');
  let server = await startEmbeddedPostgres({ directory });
  const address = server.connectionString;
  const port = Number(new URL(address).port);
  return {
    address,
    kill: () => killPostgres(address),
    restart: async () => {
      server = await startEmbeddedPostgres({ directory, port });
    },
    dispose: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One broker of Apache Kafka, from its jars. */
export async function startOwnBroker(home: string): Promise<OwnServer> {
  const directory = join(home, 'kafka');
  await mkdir(directory, { recursive: true });
  let server = await startLocalKafka({ directory });
  return {
    address: server.brokers.join(','),
    kill: () => server.kill(),
    restart: async () => {
      server = await startLocalKafka({ directory });
    },
    dispose: async () => {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
