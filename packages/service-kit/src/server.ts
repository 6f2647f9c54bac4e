// The HTTP door that every service has: problems, limits, request ids, health, readiness, metrics, documentation.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type RawServerDefault,
} from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { readBodies } from './bodies.ts';
import { answerUnreadable, boundBodies, headersWithinMilliseconds } from './broken-requests.ts';
import { refusalsOfThrown } from './faults.ts';
import { defaultMaximumDepth } from './json.ts';
import type { Logger } from './logger.ts';
import { httpDurations, type Registry } from './metrics.ts';
import { describeRoutes, type ServiceDescription } from './openapi.ts';
import { addOperatorRoutes } from './operator-routes.ts';
import { problemTable, refuse } from './problem.ts';
import type { ReadinessCheck } from './readiness.ts';
import type { ProblemTable, Refusal } from './refusal.ts';
import { allowedMethods, type RoutePattern } from './routes.ts';
import { validateWithZod } from './validation.ts';

export type { FastifyReply, FastifyRequest };

/** Fastify, typed so that a route's zod schemas give its handler's types. */
export type Server = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyInstance {
    /** The service's table from refusal codes to HTTP. */
    clewProblems: ProblemTable;
  }
}

export interface ServerOptions extends ServiceDescription {
  readonly logger: Logger;
  readonly registry: Registry;
  /** What `/readyz` asks. */
  readonly readiness: readonly ReadinessCheck[];
  /** The service's own refusal codes. */
  readonly problems?: ProblemTable;
  /** Names what can pass by itself, such as a database that went away: a refusal here is the answer, instead of a 500. */
  readonly translateFault?: (thrown: unknown) => Refusal | undefined;
  /** Asked before every route but the operators' ones: a refusal here (such as `not-ready`) is the answer. */
  readonly gate?: () => Refusal | undefined;
  /** Largest JSON body; 1 MiB unless told. A route can set its own `bodyLimit`. */
  readonly bodyLimitBytes?: number;
  readonly maximumDepth?: number;
  /** How long a body that is wanted whole may take; a minute unless told. */
  readonly bodyWithinMilliseconds?: number;
  readonly jsonMediaTypes?: readonly string[];
  readonly streamedMediaTypes?: readonly string[];
  /** How long `close()` lets the requests in hand go on before it cuts their connections; 5 seconds unless told. */
  readonly closeWithinMilliseconds?: number;
  /** Adds the service's routes. */
  readonly routes: (server: Server) => void | Promise<void>;
}

/** Builds the server; nothing listens yet. Throws only where the routes contradict each other. */
export async function createServer(options: ServerOptions): Promise<Server> {
  const bodyLimitBytes = options.bodyLimitBytes ?? 1_048_576;
  const patterns: RoutePattern[] = [];
  const server: Server = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    bodyLimit: bodyLimitBytes,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    routerOptions: { maxParamLength: 256 },
    http: { headersTimeout: headersWithinMilliseconds },
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (thrown, request, reply) => answerThrown(thrown, request, reply, { bodyLimitBytes }),
  }).withTypeProvider<ZodTypeProvider>();
  server.decorate('clewProblems', problemTable(options.problems));
  server.setValidatorCompiler(validateWithZod);
  // Answers are checked by the compiler against their schema; checking each again at run time costs more than the work itself.
  server.setSerializerCompiler(() => (value) => JSON.stringify(value));
  server.addHook('onRoute', (route) => {
    patterns.push({ url: route.url, methods: [route.method].flat() });
  });
  readBodies(server, {
    maximumDepth: options.maximumDepth ?? defaultMaximumDepth,
    jsonMediaTypes: options.jsonMediaTypes ?? [],
    streamedMediaTypes: options.streamedMediaTypes ?? [],
  });
  boundBodies(server, options.bodyWithinMilliseconds);
  answerErrors(server, patterns, { ...options, bodyLimitBytes });
  observeRequests(server, options);
  await describeRoutes(server, options);
  addOperatorRoutes(server, options);
  await server.register(async (scope) => {
    addGate(scope, options.gate);
    await options.routes(scope.withTypeProvider<ZodTypeProvider>() as Server);
  });
  dropStalledConnections(server, options.closeWithinMilliseconds ?? 5_000);
  await server.ready();
  return server;
}

