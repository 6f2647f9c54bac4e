// One batch, one transaction: what is recorded, what was recorded before, and where the position stands.

import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ledger, migrateLedger, openLedger } from '../src/index.ts';
import { batchOf, exit, hire, staffNumbers } from './support/events.ts';

describe('applyBatch', () => {
  let database: TestDatabase;
  let ledger: Ledger;
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrateLedger(database.pool);
    ledger = openLedger({ pool: database.pool });
  });
  afterAll(() => database.dispose());

  test('records events and projects careers', async () => {
    const [one, two] = staffNumbers(2);
    const report = await ledger.applyBatch(
      batchOf({ partition: 1, fromOffset: 0 }, [
        hire(one, '2020-01-01'),
        hire(two, '2020-02-01'),
        exit(one, '2021-01-01'),
      ]),
    );
    expect(report).toMatchObject({ nextOffset: 3, recorded: 3, parked: {}, peopleTouched: 2, alreadyRecorded: 0 });
    const { rows } = await database.pool.query(
      `SELECT start_date, end_date, ended_by, grade FROM reading.spell ORDER BY start_date`,
    );
    expect(rows).toEqual([
      { start_date: '2020-01-01', end_date: '2021-01-01', ended_by: 'exit', grade: 'EO' },
      { start_date: '2020-02-01', end_date: null, ended_by: null, grade: 'EO' },
    ]);
    const next = await ledger.applyBatch(batchOf({ partition: 1, fromOffset: 3 }, [exit(two, '2021-02-01')]));
    expect(next).toMatchObject({ nextOffset: 4, recorded: 1, rowsWritten: 3 });
  });
});
