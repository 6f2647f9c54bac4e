// The command line's answers: laid out, in JSON, in CSV that no spreadsheet runs; and refusals before any work is done.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from '@clew/database';
import { examplePeople, examplePerson, exampleSpell } from '@clew/measures/testing';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createSnapshot,
  listMeasures,
  type MeasureRequest,
  measures,
  openSnapshot,
  type ReportFormat,
  runMeasure,
  runMeasureCommand,
} from '../src/index.ts';

let directory: string;
let snapshotId: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-command-'));
  const odd = examplePerson(
    'odd',
    Array.from({ length: 1 }, () => exampleSpell({ department: '=cmd|calc' })),
    [],
  );
  const rows = [...examplePeople(300), odd];
  const options = { rows, directory, asOf: '2024-03-31', knownAt: '2024-05-01T00:00:00.000Z', createdBy: 'test' };
  snapshotId = (await createSnapshot(options)).manifest.id;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const noLedger = (): Promise<Pool> => Promise.reject(new Error('the ledger was asked for'));

function run(request: MeasureRequest, format: ReportFormat = 'table', unprotected = false, width = 100) {
  return runMeasureCommand({ request, format, unprotected, width, directory, snapshotId, openLedger: noLedger });
}

async function text(...parameters: Parameters<typeof run>): Promise<string> {
  const outcome = await run(...parameters);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusals));
  return outcome.text;
}

const period = { from: '2020-04-01', to: '2024-04-01' };

describe('the table', () => {
  it('has a heading, aligned figures, a total, and what a reader must know', async () => {
    const answer = await text({ name: 'promotions', by: ['grade', 'seb'], ...period }, 'table', true);
    const lines = answer.split('\n');
    expect(lines[0]).toBe('Promotions: promotions per 100 person-years');
    expect(lines[1]).toBe(
      `1 April 2020 to 31 March 2024 · snapshot ${snapshotId}, as of 2024-03-31 · UNPROTECTED: exact figures, not for publication`,
    );
    expect(lines[3]).toMatch(/^ +95% +Declared +Answered$/);
    expect(lines[4]).toMatch(/^Grade +Background \(SEB\) +Events +Person-years +Rate +from +to +% +%$/);
    const widths = lines.slice(3, 12).map((line) => line.trimEnd().length);
    expect(new Set(widths).size).toBe(1);
    expect(answer).toMatch(/^Total +150 /m);
    expect(answer).toContain('exact Poisson interval');
  });

  it('marks what is hidden, and says why', async () => {
    const answer = await text({ name: 'transfers', by: ['seb', 'year'], ...period });
    expect(answer).toContain('[c]: not shown, to protect people.');
    expect(answer).toContain('fewer than 10 people, or on nobody,');
    expect(answer).not.toContain('UNPROTECTED');
  });

  it('gives way in its groups where the terminal is narrow', async () => {
    const answer = await text({ name: 'headcount', by: ['department', 'seb'] }, 'table', true, 44);
    const rows = answer.split('\n').slice(3, 12);
    expect(rows.filter((line) => line.length > 44)).toEqual([]);
    expect(answer).toContain('…');
    expect(answer).toContain('Declared');
    expect(answer).not.toContain('Answered');
  });

  it('leaves out the rows of which nothing is shown where there are many, and says how many', async () => {
    const answer = await text({ name: 'regional-moves', by: ['origin', 'destination', 'seb'], ...period });
    const all = JSON.parse(
      await text({ name: 'regional-moves', by: ['origin', 'destination', 'seb'], ...period }, 'json'),
    ) as { rows: { count: number | null }[] };
    const hidden = all.rows.filter(({ count }) => count === null).length;
    expect(hidden).toBeGreaterThan(0);
    expect(answer).toContain(`${hidden} rows of which no figure is shown are left out here`);
  });

  it('groups thousands, and never the digits behind the point', async () => {
    const answer = await text({ name: 'exits', ...period }, 'table', true);
    expect(answer).toMatch(/1,\d{3}\.\d /);
    expect(answer).not.toMatch(/\.\d+,\d/);
  });
});

describe('a name that does not exist', () => {
  it.each([
    ['promotion', undefined, 'Perhaps it is promotions.'],
    ['promotions', ['sbe'], 'Perhaps it is seb.'],
    ['promotions', ['professions'], 'Perhaps it is profession.'],
    ['promotions', ['colour-of-hair'], 'Break promotions down by any of: grade,'],
  ])('%s by %s: says which was probably meant', async (name, by, remedy) => {
    const outcome = await run({ name, ...(by === undefined ? {} : { by }) });
    expect(outcome.ok ? [] : outcome.refusals.map((each) => each.remedy.startsWith(remedy))).toEqual([true]);
  });

  it('of a snapshot: says which are there', async () => {
    const request = { name: 'promotions' };
    const options = {
      request,
      format: 'table',
      directory,
      snapshotId: '0123456789abcdef',
      openLedger: noLedger,
    } as const;
    const outcome = await runMeasureCommand(options);
    expect(outcome.ok ? [] : outcome.refusals).toMatchObject([
      { code: 'snapshot-unknown', remedy: expect.stringContaining(snapshotId) },
    ]);
  });
});

