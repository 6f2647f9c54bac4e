// A migrated ledger in a database of its own, and what tests ask of its rows.
import { replay } from '@clew/career';
import type { Pool } from '@clew/database';
import type { ClewEvent } from '@clew/events';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { createCareerMemory } from '../../src/career-memory.ts';
import { rowsOf } from '../../src/career-rows.ts';
import { readRows } from '../../src/career-writing.ts';
import { type Ledger, migrateLedger, openLedger } from '../../src/index.ts';

export interface TestLedger {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly ledger: Ledger;
  dispose(): Promise<void>;
}

export async function createTestLedger(options: { readonly rememberedEvents?: number } = {}): Promise<TestLedger> {
  const database = await createTestDatabase();
  await migrateLedger(database.pool);
  const ledger = openLedger({ pool: database.pool, ...options });
  return { database, pool: database.pool, ledger, dispose: () => database.dispose() };
}

/** What the rows of a person must be, by replay alone, and what they are. */
export async function comparePerson(
  pool: Pool,
  staffNumber: string,
  events: readonly ClewEvent[],
): Promise<{ readonly expected: object; readonly actual: object }> {
  const recorded = events.map((event) => ({ event, recordedAt: '2024-01-01T00:00:00.000Z' }));
  const { rows } = await pool.query<{ person_id: number; event_count: number }>(
    'SELECT person_id, event_count FROM ledger.career WHERE staff_number = $1',
    [staffNumber],
  );
  const expected = { ...rowsOf(replay(recorded)), eventCount: new Set(events.map((event) => event.id)).size };
  const [person] = rows;
  if (person === undefined) return { expected, actual: {} };
  const client = await pool.connect();
  try {
    const context = { pool, schema: 'ledger', memory: createCareerMemory(0) };
    const own = (await readRows(client, context, [person.person_id])).get(person.person_id);
    const sorted = { ...expected, spell: expected.spell.toSorted(), move: expected.move.toSorted() };
    return { expected: sorted, actual: { ...own, eventCount: person.event_count } };
  } finally {
    client.release();
  }
}

/** Every check of the audit that does not hold. */
export async function violations(ledger: Ledger): Promise<readonly string[]> {
  return (await ledger.audit()).filter((each) => each.violations > 0).map((each) => each.check);
}

/** How many rows a table of the live schema has. */
export async function countRows(pool: Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*) AS count FROM ledger.${table}`);
  return rows[0]?.count ?? 0;
}
