// From CSV files to the canonical Parquet files of a snapshot, and the hash of their content.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { withMemoryDatabase } from '../duckdb.ts';
import { identifier, literal } from '../sql-text.ts';
import { SnapshotError } from './error.ts';
import { sha256OfFile } from './manifest.ts';
import { csvColumns, csvFile, type OnProgress } from './sources.ts';
import { type SnapshotTable, snapshotFormat, snapshotTableNames, snapshotTables } from './tables.ts';

export interface ParquetFacts {
  readonly contentHash: string;
  readonly firstDay: string | null;
  readonly files: Readonly<Record<SnapshotTable, { rows: number; bytes: number; sha256: string }>>;
}

export function parquetFile(directory: string, table: SnapshotTable): string {
  return join(directory, `${table}.parquet`);
}

/**
 * Reads the CSV files, leaves out what lies after `asOf`, numbers persons in the order of their content, and writes sorted Parquet.
 * The order of the input, and the keys in it, change nothing: not the files, not the hash.
 */
export async function writeParquet(
  csvDirectory: string,
  parquetDirectory: string,
  { asOf, organisations }: { readonly asOf: string; readonly organisations: Readonly<Record<string, string>> },
  onProgress: OnProgress,
): Promise<ParquetFacts> {
  return withMemoryDatabase({ temporaryDirectory: csvDirectory }, async (connection) => {
    for (const table of snapshotTableNames) await loadCsv(connection, csvDirectory, table);
    await clip(connection, asOf);
    await check(connection);
    await numberPersons(connection);
    const files: Partial<Record<SnapshotTable, { rows: number; bytes: number; sha256: string }>> = {};
    for (const table of snapshotTableNames) {
      files[table] = await writeTable(connection, table, parquetFile(parquetDirectory, table));
      onProgress({ phase: 'writing', table, rows: files[table].rows, expectedRows: files[table].rows });
    }
    const [row] = await rowsOf(connection, 'SELECT min(start_date)::VARCHAR AS day FROM spell');
    return {
      contentHash: await contentHash(connection, asOf, organisations),
      firstDay: row?.['day'] === null || row === undefined ? null : String(row['day']),
      files: files as ParquetFacts['files'],
    };
  });
}

async function rowsOf(connection: DuckDBConnection, sql: string) {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS();
}

async function loadCsv(connection: DuckDBConnection, directory: string, table: SnapshotTable): Promise<void> {
  const columns = csvColumns(table).map((column) => {
    const type =
      column === 'key'
        ? 'VARCHAR'
        : Object.entries(snapshotTables[table].columns).find(([name]) => name === column)?.[1];
    return `${literal(column)}: ${literal(type ?? 'VARCHAR')}`;
  });
  try {
    await connection.run(
      `CREATE TABLE raw_${table} AS SELECT * FROM read_csv(${literal(csvFile(directory, table))}, header = false,
        columns = {${columns.join(', ')}}, auto_detect = false, delim = ',', quote = '"', escape = '"', nullstr = '',
        allow_quoted_nulls = false, dateformat = '%Y-%m-%d', strict_mode = true)`,
    );
  } catch {
    // DuckDB quotes the line that it cannot read, so its message is not passed on.
    throw new SnapshotError('snapshot-source', `A row of ${table} does not have the shape that a snapshot needs.`);
  }
}

/**
 * The snapshot ends with the day `asOf`. An exit the morning after is kept, because its last day of service is inside;
 * an end later than that is not yet known, so the spell is open.
 */
async function clip(connection: DuckDBConnection, asOf: string): Promise<void> {
  const day = `CAST(${literal(asOf)} AS DATE)`;
  await connection.run(`
    DELETE FROM raw_spell WHERE start_date > ${day};
    UPDATE raw_spell SET end_date = NULL, ended_by = NULL WHERE end_date > ${day} + 1;
    DELETE FROM raw_move WHERE date > ${day} + CASE WHEN kind = 'exited' THEN 1 ELSE 0 END;
    DELETE FROM raw_person WHERE key NOT IN (SELECT key FROM raw_spell);
  `);
}

