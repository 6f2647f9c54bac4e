// The ledger refuses to be changed, and its schema is the committed one.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrateSchema } from '../src/migrations.ts';
import { describeSchema } from './support/describe-schema.ts';
import { batchOf, hire, staffNumbers } from './support/events.ts';
import { createTestLedger, type TestLedger, violations } from './support/ledger.ts';

describe('append-only', () => {
  let own: TestLedger;
  beforeAll(async () => {
    own = await createTestLedger();
    const [one, two] = staffNumbers(2);
    await own.ledger.applyBatch(
      batchOf({ partition: 0, fromOffset: 0 }, [hire(one, '2020-01-01'), hire(two, '2020-01-01')]),
    );
  });
  afterAll(() => own.dispose());

  test.each([
    'UPDATE ledger.event SET source = source',
    'DELETE FROM ledger.event',
    'DELETE FROM ledger.event WHERE false',
    'TRUNCATE ledger.event',
  ])('%s is refused', async (statement) => {
    await expect(own.pool.query(statement)).rejects.toMatchObject({ code: '23001' });
    const { rows } = await own.pool.query('SELECT count(*) AS count FROM ledger.event');
    expect(rows).toEqual([{ count: 2 }]);
  });

  test("the analysts' views carry no staff number", async () => {
    const { rows } = await own.pool.query(
      `SELECT table_name FROM information_schema.columns WHERE table_schema = 'reading' AND column_name = 'staff_number'`,
    );
    expect(rows).toEqual([]);
  });

  test('the schema is the committed one, and one of a rebuild is the same', async () => {
    const live = await describeSchema(own.pool, ['ledger', 'reading']);
    // After a new migration: vitest run packages/ledger/test/append-only -u
    await expect(live).toMatchFileSnapshot('../schema.txt');
    await migrateSchema(own.pool, 'other');
    const [one, other] = [await describeSchema(own.pool, ['ledger']), await describeSchema(own.pool, ['other'])];
    expect(other.replaceAll('other.', 'ledger.')).toBe(one);
    await own.pool.query('DROP SCHEMA other CASCADE');
  });

  test.each([
    {
      check: 'spells-apart',
      fault: `INSERT INTO ledger.spell SELECT (s).* FROM (SELECT jsonb_populate_record(spell, '{"start_date": "2020-06-01"}') AS s
        FROM ledger.spell LIMIT 1) spell`,
    },
    { check: 'events-have-their-career', fault: 'UPDATE ledger.career SET event_count = 7 WHERE person_id = 1' },
    { check: 'careers-have-their-person', fault: `UPDATE ledger.career SET staff_number = 'x' WHERE person_id = 1` },
    {
      check: 'careers-end-with-their-spells',
      fault: `UPDATE ledger.career SET last_end = '2021-01-01' WHERE person_id = 1`,
    },
    { check: 'events-before-their-position', fault: 'UPDATE ledger.position SET next_offset = 1' },
    {
      check: 'waiting-records-have-a-reason',
      fault: `INSERT INTO ledger.parked (topic, partition, log_offset, key, headers, value, code, field, message, blocks, parked_at)
        VALUES ('career.events.v1', 0, 0, 'k', '{}', '', 'behind-parked-event', '', '', true, now())`,
    },
  ])('the audit finds a seeded fault: $check', async ({ check, fault }) => {
    expect(await violations(own.ledger)).toEqual([]);
    const { pool } = own;
    const before = await pool.query('SELECT * FROM ledger.career ORDER BY person_id');
    await pool.query(fault);
    expect(await violations(own.ledger)).toContain(check);
    await pool.query(`DELETE FROM ledger.spell WHERE start_date = '2020-06-01'`);
    await pool.query('DELETE FROM ledger.parked');
    await pool.query('UPDATE ledger.position SET next_offset = 2');
    for (const row of before.rows) {
      await pool.query(
        'UPDATE ledger.career SET event_count = $2, staff_number = $3, last_end = $4 WHERE person_id = $1',
        [row.person_id, row.event_count, row.staff_number, row.last_end],
      );
    }
  });
});
