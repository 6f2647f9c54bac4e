// The service on a real database, with captured log lines, for its tests.

import { type EventLog, openPostgresLog } from '@clew/event-log';
import type { TokenKeys } from '@clew/identity';
import { createLogger, createRegistry, listen } from '@clew/service-kit';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll } from 'vitest';
import { createIdService, type IdService, migrateIdentity } from '../src/index.ts';

/** A key that is only for tests: the version repeated. */
export const testKey = (version: number) => ({ version, secret: new Uint8Array(32).fill(version) });
export const testKeys: TokenKeys = [testKey(1)];

export interface RunningService {
  readonly url: string;
  readonly lines: string[];
  readonly service: IdService;
  readonly log: EventLog;
  readonly close: () => Promise<void>;
}

/** Starts the service over the database; several may run on one database. */
export async function startService(
  database: TestDatabase,
  keys: TokenKeys = testKeys,
  log?: EventLog,
): Promise<RunningService> {
  const lines: string[] = [];
  const logger = createLogger({
    service: 'id-service',
    level: 'trace',
    destination: { write: (line) => void lines.push(line) },
  });
  await migrateIdentity(database.pool);
  const opened = log ?? openPostgresLog({ connectionString: database.connectionString });
  const registry = createRegistry({ service: 'id-service', processMetrics: false });
  const service = await createIdService({ pool: database.pool, log: opened, keys, logger, registry });
  const { url } = await listen(service.server, { host: '127.0.0.1', port: 0, logger });
  service.open();
  const close = async () => {
    await service.close();
    await opened.close();
  };
  return { url, lines, service, log: opened, close };
}

export { createTestDatabase, type TestDatabase };

/** A request that is right; its fields can be replaced or, by undefined, left out. */
export function personRequest(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    nationalInsuranceNumber: 'AB123456C',
    givenNames: 'Test Person',
    familyName: 'Testperson',
    dateOfBirth: '1980-02-29',
    department: 'hm-treasury',
    localEmployeeNumber: 'T-1',
    ...changes,
  };
}

export interface Answer {
  readonly status: number;
  readonly body: {
    readonly staffNumber?: string;
    readonly printed?: string;
    readonly outcome?: string;
    readonly matchedOn?: string;
    readonly code?: string;
    readonly errors?: readonly { readonly code: string; readonly field: string; readonly remedy: string }[];
  };
}

/** Sends `POST /staff-numbers`. */
export async function ask(url: string, idempotencyKey: string, request: unknown): Promise<Answer> {
  const answer = await fetch(`${url}/staff-numbers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(request),
  });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

/** What all tests of a file use; there from the first test on. */
export interface SharedService {
  readonly database: TestDatabase;
  readonly running: RunningService;
  /** Asks for the number of the usual person, changed by these fields. */
  askFor(key: string, changes: Readonly<Record<string, unknown>>, at?: RunningService): Promise<Answer>;
}

/** Sets a database and the service over it up for the tests of a file. */
export function shareService(): SharedService {
  const shared = {} as { database: TestDatabase; running: RunningService };
  beforeAll(async () => {
    shared.database = await createTestDatabase();
    shared.running = await startService(shared.database);
  });
  afterAll(async () => {
    await shared.running.close();
    await shared.database.dispose();
  });
  return Object.assign(shared, {
    askFor: (key: string, changes: Readonly<Record<string, unknown>>, at: RunningService = shared.running) =>
      ask(at.url, key, personRequest(changes)),
  });
}

/** The n-th of many National Insurance numbers that nobody has. */
export const insuranceNumber = (index: number) => `AA${String(index).padStart(6, '0')}A`;

let people = 0;

/** A key, a National Insurance number and a local number that no other test of the file uses. */
export function fresh(): { readonly key: string; readonly number: string; readonly local: string } {
  people += 1;
  return { key: `key-${people}`, number: insuranceNumber(people), local: `L-${people}` };
}

/** How many rows each table of the schema has. */
export async function countRows({ pool }: TestDatabase) {
  const { rows } = await pool.query<{
    people: number;
    tokens: number;
    locals: number;
    names: number;
    events: number;
    conflicts: number;
  }>(
    `select (select count(*) from identity.person) as people, (select count(*) from identity.national_insurance_token) as tokens,
            (select count(*) from identity.local_number) as locals, (select count(*) from identity.name_record) as names,
            (select count(*) from identity.outbox) as events, (select count(*) from identity.identity_conflict) as conflicts`,
  );
  return rows[0] ?? fail();
}

function fail(): never {
  throw new Error('no counts');
}
