// Issuing: one transaction that locks, reads, decides and writes for any number of requests, each person once.

import { type Pool, type PoolClient, withTransaction } from '@clew/database';
import { encodeRecord } from '@clew/events';
import type { IssueResult } from './answer.ts';
import { type Changes, noChanges, writeChanges } from './changes.ts';
import { Deciding } from './deciding.ts';
import { type TakeLocks, takeLocks } from './locks.ts';
import type { PreparedRequest } from './request.ts';
import { readKnowledge, readTakenStaffNumbers, reservePeople } from './store.ts';

/** Where issuing takes its clock and its chance from. */
export interface IssueContext {
  readonly pool: Pool;
  readonly now: () => Date;
  /** A fresh staff number; it may be taken, which is found out. */
  readonly drawStaffNumber: () => string;
  /** A fresh event id (ULID). */
  readonly makeEventId: (at: Date) => string;
  /** Called after each commit that wrote events, so that they need not wait to be looked for. */
  readonly onEventsWritten?: () => void;
}

/**
 * Finds or issues the numbers of the requests, in one transaction: all of its answers hold, or none does. Answers come in order.
 * `lock` is a parameter for one reason: a test shows that without it one person gets two numbers, or the transaction fails.
 * Throws database faults; the caller may repeat the whole call, since each request has its idempotency key.
 */
export async function issueStaffNumbers(
  context: IssueContext,
  requests: readonly PreparedRequest[],
  lock: TakeLocks = takeLocks,
): Promise<readonly IssueResult[]> {
  if (requests.length === 0) return [];
  const { results, changes } = await withTransaction(
    context.pool,
    async (client) => {
      await lock(client, requests);
      return decideAndWrite(context, client, requests);
    },
    // Each statement after the locks must see what others committed while we waited for them.
    { isolation: 'read committed', retries: 3 },
  );
  if (changes.events.length > 0) context.onEventsWritten?.();
  return results;
}

async function decideAndWrite(context: IssueContext, client: PoolClient, requests: readonly PreparedRequest[]) {
  const knowledge = await readKnowledge(client, requests);
  const at = context.now();
  const changes = noChanges();
  const deciding = new Deciding(knowledge, changes);
  const laterResults = requests.map((request) => deciding.decide(request));
  await settleNewcomers(context, client, changes);
  const results = laterResults.map((result) => result());
  announce(context, changes, at);
  await writeChanges(client, changes, at);
  return { results, changes };
}

async function settleNewcomers(context: IssueContext, client: PoolClient, { newcomers }: Changes): Promise<void> {
  if (newcomers.length === 0) return;
  const numbers = await drawFreeNumbers(context, client, newcomers.length);
  const people = await reservePeople(client, newcomers.length);
  newcomers.forEach(({ person }, index) => {
    person.staffNumber = numbers[index] ?? missing();
    person.personId = people[index] ?? missing();
  });
}

/** An event for each person, in the transaction that makes the person known. */
function announce(context: IssueContext, changes: Changes, at: Date): void {
  const time = at.toISOString();
  for (const { person, department } of changes.newcomers) {
    const eventId = context.makeEventId(at);
    const record = encodeRecord({
      id: eventId,
      source: '/clew/id-service',
      subject: person.staffNumber,
      time,
      name: 'staffNumberIssued',
      data: { effectiveDate: time.slice(0, 10), department },
    });
    changes.events.push({ eventId, record });
  }
}

/** Different numbers that nobody has. Two transactions may still draw the same one: the unique index then refuses the second. */
async function drawFreeNumbers(context: IssueContext, client: PoolClient, count: number): Promise<readonly string[]> {
  const numbers = new Set<string>();
  while (numbers.size < count) {
    const drawn = new Set<string>();
    while (numbers.size + drawn.size < count) {
      const number = context.drawStaffNumber();
      if (!numbers.has(number)) drawn.add(number);
    }
    const taken = await readTakenStaffNumbers(client, [...drawn]);
    for (const number of drawn) if (!taken.has(number)) numbers.add(number);
  }
  return [...numbers];
}

function missing(): never {
  throw new Error('fewer numbers were reserved than are needed');
}
