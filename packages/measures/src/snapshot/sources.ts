// Where a snapshot's rows come from: the ledger's reading views in one transaction, or careers replayed in memory. Written as CSV.
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { type Pool, type PoolClient, quoteIdentifier, withTransaction } from '@clew/database';
import { to as copyTo } from 'pg-copy-streams';
import { type PersonRows, type SnapshotTable, snapshotTableNames, snapshotTables } from './tables.ts';

/** Told while rows are read and written: `rows` so far of `expectedRows`, which is null where nobody can know. */
export interface SnapshotProgress {
  readonly phase: 'reading' | 'writing';
  readonly table: SnapshotTable | null;
  readonly rows: number;
  readonly expectedRows: number | null;
}

export type OnProgress = (progress: SnapshotProgress) => void;

/** What is known of the source beside its rows. */
export interface SourceState {
  readonly knownAt: string;
  readonly positions: readonly { readonly topic: string; readonly partition: number; readonly nextOffset: number }[];
  /** Changes where careers may have changed without the log's being read further; null where the source is no ledger. */
  readonly ledgerState: string | null;
  /** The last name that each organisation had by the snapshot's last day, by code. */
  readonly organisations: Readonly<Record<string, string>>;
}

/** The columns of a table's CSV, the person's key first. */
export function csvColumns(table: SnapshotTable): readonly string[] {
  return ['key', ...Object.keys(snapshotTables[table].columns)];
}

export function csvFile(directory: string, table: SnapshotTable): string {
  return join(directory, `${table}.csv`);
}

/** Runs work in the one read-only transaction in which all of the ledger stands still. */
export function withStillLedger<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  return withTransaction(pool, work, { isolation: 'repeatable read', readOnly: true });
}

/** How far the ledger has read the log, and the newest time that the log gave to what it read. */
export async function stateOfLedger(client: PoolClient, schema: string, asOf: string): Promise<SourceState> {
  const { rows } = await client.query<{ topic: string; partition: number; next_offset: number; recorded: Date | null }>(
    `SELECT topic, partition, next_offset, last_recorded_at AS recorded FROM ${quoteIdentifier(schema)}.position ORDER BY topic, partition`,
  );
  const { rows: now } = await client.query<{ now: Date }>('SELECT transaction_timestamp() AS now');
  const recorded = rows.flatMap((row) => (row.recorded === null ? [] : [row.recorded.getTime()]));
  // An empty ledger knows nothing up to now.
  const knownAt = recorded.length > 0 ? new Date(Math.max(...recorded)) : (now[0]?.now ?? new Date(0));
  const positions = rows.map((row) => ({ topic: row.topic, partition: row.partition, nextOffset: row.next_offset }));
  const { rows: states } = await client.query<{ state: string }>(
    `SELECT state FROM ${quoteIdentifier(schema)}.ledger_state`,
  );
  const organisations = await organisationNames(client, schema, asOf);
  return { knownAt: knownAt.toISOString(), positions, ledgerState: states[0]?.state ?? null, organisations };
}

/** The names that hold on the day: the last that began by then, else the first that is known. */
async function organisationNames(client: PoolClient, schema: string, asOf: string): Promise<Record<string, string>> {
  const { rows } = await client.query<{ code: string; name: string }>(
    `SELECT DISTINCT ON (code) code, name FROM ${quoteIdentifier(schema)}.organisation WHERE name IS NOT NULL
     ORDER BY code, valid_from <= $1 DESC, CASE WHEN valid_from <= $1 THEN valid_from END DESC, valid_from`,
    [asOf],
  );
  return Object.fromEntries(rows.map(({ code, name }) => [code, name]));
}

const ledgerTables = { person: 'career', spell: 'spell', move: 'move' } as const satisfies Record<
  SnapshotTable,
  string
>;

/** Copies the ledger's tables into CSV files. */
export async function exportLedger(
  client: PoolClient,
  schema: string,
  directory: string,
  onProgress: OnProgress,
): Promise<void> {
  for (const table of snapshotTableNames) {
    const from = `${quoteIdentifier(schema)}.${ledgerTables[table]}`;
    const { rows } = await client.query<{ count: number }>(`SELECT count(*) AS count FROM ${from}`);
    const expectedRows = rows[0]?.count ?? null;
    const columns = Object.keys(snapshotTables[table].columns).map(quoteIdentifier);
    const source = client.query(
      copyTo(`COPY (SELECT person_id, ${columns.join(', ')} FROM ${from}) TO STDOUT (FORMAT csv)`),
    );
    const report = (count: number) => onProgress({ phase: 'reading', table, rows: count, expectedRows });
    await pipeline(source, countLines(report), createWriteStream(csvFile(directory, table), { mode: 0o600 }));
    report(source.rowCount ?? 0);
  }
}

/** Passes bytes through, and tells the number of line ends so far now and then. No column holds one: codes and dates have none. */
function countLines(report: (rows: number) => void): Transform {
  let rows = 0;
  let reported = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      if (rows - reported >= 100_000) {
        reported = rows;
        report(rows);
      }
      done(null, chunk);
    },
  });
}

/** Writes rows of careers as CSV files, in bounded memory. */
export async function exportRows(
  people: AsyncIterable<PersonRows> | Iterable<PersonRows>,
  directory: string,
  onProgress: OnProgress,
): Promise<void> {
  const writers = Object.fromEntries(
    snapshotTableNames.map((table) => [table, createWriteStream(csvFile(directory, table), { mode: 0o600 })]),
  ) as Record<SnapshotTable, WriteStream>;
  const failed = Promise.all(Object.values(writers).map((writer) => finished(writer)));
  failed.catch(() => undefined);
  let count = 0;
  for await (const person of people) {
    const lines = {
      person: csvLine('person', person.key, person.person),
      spell: person.spells.map((row) => csvLine('spell', person.key, row)).join(''),
      move: person.moves.map((row) => csvLine('move', person.key, row)).join(''),
    };
    for (const table of snapshotTableNames) {
      if (!writers[table].write(lines[table])) await Promise.race([once(writers[table], 'drain'), failed]);
    }
    count += 1;
    if (count % 10_000 === 0) onProgress({ phase: 'reading', table: null, rows: count, expectedRows: null });
  }
  for (const writer of Object.values(writers)) writer.end();
  await failed;
  onProgress({ phase: 'reading', table: null, rows: count, expectedRows: count });
}

function csvLine(table: SnapshotTable, key: string, row: Readonly<Record<string, unknown>>): string {
  const cells = Object.keys(snapshotTables[table].columns).map((column) => csvCell(row[column]));
  return `${[csvCell(key), ...cells].join(',')}\n`;
}

/** As PostgreSQL writes it: nothing for null, quotes for an empty text. */
function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return text === '' || /[",\r\n\\]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
