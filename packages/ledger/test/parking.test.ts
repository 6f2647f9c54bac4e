// What cannot be recorded is parked with its reason, keeps its own later events behind it, and nobody else's.
import type { LogRecord } from '@clew/event-log';
import { topics } from '@clew/events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { batchOf, eventOf, exit, hire, type Place, promote, recordOf, staffNumbers } from './support/events.ts';
import { comparePerson, countRows, createTestLedger, type TestLedger, violations } from './support/ledger.ts';

const text = (value: string) => new TextEncoder().encode(value);

describe('parking', () => {
  let own: TestLedger;
  let place: Place = { partition: 0, fromOffset: 0 };
  beforeAll(async () => {
    own = await createTestLedger();
  });
  afterAll(() => own.dispose());
  beforeEach(() => {
    place = { partition: place.partition + 1, fromOffset: 0 };
  });
  const at = (offset: number) => ({ topic: topics.career.name, partition: place.partition, offset });
  /** A record of a person that no catalogue knows. */
  const poison = (staffNumber: string): Partial<LogRecord> => {
    const { key, headers, value } = recordOf(hire(staffNumber, '2020-01-01'), place);
    return { key, value, headers: { ...headers, ce_type: 'clew.abducted.v1' } };
  };

  test.each<{ name: string; code: string; change: (record: LogRecord) => Partial<LogRecord>; blocks: boolean }>([
    {
      name: 'an unknown type',
      code: 'unknown-event-type',
      blocks: true,
      change: (r) => ({ headers: { ...r.headers, ce_type: 'clew.abducted.v1' } }),
    },
    {
      name: 'an unknown version',
      code: 'unknown-event-version',
      blocks: true,
      change: (r) => ({ headers: { ...r.headers, ce_type: 'clew.hired.v99' } }),
    },
    { name: 'no headers', code: 'missing-field', blocks: true, change: () => ({ headers: {} }) },
    {
      name: 'broken UTF-8',
      code: 'malformed-json',
      blocks: true,
      change: () => ({ value: Uint8Array.of(0x7b, 0xff, 0x7d) }),
    },
    { name: 'no bytes', code: 'malformed-json', blocks: true, change: () => ({ value: new Uint8Array() }) },
    { name: 'JSON that is no object', code: 'wrong-type', blocks: true, change: () => ({ value: text('[1]') }) },
    {
      name: 'a date that does not exist',
      code: 'invalid-date',
      blocks: true,
      change: (r) => ({ value: text(new TextDecoder().decode(r.value).replace('2020-01-01', '2020-02-30')) }),
    },
    { name: 'a null key', code: 'subject-mismatch', blocks: false, change: () => ({ key: null }) },
    { name: 'another key', code: 'subject-mismatch', blocks: true, change: () => ({ key: staffNumbers(1)[0] }) },
    { name: 'a key with NUL', code: 'subject-mismatch', blocks: false, change: () => ({ key: 'a\0b' }) },
    {
      name: 'a key of 10,000 characters',
      code: 'subject-mismatch',
      blocks: false,
      change: () => ({ key: 'K'.repeat(10_000) }),
    },
    {
      name: 'a wrong check character',
      code: 'staff-number-check-character',
      blocks: false,
      change: (r) => ({ key: 'K000000000', headers: { ...r.headers, ce_subject: 'K000000000' } }),
    },
    {
      name: 'an id with NUL',
      code: 'event-id-shape',
      blocks: true,
      change: (r) => ({ headers: { ...r.headers, ce_id: 'a\0b' } }),
    },
    {
      name: 'an id of 100,000 characters',
      code: 'event-id-shape',
      blocks: true,
      change: (r) => ({ headers: { ...r.headers, ce_id: 'x'.repeat(100_000) } }),
    },
    {
      name: 'a deep value',
      code: 'missing-field',
      blocks: true,
      change: () => ({ value: text(`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`) }),
    },
    {
      name: '__proto__',
      code: 'missing-field',
      blocks: true,
      change: (r) => ({ headers: { ...r.headers, ce___proto__: 'x' }, value: text('{"__proto__":{"posting":1}}') }),
    },
  ])('$name parks as $code, and the partition goes on', async ({ code, change, blocks }) => {
    const [bad, good] = staffNumbers(2);
    const record = recordOf(hire(bad, '2020-01-01'), place);
    const batch = batchOf(place, [{ ...record, ...change(record) }, hire(good, '2020-01-01')]);
    expect(await own.ledger.applyBatch(batch)).toMatchObject({ recorded: 1, parked: { [code]: 1 }, nextOffset: 2 });
    const shown = await own.ledger.parked.show(at(0));
    expect(shown).toMatchObject({ code, blocks, resolution: null, parkedAt: '2024-01-01T00:00:00.000Z' });
    expect(shown?.value).toEqual(batch.records[0]?.value);
    expect(shown?.message).not.toContain(bad);
  });

  test('the later events of the person wait, in order; those of others and of other topics go on', async () => {
    const [sick, well] = staffNumbers(2);
    const declared = eventOf('diversityDeclared', sick, { effectiveDate: '2020-01-01', sex: 'female' });
    const first = hire(sick, '2020-01-01');
    await own.ledger.applyBatch(batchOf(place, [first]));
    const report = await own.ledger.applyBatch(
      batchOf({ ...place, fromOffset: 1 }, [poison(sick), hire(well, '2020-01-01'), promote(sick, '2021-01-01')]),
    );
    expect(report).toMatchObject({ recorded: 1, parked: { 'unknown-event-type': 1, 'behind-parked-event': 1 } });
    const later = await own.ledger.applyBatch(
      batchOf({ ...place, fromOffset: 4 }, [exit(sick, '2022-01-01'), exit(well, '2022-01-01'), first]),
    );
    // What is recorded already needs not wait.
    expect(later).toMatchObject({ recorded: 1, alreadyRecorded: 1, parked: { 'behind-parked-event': 1 } });
    const other = await own.ledger.applyBatch(batchOf({ ...place, topic: topics.diversity.name }, [declared]));
    expect(other).toMatchObject({ recorded: 1, parked: {} });
    const { expected, actual } = await comparePerson(own.pool, sick, [first, declared]);
    expect(actual).toEqual(expected);
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('a discard needs a reason, and lets those behind go on in order, up to the next that cannot', async () => {
    const [sick] = staffNumbers(1);
    const events = [hire(sick, '2020-01-01'), promote(sick, '2021-01-01'), exit(sick, '2022-01-01')] as const;
    await own.ledger.applyBatch(batchOf(place, [poison(sick), events[0], poison(sick), events[1], events[2]]));
    expect(await own.ledger.parked.discard(at(0), ' ')).toMatchObject({
      ok: false,
      refusal: { code: 'reason-missing' },
    });
    expect(await own.ledger.parked.retry(at(1))).toMatchObject({ ok: false, refusal: { code: 'behind-parked-event' } });
    expect(await own.ledger.parked.retry(at(9))).toMatchObject({ ok: false, refusal: { code: 'parked-not-found' } });
    expect(await own.ledger.parked.retry(at(0))).toEqual({
      ok: true,
      applied: 0,
      stillParked: 5,
      because: 'unknown-event-type',
    });
    expect(await own.ledger.parked.discard(at(0), 'sent by mistake')).toEqual({
      ok: true,
      applied: 1,
      stillParked: 3,
      because: 'unknown-event-type',
    });
    expect(await own.ledger.parked.retry(at(0))).toMatchObject({
      ok: false,
      refusal: { code: 'parked-already-resolved' },
    });
    expect((await comparePerson(own.pool, sick, [events[0]])).actual).toEqual(
      (await comparePerson(own.pool, sick, [events[0]])).expected,
    );
    expect(await own.ledger.parked.discard(at(2), 'sent by mistake')).toEqual({
      ok: true,
      applied: 2,
      stillParked: 0,
      because: null,
    });
    const { expected, actual } = await comparePerson(own.pool, sick, events);
    expect(actual).toEqual(expected);
    const next = await own.ledger.applyBatch(batchOf({ ...place, fromOffset: 5 }, [hire(sick, '2023-01-01')]));
    expect(next).toMatchObject({ recorded: 1, parked: {} });
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('a retry applies what can be applied by now', async () => {
    const [sick] = staffNumbers(1);
    const events = [hire(sick, '2020-01-01'), exit(sick, '2022-01-01')];
    await own.ledger.applyBatch(batchOf(place, [poison(sick), ...events]));
    // A newer catalogue would know the type; here the record is mended instead.
    await own.pool.query(
      `UPDATE ledger.parked SET headers = replace(headers::text, 'clew.abducted.v1', 'clew.hired.v1')::json WHERE partition = $1`,
      [place.partition],
    );
    expect(await own.ledger.parked.retry(at(0))).toEqual({ ok: true, applied: 3, stillParked: 0, because: null });
    expect(await own.ledger.parked.list({ limit: 1000 })).not.toContainEqual(
      expect.objectContaining({ partition: place.partition }),
    );
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('the same id with other content is refused by name and holds nobody up', async () => {
    const [one, two] = staffNumbers(2);
    const event = hire(one, '2020-01-01');
    const report = await own.ledger.applyBatch(
      batchOf(place, [
        event,
        { ...event, data: exit(one, '2021-01-01').data, name: 'exited' } as never,
        promote(one, '2021-01-01'),
        { ...hire(two, '2020-01-01'), id: event.id },
        promote(two, '2021-01-01'),
      ]),
    );
    expect(report).toMatchObject({ recorded: 3, parked: { 'same-id-other-content': 2 } });
    expect(await own.ledger.receipts([event.id])).toMatchObject([{ status: 'projected', refusedAgain: 2 }]);
    const list = await own.ledger.parked.list({ code: 'same-id-other-content', limit: 1000 });
    expect(list.filter((each) => each.partition === place.partition)).toMatchObject([
      { offset: 1, blocks: false, eventId: event.id },
      { offset: 3, blocks: false, eventId: event.id },
    ]);
    expect(await own.ledger.parked.retry(at(1))).toEqual({
      ok: true,
      applied: 0,
      stillParked: 1,
      because: 'same-id-other-content',
    });
  });

  test("a fold that fails parks the new events of that person, and nobody else's", async () => {
    const [sick, well, fresh] = staffNumbers(3);
    await own.ledger.applyBatch(batchOf(place, [hire(sick, '2020-01-01'), hire(well, '2020-01-01')]));
    // Something that the catalogue cannot read stands in the ledger, and the career must be read from there.
    await own.pool.query('ALTER TABLE ledger.event DISABLE TRIGGER event_is_append_only');
    const spoil = (data: string) =>
      own.pool.query(
        `UPDATE ledger.event SET type = $2 WHERE person_id = (SELECT person_id FROM ledger.person WHERE staff_number = $1)`,
        [sick, data],
      );
    await spoil('clew.forgotten.v1');
    await own.pool.query('UPDATE ledger.career SET revision = revision + 1 WHERE staff_number = $1', [sick]);
    const batch = batchOf({ ...place, fromOffset: 2 }, [
      promote(sick, '2021-01-01'),
      promote(well, '2021-01-01'),
      hire(fresh, '2020-01-01'),
    ]);
    expect(await own.ledger.applyBatch(batch)).toMatchObject({ recorded: 2, parked: { 'projection-failed': 1 } });
    const next = await own.ledger.applyBatch(batchOf({ ...place, fromOffset: 5 }, [exit(sick, '2022-01-01')]));
    expect(next).toMatchObject({ recorded: 0, parked: { 'behind-parked-event': 1 } });
    await spoil('clew.hired.v1');
    await own.pool.query('ALTER TABLE ledger.event ENABLE TRIGGER event_is_append_only');
    expect(await own.ledger.parked.retry(at(2))).toEqual({ ok: true, applied: 2, stillParked: 0, because: null });
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('a position that was set back by hand parks and records nothing twice, and no decision is undone', async () => {
    const [sick] = staffNumbers(1);
    const batch = batchOf(place, [poison(sick), hire(sick, '2020-01-01'), poison(sick)]);
    await own.ledger.applyBatch(batch);
    await own.ledger.parked.discard(at(1), 'not ours');
    const before = await own.ledger.parked.list({ state: 'all', limit: 1_000 });
    await own.pool.query('UPDATE ledger.position SET next_offset = 0 WHERE partition = $1', [place.partition]);
    const again = await own.ledger.applyBatch(batch);
    expect(again).toMatchObject({ appliedBefore: 3, recorded: 0, parked: {}, nextOffset: 3 });
    expect(await own.ledger.parked.list({ state: 'all', limit: 1_000 })).toEqual(before);
  });

  test('an event of an organisation parks behind its own code alone', async () => {
    const topic = topics.organisation.name;
    const created = (code: string, name: string) =>
      eventOf('organisationCreated', code, { effectiveDate: '2020-01-01', name });
    const bad = { ...recordOf(created('agency-one', 'One'), { ...place, topic }), value: text('{}') };
    const before = await countRows(own.pool, 'organisation');
    const report = await own.ledger.applyBatch(
      batchOf({ ...place, topic }, [bad, created('agency-two', 'Tw\0o'), created('agency-one', 'One')]),
    );
    expect(report).toMatchObject({ recorded: 1, parked: { 'missing-field': 1, 'behind-parked-event': 1 } });
    expect((await countRows(own.pool, 'organisation')) - before).toBe(1);
  });
});
