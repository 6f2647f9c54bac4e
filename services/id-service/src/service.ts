// The service put together: its door, its relay, its metrics. Everything that touches the outside is an argument.

import { randomBytes } from 'node:crypto';
import { isDatabaseError, type Pool, reasonDatabaseIsAway, translateDatabaseError } from '@clew/database';
import { type EventLog, LogError } from '@clew/event-log';
import { topics } from '@clew/events';
import { randomBytesForStaffNumber, staffNumberFromRandom, type TokenKeys } from '@clew/identity';
import {
  Counter,
  createServer,
  Gauge,
  type Logger,
  type Refusal,
  type Registry,
  requireToken,
  type Server,
} from '@clew/service-kit';
import { ulid } from 'ulid';
import type { IssueContext } from './issue.ts';
import { measureOutbox, type Relay, startRelay } from './relay.ts';
import { addIdentityRoutes, identityProblems } from './routes.ts';

export interface IdServiceOptions {
  readonly pool: Pool;
  readonly log: EventLog;
  readonly keys: TokenKeys;
  /** SHA-256 of the tokens that callers send; none: the door is open, and the caller listens on loopback only. */
  readonly tokenHashes?: readonly string[];
  readonly logger: Logger;
  readonly registry: Registry;
  readonly now?: () => Date;
  readonly closeWithinMilliseconds?: number;
}

export interface IdService {
  readonly server: Server;
  /** Opens the addresses and starts the relay: call it when the database is there and migrated. */
  open(): void;
  /** Why the service is not open yet, for `/readyz` and for those who ask too early. */
  waitingFor(reason: string): void;
  /** Stops the door, then the relay. */
  close(): Promise<void>;
}

/** How long an event may wait in the outbox before the service calls itself not ready. */
const longestWaitSeconds = 60;

/** Builds the service; nothing listens and nothing is read or written yet. */
export async function createIdService(options: IdServiceOptions): Promise<IdService> {
  const { pool, log, keys, logger, registry } = options;
  let relay: Relay | undefined;
  let closedBecause: string | undefined = 'it is starting';
  const issuing: IssueContext = {
    pool,
    now: options.now ?? (() => new Date()),
    drawStaffNumber,
    makeEventId: (at) => ulid(at.getTime()),
    onEventsWritten: () => relay?.wake(),
  };
  const answers = new Counter({
    name: 'identity_answers_total',
    help: 'Requests for a staff number by what was answered',
    labelNames: ['outcome'],
    registers: [registry],
  });
  addOutboxMetrics(registry, pool, logger);
  const server = await createServer({
    title: 'Clew ID service',
    version: '0.1.0',
    description,
    logger,
    registry,
    problems: identityProblems,
    translateFault: databaseRefusal,
    gate: () => (closedBecause === undefined ? undefined : notReady(closedBecause)),
    streamedMediaTypes: ['application/x-ndjson'],
    ...(options.closeWithinMilliseconds === undefined
      ? {}
      : { closeWithinMilliseconds: options.closeWithinMilliseconds }),
    readiness: readinessChecks(pool, log, () => closedBecause),
    routes: (scope) => {
      requireToken(scope, { hashes: options.tokenHashes ?? [], realm: 'clew-id-service' });
      addIdentityRoutes(scope, { pool, keys, issuing, answers });
    },
  });
  return {
    server,
    open: () => {
      closedBecause = undefined;
      const { name, partitions } = topics.identity;
      const prepare = () => log.administration.ensureTopics([{ name, partitions }]);
      relay ??= startRelay({ pool, log, logger, prepare });
    },
    waitingFor: (reason) => {
      closedBecause = reason;
    },
    close: async () => {
      await server.close();
      await relay?.stop();
    },
  };
}

const description = `Gives every person one staff number for life.

Ask with \`POST /staff-numbers\` and an \`Idempotency-Key\`: an exact match gives the number that the person has, otherwise one is issued.
National Insurance numbers are kept only as keyed tokens. A staff number is never a credential.`;

/** A number drawn from the system's own randomness. */
function drawStaffNumber(): string {
  for (;;) {
    const number = staffNumberFromRandom(randomBytes(randomBytesForStaffNumber));
    if (number !== undefined) return number;
  }
}

function notReady(reason: string): Refusal {
  return {
    code: 'not-ready',
    field: '',
    message: `The service is not open: ${reason}.`,
    remedy: 'Try again later.',
    retryable: true,
  };
}

/** A database that went away is the caller's reason to come back, not a fault of ours. */
function databaseRefusal(thrown: unknown): Refusal | undefined {
  if (!isDatabaseError(thrown) || !translateDatabaseError(thrown).retryable) return undefined;
  return {
    code: 'database-unavailable',
    field: '',
    message: 'The database cannot be reached just now.',
    remedy: 'Send the same request again, under the same idempotency key.',
    retryable: true,
  };
}

function readinessChecks(pool: Pool, log: EventLog, closedBecause: () => string | undefined) {
  return [
    { name: 'start', check: () => closedBecause() },
    {
      name: 'database',
      check: () => reasonDatabaseIsAway(pool),
    },
    {
      name: 'log',
      check: () =>
        log.check().then(
          () => undefined,
          (fault) => (fault instanceof LogError ? fault.message : 'it does not answer'),
        ),
    },
    {
      name: 'lag',
      check: async () => {
        if (closedBecause() !== undefined) return undefined;
        const { depth, oldestSeconds } = await measureOutbox(pool);
        if (oldestSeconds < longestWaitSeconds) return undefined;
        return `${depth} events wait for the log, the oldest for ${Math.round(oldestSeconds)} s`;
      },
    },
  ];
}

function addOutboxMetrics(registry: Registry, pool: Pool, logger: Logger): void {
  const depth = new Gauge({
    name: 'clew_identity_outbox_depth',
    help: 'Events that the log does not hold yet',
    registers: [registry],
  });
  new Gauge({
    name: 'clew_identity_outbox_oldest_seconds',
    help: 'How long the oldest of them has waited',
    registers: [registry],
    async collect() {
      try {
        const measured = await measureOutbox(pool);
        depth.set(measured.depth);
        this.set(measured.oldestSeconds);
      } catch (fault) {
        // The other metrics must not go down with the database.
        logger.debug({ event: 'outbox-not-measured', err: fault });
      }
    },
  });
}
