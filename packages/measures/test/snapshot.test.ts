// Snapshots: the same content gives the same id from everywhere, nothing is made twice, nothing changed is read.
import { appendFile, mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateLedger } from '@clew/ledger';
import { exampleMove, examplePeople, examplePerson, exampleSpell, insertIntoLedger } from '@clew/measures/testing';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createSnapshot,
  listSnapshots,
  openSnapshot,
  type PersonRows,
  runMeasure,
  type SnapshotProgress,
} from '../src/index.ts';
import { snapshotTables } from '../src/snapshot/tables.ts';

let database: TestDatabase;
let directory: string;
const directories: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  await migrateLedger(database.pool);
});
afterAll(async () => {
  await database.dispose();
  for (const each of directories) await rm(each, { recursive: true, force: true });
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-snapshots-'));
  directories.push(directory);
  await database.pool.query(
    'TRUNCATE ledger.career, ledger.spell, ledger.move, ledger.position, ledger.parked, ledger.organisation',
  );
});

const asOf = '2024-03-31';
const fromLedger = (day = asOf) => createSnapshot({ pool: database.pool, directory, asOf: day, createdBy: 'test' });
const fromRows = (rows: readonly PersonRows[], day = asOf) =>
  createSnapshot({ rows, directory, asOf: day, knownAt: '2024-05-01T00:00:00.000Z', createdBy: 'test' });

describe('the content', () => {
  it('has one id, from the ledger and from rows, in any order and under any surrogate', async () => {
    const people = examplePeople(40);
    await insertIntoLedger(database.pool, people, 1);
    const ledger = await fromLedger();
    const rows = await fromRows(people.toReversed());
    expect(rows.manifest.id).toBe(ledger.manifest.id);
    expect(rows.reused).toBe(true);
    await database.pool.query('TRUNCATE ledger.career, ledger.spell, ledger.move');
    await insertIntoLedger(database.pool, people.toReversed(), 2);
    expect((await fromLedger()).manifest.id).toBe(ledger.manifest.id);
  });

  it('has another id when any fact differs, or the day', async () => {
    const people = examplePeople(12);
    const changed = people.map((each, index) =>
      index === 7 ? { ...each, person: { ...each.person, sex: null } } : each,
    );
    const ids = [await fromRows(people), await fromRows(changed), await fromRows(people, '2024-03-30')];
    expect(new Set(ids.map(({ manifest }) => manifest.id)).size).toBe(3);
  });

  it('holds no staff number, no name and no event: its columns are those that are declared', async () => {
    await insertIntoLedger(database.pool, examplePeople(30), 1);
    const { manifest } = await fromLedger();
    expect(await readdir(directory)).toEqual([manifest.id]);
    expect((await readdir(join(directory, manifest.id))).toSorted()).toEqual([
      'manifest.json',
      'move.parquet',
      'person.parquet',
      'spell.parquet',
    ]);
    const snapshot = await openSnapshot({ directory });
    for (const table of ['person', 'spell', 'move'] as const) {
      const columns = (await snapshot.query(`DESCRIBE ${table}`)).map((row) => row['column_name']);
      expect(columns).toEqual(['person', ...Object.keys(snapshotTables[table].columns)]);
      expect(columns.filter((each) => /staff|name|key|event|birth_date/.test(String(each)))).toEqual([]);
    }
    expect(await snapshot.query('SELECT min(person) AS low, max(person) AS high FROM person')).toEqual([
      { low: 1, high: 30 },
    ]);
    snapshot.close();
  });

  it('tells an empty text from none, and takes every character', async () => {
    const odd = { department: 'a,b"c\\d', organisation: '', profession: null };
    const person = examplePerson('odd', [exampleSpell(odd)], []);
    await insertIntoLedger(database.pool, [person], 1);
    const { manifest } = await fromLedger();
    expect((await fromRows([person])).manifest.id).toBe(manifest.id);
    const snapshot = await openSnapshot({ directory, id: manifest.id });
    expect(await snapshot.query('SELECT department, organisation, profession FROM spell')).toEqual([odd]);
    snapshot.close();
  });
});

describe('the last day', () => {
  it('cuts what lies after it, and keeps the exit of that evening', async () => {
    const exit = exampleMove({ date: '2023-04-01', kind: 'exited' }, {}, null);
    const leaver = examplePerson('1', [exampleSpell({ end_date: '2023-04-01', ended_by: 'exit' })], [exit]);
    const later = examplePerson('2', [exampleSpell({ start_date: '2023-05-01' })], []);
    const { manifest } = await fromRows([leaver, later], '2023-03-31');
    expect([manifest.files['person']?.rows, manifest.files['move']?.rows]).toEqual([1, 1]);
    const before = await fromRows([leaver, later], '2023-03-30');
    expect(before.manifest.files['move']?.rows).toBe(0);
    const snapshot = await openSnapshot({ directory, id: before.manifest.id });
    expect(await snapshot.query('SELECT end_date, ended_by FROM spell')).toEqual([{ end_date: null, ended_by: null }]);
    snapshot.close();
  });

  it('must exist', async () => {
    await expect(fromRows([], '2023-02-30')).rejects.toMatchObject({ code: 'date-invalid' });
  });
});

