// A batch: up to a thousand requests, as a JSON array or as NDJSON, each with its own answer, in order.

import type { TokenKeys } from '@clew/identity';
import { parseJson, type Refusal, readLines, refusalsOf } from '@clew/service-kit';
import { z } from 'zod';
import { type IssueResult, staffNumberAnswerSchema } from './answer.ts';
import { type IssueContext, issueStaffNumbers } from './issue.ts';
import { batchItemSchema, type Preparation, prepareRequest } from './request.ts';

export const maximumBatchItems = 1_000;
const maximumLineBytes = 16_384;

const reasonSchema = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});

/** The answer to a batch: one result for each item, at the item's position. */
export const batchAnswerSchema = z.object({
  results: z.array(
    z.union([
      staffNumberAnswerSchema.extend({ position: z.number().int() }),
      z.object({
        position: z.number().int(),
        outcome: z.literal('refused'),
        code: z.string(),
        errors: z.array(reasonSchema),
      }),
    ]),
  ),
});

export type BatchAnswer = z.infer<typeof batchAnswerSchema>;

/** One item as it came: a value, or the reason why it cannot be read. */
type Item = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly refusal: Refusal };

export type BatchReading =
  | { readonly ok: true; readonly items: readonly Item[] }
  | { readonly ok: false; readonly refusal: Refusal };

const tooMany: BatchReading = {
  ok: false,
  refusal: {
    code: 'too-many-items',
    field: '',
    message: `The batch holds more than ${maximumBatchItems} requests.`,
    remedy: `Send at most ${maximumBatchItems} at a time.`,
    retryable: false,
  },
};

/** The items of a JSON body; undefined where it is not an array. */
export function readArray(body: unknown): BatchReading | undefined {
  if (!Array.isArray(body)) return undefined;
  return body.length > maximumBatchItems
    ? tooMany
    : { ok: true, items: body.map((value: unknown) => ({ ok: true, value })) };
}

/** The items of an NDJSON body. Reading stops at the first item too many. */
export async function readNdjson(chunks: AsyncIterable<Uint8Array>): Promise<BatchReading> {
  const items: Item[] = [];
  for await (const line of readLines(chunks, { maximumLineBytes })) {
    if (items.length === maximumBatchItems) return tooMany;
    items.push(line.tooLarge ? { ok: false, refusal: lineTooLarge } : parseJson(line.bytes));
  }
  return { ok: true, items };
}

const lineTooLarge: Refusal = {
  code: 'too-large',
  field: '',
  message: `The line is longer than ${maximumLineBytes} bytes.`,
  remedy: 'Send one request in each line.',
  retryable: false,
};

/** Answers all items: the good ones in one transaction, the others with their mistakes. A repeated batch gets the same answers. */
export async function answerBatch(
  context: IssueContext,
  keys: TokenKeys,
  items: readonly Item[],
): Promise<BatchAnswer> {
  const today = context.now().toISOString().slice(0, 10);
  const preparations = items.map((item) => prepareItem(item, keys, today));
  const prepared = preparations.flatMap((preparation) => (preparation.ok ? preparation.prepared : []));
  const issued = (await issueStaffNumbers(context, prepared)).values();
  const results = preparations.map((preparation): IssueResult => {
    if (!preparation.ok) return preparation;
    return issued.next().value ?? { ok: false, refusals: [] };
  });
  return { results: results.map(describeResult) };
}

function prepareItem(item: Item, keys: TokenKeys, today: string): Preparation {
  if (!item.ok) return { ok: false, refusals: [item.refusal] };
  const reading = batchItemSchema.safeParse(item.value);
  if (!reading.success) return { ok: false, refusals: refusalsOf(reading.error, item.value) };
  const { idempotencyKey, ...request } = reading.data;
  return prepareRequest(request, idempotencyKey, keys, today);
}

function describeResult(result: IssueResult, position: number): BatchAnswer['results'][number] {
  if (result.ok) return { position, ...result.answer };
  const errors = result.refusals.map(({ code, field, message, remedy, retryable }) => ({
    code,
    field,
    message,
    remedy,
    retryable,
  }));
  const [first] = errors;
  const code =
    first !== undefined && errors.every((error) => error.code === first.code) ? first.code : 'invalid-request';
  return { position, outcome: 'refused', code, errors };
}
