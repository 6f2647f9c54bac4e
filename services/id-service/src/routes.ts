// The service's addresses: issue one, issue many, resolve one, resolve many.

import type { Readable } from 'node:stream';
import type { Pool } from '@clew/database';
import type { TokenKeys } from '@clew/identity';
import { type Counter, type ProblemTable, problemSchema, refuse, requestContent, type Server } from '@clew/service-kit';
import { z } from 'zod';
import { staffNumberAnswerSchema } from './answer.ts';
import { answerBatch, batchAnswerSchema, maximumBatchItems, readArray, readNdjson } from './batch.ts';
import { type IssueContext, issueStaffNumbers } from './issue.ts';
import { batchItemSchema, idempotencyKeySchema, prepareRequest, staffNumberRequestSchema } from './request.ts';
import { resolutionSchema, resolvedSchema, resolveStaffNumbers } from './resolve.ts';

/** The refusal codes that are this service's own, with their HTTP statuses. */
export const identityProblems = {
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'identity-conflict': { status: 409, title: 'The request contradicts what is known' },
  'national-insurance-number-shape': { status: 400, title: 'The National Insurance number is not valid' },
  'national-insurance-number-prefix': { status: 400, title: 'The National Insurance number is not valid' },
  'staff-number-shape': { status: 400, title: 'The staff number is not valid' },
  'staff-number-check-character': { status: 400, title: 'The staff number is not valid' },
  'staff-number-unknown': { status: 404, title: 'The staff number was never issued' },
  'too-many-items': { status: 413, title: 'The batch is too long' },
} as const satisfies ProblemTable;

export interface IdentityRoutesOptions {
  readonly pool: Pool;
  readonly keys: TokenKeys;
  readonly issuing: IssueContext;
  /** Counts answers by outcome: issued, existing, or the refusal's code. */
  readonly answers: Counter<'outcome'>;
}

export function addIdentityRoutes(server: Server, options: IdentityRoutesOptions): void {
  addIssueRoute(server, options);
  addBatchRoute(server, options);
  addResolveRoutes(server, options);
}

const exampleRequest = {
  nationalInsuranceNumber: 'AB123456C',
  givenNames: 'Given Names',
  familyName: 'Familyname',
  dateOfBirth: '1980-02-29',
  department: 'hm-treasury',
  localEmployeeNumber: 'T-1042',
};
const exampleItem = { ...exampleRequest, idempotencyKey: 'joiners-2024-04-1042' };

const headersSchema = z.looseObject({ 'idempotency-key': idempotencyKeySchema });

function addIssueRoute(server: Server, { keys, issuing, answers }: IdentityRoutesOptions): void {
  const schema = {
    tags: ['staff numbers'],
    summary: 'Find or issue the staff number of a person',
    description:
      'An exact match on the National Insurance number, or on the department and its local employee number, gives the existing number; ' +
      'otherwise one is issued. The same Idempotency-Key with the same content gives the same answer.',
    headers: headersSchema,
    body: staffNumberRequestSchema,
    ...requestContent({ 'application/json': { example: exampleRequest } }),
    response: {
      200: staffNumberAnswerSchema,
      201: staffNumberAnswerSchema,
      400: problemSchema,
      409: problemSchema,
      422: problemSchema,
    },
  };
  server.post('/staff-numbers', { schema }, async (request, reply) => {
    const today = issuing.now().toISOString().slice(0, 10);
    const preparation = prepareRequest(request.body, request.headers['idempotency-key'], keys, today);
    if (!preparation.ok) return refuse(reply, preparation.refusals);
    const [result] = await issueStaffNumbers(issuing, [preparation.prepared]);
    if (result === undefined) throw new Error('a request was left without an answer');
    answers.inc({ outcome: result.ok ? result.answer.outcome : (result.refusals[0]?.code ?? 'refused') });
    if (!result.ok) return refuse(reply, result.refusals);
    return reply.code(result.answer.outcome === 'issued' ? 201 : 200).send(result.answer);
  });
}

const { $schema: _, ...batchItemDescription } = z.toJSONSchema(batchItemSchema, { io: 'input' });

function addBatchRoute(server: Server, { keys, issuing, answers }: IdentityRoutesOptions): void {
  const schema = {
    tags: ['staff numbers'],
    summary: 'Find or issue the staff numbers of up to 1,000 people',
    description:
      'A JSON array, or one JSON object in each line (application/x-ndjson). Results come in the order of the items; ' +
      'a refused item does not hold up the others. All good items are one transaction.',
    consumes: ['application/json', 'application/x-ndjson'],
    // Items are checked one by one, so that one mistake does not refuse the batch: the schema here only describes.
    body: z.unknown().meta({ type: 'array', maxItems: maximumBatchItems, items: batchItemDescription }),
    ...requestContent({
      'application/json': { example: [exampleItem] },
      'application/x-ndjson': { schema: { type: 'string' }, example: `${JSON.stringify(exampleItem)}\n` },
    }),
    response: { 200: batchAnswerSchema, 400: problemSchema, 413: problemSchema },
  };
  server.post('/staff-numbers/batch', { schema, bodyLimit: 4_194_304 }, async (request, reply) => {
    const streamed = request.headers['content-type']?.startsWith('application/x-ndjson') === true;
    const reading = streamed ? await readNdjson(request.body as Readable) : readArray(request.body);
    if (reading === undefined) {
      return refuse(reply, {
        code: 'wrong-type',
        field: '',
        message: 'The body is not an array.',
        remedy: 'Send an array of requests, or NDJSON as application/x-ndjson.',
        retryable: false,
      });
    }
    if (!reading.ok) return refuse(reply, reading.refusal);
    const answer = await answerBatch(issuing, keys, reading.items);
    for (const result of answer.results) answers.inc({ outcome: 'code' in result ? result.code : result.outcome });
    return reply.send(answer);
  });
}

function addResolveRoutes(server: Server, { pool }: IdentityRoutesOptions): void {
  const tags = ['resolving'];
  const one = {
    tags,
    summary: 'Resolve a staff number',
    description: 'In any spelling: with or without hyphens, in any case, O for 0, I and L for 1.',
    params: z.object({ number: z.string() }),
    response: { 200: resolvedSchema, 400: problemSchema, 404: problemSchema },
  };
  server.get('/staff-numbers/:number', { schema: one }, async (request, reply) => {
    const [resolution] = await resolveStaffNumbers(pool, [request.params.number]);
    if (resolution?.status === 'current') return reply.send(resolution);
    if (resolution === undefined) throw new Error('a number was left without an answer');
    const { code, message, remedy } = resolution;
    return refuse(reply, { code, field: 'params/number', message, remedy, retryable: false });
  });

  const many = {
    tags,
    summary: 'Resolve up to 5,000 staff numbers',
    body: z.strictObject({ staffNumbers: z.array(z.string().max(64)).max(5_000) }),
    ...requestContent({ 'application/json': { example: { staffNumbers: ['K4T-9WM-2H7K'] } } }),
    response: { 200: z.object({ results: z.array(resolutionSchema) }), 400: problemSchema },
  };
  server.post('/staff-numbers/resolve', { schema: many }, async (request, reply) =>
    reply.send({ results: [...(await resolveStaffNumbers(pool, request.body.staffNumbers))] }),
  );
}
