// What the door answers: receipts and refusals, as JSON, as a problem, and as lines of a stream.
import { problemReasonSchema } from '@clew/service-kit';
import { z } from 'zod';
import { type AcceptedItem, isAccepted, isRefused, type Outcome, type RefusedItem } from './item.ts';

const position = z.number().int().meta({ description: 'Index of the event in its request, from 0' });
const line = z.number().int().optional().meta({ description: 'Line of a stream, from 1' });

const receiptSchema = z
  .object({
    id: z.string(),
    position,
    line,
    status: z.literal('accepted'),
    duplicate: z
      .literal(true)
      .optional()
      .meta({ description: 'The same event had been accepted before; nothing changes' }),
    receipt: z.string().meta({ description: 'Where to ask what became of it' }),
    logPosition: z.string().meta({ description: 'topic/partition/offset in the log' }),
  })
  .meta({ id: 'Receipt' });

export const refusedReasonSchema = problemReasonSchema
  .extend({ id: z.string().optional(), position, line })
  .meta({ id: 'RefusedReason', description: 'One reason why one event was refused' });

export const publishedSchema = z
  .object({
    accepted: z.number().int().meta({ description: 'Events that the log holds, duplicates included' }),
    duplicates: z.number().int(),
    refused: z.number().int(),
    receipts: z.array(receiptSchema),
    errors: z.array(refusedReasonSchema).meta({ description: 'Every reason of every refused event' }),
  })
  .meta({ id: 'Published' });

export type Receipt = z.infer<typeof receiptSchema>;
export type RefusedReason = z.infer<typeof refusedReasonSchema>;
export type Published = z.infer<typeof publishedSchema>;

/** The receipt of an accepted event. */
function receiptOf(item: AcceptedItem): Receipt {
  return {
    id: item.id,
    position: item.position,
    ...(item.line === undefined ? {} : { line: item.line }),
    status: 'accepted',
    ...(item.duplicate ? { duplicate: true } : {}),
    receipt: `/receipts/${item.id}`,
    logPosition: item.logPosition,
  };
}

/** Each reason of a refused event, with its place in the request. */
export function reasonsOf(item: RefusedItem): readonly RefusedReason[] {
  return item.refusals.map(({ code, field, message, remedy, retryable }) => ({
    position: item.position,
    ...(item.line === undefined ? {} : { line: item.line }),
    ...(item.id === undefined ? {} : { id: item.id }),
    field,
    code,
    message,
    remedy,
    retryable,
  }));
}

/** The answer to a single event or a batch of which at least one was accepted. */
export function publishedOf(outcomes: readonly Outcome[]): Published {
  const accepted = outcomes.filter(isAccepted);
  const refused = outcomes.filter(isRefused);
  return {
    accepted: accepted.length,
    duplicates: accepted.filter((item) => item.duplicate).length,
    refused: refused.length,
    receipts: accepted.map(receiptOf),
    errors: refused.flatMap(reasonsOf),
  };
}

/** The line of a stream that answers one event. */
export function lineOf(outcome: Outcome): string {
  if (isAccepted(outcome)) return `${JSON.stringify(receiptOf(outcome))}\n`;
  const { position: at, line: atLine, id, refusals } = outcome;
  const errors = refusals.map(({ code, field, message, remedy, retryable }) => ({
    field,
    code,
    message,
    remedy,
    retryable,
  }));
  return `${JSON.stringify({ id, position: at, line: atLine, status: 'refused', errors })}\n`;
}
