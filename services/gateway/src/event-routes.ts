// POST /events: one event, a batch, or a stream.
import { Readable } from 'node:stream';
import {
  type FastifyReply,
  type FastifyRequest,
  type Problem,
  problemOf,
  problemSchema,
  type Refusal,
  readLines,
  refuse,
  requestContent,
  type Server,
} from '@clew/service-kit';
import { z } from 'zod';
import { type Admission, admit } from './admit.ts';
import { publishedOf, publishedSchema, reasonsOf, refusedReasonSchema } from './answer.ts';
import { answerStream } from './answer-stream.ts';
import { checkEvent, readableId, tooLarge } from './check-event.ts';
import type { Caller } from './credentials.ts';
import { translateFault } from './faults.ts';
import { groupLines } from './group-lines.ts';
import { type Item, isAccepted, isRefused, type Outcome } from './item.ts';
import {
  groupBytes,
  groupEvents,
  groupLingerMilliseconds,
  maximumBatchEvents,
  maximumBodyBytes,
  maximumEventBytes,
} from './limits.ts';

export interface EventRoutesOptions {
  readonly admission: Admission;
  readonly callerOf: (request: FastifyRequest) => Caller;
  /** How long a stream may be silent, in either direction. */
  readonly idleMilliseconds: number;
  readonly stopping: AbortSignal;
}

export const streamMediaType = 'application/x-ndjson';
export const singleMediaType = 'application/cloudevents+json';
export const batchMediaType = 'application/cloudevents-batch+json';

const refusedProblem = problemSchema
  .extend({ errors: z.array(refusedReasonSchema) })
  .meta({ id: 'EventsRefused', description: 'Every event was refused; nothing was published' });

const exampleEvent = {
  specversion: '1.0',
  id: '01HZY0G0Q2R9ZC6J3M5V8W1X4T',
  source: '/departments/hm-treasury/systems/oracle-hcm',
  type: 'clew.promoted.v1',
  subject: 'K4T-9WM-2H7K',
  time: '2024-04-02T10:00:00Z',
  data: { effectiveDate: '2024-04-01', grade: { scheme: 'civil-service', code: 'HEO' } },
};

/** Events are checked one by one, so that one mistake does not refuse the others: the schema here only describes. */
const eventSchema = {
  type: 'object',
  description: 'A CloudEvent; `data` is described for each type in docs/reference/events.md and docs/reference/schemas',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', description: 'A ULID, made once and kept' },
    source: { type: 'string', description: '/departments/{department}/systems/{system}' },
    type: { type: 'string', description: 'clew.{name}.v{version}' },
    subject: { type: 'string', description: 'The staff number; of some types, an organisation or a role' },
    time: { type: 'string', format: 'date-time', description: 'When the source recorded the fact' },
    data: { type: 'object' },
  },
};
const batchSchema = { type: 'array', minItems: 1, maxItems: maximumBatchEvents, items: eventSchema };

const eventContent = {
  [singleMediaType]: { schema: eventSchema, example: exampleEvent },
  [batchMediaType]: { schema: batchSchema, example: [exampleEvent] },
  'application/json': { schema: { oneOf: [eventSchema, batchSchema] }, example: exampleEvent },
  [streamMediaType]: { schema: { type: 'string' }, example: `${JSON.stringify(exampleEvent)}\n` },
};

/** Adds POST /events. */
export function addEventRoutes(server: Server, options: EventRoutesOptions): void {
  server.post(
    '/events',
    {
      bodyLimit: maximumBodyBytes,
      schema: {
        tags: ['events'],
        summary: 'Publish one event, a batch, or a stream of any length',
        description: howToPublish,
        ...requestContent(eventContent),
        response: {
          202: publishedSchema.describe('Every event is accepted: the log holds it'),
          207: publishedSchema.describe('Some events are accepted, and some refused: see `errors`'),
          400: problemSchema,
          401: problemSchema,
          413: problemSchema,
          415: problemSchema,
          422: refusedProblem,
          503: problemSchema.describe('Nothing was accepted; send the same again after Retry-After'),
        },
      },
    },
    async (request, reply) => {
      if (request.body instanceof Readable) return answerAsStream(request, request.body, reply, options);
      const caller = options.callerOf(request);
      const items = readItems(request, caller);
      if ('code' in items) return refuse(reply, items);
      return answerAtOnce(await admit(items, caller, options.admission), request, reply);
    },
  );
}

/** The events of a JSON body: an array is a batch, an object is one event, unless the media type says which it must be. */
function readItems(request: FastifyRequest, caller: Caller): readonly Item[] | Refusal {
  const body: unknown = request.body;
  const mediaType = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (body === undefined || body === null) return bodyMissing;
  if (!Array.isArray(body)) {
    if (mediaType === batchMediaType) return notABatch;
    return [checkSized(body, 0, caller)];
  }
  if (mediaType === singleMediaType) return [checkSized(body, 0, caller)];
  if (body.length === 0) return bodyMissing;
  if (body.length > maximumBatchEvents) return tooMany;
  return body.map((json: unknown, position) => checkSized(json, position, caller));
}

function checkSized(json: unknown, position: number, caller: Caller): Item {
  if (Buffer.byteLength(JSON.stringify(json) ?? '') > maximumEventBytes) {
    return { position, ...readableId(json), refusals: [tooLarge(maximumEventBytes)] };
  }
  return checkEvent(json, { position }, caller);
}

