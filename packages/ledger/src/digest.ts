// One number for all careers: the same events give the same digest on every installation, in whatever order they came.
import { type PoolClient, withTransaction } from '@clew/database';
import { careerColumns, careerTableNames, careerTables } from './career-rows.ts';
import { type LedgerContext, tableOf } from './context.ts';

/**
 * SHA-256 in hexadecimal, computed by the database from the rows as they stand: the hash of each row, those of a person sorted
 * and hashed together, those of all people sorted and hashed together, and the organisations beside them.
 * No surrogate and no staff number is in it: installations give people different ones. Event ids are.
 */
export function digestOf(context: LedgerContext): Promise<string> {
  return withTransaction(context.pool, (client) => digestWithin(client, context), {
    isolation: 'repeatable read',
    readOnly: true,
  });
}

/** The digest as a transaction sees it. */
export async function digestWithin(client: PoolClient, context: LedgerContext): Promise<string> {
  // A row's text depends on these settings, and the same row must read the same on every server.
  await client.query(`SET LOCAL datestyle = 'ISO, YMD'`);
  await client.query(`SET LOCAL extra_float_digits = 1`);
  await client.query(`SET LOCAL bytea_output = 'hex'`);
  const rowsOf = (table: string, columns: readonly string[]): string =>
    `SELECT person_id, sha256(convert_to('${table}' || ROW(${columns.join(', ')})::text, 'UTF8')) AS hash
     FROM ${tableOf(context, table)}`;
  const people = [
    `${rowsOf('career', ['event_count', ...careerColumns])} WHERE event_count > 0`,
    ...careerTableNames.map((table) => rowsOf(table, careerTables[table])),
  ].join('\nUNION ALL\n');
  const others = (['organisation', 'role_relocation'] as const)
    .map(
      (table) =>
        `SELECT sha256(convert_to('${table}' || each::text, 'UTF8')) AS hash FROM ${tableOf(context, table)} each`,
    )
    .join('\nUNION ALL\n');
  const { rows } = await client.query<{ digest: string }>(
    `WITH person AS (SELECT sha256(string_agg(hash, NULL ORDER BY hash)) AS hash FROM (${people}) row GROUP BY person_id),
       every AS (SELECT hash FROM person UNION ALL ${others})
     SELECT encode(sha256(coalesce(string_agg(hash, NULL ORDER BY hash), '')), 'hex') AS digest FROM every`,
  );
  const digest = rows[0]?.digest;
  if (digest === undefined) throw new Error('the database gave no digest');
  return digest;
}
