// Reading request bodies: JSON whole and within the limit, NDJSON as a stream that the handler draws from.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusedRequest } from './faults.ts';
import { parseJson } from './json.ts';
import type { Refusal } from './refusal.ts';

export interface BodyOptions {
  readonly maximumDepth: number;
  /** Media types that hold one JSON document, beside application/json. */
  readonly jsonMediaTypes: readonly string[];
  /** Media types whose body reaches the handler unread, as a Readable: no limit but the handler's own. See `takesStreams`. */
  readonly streamedMediaTypes: readonly string[];
}

/** Replaces Fastify's parsers. text/plain is not read by default: a form from a stranger's page needs no preflight for it. */
export function readBodies(
  server: Pick<FastifyInstance, 'addContentTypeParser' | 'removeAllContentTypeParsers' | 'addHook'>,
  options: BodyOptions,
): void {
  server.addHook('preParsing', async (request, _reply, payload) => {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (encoding !== 'identity') throw new RefusedRequest(compressed);
    return payload;
  });
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
    server.addContentTypeParser([...options.streamedMediaTypes], (request, payload, done) => {
      if (takesStreams(request)) done(null, payload);
      else done(new RefusedRequest(notStreamed), undefined);
    });
  }
}

/** A route whose body has a schema wants it whole, unless its `consumes` names the streamed media type too. */
function takesStreams(request: FastifyRequest): boolean {
  const { body, consumes } = (request.routeOptions.schema ?? {}) as { body?: unknown; consumes?: readonly string[] };
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return body === undefined || consumes?.includes(mediaType) === true;
}

/** Whether the handler draws the body as it comes, however long that takes: not where it wants all of it before it answers. */
export function readsStream(request: FastifyRequest): boolean {
  const { body } = (request.routeOptions.schema ?? {}) as { body?: unknown };
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return body === undefined && !/^application\/(?:[\w.-]+\+)?json$/.test(mediaType);
}

/** Unpacked it could be any size; and read as it is, it would be called broken UTF-8. */
const compressed: Refusal = {
  code: 'unsupported-media-type',
  field: 'headers/content-encoding',
  message: 'Compressed bodies are not read.',
  remedy: 'Send the body as it is, without Content-Encoding.',
  retryable: false,
};

const notStreamed: Refusal = {
  code: 'unsupported-media-type',
  field: '',
  message: 'The address does not read this media type.',
  remedy: 'Send one that its documentation names.',
  retryable: false,
};