/** Our own invariants, on whatever was read: one row for each person, spells that do not overlap, nothing without a person. */
async function check(connection: DuckDBConnection): Promise<void> {
  const invariants: Readonly<Record<string, string>> = {
    'Two rows stand for one person.': 'SELECT key FROM raw_person GROUP BY key HAVING count(*) > 1',
    'A spell or a move has no person.':
      'SELECT key FROM (SELECT key FROM raw_spell UNION ALL SELECT key FROM raw_move) ANTI JOIN raw_person USING (key)',
    'A spell ends before it starts.': 'SELECT key FROM raw_spell WHERE end_date <= start_date',
    'Spells of one person overlap.': `SELECT key FROM (SELECT key, coalesce(end_date, DATE '9999-12-31') >
        lead(start_date) OVER (PARTITION BY key ORDER BY start_date) AS clashes FROM raw_spell) WHERE clashes`,
    'Two moves of one person have the same date and sequence.':
      'SELECT key FROM raw_move GROUP BY key, date, sequence HAVING count(*) > 1',
  };
  for (const [message, sql] of Object.entries(invariants)) {
    const broken = await rowsOf(connection, `SELECT 1 FROM (${sql}) LIMIT 1`);
    if (broken.length > 0) throw new SnapshotError('snapshot-source', message);
  }
}

/** Gives each person a hash of the whole content, and a number in the order of the hashes: neither depends on the source's keys. */
async function numberPersons(connection: DuckDBConnection): Promise<void> {
  const json = (table: SnapshotTable) => `to_json({${fieldsOf(table, 'source')}})::VARCHAR`;
  const childHash = (table: 'spell' | 'move') => `
    SELECT key, sha256(string_agg(${json(table)}, chr(10) ORDER BY ${snapshotTables[table].order.join(', ')})) AS hash
    FROM raw_${table} AS source GROUP BY key`;
  await connection.run(`
    CREATE TABLE numbered AS
    SELECT key, hash, row_number() OVER (ORDER BY hash, key)::INTEGER AS person FROM (
      SELECT source.key, sha256(concat_ws(chr(10), ${json('person')}, spells.hash, coalesce(moves.hash, ''))) AS hash
      FROM raw_person AS source
      JOIN (${childHash('spell')}) AS spells USING (key)
      LEFT JOIN (${childHash('move')}) AS moves USING (key))`);
  for (const table of snapshotTableNames) {
    const columns = Object.keys(snapshotTables[table].columns).map((column) => `source.${identifier(column)}`);
    await connection.run(`
      CREATE VIEW ${table} AS SELECT numbered.person, ${columns.join(', ')}
      FROM raw_${table} AS source JOIN numbered USING (key)`);
  }
}

function fieldsOf(table: SnapshotTable, alias: string): string {
  return Object.keys(snapshotTables[table].columns)
    .map((column) => `${literal(column)}: ${alias}.${identifier(column)}`)
    .join(', ');
}

async function writeTable(connection: DuckDBConnection, table: SnapshotTable, path: string) {
  const order = ['person', ...snapshotTables[table].order].join(', ');
  await connection.run(
    `COPY (SELECT * FROM ${table} ORDER BY ${order}) TO ${literal(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
  const [count] = await rowsOf(connection, `SELECT count(*)::INTEGER AS rows FROM ${table}`);
  const { size } = await stat(path);
  return { rows: Number(count?.['rows'] ?? 0), bytes: size, sha256: await sha256OfFile(path) };
}

/** Over the format, the date, the organisations' names and the sorted hashes of persons; how a version of DuckDB writes Parquet has no part in it. */
async function contentHash(
  connection: DuckDBConnection,
  asOf: string,
  organisations: Readonly<Record<string, string>>,
): Promise<string> {
  const reader = await connection.runAndReadAll('SELECT hash FROM numbered ORDER BY hash');
  const hash = createHash('sha256').update(`clew snapshot ${snapshotFormat} as of ${asOf}\n`);
  for (const code of Object.keys(organisations).toSorted())
    hash.update(`${JSON.stringify([code, organisations[code]])}\n`);
  for (const [each] of reader.getRows()) hash.update(String(each));
  return hash.digest('hex');
}
