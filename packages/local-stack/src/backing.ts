// What the services stand on: the database and the log, embedded where nothing else is configured.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPool, quoteIdentifier, startEmbeddedPostgres, waitForDatabase } from '@clew/database';
import { StackFault } from './fault.ts';

export interface BackingOptions {
  /** The folder of the embedded state, such as `.clew`. */
  readonly home: string;
  readonly databaseUrl?: string;
  readonly kafkaBrokers?: string;
  /** `local`: Apache Kafka's own jars, on this machine. */
  readonly kafka?: 'local';
  /** Begins with an empty database, and an empty broker where it is ours. */
  readonly fresh?: boolean;
  readonly onProgress?: (step: string) => void;
  /** How long to wait for a configured database that does not answer (default 30,000). */
  readonly waitMilliseconds?: number;
}

/** Something that was opened, and how it is closed. */
export interface Opened<Value> {
  readonly value: Value;
  close(): Promise<void>;
}

export interface Database {
  readonly url: string;
  /** Of the embedded server: its directory and its process; null where the server is not ours to keep. */
  readonly embedded: { readonly postgresDirectory: string; readonly postmasterPid: number } | null;
}

/** Gives the database: the configured one, or the embedded one in the home. */
export async function openDatabase(options: BackingOptions): Promise<Opened<Database>> {
  if (options.databaseUrl === undefined) return openEmbedded(options);
  options.onProgress?.('connecting to the database');
  await waitForDatabase(
    { connectionString: options.databaseUrl },
    {
      deadlineMilliseconds: options.waitMilliseconds ?? 30_000,
      onWait: ({ message }) => options.onProgress?.(`waiting for the database: ${message}`),
    },
  );
  const url = options.fresh === true ? await freshDatabase(options.databaseUrl, 'clew_demo') : options.databaseUrl;
  return { value: { url, embedded: null }, close: async () => undefined };
}

async function openEmbedded(options: BackingOptions): Promise<Opened<Database>> {
  const directory = join(options.home, 'postgres');
  const progress = options.onProgress;
  const server = await startEmbeddedPostgres({
    directory,
    database: options.fresh === true ? 'postgres' : 'clew',
    ...(progress === undefined ? {} : { onProgress: progress }),
  });
  const close = () => server.stop();
  try {
    const postmasterPid = await postmasterOf(server.connectionString);
    const url = options.fresh === true ? await freshDatabase(server.connectionString, 'clew') : server.connectionString;
    return { value: { url, embedded: { postgresDirectory: directory, postmasterPid } }, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

async function postmasterOf(serverUrl: string): Promise<number> {
  const pool = createPool({ connectionString: serverUrl, applicationName: 'clew-local-stack', maximumConnections: 1 });
  try {
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid`,
    );
    return rows[0]?.pid ?? 0;
  } finally {
    await pool.end();
  }
}

/** Drops the database of that name, with whoever is still connected, and makes it anew. Gives its address. */
async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  const pool = createPool({ connectionString: serverUrl, applicationName: 'clew-local-stack', maximumConnections: 1 });
  try {
    await pool.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)} WITH (FORCE)`);
    await pool.query(`CREATE DATABASE ${quoteIdentifier(name)}`);
  } finally {
    await pool.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export interface Broker {
  /** null: the log is PostgreSQL's. */
  readonly brokers: string | null;
  /** The broker's process, where it is ours. */
  readonly pid: number | null;
}

/** Gives the brokers: the configured ones, a local Kafka where asked for, or none. */
export async function openBroker(options: BackingOptions): Promise<Opened<Broker>> {
  const nothing = async (): Promise<void> => undefined;
  if (options.kafkaBrokers !== undefined) {
    return { value: { brokers: options.kafkaBrokers, pid: null }, close: nothing };
  }
  if (options.kafka === undefined) return { value: { brokers: null, pid: null }, close: nothing };
  const directory = join(options.home, 'kafka');
  if (options.fresh === true) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const { LocalKafkaUnavailable, startLocalKafka } = await import('@clew/local-kafka');
  try {
    const progress = options.onProgress;
    const kafka = await startLocalKafka({ directory, ...(progress === undefined ? {} : { onProgress: progress }) });
    return { value: { brokers: kafka.brokers.join(','), pid: kafka.pid }, close: () => kafka.stop() };
  } catch (fault) {
    if (!(fault instanceof LocalKafkaUnavailable)) throw fault;
    throw new StackFault('kafka-unavailable', fault.message, { cause: fault });
  }
}