function answerAtOnce(outcomes: readonly Outcome[], request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (outcomes.some(isAccepted)) {
    const all = outcomes.every(isAccepted);
    return reply.code(all ? 202 : 207).send(publishedOf(outcomes));
  }
  const refused = outcomes.filter(isRefused);
  const refusals = refused.flatMap((item) => item.refusals);
  const problem = problemOf(refusals, reply.server.clewProblems, request.id, {
    code: 'events-refused',
    ...(outcomes.length === 1 ? {} : { detail: `All ${outcomes.length} events were refused.` }),
  });
  const body: Problem = { ...problem, errors: [...refused.flatMap(reasonsOf)] };
  return reply.code(422).type('application/problem+json').send(body);
}

async function answerAsStream(
  request: FastifyRequest,
  body: Readable,
  reply: FastifyReply,
  options: EventRoutesOptions,
): Promise<FastifyReply> {
  const caller = options.callerOf(request);
  const minimal = /(?:^|[,;\s])return=minimal\b/.test(String(request.headers['prefer'] ?? ''));
  // Left whole after an interruption, so that the connection can carry the last line, and the sender's next request.
  const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  const lines = readLines(chunks, { maximumLineBytes: maximumEventBytes });
  const groups = groupLines(lines, {
    maximumLines: groupEvents,
    maximumBytes: groupBytes,
    lingerMilliseconds: groupLingerMilliseconds,
    idleMilliseconds: options.idleMilliseconds,
    stopping: options.stopping,
  });
  const answers = answerStream(groups, {
    caller,
    admit: (items) => admit(items, caller, options.admission),
    translateFault,
    onFault: (thrown) => request.log.warn({ event: 'stream-interrupted', requestId: request.id, err: thrown }),
    minimal,
  });
  reply.raw.once('close', () => void lines.return(undefined).catch(() => undefined));
  reply.raw.once('finish', () => dropUnreadBody(request, lines));
  // The first answer decides the status: a fault before it is an ordinary problem.
  const first = await answers.next().catch((fault: unknown) => {
    if (request.raw.destroyed && !request.raw.complete) return 'gone' as const;
    throw fault;
  });
  // The client went away before the first answer: there is nobody to tell.
  if (first === 'gone') return reply.hijack();
  if (first.done === true || first.value === emptyStream) {
    await answers.return(undefined);
    return refuse(reply, bodyMissing);
  }
  // A client that neither sends nor reads holds a connection for nothing.
  request.raw.setTimeout(options.idleMilliseconds * 2, () => request.raw.destroy());
  if (minimal) reply.header('preference-applied', 'return=minimal');
  reply.code(202).type(streamMediaType);
  const answer = Readable.from(rest(first.value, answers), { objectMode: true, highWaterMark: 1 });
  return reply.send(answer);
}

async function* rest(first: string, answers: AsyncGenerator<string>): AsyncGenerator<string> {
  try {
    yield first;
    yield* answers;
  } finally {
    await answers.return(undefined);
  }
}

/** After an interrupted stream the sender may go on sending: it is let finish what is on its way, then the connection ends. */
function dropUnreadBody({ raw }: FastifyRequest, lines: AsyncGenerator<unknown>): void {
  if (raw.complete) return;
  // Not awaited: it may wait for a line that the sender, who has its answer, will never send.
  lines
    .return(undefined)
    .catch(() => undefined)
    .finally(() => raw.resume());
  const timer = setTimeout(() => {
    // Complete by now: the connection may be serving the sender's next request.
    if (!raw.complete) raw.destroy();
  }, 5_000);
  timer.unref();
}

const emptyStream = `${JSON.stringify({ status: 'complete', received: 0, accepted: 0, duplicates: 0, refused: 0 })}\n`;

const bodyMissing: Refusal = {
  code: 'body-missing',
  field: '',
  message: 'The body holds no event.',
  remedy: 'Send at least one event.',
  retryable: false,
};

const notABatch: Refusal = {
  code: 'not-a-batch',
  field: '',
  message: 'A batch is a JSON array of events.',
  remedy: `Send an array, or one event as ${singleMediaType}.`,
  retryable: false,
};

const tooMany: Refusal = {
  code: 'too-many',
  field: '',
  message: `A batch holds at most ${maximumBatchEvents} events.`,
  remedy: `Send more of them as a stream: ${streamMediaType}, one event a line, of any length.`,
  retryable: false,
};

const howToPublish = `
CloudEvents 1.0 in structured JSON. The media type says what the body is:

| Content-Type | body | answer |
|---|---|---|
| \`${singleMediaType}\` | one event, at most ${maximumEventBytes / 1024} KiB | at once |
| \`${batchMediaType}\` | a JSON array of at most ${maximumBatchEvents} events | at once; all that are valid are accepted together |
| \`application/json\` | either | at once |
| \`${streamMediaType}\` | one event a line, any number of lines | a stream |

**At once:** 202 where every event is accepted, 207 where some are (\`errors\` names the others), 422 where none is, and 503 (with
\`Retry-After\`) where the log or the database does not answer: then nothing was accepted.

**A stream** is answered with 202 and \`${streamMediaType}\`, a line for each event in order, as they are accepted:
\`{"id","position","line","status":"accepted","receipt","logPosition"}\`, or \`{"id","position","line","status":"refused","errors":[…]}\`.
The last line is \`{"status":"complete","received","accepted","duplicates","refused"}\`, or
\`{"status":"interrupted",…,"code","retryable"}\`: then every event that has a receipt is accepted, and no other is. An answer without
a last line was cut off: send again what has no receipt. Read the answer while you send; a client that cannot sends
\`Prefer: return=minimal\`, and gets lines for refused events only, and a line \`{"status":"progress",…}\` now and then.

**Sending again is safe.** The same id with the same content is the same receipt (\`"duplicate":true\`) and is not published again;
the same id with other content is refused as \`same-id-other-content\`.
`;
