// Reading request bodies: JSON whole and within the limit, NDJSON as a stream that the handler draws from.

import type { FastifyInstance } from 'fastify';
import { RefusedRequest } from './faults.ts';
import { parseJson } from './json.ts';

export interface BodyOptions {
  readonly maximumDepth: number;
  /** Media types that hold one JSON document, beside application/json. */
  readonly jsonMediaTypes: readonly string[];
  /** Media types whose body reaches the handler unread, as a Readable: no limit but the handler's own. */
  readonly streamedMediaTypes: readonly string[];
}

/** Replaces Fastify's parsers. text/plain is not read by default: a form from a stranger's page needs no preflight for it. */
export function readBodies(
  server: Pick<FastifyInstance, 'addContentTypeParser' | 'removeAllContentTypeParsers'>,
  options: BodyOptions,
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser<Buffer>(
    ['application/json', ...options.jsonMediaTypes],
    { parseAs: 'buffer' },
    (_request, body, done) => {
      const reading = parseJson(body, { maximumDepth: options.maximumDepth });
      if (reading.ok) done(null, reading.value);
      else done(new RefusedRequest(reading.refusal), undefined);
    },
  );
  if (options.streamedMediaTypes.length > 0) {
    server.addContentTypeParser([...options.streamedMediaTypes], (_request, payload, done) => done(null, payload));
  }
}
