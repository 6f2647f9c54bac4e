// RFC 9457 problems: the one shape of every answer that is not a success.

import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type ProblemTable, type Refusal, sharedProblems } from './refusal.ts';

/** One reason within a problem. */
export const problemReasonSchema = z.object({
  code: z.string().meta({ description: 'Stable code of the reason; programs branch on it' }),
  field: z
    .string()
    .meta({ description: "JSON Pointer into the body ('' is the whole), or headers/…, params/…, query/…" }),
  position: z.number().int().optional().meta({ description: 'Index, from 0, of the item or line' }),
  message: z.string(),
  remedy: z.string().meta({ description: 'What the caller can do about it' }),
  retryable: z.boolean().meta({ description: 'Whether the same request may succeed later' }),
});

/** The body of every error answer (`application/problem+json`). */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'urn:clew:problem:<code>' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    errors: z.array(problemReasonSchema),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

export type Problem = z.infer<typeof problemSchema>;

/** What a service adds to a problem beside the reasons. */
export interface ProblemOptions {
  /** The problem's own code; without it the code of the only reason, or `invalid-request` for several different ones. */
  readonly code?: string;
  readonly detail?: string;
  /** For retryable refusals: when to come back; 1 second for a 503 unless told. */
  readonly retryAfterSeconds?: number;
}

/** Builds the problem of one or more refusals. Throws RangeError where the table has no line for the code: that is a fault. */
export function problemOf(
  refusals: readonly Refusal[],
  table: ProblemTable,
  requestId: string,
  options: ProblemOptions = {},
): Problem {
  const first = refusals[0];
  if (first === undefined) throw new RangeError('a problem needs at least one refusal');
  const code =
    options.code ?? (refusals.every((refusal) => refusal.code === first.code) ? first.code : 'invalid-request');
  const kind = lookUp(table, code);
  if (kind === undefined) throw new RangeError(`the problem table has no line for the code ${code}`);
  const detail =
    options.detail ?? (refusals.length === 1 ? `${first.message} ${first.remedy}` : `${refusals.length} mistakes`);
  const errors = refusals.map(({ code, field, position, message, remedy, retryable }) => ({
    code,
    field,
    ...(position === undefined ? {} : { position }),
    message,
    remedy,
    retryable,
  }));
  return { type: `urn:clew:problem:${code}`, title: kind.title, status: kind.status, code, detail, requestId, errors };
}

function lookUp(table: ProblemTable, code: string) {
  return Object.hasOwn(table, code) ? table[code] : undefined;
}

/** Sends the problem of one or more refusals. `return refuse(reply, refusal)` ends a handler. */
export function refuse(
  reply: FastifyReply,
  refusals: Refusal | readonly Refusal[],
  options: ProblemOptions = {},
): FastifyReply {
  const list = Array.isArray(refusals) ? (refusals as readonly Refusal[]) : [refusals as Refusal];
  const problem = problemOf(list, reply.server.clewProblems, reply.request.id, options);
  const retryAfterSeconds = options.retryAfterSeconds ?? (problem.status === 503 ? 1 : undefined);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds));
  return reply.code(problem.status).type('application/problem+json').send(problem);
}

/** The whole table of a service: the shared codes and its own. */
export function problemTable(own: ProblemTable = {}): ProblemTable {
  return { ...validationProblems, ...sharedProblems, ...own };
}

// Codes of the catalogue's own validation, and of ours: a mistake in a field is always a 400.
const validationProblems: ProblemTable = Object.fromEntries(
  ['missing-field', 'wrong-type', 'invalid-value', 'invalid-date', 'unknown-field'].map((code) => [
    code,
    { status: 400, title: 'The request is not valid' },
  ]),
);
