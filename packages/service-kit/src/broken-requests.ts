// Requests that never become one: HTTP that cannot be read, and bodies that do not come to an end. Both get a problem, within a bound.

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { readsStream } from './bodies.ts';
import { problemOf, problemTable, refuse } from './problem.ts';
import type { Refusal } from './refusal.ts';

/** How long the headers of a request may take. */
export const headersWithinMilliseconds = 20_000;

/** How long a body may take that is wanted whole. Streams have a bound of their own, for silence: they may last for hours. */
const bodyWithinMilliseconds = 60_000;

/** Fastify's `clientErrorHandler`: there is no request yet, so the answer is written as it goes over the wire. */
export function answerUnreadable(fault: Error & { readonly code?: string }, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const requestId = randomUUID();
  const problem = problemOf([refusalOf(fault.code)], problemTable(), requestId);
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOf(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return headersTooLarge;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? tooSlow : unreadable;
}

/** Answers 408 to a body that is wanted whole and does not come to its end in time, and lets the connection go. */
export function boundBodies(
  server: Pick<FastifyInstance, 'addHook'>,
  withinMilliseconds = bodyWithinMilliseconds,
): void {
  server.addHook('preParsing', async (request, reply, payload) => {
    if (readsStream(request)) return payload;
    const timer = setTimeout(() => {
      if (request.raw.complete || reply.sent) return;
      reply.header('connection', 'close');
      reply.raw.once('finish', () => request.raw.destroy());
      refuse(reply, tooSlow);
    }, withinMilliseconds);
    const stop = () => clearTimeout(timer);
    request.raw.once('end', stop).once('close', stop);
    return payload;
  });
}

const unreadable: Refusal = {
  code: 'malformed-request',
  field: '',
  message: 'The request is not HTTP that can be read.',
  remedy: 'Send well-formed HTTP/1.1, with a body as long as Content-Length says.',
  retryable: false,
};

const headersTooLarge: Refusal = {
  code: 'headers-too-large',
  field: '',
  message: 'The address and the headers together are too large.',
  remedy: 'Send less in them: at most 16 KiB.',
  retryable: false,
};

const tooSlow: Refusal = {
  code: 'request-timeout',
  field: '',
  message: 'The request did not come to its end in time.',
  remedy: 'Send it again, as a whole; check that the body is as long as Content-Length says.',
  retryable: true,
};
