// Structured logs without personal data: what is logged is chosen here, field by field, and errors are stripped of values.

import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export interface LoggerOptions {
  readonly service: string;
  readonly level?: string;
  /** Where the lines go; standard output unless a test listens. */
  readonly destination?: DestinationStream;
}

/**
 * A pino logger that prints JSON lines. The habit of the house is never to log bodies, query strings or headers;
 * the redaction below is the second line of defence, not the first.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    level: options.level ?? 'info',
    base: { service: options.service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeFault, error: describeFault },
    hooks: { logMethod: writeLine },
    redact: { paths: redactedPaths(), censor: '[removed]' },
  };
  // Written at once: left asynchronous, the last lines before an exit were seen out of order.
  return pino(settings, options.destination ?? pino.destination({ fd: 1, sync: true }));
}

/** Where a line has an error and no message, pino takes the error's own message, past every serializer: so each line gets one. */
function writeLine(this: Logger, inputs: unknown[], method: LogFn): void {
  const [first, message, ...rest] = inputs;
  // Fastify writes a line of its own for each address; `listen` empties it, and an empty line is not written.
  if (first === '') return;
  const line = first instanceof Error ? { err: first } : first;
  const plain = message ?? (carriesError(line) ? (line.event ?? 'fault') : undefined);
  const given = plain === undefined ? [line] : [line, plain, ...rest];
  method.apply(this, given as Parameters<LogFn>);
}

function carriesError(line: unknown): line is { readonly event?: string } {
  return typeof line === 'object' && line !== null && Object.values(line).some((value) => value instanceof Error);
}

const personalFields = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'headers',
  'body',
  'query',
  'givenNames',
  'familyName',
  'dateOfBirth',
  'nationalInsuranceNumber',
  'localEmployeeNumber',
  'idempotencyKey',
  'databaseUrl',
] as const;

function redactedPaths(): string[] {
  return personalFields.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);
}

/** What a log line says about a thrown value. */
export interface FaultDescription {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly constraint?: string;
  readonly cause?: FaultDescription;
}

/**
 * An error without the values it may quote. PostgreSQL names offending values in `message` and `detail`, and JSON.parse quotes
 * its input: of both only the kind and the place are kept.
 */
export function describeFault(fault: unknown, depth = 0): FaultDescription {
  if (!(fault instanceof Error)) return { type: typeof fault };
  const { code, constraint } = fault as { code?: unknown; constraint?: unknown };
  return {
    type: fault.name,
    ...(typeof code === 'string' ? { code } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(quotesValues(fault) ? {} : { message: fault.message }),
    ...(fault.stack === undefined ? {} : { stack: frames(fault.stack) }),
    ...(fault.cause === undefined || depth >= 4 ? {} : { cause: describeFault(fault.cause, depth + 1) }),
  };
}

function quotesValues(fault: Error): boolean {
  return fault instanceof SyntaxError || ('severity' in fault && 'routine' in fault);
}

/** The frames only: the first lines of a stack repeat the message. */
function frames(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .join('\n');
}
