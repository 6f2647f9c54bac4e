// The contract of the log under faults, on PostgreSQL.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@clew/database';
import { createTestDatabase, killPostgres, type TestDatabase } from '@clew/testing';
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

/** The server is killed with SIGKILL, and started again on the same port. */
async function ownServer(): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-test-log-'));
  let server = await startEmbeddedPostgres({ directory });
  const port = Number(new URL(server.connectionString).port);
  return {
    settings: { kind: 'postgres', connectionString: server.connectionString, sessionTimeoutMilliseconds: 1_500 },
    kill: () => killPostgres(server.connectionString),
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