describe('JSON', () => {
  it('is one object, with everything that a program needs', async () => {
    const answer = JSON.parse(await text({ name: 'exits', by: ['cause'], ...period }, 'json', true)) as Record<
      string,
      unknown
    >;
    const fields = ['measure', 'by', 'from', 'to', 'snapshot', 'protected', 'rows', 'totals', 'notes', 'kind'];
    expect(Object.keys(answer).toSorted()).toEqual(fields.toSorted());
    expect(answer).toMatchObject({ protected: false, snapshot: { id: snapshotId, asOf: '2024-03-31' } });
  });

  it('is what the measure answers', async () => {
    const snapshot = await openSnapshot({ directory, id: snapshotId });
    const request = { name: 'promotions', by: ['sex', 'year'], ...period };
    const reading = await runMeasure(snapshot, request);
    snapshot.close();
    expect(JSON.parse(await text(request, 'json', true))).toEqual(reading.ok ? reading.value : undefined);
  });
});

describe('CSV', () => {
  it('has a row for each group with codes, labels and full precision', async () => {
    const rows = parse(await text({ name: 'promotions', by: ['grade', 'seb'], ...period }, 'csv', true), {
      columns: true,
    }) as Record<string, string>[];
    const first = rows.find((row) => row['grade'] === 'SEO' && row['seb'] === 'high');
    expect(first).toMatchObject({
      row: 'group',
      'seb-label': 'High',
      events: '75',
      snapshot: snapshotId,
      protected: 'no',
    });
    expect(Number(first?.['rate'])).toBeCloseTo((100 * 75) / Number(first?.['person-years']), 10);
    expect(rows.filter(({ row }) => row === 'total')).toHaveLength(1);
  });

  it('has no cell that a spreadsheet would run', async () => {
    const csv = await text({ name: 'headcount', by: ['department'] }, 'csv', true);
    expect(csv).toContain("'=cmd|calc");
    expect(csv).not.toMatch(/(^|[,\n"])[=+@-]/m);
  });

  it('shows nothing where a figure is hidden', async () => {
    const rows = parse(await text({ name: 'headcount', by: ['department'] }, 'csv'), { columns: true }) as Record<
      string,
      string
    >[];
    const odd = rows.find((row) => row['department']?.includes('cmd'));
    expect([odd?.['count'], odd?.['suppression']]).toEqual(['', 'below-threshold']);
  });
});

describe('refusals', () => {
  it.each([
    [{ name: 'salaries' }, 'unknown-measure', 'promotions, exits'],
    [{ name: 'promotions', by: ['salary'] }, 'unknown-breakdown', 'grade, grade-group, seb'],
    [{ name: 'promotions', from: '2023-02-30' }, 'invalid-date', 'YYYY-MM-DD'],
    [{ name: 'promotions', from: '2023-04-01', to: '2023-04-01' }, 'empty-period', 'first day after'],
    [{ name: 'promotions', to: '2025-01-01' }, 'beyond-snapshot', '2024-03-31'],
    [{ name: 'promotions', filters: { grade: 'ZZ' } }, 'unknown-code', 'AA, AO'],
  ] as const)('%j: %s', async (request, code, remedy) => {
    const outcome = await run(request);
    expect(outcome).toMatchObject({ ok: false, refusals: [{ code }] });
    expect(JSON.stringify(outcome)).toContain(remedy);
  });

  it('come before the ledger is opened', async () => {
    const request = { name: 'salaries' };
    const outcome = await runMeasureCommand({ request, format: 'table', directory, openLedger: noLedger });
    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'unknown-measure' }] });
    expect(await readdir(directory)).toEqual([snapshotId]);
  });

  it('name a snapshot that is not there', async () => {
    const options = { request: { name: 'exits' }, format: 'json', directory, openLedger: noLedger } as const;
    const outcome = await runMeasureCommand({ ...options, snapshotId: 'ffffffffffffffff' });
    expect(outcome).toMatchObject({ ok: false, refusals: [{ code: 'snapshot-unknown' }] });
  });
});

describe('filters', () => {
  it('give the row of a breakdown', async () => {
    const broken = JSON.parse(await text({ name: 'promotions', by: ['sex', 'year'], ...period }, 'json', true)) as {
      rows: { group: { sex: string; year: string }; events: number; personYears: number }[];
    };
    const filtered = JSON.parse(
      await text({ name: 'promotions', filters: { sex: 'female', year: '2021-22' }, ...period }, 'json', true),
    ) as { rows: { events: number; personYears: number }[] };
    const row = broken.rows.find(({ group }) => group.sex === 'female' && group.year === '2021-22');
    expect(row?.events).toBeGreaterThan(0);
    expect(filtered.rows[0]).toMatchObject({ events: row?.events, personYears: row?.personYears });
  });
});

describe('the list', () => {
  it('names every measure, and describes one', () => {
    const all = listMeasures({ format: 'table' });
    for (const { name, title } of measures) expect(all).toContain(`${name}  ${title}`);
    expect(listMeasures({ format: 'table', name: 'exits' })).toContain('By any of: grade,');
    expect((JSON.parse(listMeasures({ format: 'json' })) as { measures: unknown[] }).measures).toHaveLength(
      measures.length,
    );
  });
});