describe('making', () => {
  it('reads nothing again while the ledger stands where it stood', async () => {
    await insertIntoLedger(database.pool, examplePeople(10), 5);
    const first = await fromLedger();
    const progress: SnapshotProgress[] = [];
    const onProgress = (each: SnapshotProgress) => void progress.push(each);
    const options = { pool: database.pool, directory, asOf, createdBy: 'test', onProgress };
    expect(await createSnapshot(options)).toEqual({ manifest: first.manifest, reused: true });
    expect(progress).toEqual([]);
    await insertIntoLedger(database.pool, examplePeople(3), 6);
    const next = await createSnapshot(options);
    expect([next.reused, next.manifest.files['person']?.rows]).toEqual([false, 13]);
    expect(next.manifest.positions).toEqual([{ topic: 'career.events.v1', partition: 0, nextOffset: 6 }]);
    expect(progress.map(({ phase, table }) => `${phase} ${table}`)).toContain('reading spell');
  });

  it('reads again after a parked record was applied, and after a rebuild under other rules', async () => {
    await insertIntoLedger(database.pool, examplePeople(10), 5);
    const first = await fromLedger();
    await database.pool.query(
      `INSERT INTO ledger.parked (topic, partition, log_offset, headers, value, code, field, message, blocks, parked_at, resolution, resolved_at)
       VALUES ('career.events.v1', 0, 2, '{}', '', 'example', '', '', true, now(), 'applied', now())`,
    );
    await database.pool.query('UPDATE ledger.spell SET region = NULL');
    const second = await fromLedger();
    expect([second.reused, second.manifest.id === first.manifest.id]).toEqual([false, false]);
    // What a switch does: other tables under the same names, and the views made anew.
    await database.pool.query('ALTER TABLE ledger.career RENAME TO career_before');
    await database.pool.query('CREATE TABLE ledger.career (LIKE ledger.career_before INCLUDING ALL)');
    await database.pool.query('INSERT INTO ledger.career SELECT * FROM ledger.career_before');
    await database.pool.query("COMMENT ON SCHEMA reading IS ''");
    await migrateLedger(database.pool);
    await database.pool.query('DROP TABLE ledger.career_before');
    await database.pool.query("UPDATE ledger.spell SET region = 'wales'");
    const third = await fromLedger();
    expect([third.reused, third.manifest.id === second.manifest.id]).toEqual([false, false]);
    expect((await fromLedger()).reused).toBe(true);
  });

  it('knows that a snapshot still holds when the ledger read on and nothing of it changed', async () => {
    await insertIntoLedger(database.pool, examplePeople(10), 5);
    const first = await fromLedger();
    await insertIntoLedger(database.pool, [], 9);
    const again = await fromLedger();
    expect([again.reused, again.manifest.id]).toEqual([true, first.manifest.id]);
    expect(again.manifest.positions).toMatchObject([{ nextOffset: 9 }]);
    expect(again.manifest.createdAt).toBe(first.manifest.createdAt);
    const progress: SnapshotProgress[] = [];
    const onProgress = (each: SnapshotProgress) => void progress.push(each);
    await createSnapshot({ pool: database.pool, directory, asOf, createdBy: 'test', onProgress });
    expect(progress).toEqual([]);
  });

  it('keeps the names that organisations had by its last day', async () => {
    await insertIntoLedger(database.pool, [examplePerson('1', [exampleSpell({ department: 'agency' })], [])], 1);
    const fresh = await fromLedger();
    await database.pool.query(
      `INSERT INTO ledger.organisation (code, name, department, valid_from, valid_to, successors, event_ids) VALUES
       ('agency', 'First name', 'agency', '2010-01-01', '2020-01-01', '[]', '{}'),
       ('agency', 'Second name', 'agency', '2020-01-01', '2025-01-01', '[]', '{}'),
       ('agency', 'Third name', 'agency', '2025-01-01', NULL, '[]', '{}'),
       ('later', 'Name to come', 'later', '2030-01-01', NULL, '[]', '{}')`,
    );
    await insertIntoLedger(database.pool, [], 2);
    const { manifest } = await fromLedger();
    expect(manifest.organisations).toEqual({ agency: 'Second name', later: 'Name to come' });
    expect(manifest.id).not.toBe(fresh.manifest.id);
    const snapshot = await openSnapshot({ directory, id: manifest.id });
    const reading = await runMeasure(snapshot, { name: 'headcount', by: ['department'], at: asOf });
    expect(reading).toMatchObject({ ok: true, value: { rows: [{ labels: { department: 'Second name' } }] } });
    snapshot.close();
  });

  it('ends with one snapshot when two make it at once', async () => {
    await insertIntoLedger(database.pool, examplePeople(25), 1);
    const [one, other] = await Promise.all([fromLedger(), fromLedger()]);
    expect(one.manifest.id).toBe(other.manifest.id);
    expect(await readdir(directory)).toEqual([one.manifest.id]);
  });

  it('takes an empty ledger', async () => {
    const { manifest } = await fromLedger();
    expect([manifest.firstDay, manifest.files['person']?.rows]).toEqual([null, 0]);
    const snapshot = await openSnapshot({ directory });
    const reading = await runMeasure(snapshot, { name: 'promotions', by: ['grade'] });
    expect(reading).toMatchObject({ ok: true, value: { rows: [], totals: [{ events: 0, rate: null }] } });
    snapshot.close();
  });

  it.each([
    ['two rows for one person', [examplePerson('1', [exampleSpell()], []), examplePerson('1', [exampleSpell()], [])]],
    ['overlapping spells', [examplePerson('1', [exampleSpell(), exampleSpell({ start_date: '2021-01-01' })], [])]],
    ['a spell that ends before it starts', [examplePerson('1', [exampleSpell({ end_date: '2019-01-01' })], [])]],
    ['a date that does not exist', [examplePerson('1', [exampleSpell({ start_date: '2021-02-30' })], [])]],
  ])('refuses %s, and leaves nothing behind', async (_name, rows) => {
    await expect(fromRows(rows)).rejects.toMatchObject({ code: 'snapshot-source' });
    expect(await readdir(directory)).toEqual([]);
  });

  it('clears away what a killed maker left a day ago, and nothing younger', async () => {
    const [old, young] = [join(directory, '.partial-old'), join(directory, '.partial-young')];
    for (const each of [old, young]) await mkdir(each);
    const dayBefore = new Date(Date.now() - 90_000_000);
    await utimes(old, dayBefore, dayBefore);
    const { manifest } = await fromRows(examplePeople(2));
    expect((await readdir(directory)).toSorted()).toEqual(['.partial-young', manifest.id]);
  });

  it('leaves nothing behind when the rows break off', async () => {
    const broken = (async function* () {
      yield* examplePeople(3);
      throw new Error('the source broke off');
    })();
    const making = createSnapshot({
      rows: broken,
      directory,
      asOf,
      knownAt: '2024-05-01T00:00:00.000Z',
      createdBy: 'test',
    });
    await expect(making).rejects.toThrow('the source broke off');
    expect(await readdir(directory)).toEqual([]);
  });
});

