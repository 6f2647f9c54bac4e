// The people of a batch: their surrogates, and a lock on the career of each, taken in one order.
import { randomBytes } from 'node:crypto';
import type { PoolClient } from '@clew/database';
import { type LedgerContext, tableOf } from './context.ts';

/** A person whose career this transaction may write. */
export interface LockedPerson {
  readonly staffNumber: string;
  readonly personId: number;
  /** null: the person is new, made by this transaction; there is no row of a career yet, and nobody else can see the person. */
  readonly revision: number | null;
}

/** A number that no other transaction has given a career. */
export function newRevision(): number {
  return randomBytes(6).readUIntBE(0, 6);
}

/**
 * Finds or makes the people and locks their careers. Existing careers are locked in order of person_id, and only then are
 * new people made, in order of staff number: two batches that share people can wait for each other, but not in a circle.
 */
export async function lockPeople(
  client: PoolClient,
  context: LedgerContext,
  staffNumbers: readonly string[],
): Promise<ReadonlyMap<string, LockedPerson>> {
  const locked = new Map<string, LockedPerson>();
  if (staffNumbers.length === 0) return locked;
  await lockExisting(client, context, staffNumbers, locked);
  const missing = staffNumbers.filter((each) => !locked.has(each)).sort();
  if (missing.length === 0) return locked;
  const { rows } = await client.query<{ person_id: number; staff_number: string }>(
    `INSERT INTO ${tableOf(context, 'person')} (staff_number) SELECT unnest($1::text[])
     ON CONFLICT DO NOTHING RETURNING person_id, staff_number`,
    [missing],
  );
  for (const row of rows) {
    locked.set(row.staff_number, { staffNumber: row.staff_number, personId: row.person_id, revision: null });
  }
  // Another projector made these in the meantime and has committed; a circle of waits is possible only here, and is retried.
  const raced = missing.filter((each) => !locked.has(each));
  if (raced.length > 0) await lockExisting(client, context, raced, locked);
  const lost = raced.filter((each) => !locked.has(each)).length;
  if (lost > 0) throw new Error(`the ledger has ${lost} people without a career: its invariant is broken`);
  return locked;
}

async function lockExisting(
  client: PoolClient,
  context: LedgerContext,
  staffNumbers: readonly string[],
  into: Map<string, LockedPerson>,
): Promise<void> {
  // The revision is read under the lock: after a wait PostgreSQL hands out the row as the other transaction left it.
  const { rows } = await client.query<{ person_id: number; staff_number: string; revision: number }>(
    `SELECT career.person_id, career.staff_number, career.revision
     FROM ${tableOf(context, 'career')} career JOIN ${tableOf(context, 'person')} person USING (person_id)
     WHERE person.staff_number = ANY ($1::text[]) ORDER BY career.person_id FOR NO KEY UPDATE OF career`,
    [staffNumbers],
  );
  for (const row of rows) {
    into.set(row.staff_number, { staffNumber: row.staff_number, personId: row.person_id, revision: row.revision });
  }
}
