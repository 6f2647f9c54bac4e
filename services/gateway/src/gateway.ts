// The gateway's server: the shared door, with the addresses for events and receipts, and a credential asked of every caller.
import type { Pool } from '@clew/database';
import type { EventLog } from '@clew/event-log';
import {
  createServer,
  type FastifyRequest,
  type Logger,
  type ReadinessCheck,
  type Refusal,
  type Registry,
  refuse,
  type Server,
  tokenRefusal,
} from '@clew/service-kit';
import { type Caller, type Credential, CredentialBook } from './credentials.ts';
import { addEventRoutes, batchMediaType, singleMediaType, streamMediaType } from './event-routes.ts';
import { problems, translateFault } from './faults.ts';
import { maximumBodyBytes, maximumDepth } from './limits.ts';
import { createMetrics } from './metrics.ts';
import type { ProgressOf } from './progress.ts';
import { addReceiptRoutes } from './receipt-routes.ts';
import type { StaffNumberDirectory } from './staff-numbers.ts';

export interface GatewayOptions {
  readonly pool: Pool;
  /** Must not share `pool`: see Admission. */
  readonly log: EventLog;
  readonly directory?: StaffNumberDirectory;
  readonly progressOf: ProgressOf;
  /** None: the door is open. The caller must then listen on loopback only. */
  readonly credentials: readonly Credential[];
  readonly logger: Logger;
  readonly registry: Registry;
  readonly readiness: readonly ReadinessCheck[];
  /** Why nothing can be taken yet; undefined once the start is over. */
  readonly gate?: () => Refusal | undefined;
  readonly idleMilliseconds?: number;
  /** Aborted when the service is told to stop: streams then end with a last line that says so. */
  readonly stopping?: AbortSignal;
}

/** Builds the gateway; nothing listens yet. */
export async function createGateway(options: GatewayOptions): Promise<Server> {
  const book = new CredentialBook(options.credentials);
  const callers = new WeakMap<FastifyRequest, Caller>();
  const callerOf = (request: FastifyRequest): Caller => {
    const caller = callers.get(request);
    if (caller === undefined) throw new Error('a request came past the credentials');
    return caller;
  };
  const metrics = createMetrics(options.registry);
  return createServer({
    title: "Clew: the departments' door",
    version: '0.1.0',
    description,
    logger: options.logger,
    registry: options.registry,
    readiness: options.readiness,
    problems,
    translateFault,
    ...(options.gate === undefined ? {} : { gate: options.gate }),
    bodyLimitBytes: maximumBodyBytes,
    maximumDepth,
    jsonMediaTypes: [singleMediaType, batchMediaType],
    streamedMediaTypes: [streamMediaType],
    routes: (server) => {
      server.addHook('onRequest', async (request, reply) => {
        const caller = book.callerOf(request.headers.authorization);
        if (typeof caller === 'string' && caller !== 'anybody') {
          reply.header('www-authenticate', 'Bearer realm="clew-gateway"');
          return refuse(reply, tokenRefusal(caller));
        }
        callers.set(request, caller);
        return undefined;
      });
      addEventRoutes(server, {
        admission: { pool: options.pool, log: options.log, directory: options.directory, metrics },
        callerOf,
        idleMilliseconds: options.idleMilliseconds ?? 60_000,
        stopping: options.stopping ?? new AbortController().signal,
      });
      addReceiptRoutes(server, { pool: options.pool, progressOf: options.progressOf, callerOf });
    },
  });
}

const description = `
Departments' HR systems send what happened in careers, as CloudEvents, and get a receipt for each event. Nothing is lost and nothing
counts twice: an event is acknowledged once the log holds it, and sending it again under the same id is safe.

Try it:

\`\`\`sh
curl -H 'content-type: application/cloudevents+json' --data-binary @event.json URL/events
curl URL/receipts/01J…
\`\`\`

Event types and their fields: docs/reference/events.md.
`;
