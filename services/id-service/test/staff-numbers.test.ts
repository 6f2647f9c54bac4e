// Issuing and resolving over HTTP, on a real database.

import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Answer,
  ask,
  createTestDatabase,
  insuranceNumber,
  personRequest,
  type RunningService,
  startService,
  type TestDatabase,
  testKey,
} from './support.ts';

let database: TestDatabase;
let running: RunningService;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  running = await startService(database);
});

afterAll(async () => {
  await running.close();
  await database.dispose();
});

/** A key and a number that no other test uses. */
const fresh = () => {
  counter += 1;
  return { key: `key-${counter}`, number: insuranceNumber(counter), local: `L-${counter}` };
};
const askFor = (key: string, changes: Record<string, unknown>, at = running) =>
  ask(at.url, key, personRequest(changes));
const existing = (staffNumber: string | undefined, matchedOn: string) =>
  expect.objectContaining({
    status: 200,
    body: expect.objectContaining({ staffNumber, outcome: 'existing', matchedOn }),
  }) as Answer;

describe('issuing', () => {
  it('issues a number, and tells of it', async () => {
    const { key, number, local } = fresh();
    const { status, body } = await askFor(key, { nationalInsuranceNumber: number, localEmployeeNumber: local });
    expect(status).toBe(201);
    expect(body.outcome).toBe('issued');
    expect(body.printed?.replaceAll('-', '')).toBe(body.staffNumber);
    expect(body.matchedOn).toBeUndefined();
  });

  it('knows the person again by the National Insurance number, in another department, under another name', async () => {
    const first = fresh();
    const second = fresh();
    const issued = await askFor(first.key, { nationalInsuranceNumber: first.number, localEmployeeNumber: first.local });
    const again = await askFor(second.key, {
      nationalInsuranceNumber: first.number.toLowerCase().slice(0, 8),
      familyName: 'Married-Name',
      department: 'home-office',
      localEmployeeNumber: second.local,
    });
    expect(again).toEqual(existing(issued.body.staffNumber, 'national-insurance-number'));
    // The new department's own number is now the person's too.
    const third = await askFor(fresh().key, {
      nationalInsuranceNumber: undefined,
      department: 'home-office',
      localEmployeeNumber: second.local,
    });
    expect(third).toEqual(existing(issued.body.staffNumber, 'department-and-local-employee-number'));
  });

  it('without a National Insurance number goes by the local number alone', async () => {
    const { key, local } = fresh();
    const issued = await askFor(key, { nationalInsuranceNumber: undefined, localEmployeeNumber: local });
    expect(issued.status).toBe(201);
    const elsewhere = await askFor(fresh().key, {
      nationalInsuranceNumber: undefined,
      department: 'home-office',
      localEmployeeNumber: local,
    });
    expect(elsewhere.status).toBe(201);
    expect(elsewhere.body.staffNumber).not.toBe(issued.body.staffNumber);
    const numberKnownLater = fresh();
    const learned = await askFor(numberKnownLater.key, {
      nationalInsuranceNumber: numberKnownLater.number,
      localEmployeeNumber: local,
    });
    expect(learned).toEqual(existing(issued.body.staffNumber, 'department-and-local-employee-number'));
    const byNumber = await askFor(fresh().key, {
      nationalInsuranceNumber: numberKnownLater.number,
      department: 'cabinet-office',
      localEmployeeNumber: fresh().local,
    });
    expect(byNumber).toEqual(existing(issued.body.staffNumber, 'national-insurance-number'));
  });

  it('takes a date of birth for optional', async () => {
    const { key, local } = fresh();
    const request = { nationalInsuranceNumber: undefined, dateOfBirth: undefined, localEmployeeNumber: local };
    expect((await askFor(key, request)).status).toBe(201);
    expect((await askFor(fresh().key, request)).status).toBe(200);
  });

  it('records a contradiction, issues nothing, and changes nothing', async () => {
    const [one, other, third] = [fresh(), fresh(), fresh()];
    await askFor(one.key, { nationalInsuranceNumber: one.number, localEmployeeNumber: one.local });
    await askFor(other.key, { nationalInsuranceNumber: other.number, localEmployeeNumber: other.local });
    const before = await counts();
    const mixed = { nationalInsuranceNumber: one.number, localEmployeeNumber: other.local };
    expect(await askFor(third.key, mixed)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    expect(await askFor(third.key, mixed)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    const unknown = { nationalInsuranceNumber: fresh().number, localEmployeeNumber: other.local };
    expect(await askFor(fresh().key, unknown)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    expect(await counts()).toEqual({ ...before, conflicts: before.conflicts + 2 });
    const { rows } = await database.pool.query(
      'select reason, cardinality(people) as people from identity.identity_conflict order by conflict_id',
    );
    expect(rows).toEqual([
      { reason: 'token-and-local-number-differ', people: 2 },
      { reason: 'another-national-insurance-number', people: 1 },
    ]);
  });
});

async function counts() {
  const { rows } = await database.pool.query<{
    people: number;
    tokens: number;
    locals: number;
    names: number;
    events: number;
    conflicts: number;
  }>(
    `select (select count(*) from identity.person) as people, (select count(*) from identity.national_insurance_token) as tokens,
            (select count(*) from identity.local_number) as locals, (select count(*) from identity.name_record) as names,
            (select count(*) from identity.outbox) as events, (select count(*) from identity.identity_conflict) as conflicts`,
  );
  return rows[0] ?? expect.fail('no counts');
}

describe('idempotency', () => {
  it('gives the same answer to the same request, and refuses another under its key', async () => {
    const { key, number, local } = fresh();
    const request = { nationalInsuranceNumber: number, localEmployeeNumber: local };
    const first = await askFor(key, request);
    const before = await counts();
    // Written otherwise, yet the same.
    const again = await askFor(key, {
      ...request,
      nationalInsuranceNumber: number.toLowerCase(),
      familyName: 'TESTPERSON',
    });
    expect(again).toEqual(first);
    const other = await askFor(key, { ...request, givenNames: 'Somebody Else' });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await counts()).toEqual(before);
  });

  it('needs a key', async () => {
    const answer = await fetch(`${running.url}/staff-numbers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(personRequest()),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ field: 'headers/idempotency-key', code: 'missing-field' }],
    });
    expect((await ask(running.url, 'has a space', personRequest())).status).toBe(400);
  });
});

describe('key rotation', () => {
  it('finds people under the old key, writes the new one, and then lets the old one go', async () => {
    const person = fresh();
    const issued = await askFor(person.key, {
      nationalInsuranceNumber: person.number,
      localEmployeeNumber: person.local,
    });
    const rotating = await startService(database, [testKey(2), testKey(1)]);
    const repeated = await askFor(
      person.key,
      { nationalInsuranceNumber: person.number, localEmployeeNumber: person.local },
      rotating,
    );
    expect(repeated).toEqual(issued);
    const found = await askFor(
      fresh().key,
      { nationalInsuranceNumber: person.number, department: 'home-office', localEmployeeNumber: person.local },
      rotating,
    );
    expect(found).toEqual(existing(issued.body.staffNumber, 'national-insurance-number'));
    const late = fresh();
    const lateIssued = await askFor(
      late.key,
      { nationalInsuranceNumber: late.number, localEmployeeNumber: late.local },
      rotating,
    );
    // An instance that has not been given the new key yet still knows whoever came during the rotation.
    const behind = await askFor(fresh().key, {
      nationalInsuranceNumber: late.number,
      department: 'home-office',
      localEmployeeNumber: late.local,
    });
    expect(behind).toEqual(existing(lateIssued.body.staffNumber, 'national-insurance-number'));
    await rotating.close();
    const rotated = await startService(database, [testKey(2)]);
    const still = await askFor(
      fresh().key,
      { nationalInsuranceNumber: person.number, department: 'defra', localEmployeeNumber: person.local },
      rotated,
    );
    expect(still).toEqual(existing(issued.body.staffNumber, 'national-insurance-number'));
    expect(
      await askFor(late.key, { nationalInsuranceNumber: late.number, localEmployeeNumber: late.local }, rotated),
    ).toEqual(lateIssued);
    await rotated.close();
  });
});

describe('resolving', () => {
  it('takes any accepted spelling, and refuses with the remedy', async () => {
    const { key, number, local } = fresh();
    const { body } = await askFor(key, { nationalInsuranceNumber: number, localEmployeeNumber: local });
    const staffNumber = body.staffNumber ?? expect.fail('not issued');
    const spellings = [
      staffNumber,
      body.printed ?? '',
      staffNumber.toLowerCase(),
      staffNumber.replaceAll('0', 'o').replaceAll('1', 'L'),
    ];
    for (const asked of spellings) {
      const answer = await fetch(`${running.url}/staff-numbers/${asked}`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ asked, staffNumber, status: 'current' }),
      ]);
    }
    const last = staffNumber.endsWith('2') ? '3' : '2';
    const mistyped = staffNumber.slice(0, 9) + last;
    const expected: readonly (readonly [string, number, string])[] = [
      [mistyped, 400, 'staff-number-check-character'],
      ['12', 400, 'staff-number-shape'],
      ['B00000000B', 404, 'staff-number-unknown'],
    ];
    for (const [asked, status, code] of expected) {
      const answer = await fetch(`${running.url}/staff-numbers/${asked}`);
      expect([asked, answer.status, await answer.json()]).toEqual([asked, status, expect.objectContaining({ code })]);
    }
    const many = await fetch(`${running.url}/staff-numbers/resolve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ staffNumbers: [staffNumber, mistyped, 'B00000000B', staffNumber] }),
    });
    const { results } = (await many.json()) as { results: { status: string; code?: string }[] };
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'current',
      'staff-number-check-character',
      'staff-number-unknown',
      'current',
    ]);
  });

  it('resolves 5,000 at once, and refuses more', async () => {
    const send = (count: number) =>
      fetch(`${running.url}/staff-numbers/resolve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ staffNumbers: new Array<string>(count).fill('B00000000B') }),
      });
    expect((await send(5_000)).status).toBe(200);
    expect((await send(5_001)).status).toBe(400);
  });
});

interface BatchResult {
  readonly position: number;
  readonly outcome: string;
  readonly code?: string;
  readonly staffNumber?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

describe('batches', () => {
  const send = async (body: string, contentType = 'application/json') => {
    const answer = await fetch(`${running.url}/staff-numbers/batch`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    return { status: answer.status, body: (await answer.json()) as { results: BatchResult[]; code?: string } };
  };
  const item = (changes: Record<string, unknown> = {}) => {
    const { key, number, local } = fresh();
    return personRequest({
      idempotencyKey: key,
      nationalInsuranceNumber: number,
      localEmployeeNumber: local,
      ...changes,
    });
  };

  it('answers each item in order, and one person twice in it once', async () => {
    const one = item();
    const elsewhere = item({ nationalInsuranceNumber: one['nationalInsuranceNumber'], department: 'home-office' });
    const reused = { ...item(), idempotencyKey: one['idempotencyKey'] };
    const wrong = item({ dateOfBirth: '1981-02-29' });
    const contradicting = item({
      nationalInsuranceNumber: item()['nationalInsuranceNumber'],
      localEmployeeNumber: one['localEmployeeNumber'],
    });
    const items = [one, elsewhere, one, reused, wrong, 7, contradicting, item()];
    const { status, body } = await send(JSON.stringify(items));
    expect(status).toBe(200);
    expect(body.results.map(({ position }) => position)).toEqual(items.map((_, position) => position));
    expect(body.results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'issued',
      'existing',
      'issued',
      'idempotency-key-reused',
      'invalid-date',
      'wrong-type',
      'identity-conflict',
      'issued',
    ]);
    expect(body.results[1]?.staffNumber).toBe(body.results[0]?.staffNumber);
    expect(body.results[2]?.staffNumber).toBe(body.results[0]?.staffNumber);
    expect(body.results[4]?.errors).toMatchObject([{ field: '/dateOfBirth' }]);
    const before = await counts();
    expect((await send(JSON.stringify(items))).body).toEqual(body);
    expect(await counts()).toEqual(before);
  });

  it('takes NDJSON, and names what cannot be read', async () => {
    const lines = [
      JSON.stringify(item()),
      '{"a": ',
      '',
      JSON.stringify(item()),
      `{"a": "${'x'.repeat(20_000)}"}`,
      '{"__proto__": {}}',
    ];
    const { status, body } = await send(lines.join('\n'), 'application/x-ndjson');
    expect(status).toBe(200);
    expect(body.results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'issued',
      'malformed-json',
      'issued',
      'too-large',
      'forbidden-key',
    ]);
  });

  it('takes a thousand, and no more', async () => {
    const items = Array.from({ length: 1_000 }, () => item());
    const { body } = await send(items.map((each) => JSON.stringify(each)).join('\n'), 'application/x-ndjson');
    expect(new Set(body.results.map(({ staffNumber }) => staffNumber)).size).toBe(1_000);
    expect((await send(JSON.stringify([...items, item()]))).status).toBe(413);
    const tooMany = [...items, item()].map((each) => JSON.stringify(each)).join('\n');
    expect(await send(tooMany, 'application/x-ndjson')).toMatchObject({
      status: 413,
      body: { code: 'too-many-items' },
    });
  });

  it('answers an empty batch', async () => {
    expect(await send('[]')).toMatchObject({ status: 200, body: { results: [] } });
    expect(await send('', 'application/x-ndjson')).toMatchObject({ status: 200, body: { results: [] } });
  });
});

describe('what is kept and what is told', () => {
  it('describes itself, validly', async () => {
    const document = (await (await fetch(`${running.url}/openapi.json`)).json()) as Record<string, unknown>;
    expect((await new Validator().validate(document)).errors ?? []).toEqual([]);
    expect(Object.keys(document['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/staff-numbers',
        '/staff-numbers/batch',
        '/staff-numbers/resolve',
        '/staff-numbers/{number}',
      ]),
    );
    const { schemas } = document['components'] as { schemas: object };
    expect(Object.keys(schemas).toSorted()).toEqual([
      'Problem',
      'ResolvedStaffNumber',
      'StaffNumberAnswer',
      'StaffNumberRequest',
      'UnresolvedStaffNumber',
    ]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('never writes a National Insurance number, and tokens only under keys', async () => {
    const { rows } = await database.pool.query<{ everything: string }>(
      `select concat(
         (select string_agg(t::text, '') from identity.person t), (select string_agg(t::text, '') from identity.local_number t),
         (select string_agg(t::text, '') from identity.name_record t), (select string_agg(t::text, '') from identity.idempotent_answer t),
         (select string_agg(t::text, '') from identity.identity_conflict t), (select string_agg(headers::text || convert_from(value, 'UTF8'), '') from identity.outbox)
       ) as everything`,
    );
    const everything = rows[0]?.everything ?? '';
    expect(everything).toContain('testperson');
    expect(everything).not.toMatch(/AA00\d{4}/);
    const { rows: outbox } = await database.pool.query<{ told: string }>(
      `select string_agg(headers::text || convert_from(value, 'UTF8'), '') as told from identity.outbox`,
    );
    expect(outbox[0]?.told).not.toMatch(/testperson|1980/i);
  });

  it('logs nothing personal, whatever is sent and however it fails', async () => {
    const { key, local } = fresh();
    const personal = {
      nationalInsuranceNumber: 'QQ765432A',
      givenNames: 'Quentin',
      familyName: 'Quiller',
      dateOfBirth: '1977-07-31',
    };
    await askFor(key, { ...personal, localEmployeeNumber: local });
    await askFor(key, { ...personal, nationalInsuranceNumber: 'AB765432A', localEmployeeNumber: local });
    await askFor(fresh().key, {
      ...personal,
      dateOfBirth: '1977-07-32',
      Quiller: 'Quiller',
      localEmployeeNumber: local,
    });
    await fetch(`${running.url}/staff-numbers?name=Quiller`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'Quiller' },
      body: '{"familyName": "Quiller',
    });
    await fetch(`${running.url}/Quiller/QQ765432A`);
    await database.pool.query('alter table identity.person rename to person_gone');
    const failed = await askFor(fresh().key, {
      ...personal,
      nationalInsuranceNumber: undefined,
      localEmployeeNumber: fresh().local,
    });
    await database.pool.query('alter table identity.person_gone rename to person');
    expect(failed.status).toBe(500);
    await expect.poll(() => running.lines.some((line) => line.includes('"status":"500"'))).toBe(true);
    const logged = running.lines.join('');
    expect(logged).toContain('request-failed');
    expect(logged).toContain('/staff-numbers');
    expect(logged).not.toMatch(/Quentin|Quiller|765432|1977-07|testperson|AA00\d{4}A/i);
    expect(JSON.stringify(failed)).not.toMatch(/Quentin|Quiller|1977/i);
  });
});