describe('opening', () => {
  it('refuses a file that was changed, cut or taken away', async () => {
    const { manifest } = await fromRows(examplePeople(5));
    await appendFile(join(directory, manifest.id, 'spell.parquet'), 'x');
    await expect(openSnapshot({ directory })).rejects.toMatchObject({ code: 'snapshot-damaged' });
    await rm(join(directory, manifest.id, 'spell.parquet'));
    await expect(openSnapshot({ directory })).rejects.toMatchObject({ code: 'snapshot-damaged' });
    await writeFile(join(directory, manifest.id, 'manifest.json'), '{');
    await expect(openSnapshot({ directory, id: manifest.id })).rejects.toMatchObject({ code: 'snapshot-damaged' });
    const intact = await fromRows(examplePeople(6));
    expect((await listSnapshots(directory)).map(({ id }) => id)).toEqual([intact.manifest.id]);
  });

  it('names what is not there', async () => {
    await expect(openSnapshot({ directory })).rejects.toMatchObject({ code: 'snapshot-missing' });
    for (const id of ['0123456789abcdef', '../../etc', '']) {
      await expect(openSnapshot({ directory, id })).rejects.toMatchObject({ code: 'snapshot-unknown' });
    }
  });

  it('lets no query out of the snapshot', async () => {
    await fromRows(examplePeople(5));
    const snapshot = await openSnapshot({ directory });
    const outside = join(directory, 'outside.csv');
    await writeFile(outside, 'a\n1\n');
    for (const sql of [
      `SELECT * FROM read_csv('${outside}')`,
      `COPY person TO '${outside}'`,
      'SET enable_external_access = true',
      "ATTACH 'other.db'",
      'INSTALL httpfs',
    ]) {
      await expect(snapshot.query(sql)).rejects.toThrow();
    }
    snapshot.close();
  });
});
