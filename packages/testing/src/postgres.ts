// A fresh PostgreSQL database for each test file, on the server that the run shares.
import { randomBytes } from 'node:crypto';
import { createPool, type Pool, quoteIdentifier } from '@clew/database';
import { ENVIRONMENT } from './run.ts';

export interface TestDatabase {
  readonly connectionString: string;
  /** A pool with Clew's types; ended by `dispose`. */
  readonly pool: Pool;
  /** Ends the pool, throws out whoever is still connected, and drops the database. */
  dispose(): Promise<void>;
}

/** The run's server. Throws where a test was started without the global setup. */
export function testServerUrl(): string {
  const url = process.env[ENVIRONMENT.databaseUrl];
  if (url === undefined || url === '')
    throw new Error('No PostgreSQL for tests: run them through vitest at the root of the repository.');
  return url;
}

async function administer(statement: string): Promise<void> {
  const pool = createPool({
    connectionString: testServerUrl(),
    applicationName: 'clew-test-admin',
    maximumConnections: 1,
  });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
}

/** Makes an empty database. Call it in `beforeAll`, and `dispose` in `afterAll`. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `clew_test_${randomBytes(6).toString('hex')}`;
  await administer(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0 STRATEGY file_copy`);
  const url = new URL(testServerUrl());
  url.pathname = `/${name}`;
  const pool = createPool({ connectionString: url.href, applicationName: 'clew-test' });
  return {
    connectionString: url.href,
    pool,
    dispose: async () => {
      await pool.end();
      await administer(`DROP DATABASE ${quoteIdentifier(name)} WITH (FORCE)`);
    },
  };
}
