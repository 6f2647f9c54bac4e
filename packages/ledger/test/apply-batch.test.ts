// One batch, one transaction: what is recorded, what was recorded before, and where the position stands.
import { topics } from '@clew/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLedger } from '../src/index.ts';
import { batchOf, eventOf, exit, hire, promote, staffNumbers } from './support/events.ts';
import { comparePerson, countRows, createTestLedger, type TestLedger, violations } from './support/ledger.ts';

describe('applyBatch', () => {
  let own: TestLedger;
  let partition = 0;
  beforeAll(async () => {
    own = await createTestLedger();
  });
  afterAll(() => own.dispose());
  const nextPartition = () => {
    partition += 1;
    return partition;
  };

  test('records events and projects careers, and writes nothing but the difference', async () => {
    const [one, two] = staffNumbers(2);
    const at = { partition: nextPartition(), fromOffset: 0 };
    const report = await own.ledger.applyBatch(
      batchOf(at, [hire(one, '2020-01-01'), hire(two, '2020-02-01'), exit(one, '2021-01-01')]),
    );
    expect(report).toMatchObject({ nextOffset: 3, recorded: 3, parked: {}, peopleTouched: 2, alreadyRecorded: 0 });
    const { rows } = await own.pool.query('SELECT start_date, end_date, ended_by, grade FROM reading.spell ORDER BY 1');
    expect(rows).toEqual([
      { start_date: '2020-01-01', end_date: '2021-01-01', ended_by: 'exit', grade: 'EO' },
      { start_date: '2020-02-01', end_date: null, ended_by: null, grade: 'EO' },
    ]);
    const next = await own.ledger.applyBatch(batchOf({ ...at, fromOffset: 3 }, [exit(two, '2021-02-01')]));
    // The spell is replaced (one away, one in) and the exit added.
    expect(next).toMatchObject({ nextOffset: 4, recorded: 1, rowsWritten: 3 });
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('knows an event that comes again, in one batch and in a later one', async () => {
    const [one] = staffNumbers(1);
    const event = hire(one, '2020-01-01');
    const at = { partition: nextPartition(), fromOffset: 0 };
    expect(await own.ledger.applyBatch(batchOf(at, [event, event]))).toMatchObject({ recorded: 1, alreadyRecorded: 1 });
    const again = await own.ledger.applyBatch(batchOf({ ...at, fromOffset: 2 }, [event]));
    expect(again).toMatchObject({ nextOffset: 3, recorded: 0, alreadyRecorded: 1, rowsWritten: 0 });
  });

  test.each([
    { name: 'wholly applied before', from: 0, count: 3, expected: { nextOffset: 5, appliedBefore: 3, recorded: 0 } },
    { name: 'partly applied before', from: 3, count: 4, expected: { nextOffset: 7, appliedBefore: 2, recorded: 2 } },
    { name: 'beyond the position', from: 6, count: 2, expected: { nextOffset: 5, appliedBefore: 0, recorded: 0 } },
  ])('a batch that is $name', async ({ from, count, expected }) => {
    const people = staffNumbers(12);
    const at = { partition: nextPartition(), fromOffset: 0 };
    await own.ledger.applyBatch(
      batchOf(
        at,
        people.slice(0, 5).map((each) => hire(each, '2020-01-01')),
      ),
    );
    const before = await countRows(own.pool, 'event');
    const batch = batchOf(
      { ...at, fromOffset: from },
      people.slice(5, 5 + count).map((each) => hire(each, '2020-01-01')),
    );
    expect(await own.ledger.applyBatch(batch)).toMatchObject(expected);
    expect((await countRows(own.pool, 'event')) - before).toBe(expected.recorded);
  });

  test('goes back to the first record where the database knows nothing of the partition', async () => {
    const [one] = staffNumbers(1);
    const at = { partition: nextPartition(), fromOffset: 40 };
    expect(await own.ledger.applyBatch(batchOf(at, [hire(one, '2020-01-01')]))).toMatchObject({
      nextOffset: 0,
      recorded: 0,
    });
  });

  test('moves on over a batch without records', async () => {
    const at = { partition: nextPartition(), fromOffset: 0 };
    const empty = { ...batchOf(at, []), nextOffset: 4 };
    expect(await own.ledger.applyBatch(empty)).toMatchObject({ nextOffset: 4 });
  });

  test('two projectors that apply the same batches at once record each event once', async () => {
    const other = openLedger({ pool: own.pool });
    const people = staffNumbers(40);
    const at = { partition: nextPartition(), fromOffset: 0 };
    const events = people.flatMap((each) => [
      hire(each, '2020-01-01'),
      promote(each, '2021-01-01'),
      exit(each, '2022-01-01'),
    ]);
    const before = await countRows(own.pool, 'event');
    const one = async (ledger: typeof other): Promise<number> => {
      let recorded = 0;
      for (let from = 0; from < events.length; ) {
        const report = await ledger.applyBatch(batchOf({ ...at, fromOffset: from }, events.slice(from, from + 10)));
        recorded += report.recorded;
        from = report.nextOffset;
      }
      return recorded;
    };
    const recorded = await Promise.all([one(own.ledger), one(other)]);
    expect(recorded[0] + recorded[1]).toBe(events.length);
    expect((await countRows(own.pool, 'event')) - before).toBe(events.length);
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('batches of several topics about the same people at once end in the same careers', async () => {
    const other = openLedger({ pool: own.pool });
    const people = staffNumbers(60);
    const partitions = [nextPartition(), nextPartition(), nextPartition()];
    const events = {
      career: people.flatMap((each) => [hire(each, '2020-01-01'), promote(each, '2021-01-01')]),
      identity: people.map((each) =>
        eventOf('staffNumberIssued', each, { effectiveDate: '2020-01-01', department: 'hm-treasury' }),
      ),
      diversity: people.map((each) =>
        eventOf('diversityDeclared', each, { effectiveDate: '2020-01-02', sex: 'female' }),
      ),
    };
    const feed = async (topic: keyof typeof events, index: number): Promise<void> => {
      // Each topic in another order of people, so that locks taken in the order of arrival would meet in a circle.
      const mixed = events[topic].toSorted((a, b) =>
        index === 1 ? (a.id < b.id ? 1 : -1) : a.subject < b.subject ? -1 : 1,
      );
      for (let from = 0; from < mixed.length; from += 15) {
        const place = { topic: topics[topic].name, partition: partitions[index] ?? 0, fromOffset: from };
        const ledger = index === 1 ? other : own.ledger;
        await ledger.applyBatch(batchOf(place, mixed.slice(from, from + 15)));
      }
    };
    await Promise.all([feed('career', 0), feed('identity', 1), feed('diversity', 2)]);
    for (const person of people) {
      const mine = Object.values(events).flatMap((each) => each.filter((event) => event.subject === person));
      const { expected, actual } = await comparePerson(own.pool, person, mine);
      expect(actual).toEqual(expected);
    }
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('three topics that write the same careers at the same time lose nothing of each other', async () => {
    const readers = [own.ledger, openLedger({ pool: own.pool }), openLedger({ pool: own.pool })];
    const people = staffNumbers(25);
    const first = { partition: nextPartition(), fromOffset: 0 };
    const hires = people.map((each) => hire(each, '2020-01-01'));
    await own.ledger.applyBatch(batchOf(first, hires));
    const lanes = (['career', 'identity', 'diversity'] as const).map((topic) => ({
      topic,
      partition: nextPartition(),
    }));
    const all = [...hires];
    for (let round = 0; round < 12; round += 1) {
      await Promise.all(
        lanes.map(async ({ topic, partition: lane }, index) => {
          const effectiveDate = `2021-01-${String(round + 1).padStart(2, '0')}`;
          const made = people.map((each) => {
            if (topic === 'career') {
              return eventOf('postingChanged', each, { effectiveDate, changes: { role: `R-${round}` } } as never);
            }
            if (topic === 'identity') {
              return eventOf('staffNumberIssued', each, { effectiveDate, department: 'hm-treasury' });
            }
            return eventOf('diversityDeclared', each, { effectiveDate, birthYear: 1960 + round });
          });
          // Each lane meets the people in another order.
          const mixed =
            index === 0
              ? made
              : index === 1
                ? made.toReversed()
                : made.toSorted((a, b) => (a.subject.slice(-3) < b.subject.slice(-3) ? -1 : 1));
          all.push(...mixed);
          const place = { topic: topics[topic].name, partition: lane, fromOffset: round * people.length };
          await readers[index]?.applyBatch(batchOf(place, mixed));
        }),
      );
    }
    for (const person of people) {
      const { expected, actual } = await comparePerson(
        own.pool,
        person,
        all.filter((event) => event.subject === person),
      );
      expect(actual).toEqual(expected);
    }
    expect(await violations(own.ledger)).toEqual([]);
  });

  test('two topics that make the same new person at once make one person', async () => {
    const other = openLedger({ pool: own.pool });
    for (let round = 0; round < 10; round += 1) {
      const [person] = staffNumbers(1);
      const event = hire(person, '2020-01-01');
      const declared = eventOf('diversityDeclared', person, { effectiveDate: '2020-01-02', sex: 'male' });
      const place = { partition: nextPartition(), fromOffset: 0 };
      await Promise.all([
        own.ledger.applyBatch(batchOf(place, [event])),
        other.applyBatch(batchOf({ ...place, topic: topics.diversity.name }, [declared])),
      ]);
      const { expected, actual } = await comparePerson(own.pool, person, [event, declared]);
      expect(actual).toEqual(expected);
    }
  });

  test('the same id with other content, first in two partitions at once, is recorded once and parked once', async () => {
    const other = openLedger({ pool: own.pool });
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = staffNumbers(2);
      const first = hire(one, '2020-01-01');
      const second = { ...hire(two, '2020-01-01'), id: first.id };
      const places = [nextPartition(), nextPartition()].map((each) => ({ partition: each, fromOffset: 0 }));
      const [left, right] = places as [(typeof places)[0], (typeof places)[0]];
      const reports = await Promise.all([
        own.ledger.applyBatch(batchOf(left, [first])),
        other.applyBatch(batchOf(right, [second])),
      ]);
      expect(reports.map((each) => each.recorded).sort()).toEqual([0, 1]);
      expect(reports.map((each) => each.parked['same-id-other-content'] ?? 0).sort()).toEqual([0, 1]);
    }
  });

  test('batches of several topics that share a transaction have a report each', async () => {
    const [one, two] = staffNumbers(2);
    const place = { partition: nextPartition(), fromOffset: 0 };
    const [career, diversity, identity] = [topics.career.name, topics.diversity.name, topics.identity.name];
    const hired = hire(one, '2020-01-01');
    const declared = eventOf('diversityDeclared', one, { effectiveDate: '2020-01-02', sex: 'male' });
    const clash = { ...eventOf('diversityDeclared', two, { effectiveDate: '2020-01-02' }), id: hired.id };
    const issued = eventOf('staffNumberIssued', one, { effectiveDate: '2019-12-01', department: 'home-office' });
    const reports = await Promise.all([
      own.ledger.applyBatch(batchOf({ ...place, topic: career }, [hired, hired])),
      own.ledger.applyBatch(batchOf({ ...place, topic: diversity }, [clash, declared])),
      own.ledger.applyBatch(batchOf({ ...place, topic: identity, fromOffset: 3 }, [issued])),
    ]);
    expect(reports).toMatchObject([
      { nextOffset: 2, recorded: 1, alreadyRecorded: 1, parked: {}, peopleTouched: 1 },
      { nextOffset: 2, recorded: 1, alreadyRecorded: 0, parked: { 'same-id-other-content': 1 }, peopleTouched: 0 },
      { nextOffset: 0, recorded: 0, appliedBefore: 0 },
    ]);
    const { rows } = await own.pool.query(
      'SELECT DISTINCT xmin::text FROM ledger.position WHERE partition = $1 AND next_offset > 0',
      [place.partition],
    );
    expect(rows).toHaveLength(1);
    const { expected, actual } = await comparePerson(own.pool, one, [hired, declared]);
    expect(actual).toEqual(expected);
  });

  test('a memory of another day is not trusted: the database was restored and went another way', async () => {
    const [one] = staffNumbers(1);
    const place = { partition: nextPartition(), fromOffset: 0 };
    const [hired, promoted, exited] = [hire(one, '2020-01-01'), promote(one, '2021-01-01'), exit(one, '2022-01-01')];
    await own.ledger.applyBatch(batchOf(place, [hired, promoted]));
    // Back to before the batch; then another projector reads the log again, differently cut.
    await own.pool.query('ALTER TABLE ledger.event DISABLE TRIGGER event_is_append_only');
    await own.pool.query(`DELETE FROM ledger.event WHERE partition = $1`, [place.partition]);
    await own.pool.query('ALTER TABLE ledger.event ENABLE TRIGGER event_is_append_only');
    for (const table of ['spell', 'move', 'episode', 'finding']) {
      await own.pool.query(
        `DELETE FROM ledger.${table} WHERE person_id = (SELECT person_id FROM ledger.person WHERE staff_number = $1)`,
        [one],
      );
    }
    await own.pool.query('DELETE FROM ledger.career WHERE staff_number = $1', [one]);
    await own.pool.query('DELETE FROM ledger.person WHERE staff_number = $1', [one]);
    await own.pool.query('UPDATE ledger.position SET next_offset = 0 WHERE partition = $1', [place.partition]);
    expect(await own.ledger.applyBatch(batchOf({ ...place, fromOffset: 2 }, [exited]))).toMatchObject({
      nextOffset: 0,
    });
    await openLedger({ pool: own.pool }).applyBatch(batchOf(place, [hired]));
    await own.ledger.applyBatch(batchOf({ ...place, fromOffset: 1 }, [promoted, exited]));
    const { expected, actual } = await comparePerson(own.pool, one, [hired, promoted, exited]);
    expect(actual).toEqual(expected);
  });
});
