// One number for one person, however many departments ask at the same moment; and what happens without the locks.

import { randomBytes } from 'node:crypto';
import { createPool, type Pool, translateDatabaseError } from '@clew/database';
import { randomBytesForStaffNumber, staffNumberFromRandom } from '@clew/identity';
import fc from 'fast-check';
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IssueContext, issueStaffNumbers } from '../src/issue.ts';
import { locksOf, type TakeLocks, takeLocks } from '../src/locks.ts';
import { migrateIdentity } from '../src/migrations.ts';
import { type PreparedRequest, prepareRequest, staffNumberRequestSchema } from '../src/request.ts';
import { createTestDatabase, insuranceNumber, personRequest, type TestDatabase, testKeys } from './support.ts';

const hirers = 32;
let database: TestDatabase;
let pool: Pool;
let context: IssueContext;

beforeAll(async () => {
  database = await createTestDatabase();
  // A connection for each hirer: with fewer they would queue for a connection, and the locks would have nothing to do.
  pool = createPool({
    connectionString: database.connectionString,
    applicationName: 'hirers',
    maximumConnections: hirers,
  });
  await migrateIdentity(pool);
  context = {
    pool,
    now: () => new Date(),
    drawStaffNumber: () => staffNumberFromRandom(randomBytes(randomBytesForStaffNumber)) ?? expect.fail('ran out'),
    makeEventId: (at) => ulid(at.getTime()),
  };
});

afterAll(async () => {
  await pool.end();
  await database.dispose();
});

function prepared(idempotencyKey: string, changes: Record<string, unknown>): PreparedRequest {
  const request = staffNumberRequestSchema.parse(personRequest(changes));
  const preparation = prepareRequest(request, idempotencyKey, testKeys, '2026-11-22');
  return preparation.ok ? preparation.prepared : expect.fail('not prepared');
}

/** The same person is hired everywhere at once: each department has its own number for them, and its own key. */
function hiresOf(person: number): PreparedRequest[] {
  return Array.from({ length: hirers }, (_, hirer) =>
    prepared(`person-${person}-hirer-${hirer}`, {
      nationalInsuranceNumber: insuranceNumber(person),
      department: `department-${hirer}`,
      localEmployeeNumber: `E-${person}`,
    }),
  );
}

async function hireEverywhere(person: number, lock: TakeLocks) {
  const outcomes = await Promise.allSettled(hiresOf(person).map((hire) => issueStaffNumbers(context, [hire], lock)));
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
  // Only the fault that is meant counts: any other would make the test pass for a wrong reason.
  expect(reasons.filter((reason) => translateDatabaseError(reason).code !== 'unique-violation')).toEqual([]);
  const faults = reasons.length;
  const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
  const numbers = new Set(answers.map((result) => (result.ok ? result.answer.staffNumber : expect.fail('refused'))));
  const issued = answers.filter((result) => result.ok && result.answer.outcome === 'issued').length;
  return { faults, issued, numbers: numbers.size };
}

describe('32 hires of one person in 32 departments at once', () => {
  it('give one number, with the locks', async () => {
    for (let person = 1; person <= 5; person += 1) {
      expect(await hireEverywhere(person, takeLocks)).toEqual({ faults: 0, issued: 1, numbers: 1 });
    }
    const { rows } = await pool.query<{ people: number; events: number; locals: number }>(
      `select (select count(*) from identity.person) as people, (select count(*) from identity.outbox) as events,
              (select count(*) from identity.local_number) as locals`,
    );
    expect(rows).toEqual([{ people: 5, events: 5, locals: 5 * hirers }]);
  });

  it('fail without them: the unique index turns the second number into a fault', async () => {
    const withoutLocks: TakeLocks = async () => undefined;
    let faults = 0;
    for (let person = 1_001; faults === 0 && person <= 1_020; person += 1) {
      faults += (await hireEverywhere(person, withoutLocks)).faults;
    }
    expect(faults).toBeGreaterThan(0);
  });

  it('would give several numbers without locks and index: the same hires, on a schema without the index', async () => {
    await pool.query('alter table identity.national_insurance_token drop constraint national_insurance_token_pkey');
    let numbers = 1;
    try {
      for (let person = 2_001; numbers === 1 && person <= 2_020; person += 1) {
        numbers = (await hireEverywhere(person, async () => undefined)).numbers;
      }
    } finally {
      await pool.query(
        `delete from identity.national_insurance_token where (key_version, token) in
           (select key_version, token from identity.national_insurance_token group by 1, 2 having count(*) > 1)`,
      );
      await pool.query('alter table identity.national_insurance_token add primary key (key_version, token)');
    }
    expect(numbers).toBeGreaterThan(1);
  });
});

