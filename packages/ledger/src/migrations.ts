// Bringing a schema of the ledger to its newest version, and pointing the readers' views at the live one.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type MigrateResult, migrate, type Pool, type PoolClient, withTransaction } from '@clew/database';

const directory = fileURLToPath(new URL('../migrations', import.meta.url));
const viewsFile = fileURLToPath(new URL('./reading-views.sql', import.meta.url));

/** The schema that live events go to. */
export const liveSchema = 'ledger';

/** Brings one schema of the ledger to its newest version, without views. */
export function migrateSchema(pool: Pool, schema: string): Promise<MigrateResult> {
  return migrate(pool, { schema, directory });
}

/** Brings the live ledger and the readers' views to their newest version. Every service that needs them may call it at its start. */
export async function migrateLedger(pool: Pool, options: { readonly schema?: string } = {}): Promise<MigrateResult> {
  const schema = options.schema ?? liveSchema;
  const result = await migrateSchema(pool, schema);
  if (schema === liveSchema) await withTransaction(pool, (client) => pointViewsAtLive(client), { retries: 5 });
  return result;
}

/**
 * Makes the views of schema `reading` over the live schema anew. A view holds on to its tables through a rename, so a switch
 * calls this with `force`; else it does something only where the views' file changed, since it waits for readers to finish.
 */
export async function pointViewsAtLive(client: PoolClient, options: { readonly force?: boolean } = {}): Promise<void> {
  const sql = await readFile(viewsFile, 'utf8');
  const mark = `views ${createHash('sha256').update(sql).digest('hex')}`;
  await client.query(`SELECT pg_advisory_xact_lock(hashtext('clew reading views'))`);
  const { rows } = await client.query<{ mark: string | null }>(
    `SELECT obj_description(to_regnamespace('reading'), 'pg_namespace') AS mark`,
  );
  if (options.force !== true && rows[0]?.mark === mark) return;
  await client.query(sql);
  await client.query(`COMMENT ON SCHEMA reading IS '${mark}'`);
}
