// What every part of the ledger is given: the database, the schema, the memory of careers, and the lock against the switch.
import type { Pool, PoolClient } from '@clew/database';
import type { CareerMemory } from './career-memory.ts';

export interface LedgerContext {
  readonly pool: Pool;
  /** The schema's name, such as `ledger`. */
  readonly schema: string;
  readonly memory: CareerMemory;
}

/** The name of a table in the ledger's schema, for SQL. The schema's name was validated by `openLedger`. */
export function tableOf(context: Pick<LedgerContext, 'schema'>, table: string): string {
  return `${context.schema}.${table}`;
}

const lockSpace = 0x6c656467; // "ledg"

/**
 * Whoever writes holds this lock shared until the end of its transaction; the switch of a rebuild holds it exclusively.
 * Each schema has a lock of its own, so that a rebuild can write its shadow while it keeps the live one still.
 */
export async function lockAgainstSwitch(
  client: PoolClient,
  context: Pick<LedgerContext, 'schema'>,
  mode: 'shared' | 'exclusive',
): Promise<void> {
  const call = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await client.query(`SELECT ${call}($1, hashtext($2))`, [lockSpace, context.schema]);
}
