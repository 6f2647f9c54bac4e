// The identity schema's migrations.

import { fileURLToPath } from 'node:url';
import { type MigrateResult, migrate, type Pool } from '@clew/database';

/** Brings the schema `identity` to the newest version. */
export function migrateIdentity(pool: Pool): Promise<MigrateResult> {
  return migrate(pool, { schema: 'identity', directory: fileURLToPath(new URL('../migrations', import.meta.url)) });
}
