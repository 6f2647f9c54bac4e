// The contract of the log, on PostgreSQL.
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll } from 'vitest';
import { contract } from './contract.ts';
import type { Harness } from './support/harness.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.dispose());

const harness = (): Harness => ({
  settings: { kind: 'postgres', connectionString: database.connectionString, sessionTimeoutMilliseconds: 1_500 },
});

contract('PostgreSQL', harness);
