// The contract of the log under faults, on PostgreSQL.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, startEmbeddedPostgres } from '@clew/database';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll } from 'vitest';
import { faultContract, outageContract } from './contract-faults.ts';
import type { OwnServer } from './support/harness.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.dispose());

faultContract('PostgreSQL', () => ({
  settings: { kind: 'postgres', connectionString: database.connectionString, sessionTimeoutMilliseconds: 1_500 },
}));

/**
 * Kills the processes of a server, as when its machine goes: the one that was started, and those that it made for its connections, which
 * else may answer once more before they see that they are alone. Resolves when the connection that told their ids has broken.
 */
async function killServer(connectionString: string, postmaster: number): Promise<void> {
  const pool = createPool({ connectionString, applicationName: 'clew-killer' });
  const client = await pool.connect();
  client.on('error', () => undefined);
  const gone = new Promise((resolve) => client.once('end', resolve));
  const { rows } = await client.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity ORDER BY pid = pg_backend_pid(), pid',
  );
  for (const pid of [postmaster, ...rows.map((row) => row.pid)]) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has seen that it is alone, and ended by itself.
    }
  }
  await gone;
  client.release(true);
  await pool.end();
}

/** The server is killed with SIGKILL, and started again on the same port. */
async function ownServer(): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-test-log-'));
  let server = await startEmbeddedPostgres({ directory });
  const port = Number(new URL(server.connectionString).port);
  return {
    settings: { kind: 'postgres', connectionString: server.connectionString, sessionTimeoutMilliseconds: 1_500 },
    kill: async () => {
      const pid = Number.parseInt(await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
      await killServer(server.connectionString, pid);
    },
    restart: async () => {
      server = await startEmbeddedPostgres({ directory, port });
    },
    dispose: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

outageContract('PostgreSQL', ownServer);
