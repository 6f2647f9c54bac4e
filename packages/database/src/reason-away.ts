// Why a database cannot be used now, for those who ask whether a service is ready.
import { translateDatabaseError } from './errors.ts';
import type { Pool } from './pool.ts';

/** Resolves to undefined where the database answers, else to the reason in words for an operator. Never throws. */
export async function reasonDatabaseIsAway(pool: Pool): Promise<string | undefined> {
  try {
    await pool.query('SELECT 1');
    return undefined;
  } catch (fault) {
    return translateDatabaseError(fault).message;
  }
}