describe('other races', () => {
  it('one idempotency key sent 32 times at once gives one answer', async () => {
    const request = prepared('the-same-key', { nationalInsuranceNumber: undefined, localEmployeeNumber: 'same-key' });
    const answers = await Promise.all(Array.from({ length: hirers }, () => issueStaffNumbers(context, [request])));
    expect(new Set(answers.map((results) => JSON.stringify(results))).size).toBe(1);
    expect(answers[0]?.[0]).toMatchObject({ ok: true, answer: { outcome: 'issued' } });
  });

  it('batches that share people in opposite order neither deadlock nor issue twice', async () => {
    const items = Array.from({ length: 300 }, (_, index) => index + 5_000);
    const batch = (name: string, people: readonly number[]) =>
      people.map((person) =>
        prepared(`${name}-${person}`, {
          nationalInsuranceNumber: insuranceNumber(person),
          department: name,
          localEmployeeNumber: `B-${person}`,
        }),
      );
    const batches = ['north', 'south', 'east', 'west'].map((name, index) =>
      batch(name, index % 2 === 0 ? items : items.toReversed()),
    );
    const answers = (await Promise.all(batches.map((requests) => issueStaffNumbers(context, requests)))).flat();
    const numbers = new Set(answers.map((result) => (result.ok ? result.answer.staffNumber : expect.fail('refused'))));
    expect([answers.length, numbers.size]).toEqual([1_200, 300]);
  });
});

describe('any mixture of requests', () => {
  it('gives the same answers one by one and in one batch', async () => {
    let run = 0;
    const requestOf = fc.record({
      number: fc.option(fc.nat(3), { nil: undefined }),
      department: fc.nat(2),
      local: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(requestOf, { minLength: 1, maxLength: 12 }), async (shapes) => {
        const ways = [1, shapes.length];
        const partitions: string[] = [];
        for (const size of ways) {
          run += 1;
          const base = 100_000 + run * 10;
          const requests = shapes.map(({ number, department, local }, index) =>
            prepared(`run-${run}-${index}`, {
              nationalInsuranceNumber: number === undefined ? undefined : insuranceNumber(base + number),
              department: `run-${run}-${department}`,
              localEmployeeNumber: `${local}`,
            }),
          );
          const labels: string[] = [];
          const seen = new Map<string, number>();
          for (let start = 0; start < requests.length; start += size) {
            for (const result of await issueStaffNumbers(context, requests.slice(start, start + size))) {
              const name = result.ok ? result.answer.staffNumber : 'conflict';
              if (!seen.has(name)) seen.set(name, seen.size);
              labels.push(
                result.ok ? `${result.answer.outcome}-${seen.get(name)}-${result.answer.matchedOn}` : 'conflict',
              );
            }
          }
          partitions.push(labels.join(' '));
        }
        expect(partitions[1]).toBe(partitions[0]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('locksOf', () => {
  it('rises, has no doubles, and never passes its bound', () => {
    const requests = Array.from({ length: 1_000 }, (_, index) =>
      prepared(`k-${index}`, { nationalInsuranceNumber: insuranceNumber(index), localEmployeeNumber: `${index}` }),
    );
    const locks = locksOf(requests);
    expect(locks).toEqual([...new Set(locks)].toSorted((one, other) => one - other));
    expect(locks.length).toBeLessThanOrEqual(1_024);
    const [first, second] = requests;
    if (first === undefined || second === undefined) expect.fail('no requests');
    expect(locksOf([first, second])).toEqual(locksOf([second, first]));
  });
});
