// Asking the ID service for staff numbers, many at once, with an answer for each.
import { setTimeout as pause } from 'node:timers/promises';
import { Refused } from './failure.ts';
import { present } from './place.ts';

/** The body of one request, as the ID service takes it. */
export interface StaffNumberRequest {
  readonly nationalInsuranceNumber?: string;
  readonly givenNames: string;
  readonly familyName: string;
  readonly dateOfBirth?: string;
  readonly department: string;
  readonly localEmployeeNumber: string;
}

/** A request under its idempotency key: the same key gets the same answer. */
export interface KeyedRequest extends StaffNumberRequest {
  readonly idempotencyKey: string;
}

export type StaffNumberAnswer =
  | { readonly outcome: 'issued' | 'existing'; readonly staffNumber: string }
  | { readonly outcome: 'refused'; readonly code: string };

const atOnce = 1_000;
const attempts = 8;

/**
 * Sends up to 1,000 requests and gives the answers in their order. A service that cannot answer now is asked again, with growing
 * pauses; after the last attempt it throws. Nothing that it throws repeats what was sent.
 */
export async function askForStaffNumbers(
  idServiceUrl: string,
  requests: readonly KeyedRequest[],
): Promise<readonly StaffNumberAnswer[]> {
  if (requests.length === 0) return [];
  if (requests.length > atOnce) throw new RangeError(`at most ${atOnce} requests at once`);
  const body = requests.map((each) => JSON.stringify(each)).join('\n');
  for (let attempt = 1; ; attempt += 1) {
    const answer = await post(`${idServiceUrl}/staff-numbers/batch`, body);
    if (answer.ok) return readResults(await answer.json(), requests.length);
    if (answer.status === 401) {
      const remedy = 'Set CLEW_ID_SERVICE_TOKEN to a token whose hash is in its CLEW_ID_SERVICE_TOKENS.';
      throw new Refused('credential-unknown', 'The ID service asks for a token, and does not know ours.', remedy);
    }
    if (answer.status < 500 || attempt === attempts) {
      throw new Error(`The ID service answered ${answer.status} to a batch of requests for staff numbers.`);
    }
    await pause(100 * 2 ** attempt);
  }
}

async function post(url: string, body: string): Promise<Pick<Response, 'ok' | 'status' | 'json'>> {
  const token = present(process.env['CLEW_ID_SERVICE_TOKEN']);
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    return await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-ndjson', ...authorization },
    });
  } catch {
    return { ok: false, status: 503, json: async () => null };
  }
}

function readResults(answer: unknown, count: number): readonly StaffNumberAnswer[] {
  const { results } = Object(answer) as { results?: readonly StaffNumberAnswer[] };
  if (results?.length !== count)
    throw new Error('The ID service gave another number of answers than it was asked for.');
  return results;
}

/** Requests in groups that one call takes. */
export function* batchesOf<Item>(items: Iterable<Item>, size: number = atOnce): Generator<readonly Item[]> {
  let batch: Item[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