/** Neither a connection kept alive after its last answer nor a client that stopped reading may hold up a clean stop. */
function dropStalledConnections(server: Server, withinMilliseconds: number): void {
  server.addHook('preClose', async () => {
    const idle = setInterval(() => server.server.closeIdleConnections(), 20);
    const stalled = setTimeout(() => server.server.closeAllConnections(), withinMilliseconds);
    server.server.once('close', () => {
      clearInterval(idle);
      clearTimeout(stalled);
    });
  });
}

function addGate(scope: Pick<FastifyInstance, 'addHook'>, gate: (() => Refusal | undefined) | undefined): void {
  if (gate === undefined) return;
  scope.addHook('onRequest', async (_request, reply) => {
    const refusal = gate();
    if (refusal !== undefined) return refuse(reply, refusal, { retryAfterSeconds: 1 });
    return undefined;
  });
}

type AnswerOptions = Pick<ServerOptions, 'translateFault'> & { readonly bodyLimitBytes: number };

function answerErrors(server: Server, patterns: readonly RoutePattern[], options: AnswerOptions): void {
  server.setErrorHandler((thrown, request, reply) => {
    const bodyLimitBytes = request.routeOptions.bodyLimit ?? options.bodyLimitBytes;
    return answerThrown(thrown, request, reply, { ...options, bodyLimitBytes });
  });
  server.setNotFoundHandler((request, reply) => {
    const methods = allowedMethods(patterns, request.url);
    if (methods.length === 0) {
      return refuse(reply, {
        code: 'not-found',
        field: '',
        message: 'There is nothing at this address.',
        remedy: 'See /docs for the addresses.',
        retryable: false,
      });
    }
    reply.header('allow', methods.join(', '));
    return refuse(reply, {
      code: 'method-not-allowed',
      field: '',
      message: `The address does not answer to ${request.method}.`,
      remedy: `Use ${methods.join(' or ')}.`,
      retryable: false,
    });
  });
}

function answerThrown(
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  options: AnswerOptions,
): FastifyReply {
  const { refusals, fault } = refusalsOfThrown(thrown, options.bodyLimitBytes);
  const translated = fault ? options.translateFault?.(thrown) : undefined;
  if (fault) {
    const level = translated === undefined ? 'error' : 'warn';
    request.log[level]({ event: 'request-failed', requestId: request.id, err: thrown });
  }
  return refuse(reply, translated ?? refusals);
}

/** One line and one observation for each request, by route pattern: an address may hold a staff number. */
function observeRequests(server: Server, options: ServerOptions): void {
  const durations = httpDurations(options.registry);
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unmatched';
    const labels = { method: request.method, route, status: String(reply.statusCode) };
    durations.observe(labels, reply.elapsedTime / 1_000);
    const line = {
      event: 'request',
      requestId: request.id,
      ...labels,
      durationMilliseconds: Math.round(reply.elapsedTime),
    };
    if (operatorRoutes.has(route)) options.logger.debug(line);
    else options.logger.info(line);
  });
}

const operatorRoutes = new Set(['/healthz', '/readyz', '/metrics']);

/** Listens, and prints the one line from which a supervisor reads the address: `{"event":"listening","url":"http://..."}`. */
export async function listen(
  server: Server,
  options: { readonly host: string; readonly port: number; readonly logger: Logger },
): Promise<{ readonly url: string; readonly port: number }> {
  await server.listen({ host: options.host, port: options.port, listenTextResolver: () => '' });
  const address = server.server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP address');
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const url = `http://${host}:${address.port}`;
  options.logger.info({ event: 'listening', url }, 'listening');
  return { url, port: address.port };
}
