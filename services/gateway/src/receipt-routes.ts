// GET /receipts/{id}, and many at once: what became of an event, from the door to the career.
import type { Queryable } from '@clew/database';
import { ulidPattern } from '@clew/events';
import type { EventEffect } from '@clew/ledger';
import {
  type FastifyRequest,
  problemSchema,
  type Refusal,
  refuse,
  requestContent,
  type Server,
} from '@clew/service-kit';
import { z } from 'zod';
import { type Caller, maySpeakFor, ownerOf } from './credentials.ts';
import { maximumReceiptsAtOnce, maximumReceiptsInAddress } from './limits.ts';
import type { EventProgress, ProgressOf } from './progress.ts';
import { receiptsOf, refusalsOfEvents, type StoredReceipt, type StoredRefusal } from './receipt-store.ts';

export interface ReceiptRoutesOptions {
  readonly pool: Queryable;
  readonly progressOf: ProgressOf;
  readonly callerOf: (request: FastifyRequest) => Caller;
}

const eventIdSchema = z.string().regex(ulidPattern, 'Expected the id of an event, a ULID');
const reason = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});

const changesSchema = z.object({
  spells: z.array(z.object({ start: z.string(), end: z.string().nullable() })),
  moves: z.array(z.object({ date: z.string(), kind: z.string() })),
  episodes: z.array(z.object({ kind: z.string(), id: z.string() })),
  findings: z.array(
    z.object({
      code: z.string(),
      severity: z.string(),
      date: z.string().nullable(),
      department: z.string().nullable(),
    }),
  ),
  superseded: z
    .object({ eventId: z.string(), by: z.string(), how: z.enum(['corrected', 'retracted']) })
    .nullable()
    .meta({ description: 'The amendment that took it out of the career' }),
});

const accepted = { id: z.string(), acceptedAt: z.iso.datetime(), logPosition: z.string() };

export const fateSchema = z
  .discriminatedUnion('status', [
    z.object({ ...accepted, status: z.literal('accepted') }).describe('In the log; the ledger has not come to it yet'),
    z
      .object({ ...accepted, status: z.literal('recorded'), recordedAt: z.string() })
      .describe('In the ledger; it is about no person, so no career changes'),
    z
      .object({
        ...accepted,
        status: z.literal('projected'),
        recordedAt: z.string(),
        changes: changesSchema.meta({ description: 'What of the career goes back to it' }),
      })
      .describe('In the ledger and in the career'),
    z
      .object({ ...accepted, status: z.literal('parked'), errors: z.array(reason) })
      .describe('It could not be applied, and waits'),
    z
      .object({ id: z.string(), status: z.literal('refused'), refusedAt: z.iso.datetime(), errors: z.array(reason) })
      .describe('The door refused it, and it was never published; or the ledger will not have it'),
    z.object({ id: z.string(), status: z.literal('unknown') }).describe('The door never saw it'),
  ])
  .meta({ id: 'Fate', description: 'What became of an event' });

export type Fate = z.infer<typeof fateSchema>;

const many = z.object({ receipts: z.array(fateSchema) });
const idList = z.array(eventIdSchema).min(1).max(maximumReceiptsAtOnce);

/** Adds the receipts' addresses. */
export function addReceiptRoutes(server: Server, options: ReceiptRoutesOptions): void {
  const tags = ['receipts'];
  const description =
    'A receipt is shown to whom it belongs: where credentials are configured, to the department that sent the event.';
  server.get(
    '/receipts/:id',
    {
      schema: {
        tags,
        summary: 'What became of an event',
        description,
        params: z.object({ id: eventIdSchema }),
        response: { 200: fateSchema, 400: problemSchema, 404: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      const [fate] = await fatesOf([request.params.id], options.callerOf(request), options);
      return fate === undefined || fate.status === 'unknown' ? refuse(reply, receiptUnknown) : reply.send(fate);
    },
  );
  server.get(
    '/receipts',
    {
      schema: {
        tags,
        summary: `What became of up to ${maximumReceiptsInAddress} events: ?ids=A,B,C`,
        description,
        querystring: z.object({
          ids: z
            .string()
            .max(maximumReceiptsInAddress * 27)
            .transform((text) => text.split(','))
            .pipe(idList.max(maximumReceiptsInAddress)),
        }),
        response: { 200: many, 400: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) =>
      reply.send({ receipts: await fatesOf(request.query.ids, options.callerOf(request), options) }),
  );
  server.post(
    '/receipts',
    {
      schema: {
        tags,
        summary: `What became of up to ${maximumReceiptsAtOnce} events, in order`,
        description,
        body: z.strictObject({ ids: idList }),
        ...requestContent({ 'application/json': { example: { ids: ['01HZY0G0Q2R9ZC6J3M5V8W1X4T'] } } }),
        response: { 200: many, 400: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) =>
      reply.send({ receipts: await fatesOf(request.body.ids, options.callerOf(request), options) }),
  );
}

async function fatesOf(ids: readonly string[], caller: Caller, options: ReceiptRoutesOptions): Promise<Fate[]> {
  const receipts = await receiptsOf(options.pool, ids);
  const mine = ids.filter((id) => isVisible(receipts.get(id), caller));
  const refusals = await refusalsOfEvents(
    options.pool,
    ids.filter((id) => !receipts.has(id)),
  );
  const progress = mine.length === 0 ? new Map<string, EventProgress>() : await options.progressOf(mine);
  return ids.map((id) => {
    const receipt = receipts.get(id);
    if (receipt !== undefined) {
      return isVisible(receipt, caller) ? fateOf(id, receipt, progress.get(id)) : { id, status: 'unknown' };
    }
    const refusal = refusals.get(id);
    if (refusal === undefined || !isOwn(refusal, caller)) return { id, status: 'unknown' };
    return { id, status: 'refused', refusedAt: refusal.refusedAt.toISOString(), errors: [...refusal.refusals] };
  });
}

function isVisible(receipt: StoredReceipt | undefined, caller: Caller): receipt is StoredReceipt {
  return receipt !== undefined && maySpeakFor(caller, receipt.source);
}

function isOwn(refusal: StoredRefusal, caller: Caller): boolean {
  return caller === 'anybody' || refusal.department === ownerOf(caller);
}

function fateOf(id: string, receipt: StoredReceipt, progress: EventProgress | undefined): Fate {
  const base = { id, acceptedAt: receipt.acceptedAt.toISOString(), logPosition: receipt.logPosition };
  switch (progress?.status) {
    case undefined:
      return { ...base, status: 'accepted' };
    case 'recorded':
      return { ...base, status: 'recorded', recordedAt: progress.recordedAt };
    case 'projected':
      return { ...base, status: 'projected', recordedAt: progress.recordedAt, changes: copyOf(progress.changes) };
    case 'parked':
      return { ...base, status: 'parked', errors: [{ ...progress.reason, retryable: false }] };
    case 'refused':
      return {
        id,
        status: 'refused',
        refusedAt: progress.recordedAt,
        errors: [{ ...progress.reason, retryable: false }],
      };
  }
}

/** The ledger's lists are read-only; the answer's schema asks for plain ones. */
function copyOf({ spells, moves, episodes, findings, superseded }: EventEffect): z.infer<typeof changesSchema> {
  return {
    spells: [...spells],
    moves: [...moves],
    episodes: [...episodes],
    findings: [...findings],
    superseded,
  };
}

const receiptUnknown: Refusal = {
  code: 'receipt-unknown',
  field: 'params/id',
  message: 'No event with this id was accepted or refused here.',
  remedy: 'Check the id; where the event was never acknowledged, send it again.',
  retryable: false,
};
