// The reference: the rows that a projection wrote, copied by COPY alone into the same tables with the same indexes.
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Pool } from '@clew/database';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { migrateSchema } from '../src/migrations.ts';
import { type Measured, measure } from './measure.ts';

const tables = ['person', 'event', 'career', 'spell', 'move', 'episode', 'finding', 'organisation', 'role_relocation'];

/** Copies every row of the live ledger out to files, then, timed, into an empty schema over one connection. */
export async function rawCopy(pool: Pool, directory: string): Promise<Measured> {
  const schema = 'raw_copy';
  await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  await migrateSchema(pool, schema);
  const client = await pool.connect();
  try {
    const file = (table: string): string => join(directory, `${table}.copy`);
    for (const table of tables) {
      await pipeline(client.query(copyTo(`COPY ledger.${table} TO STDOUT`)), createWriteStream(file(table)));
    }
    return await measure(pool, async () => {
      for (const table of tables) {
        await pipeline(createReadStream(file(table)), client.query(copyFrom(`COPY ${schema}.${table} FROM STDIN`)));
      }
    });
  } finally {
    client.release();
    await pool.query(`DROP SCHEMA ${schema} CASCADE`);
  }
}
