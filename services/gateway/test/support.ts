// A gateway on a real database and a real log, listening, with what a test wants to look at or to break.
import { randomInt } from 'node:crypto';
import { createPool, type Pool } from '@clew/database';
import { type EventLog, openPostgresLog } from '@clew/event-log';
import { type EventName, staffNumberAlphabet, staffNumberCheckCharacter, topics, typeOfName } from '@clew/events';
import { createLogger, createRegistry, listen, type Registry, type Server } from '@clew/service-kit';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { ulid } from 'ulid';
import { createGateway, type GatewayOptions } from '../src/index.ts';
import { migrateGateway } from '../src/migrate.ts';

/** What fetch sends. */
export type Body = NonNullable<RequestInit['body']>;

export interface Door {
  readonly url: string;
  readonly pool: Pool;
  readonly log: EventLog;
  readonly registry: Registry;
  readonly server: Server;
  readonly logLines: readonly string[];
  /** POST /events. */
  readonly post: (body: Body, mediaType: string, headers?: Record<string, string>) => Promise<Response>;
  /** Every event id in the log, in the order of each partition. */
  readonly published: () => Promise<readonly string[]>;
  close(): Promise<void>;
}

export type DoorOptions = Partial<Omit<GatewayOptions, 'log' | 'pool'>> & {
  /** Stands between the gateway and its log, to break it. */
  readonly wrapLog?: (log: EventLog) => EventLog;
  readonly database?: TestDatabase;
};

/** Starts one. Closing it drops its database, unless the test brought one. */
export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const database = options.database ?? (await createTestDatabase());
  const { connectionString } = database;
  const pool = createPool({ connectionString, applicationName: 'gateway-test', maximumConnections: 20 });
  const log = openPostgresLog({ connectionString });
  await log.administration.ensureTopics(Object.values(topics));
  await migrateGateway(pool);
  const registry = createRegistry({ service: 'gateway', processMetrics: false });
  const logLines: string[] = [];
  const logger = createLogger({
    service: 'gateway',
    destination: { write: (line: string) => void logLines.push(line) },
  });
  const server = await createGateway({
    credentials: [],
    progressOf: async () => new Map(),
    readiness: [],
    logger,
    registry,
    ...options,
    pool,
    log: options.wrapLog?.(log) ?? log,
  });
  const { url } = await listen(server, { host: '127.0.0.1', port: 0, logger });
  return {
    url,
    pool,
    log,
    registry,
    server,
    logLines,
    post: (body, mediaType, headers = {}) =>
      fetch(`${url}/events`, { method: 'POST', body, headers: { 'content-type': mediaType, ...headers } }),
    published: () => publishedIds(log),
    close: async () => {
      await server.close();
      await log.close();
      await pool.end();
      if (options.database === undefined) await database.dispose();
    },
  };
}

async function publishedIds(log: EventLog): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const mark of await log.administration.watermarks(Object.values(topics).map((topic) => topic.name))) {
    for await (const batch of log.read({ topic: mark.topic, partition: mark.partition, nextOffset: mark.first })) {
      ids.push(...batch.records.map((record) => record.headers['ce_id'] ?? 'none'));
    }
  }
  return ids;
}

/** A staff number of the right form. */
export function anyStaffNumber(): string {
  let nine = 'BCDFGHJKMNPQRSTVWXZ'.charAt(randomInt(19));
  while (nine.length < 9) nine += staffNumberAlphabet.charAt(randomInt(29));
  return nine + staffNumberCheckCharacter(nine);
}

/** An event in structured JSON; what is given replaces what it would hold. */
export function anEvent(changes: Readonly<Record<string, unknown>> = {}, name: EventName = 'exited') {
  return {
    specversion: '1.0',
    id: ulid(),
    source: '/departments/hm-treasury/systems/oracle',
    type: typeOfName.get(name),
    subject: anyStaffNumber(),
    time: '2024-04-02T10:00:00.000Z',
    data: { effectiveDate: '2024-04-01', cause: 'resignation' },
    ...changes,
  };
}

export const single = 'application/cloudevents+json';
export const batch = 'application/cloudevents-batch+json';
export const stream = 'application/x-ndjson';

/** The lines of an NDJSON answer. */
export async function linesOf(response: Response): Promise<readonly Record<string, unknown>[]> {
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An answer's JSON, as far as tests look into it. */
export interface AnswerBody {
  readonly code: string;
  readonly status: unknown;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
  readonly receipts: readonly (Readonly<Record<string, unknown>> & { readonly position: number })[];
  readonly errors: readonly (Readonly<Record<string, unknown>> & { readonly position: number })[];
}

export async function bodyOf(response: Response): Promise<AnswerBody> {
  return (await response.json()) as AnswerBody;
}
