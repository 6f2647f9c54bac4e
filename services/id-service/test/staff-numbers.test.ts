// Issuing over HTTP, on a real database: who is found again, who is new, and what contradicts itself.

import { describe, expect, it } from 'vitest';
import { type Answer, ask, countRows, fresh, personRequest, shareService, startService, testKey } from './support.ts';

const shared = shareService();
const { askFor } = shared;
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
    const before = await countRows(shared.database);
    const mixed = { nationalInsuranceNumber: one.number, localEmployeeNumber: other.local };
    expect(await askFor(third.key, mixed)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    expect(await askFor(third.key, mixed)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    const unknown = { nationalInsuranceNumber: fresh().number, localEmployeeNumber: other.local };
    expect(await askFor(fresh().key, unknown)).toMatchObject({ status: 409, body: { code: 'identity-conflict' } });
    expect(await countRows(shared.database)).toEqual({ ...before, conflicts: before.conflicts + 2 });
    const { rows } = await shared.database.pool.query(
      'select reason, cardinality(people) as people from identity.identity_conflict order by conflict_id',
    );
    expect(rows).toEqual([
      { reason: 'token-and-local-number-differ', people: 2 },
      { reason: 'another-national-insurance-number', people: 1 },
    ]);
  });
});

describe('idempotency', () => {
  it('gives the same answer to the same request, and refuses another under its key', async () => {
    const { key, number, local } = fresh();
    const request = { nationalInsuranceNumber: number, localEmployeeNumber: local };
    const first = await askFor(key, request);
    const before = await countRows(shared.database);
    // Written otherwise, yet the same.
    const again = await askFor(key, {
      ...request,
      nationalInsuranceNumber: number.toLowerCase(),
      familyName: 'TESTPERSON',
    });
    expect(again).toEqual(first);
    const other = await askFor(key, { ...request, givenNames: 'Somebody Else' });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency-key-reused' } });
    expect(await countRows(shared.database)).toEqual(before);
  });

  it('needs a key', async () => {
    const answer = await fetch(`${shared.running.url}/staff-numbers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(personRequest()),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ field: 'headers/idempotency-key', code: 'missing-field' }],
    });
    expect((await ask(shared.running.url, 'has a space', personRequest())).status).toBe(400);
  });
});

describe('key rotation', () => {
  it('finds people under the old key, writes the new one, and then lets the old one go', async () => {
    const person = fresh();
    const issued = await askFor(person.key, {
      nationalInsuranceNumber: person.number,
      localEmployeeNumber: person.local,
    });
    const rotating = await startService(shared.database, [testKey(2), testKey(1)]);
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
    const rotated = await startService(shared.database, [testKey(2)]);
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
