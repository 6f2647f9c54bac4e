// Reading the ledger back: careers as they were known, receipts with what an event changed, counts.
import { topics } from '@clew/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventIdOfUuid } from '../src/index.ts';
import { batchOf, eventOf, exit, hire, nextEventId, promote, staffNumbers } from './support/events.ts';
import { createTestLedger, type TestLedger } from './support/ledger.ts';

describe('reading', () => {
  let own: TestLedger;
  const [one, two] = staffNumbers(2);
  const issued = eventOf('staffNumberIssued', one, { effectiveDate: '2019-12-01', department: 'hm-treasury' });
  const hired = hire(one, '2020-01-01');
  const promoted = promote(one, '2021-01-01');
  const corrected = eventOf('corrected', one, {
    target: promoted.id,
    reason: 'keying-error',
    replacement: {
      name: 'promoted',
      data: { effectiveDate: '2021-03-01', grade: { scheme: 'civil-service', code: 'SEO' } },
    },
  });
  const left = exit(two, '2022-01-01');
  beforeAll(async () => {
    own = await createTestLedger();
    await own.ledger.applyBatch(batchOf({ topic: topics.identity.name, partition: 0, fromOffset: 0 }, [issued]));
    // Recorded at second 0, 1, 2, ... of 2024, by offset.
    await own.ledger.applyBatch(batchOf({ partition: 0, fromOffset: 0 }, [hired, promoted, hire(two, '2020-01-01')]));
    await own.ledger.applyBatch(batchOf({ partition: 0, fromOffset: 3 }, [corrected, left, { ...left, subject: one }]));
  });
  afterAll(() => own.dispose());

  test.each([
    { knownAt: '2023-12-31T23:59:59.999Z', grades: undefined },
    { knownAt: '2024-01-01T00:00:00.000Z', grades: ['2020-01-01 EO'] },
    { knownAt: '2024-01-01T00:00:02.999Z', grades: ['2020-01-01 EO', '2021-01-01 HEO'] },
    { knownAt: '2024-01-01T00:00:03.000Z', grades: ['2020-01-01 EO', '2021-03-01 SEO'] },
    { knownAt: undefined, grades: ['2020-01-01 EO', '2021-03-01 SEO'] },
  ])('a career as known at $knownAt', async ({ knownAt, grades }) => {
    const read = await own.ledger.readCareer(one, knownAt === undefined ? {} : { knownAt });
    expect(read?.career.spells.map((spell) => `${spell.start} ${spell.grade.code}`)).toEqual(grades);
    if (knownAt !== undefined) expect(read?.events.every((each) => each.recordedAt <= knownAt) ?? true).toBe(true);
  });

  test('a staff number of which nothing is known, and a moment that is none', async () => {
    expect(await own.ledger.readCareer(staffNumbers(1)[0])).toBeUndefined();
    await expect(own.ledger.readCareer(one, { knownAt: 'yesterday' })).rejects.toThrow(RangeError);
  });

  test('receipts say what became of each event', async () => {
    const never = nextEventId();
    const receipts = await own.ledger.receipts([promoted.id, hired.id, never, corrected.id, left.id, 'no id']);
    expect(receipts).toMatchObject([
      {
        status: 'projected',
        position: { topic: 'career.events.v1', partition: 0, offset: 1 },
        changes: { superseded: { by: corrected.id, how: 'corrected' } },
      },
      {
        status: 'projected',
        recordedAt: '2024-01-01T00:00:00.000Z',
        changes: { spells: [{ start: '2020-01-01', end: '2021-03-01' }], moves: [{ kind: 'hired' }], superseded: null },
      },
      { eventId: never, status: 'unknown' },
      { status: 'projected', changes: { moves: [{ date: '2021-03-01', kind: 'promoted' }] } },
      { status: 'projected', refusedAgain: 1, changes: { moves: [{ kind: 'exited' }] } },
      { eventId: 'no id', status: 'unknown' },
    ]);
  });

  test('receipts of parked and of refused events', async () => {
    const record = batchOf({ partition: 7, fromOffset: 0 }, [hire(two, '2025-01-01')]).records[0];
    const broken = { ...record, value: new TextEncoder().encode('{}') };
    const id = record?.headers.ce_id ?? '';
    await own.ledger.applyBatch(batchOf({ partition: 7, fromOffset: 0 }, [broken]));
    const reason = { code: 'missing-field', field: '/data/effectiveDate' };
    expect(await own.ledger.receipts([id])).toMatchObject([{ status: 'parked', reason, discardedBecause: null }]);
    await own.ledger.parked.discard({ topic: 'career.events.v1', partition: 7, offset: 0 }, 'empty');
    expect(await own.ledger.receipts([id])).toMatchObject([{ status: 'refused', reason, discardedBecause: 'empty' }]);
  });

  test('counts come from the tables', async () => {
    expect(await own.ledger.counts({ inPostAt: '2021-12-31' })).toMatchObject({
      people: 2,
      events: 6,
      moves: { hired: 2, promoted: 1, exited: 1, transferredByChoice: 0, transferredByMachineryOfGovernment: 0 },
      inPostAtEnd: 1,
      inPostAt: 2,
      findings: { staffNumberNotIssued: 1 },
      parked: { 'same-id-other-content': 1 },
    });
    expect(await own.ledger.counts({ inPostAt: '2022-01-01' })).toMatchObject({ inPostAt: 1 });
  });

  test('the digest knows no surrogate and no staff number, and notices every cell', async () => {
    const digest = await own.ledger.digest();
    await own.pool.query('UPDATE ledger.move SET sequence = sequence + 1');
    expect(await own.ledger.digest()).not.toBe(digest);
    await own.pool.query('UPDATE ledger.move SET sequence = sequence - 1');
    expect(await own.ledger.digest()).toBe(digest);
    // Other people, other order, the same events.
    const other = await createTestLedger();
    const [second, first] = staffNumbers(2);
    const renamed = new Map([
      [one, first],
      [two, second],
    ]);
    const moved = [left, corrected, promoted, hired].map((each) => ({
      ...each,
      subject: renamed.get(each.subject as typeof one),
    }));
    const { rows } = await own.pool.query<{ id: string }>(
      `SELECT event_id AS id FROM ledger.event WHERE log_offset = 2 AND topic = 'career.events.v1'`,
    );
    expect(rows).toHaveLength(1);
    const again = { ...hire(second, '2020-01-01'), id: eventIdOfUuid(rows[0]?.id ?? '') };
    await other.ledger.applyBatch(batchOf({ partition: 3, fromOffset: 0 }, [again, ...(moved as (typeof again)[])]));
    await other.ledger.applyBatch(
      batchOf({ topic: topics.identity.name, partition: 2, fromOffset: 0 }, [{ ...issued, subject: first }]),
    );
    expect(await other.ledger.digest()).toBe(digest);
    await other.dispose();
  });
});
