// The gateway's own schema.
import { join } from 'node:path';
import { type MigrateResult, migrate, type Pool } from '@clew/database';

/** Brings the schema `gateway` to its present version. Safe to run by several processes at once. */
export function migrateGateway(pool: Pool): Promise<MigrateResult> {
  return migrate(pool, { schema: 'gateway', directory: join(import.meta.dirname, '../migrations') });
}
