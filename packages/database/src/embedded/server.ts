// The embedded PostgreSQL: a real server over a directory, shared by every process that asks for it.
import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { lock } from 'proper-lockfile';
import { DatabaseError } from '../errors.ts';
import { waitForDatabase } from '../wait.ts';
import { findBinaries, findServerUser, placeBinaries, placeCluster } from './binaries.ts';
import { forgetOwnLeases, releaseLease, takeLease } from './lease.ts';
import {
  type Cluster,
  findAnsweringPostmaster,
  initialise,
  SUPERUSER,
  startPostmaster,
  stopPostmaster,
} from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** Where the server's data live, such as `.clew/postgres`. Made when missing. */
  readonly directory: string;
  /** The port on 127.0.0.1 (default: a free one). A server that already runs keeps its own. */
  readonly port?: number;
  /** Made when missing (default `clew`). */
  readonly database?: string;
  /** False gives up safety against a power cut for speed: for tests only (default true). */
  readonly durable?: boolean;
  /** Told what takes time: making the cluster takes a second or two, once. */
  readonly onProgress?: (step: 'making the database' | 'starting the database') => void;
}

export interface EmbeddedPostgres {
  readonly connectionString: string;
  /** True where the server was already running. */
  readonly reused: boolean;
  /** Gives the server up. The last user stops it; until then it runs on. A second call does nothing. */
  stop(): Promise<void>;
}

/** Replicas and archives are not for the embedded server; without them COPY into a new table writes no WAL. */
const SETTINGS = {
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // A statement that fails is not quoted in the server's log: it may hold a person's data.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
} as const;

const NOT_DURABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Holds the directory against other processes; a holder that was killed is forgotten after ten seconds. */
async function withLock<Result>(directory: string, work: () => Promise<Result>): Promise<Result> {
  const release = await lock(directory, {
    lockfilePath: join(directory, 'lock'),
    stale: 10_000,
    retries: { forever: true, minTimeout: 20, maxTimeout: 250, factor: 1.5, randomize: true },
    // Only an event loop that stood still for the whole stale time gets here; the work itself is safe to repeat.
    onCompromised: () => undefined,
  });
  try {
    return await work();
  } finally {
    await release().catch(() => undefined);
  }
}

async function ensureDatabase(admin: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}

/** How long a server that was found may take to answer a query before it is looked for afresh: it may be dying just now. */
const ATTACH_MILLISECONDS = 3_000;
const ATTEMPTS = 5;

/** Gives the server's address without a database, and whether it was running. Called under the directory's lock. */
async function attachOrStart(
  cluster: Cluster,
  options: EmbeddedPostgresOptions,
): Promise<{ base: string; running: boolean }> {
  const { directory } = cluster;
  for (let attempt = 1; ; attempt += 1) {
    const running = await findAnsweringPostmaster(directory);
    if (running === undefined && !(await exists(join(directory, 'data', 'PG_VERSION')))) {
      options.onProgress?.('making the database');
      await initialise(cluster, randomBytes(18).toString('base64url'));
    }
    if (running === undefined) {
      options.onProgress?.('starting the database');
      await forgetOwnLeases(directory);
    }
    const server = running ?? (await startPostmaster(cluster, options.port));
    const password = (await readFile(join(directory, 'password'), 'utf8')).trim();
    const base = `postgresql://${SUPERUSER}:${password}@127.0.0.1:${server.port}`;
    try {
      await waitForDatabase(
        { connectionString: `${base}/postgres` },
        { deadlineMilliseconds: ATTACH_MILLISECONDS * attempt },
      );
      return { base, running: running !== undefined };
    } catch (error) {
      if (attempt >= ATTEMPTS || !(error instanceof DatabaseError) || !error.retryable) throw error;
    }
  }
}

/**
 * Starts PostgreSQL over a directory, or attaches to the server that runs there already, and waits until it answers.
 * Any number of processes may do this at once. A server outlives a process that was killed; the next one attaches to it.
 * Throws DatabaseError with the server's own reason where it does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const asked = resolve(options.directory);
  const user = await findServerUser();
  await mkdir(asked, { recursive: true });
  // The server's own user must get through to its data; what lies beside them is no secret, and the password's file is its own.
  if (user !== undefined) await chmod(asked, (await stat(asked)).mode | 0o011);
  const key = createHash('sha256').update(asked).digest('hex').slice(0, 16);
  const directory = await placeCluster(asked, key, user);
  const durable = options.durable ?? true;
  const settings = { ...SETTINGS, ...(durable ? {} : NOT_DURABLE) };
  const cluster: Cluster = {
    directory,
    binaries: await placeBinaries(await findBinaries(), user),
    user,
    settings,
    durable,
  };
  const { connectionString, reused, lease } = await withLock(directory, async () => {
    const { base, running } = await attachOrStart(cluster, options);
    const database = options.database ?? 'clew';
    await ensureDatabase(`${base}/postgres`, database);
    return { connectionString: `${base}/${database}`, reused: running, lease: await takeLease(directory) };
  });
  let stopped: Promise<void> | undefined;
  return {
    connectionString,
    reused,
    stop: () => {
      stopped ??= withLock(directory, async () => {
        if ((await releaseLease(directory, lease)) === 0) await stopPostmaster(directory);
      });
      return stopped;
    },
  };
}
