// One person followed from end to end: a number, four facts out of order and one mistake mended, a career, an answer.
// Read this first: it touches every part of the house once.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPool, type Pool } from '@clew/database';
import { openLedger } from '@clew/ledger';
import { type Stack, startStack } from '@clew/local-stack';
import { createSnapshot, openSnapshot, runMeasure } from '@clew/measures';
import { createPublisher, type PreparedEvent } from '@clew/publisher';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let home: string;
let database: TestDatabase;
let stack: Stack;
let pool: Pool;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-thread-'));
  database = await createTestDatabase();
  stack = await startStack({
    home,
    databaseUrl: database.connectionString,
    services: ['id-service', 'gateway', 'projector'],
  });
  pool = createPool({ connectionString: database.connectionString, applicationName: 'thread-test' });
});

afterAll(async () => {
  await pool?.end();
  await stack?.stop();
  await database?.dispose();
  await rm(home, { recursive: true, force: true });
});

test('a person is hired, moves department, is promoted, and the figures know', async () => {
  // 1. The ID service gives the person a number, and gives the same one to the next department that asks.
  const asked = {
    givenNames: 'Given0001',
    familyName: 'Family0001',
    dateOfBirth: '1990-02-03',
    nationalInsuranceNumber: 'AB123456C',
  };
  const subject = await askForNumber({ ...asked, department: 'hm-treasury', localEmployeeNumber: 'T-1' });
  const again = await askForNumber({ ...asked, department: 'home-office', localEmployeeNumber: 'H-9' });
  expect(again).toBe(subject);

  // 2. Two departments publish through the SDK. The latest fact comes first, and one of them is wrong.
  const treasury = await publisherOf('hm-treasury');
  const homeOffice = await publisherOf('home-office');
  const grade = (code: 'EO' | 'HEO' | 'SEO') => ({ scheme: 'civil-service', code }) as const;
  const transfer = { effectiveDate: '2022-04-01', transferType: 'to-another-department' } as const;
  const promoted = prepared(
    homeOffice.event('promoted', {
      subject,
      time: '2023-04-03T09:00:00Z',
      data: { effectiveDate: '2023-04-01', grade: grade('SEO') },
    }),
  );
  const joined = prepared(
    homeOffice.event('transferredIn', {
      subject,
      time: '2022-04-05T09:00:00Z',
      data: {
        ...transfer,
        fromDepartment: 'hm-treasury',
        department: 'home-office',
        changes: { region: 'north-west' },
      },
    }),
  );
  const left = prepared(
    treasury.event('transferredOut', {
      subject,
      time: '2022-04-20T09:00:00Z',
      data: { ...transfer, toDepartment: 'home-office' },
    }),
  );
  const hired = prepared(
    treasury.event('hired', {
      subject,
      time: '2020-04-01T09:00:00Z',
      data: {
        effectiveDate: '2020-04-01',
        posting: { department: 'hm-treasury', grade: grade('EO'), region: 'london' },
      },
    }),
  );
  const answered = prepared(
    homeOffice.event('socioEconomicBackgroundDeclared', {
      subject,
      time: '2022-05-01T09:00:00Z',
      data: { effectiveDate: '2022-05-01', questionVersion: 'one-part', parentalOccupation: 'routine' },
    }),
  );
  const mended = prepared(
    homeOffice.event('corrected', {
      subject,
      time: '2023-05-01T09:00:00Z',
      data: {
        target: promoted.event.id,
        reason: 'keying-error',
        replacement: { name: 'promoted', data: { effectiveDate: '2023-04-01', grade: grade('HEO') } },
      },
    }),
  );
  const sent = await homeOffice.publishAll([promoted, mended, joined, answered]);
  expect([sent.accepted, sent.refused]).toEqual([4, 0]);
  await treasury.publishAll([left, hired]);
  await treasury.waitUntilProjected([...sent.last, left.event.id, hired.event.id, answered.event.id]);

  // 3. The ledger has folded them into the career that they describe, with nothing left to mend.
  const ledger = openLedger({ pool });
  const found = await ledger.readCareer(subject);
  if (found === undefined) throw new Error('the career is not there');
  const { career } = found;
  expect(career.findings).toEqual([]);
  expect(career.spells.map((spell) => [spell.start, spell.end, spell.department, spell.grade.code])).toEqual([
    ['2020-04-01', '2022-04-01', 'hm-treasury', 'EO'],
    ['2022-04-01', '2023-04-01', 'home-office', 'EO'],
    ['2023-04-01', null, 'home-office', 'HEO'],
  ]);
  expect(career.moves.map((move) => [move.date, move.kind, move.london])).toEqual([
    ['2020-04-01', 'hired', null],
    ['2022-04-01', 'transferred', 'out'],
    ['2023-04-01', 'promoted', null],
  ]);

  // 4. The receipt of the wrong fact says what became of it.
  const receipt = (await (await fetch(`${stack.url('gateway')}/receipts/${promoted.event.id}`)).json()) as {
    status: string;
  };
  expect(receipt.status).toBe('projected');
  expect(JSON.stringify(receipt)).toContain(mended.event.id);

  // 5. A snapshot answers: one promotion in three years of service, exactly.
  const created = await createSnapshot({
    pool,
    directory: join(home, 'snapshots'),
    asOf: '2024-03-31',
    createdBy: 'thread-test',
  });
  const snapshot = await openSnapshot({ directory: join(home, 'snapshots'), id: created.manifest.id });
  try {
    const answer = await runMeasure(snapshot, {
      name: 'promotions',
      by: ['seb'],
      from: '2020-04-01',
      to: '2024-04-01',
    });
    expect(answer.ok && answer.value.snapshot.id).toBe(created.manifest.id);
    expect(answer.ok && answer.value).toMatchObject({
      rows: [{ group: { seb: 'low' }, events: 1, personYears: expect.closeTo(1461 / 365.25, 9) }],
    });
  } finally {
    await snapshot.close();
  }
});

function publisherOf(department: string) {
  return createPublisher({ gatewayUrl: stack.url('gateway'), source: `/departments/${department}/systems/oracle-hcm` });
}

function prepared(
  result: { ok: true; value: PreparedEvent } | { ok: false; refusals: readonly unknown[] },
): PreparedEvent {
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

async function askForNumber(request: Record<string, string>): Promise<string> {
  const response = await fetch(`${stack.url('id-service')}/staff-numbers`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `thread-${request['department']}` },
    body: JSON.stringify(request),
  });
  const answer = (await response.json()) as { staffNumber: string };
  expect([200, 201]).toContain(response.status);
  return answer.staffNumber;
}
