// A fresh PostgreSQL database for each test file, on the server that the run shares.
import { randomBytes } from 'node:crypto';
import { createPool, type Pool, quoteIdentifier } from '../src/index.ts';

/** The environment variable of a superuser's connection string, of a server that tests may make databases in. */
export const TEST_DATABASE_URL = 'TEST_DATABASE_URL';

export interface TestDatabase {
  readonly connectionString: string;
  /** A pool with Clew's types; ended by `dispose`. */
  readonly pool: Pool;
  /** Ends the pool, throws out whoever is still connected, and drops the database. */
  dispose(): Promise<void>;
}

/** The run's server. Throws where a test was started without the global setup. */
export function testServerUrl(): string {
  const url = process.env[TEST_DATABASE_URL];
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
