// The ID service over HTTP: up to a thousand people in, an answer for each, asked again while the service cannot be had.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { RetryNotice, RetryPolicy } from '../deliver.ts';

/** One person, as the ID service takes it. Personal data: never logged, never in an error. */
export interface PersonRequest {
  readonly idempotencyKey: string;
  readonly givenNames: string;
  readonly familyName: string;
  readonly dateOfBirth?: string;
  readonly nationalInsuranceNumber?: string;
  readonly department: string;
  readonly localEmployeeNumber: string;
}

const reason = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});
const answerSchema = z.union([
  z.object({ outcome: z.enum(['issued', 'existing']), staffNumber: z.string() }),
  z.object({ outcome: z.literal('refused'), errors: z.array(reason).min(1) }),
]);
const batchSchema = z.object({ results: z.array(answerSchema) });
const resolutionSchema = z.looseObject({ staffNumber: z.string(), printed: z.string(), status: z.string() });
const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** What the ID service answered about one person. */
export type PersonAnswer = z.infer<typeof answerSchema>;

/** What a staff number stands for today. */
export type StaffNumberResolution = z.infer<typeof resolutionSchema>;

/** The ID service could not be reached, or would not take what was sent. `retryable`: the same may succeed later. */
export class IdServiceFault extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly retryable: boolean;
  constructor(code: string, message: string, retryable: boolean, status?: number) {
    super(message);
    this.name = 'IdServiceFault';
    this.code = code;
    this.status = status;
    this.retryable = retryable;
  }
}

export interface IdServiceAddress {
  readonly url: string;
  /** The bearer token, where the service asks for one. */
  readonly credential?: string | undefined;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  readonly onRetry: (notice: RetryNotice) => void;
}

export const mostPeopleAtOnce = 1_000;

/** Asks for the staff numbers of up to a thousand people; the answers come in their order. Throws IdServiceFault. */
export async function askForNumbers(
  service: IdServiceAddress,
  people: readonly PersonRequest[],
): Promise<readonly PersonAnswer[]> {
  if (people.length === 0) return [];
  const body = people.map((each) => `${JSON.stringify(each)}\n`).join('');
  const init = { method: 'POST', body, headers: { 'content-type': 'application/x-ndjson' } };
  const { results } = await ask(service, 'staff-numbers/batch', init, batchSchema);
  if (results.length !== people.length) throw notAnIdService();
  return results;
}

/** Resolves one staff number, in any spelling. Throws IdServiceFault, for an unknown or mistyped number too. */
export function resolveNumber(service: IdServiceAddress, number: string): Promise<StaffNumberResolution> {
  return ask(service, `staff-numbers/${encodeURIComponent(number)}`, { method: 'GET' }, resolutionSchema);
}

async function ask<Answer>(
  service: IdServiceAddress,
  path: string,
  init: { readonly method: string; readonly body?: string; readonly headers?: Readonly<Record<string, string>> },
  schema: z.ZodType<Answer>,
): Promise<Answer> {
  const { firstPauseMilliseconds, longestPauseMilliseconds, giveUpAfterMilliseconds } = service.retry;
  const until = Date.now() + giveUpAfterMilliseconds;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await send(service, path, init);
      const answer = schema.safeParse(await response.json().catch(() => undefined));
      if (!answer.success) throw notAnIdService();
      return answer.data;
    } catch (fault) {
      if (!(fault instanceof IdServiceFault) || !fault.retryable || Date.now() >= until) throw fault;
      const longest = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.min(attempt - 1, 20));
      const pauseMilliseconds = Math.round(longest * (0.5 + Math.random() / 2));
      service.onRetry({ code: fault.code, reason: fault.message, attempt, pauseMilliseconds });
      await pause(pauseMilliseconds, undefined, { signal: service.signal });
    }
  }
}

async function send(service: IdServiceAddress, path: string, init: RequestInit): Promise<Response> {
  const base = service.url.endsWith('/') ? service.url : `${service.url}/`;
  const authorization = service.credential === undefined ? {} : { authorization: `Bearer ${service.credential}` };
  const signal = AbortSignal.any([service.signal, AbortSignal.timeout(60_000)]);
  const headers = { ...(init.headers as Record<string, string> | undefined), ...authorization };
  const response = await fetch(new URL(path, base), { ...init, headers, signal }).catch((fault: unknown) => {
    service.signal.throwIfAborted();
    const { cause } = Object(fault) as { cause?: { code?: unknown } };
    const why = String(cause?.code ?? 'the connection broke, or it stayed silent');
    throw new IdServiceFault('id-service-unreachable', `The ID service cannot be reached: ${why}.`, true);
  });
  if (response.ok) return response;
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  const code = problem.success ? problem.data.code : `http-${response.status}`;
  const detail = problem.success ? problem.data.detail : `The ID service answered ${response.status}.`;
  throw new IdServiceFault(code, detail, response.status >= 500 || response.status === 429, response.status);
}

function notAnIdService(): IdServiceFault {
  return new IdServiceFault('not-an-id-service', 'The answer is not that of an ID service.', false);
}
