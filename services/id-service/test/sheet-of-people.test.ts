// `clew staff-numbers` against the real service: a sheet of people gets its numbers, whatever is wrong with some of its rows.
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runResolveCommand, runStaffNumbersCommand, type StaffNumbersCommandOptions } from '@clew/publisher';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createTestDatabase,
  insuranceNumber,
  type RunningService,
  startService,
  type TestDatabase,
} from './support.ts';

let database: TestDatabase;
let running: RunningService;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  running = await startService(database);
  folder = await mkdtemp(join(tmpdir(), 'clew-people-'));
});
afterAll(async () => {
  await running.close();
  await database.dispose();
  await rm(folder, { recursive: true, force: true });
});

let files = 0;

async function sheet(content: string | Buffer): Promise<string> {
  files += 1;
  const path = join(folder, `people-${files}.csv`);
  await writeFile(path, content);
  return path;
}

function listening() {
  const [out, error]: [string[], string[]] = [[], []];
  const output = {
    out: (text: string) => void out.push(text),
    error: (text: string) => void error.push(text),
    isTerminal: false,
  };
  return { output, said: () => ({ out: out.join(''), error: error.join('') }) };
}

async function run(path: string, options: Partial<StaffNumbersCommandOptions> = {}) {
  const { output, said } = listening();
  const exitCode = await runStaffNumbersCommand(
    { path, idService: running.url, signal: new AbortController().signal, ...options },
    output,
  );
  const written = await readFile(options.out ?? path.replace(/\.csv$/, '.numbered.csv'), 'utf8').catch(() => null);
  return { exitCode, ...said(), written };
}

const header = 'givenNames,familyName,dateOfBirth,nationalInsuranceNumber,department,localEmployeeNumber,effectiveDate';
const person = (index: number, effectiveDate = '2024-04-01') =>
  `Givenname${index},Familyname,1990-01-02,${insuranceNumber(index)},hm-treasury,S${index},${effectiveDate}`;
const linesOf = (text: string | null) => (text ?? '').trimEnd().split('\n');

describe('a sheet of people', () => {
  it('comes back with a column of staff numbers, in order, for its owner only; a second run gives the same file', async () => {
    const people = Array.from({ length: 2_500 }, (_, index) => person(index));
    const path = await sheet(`\u{feff}${[header, ...people].join('\r\n')}\r\n\r\n,,,,,,\r\n`);
    const first = await run(path);
    expect(first).toMatchObject({ exitCode: 0, error: expect.not.stringContaining('Familyname') });
    expect(first.out).toContain('2500 rows: 2500 numbers issued, 0 known before, 0 refused.');
    const lines = linesOf(first.written);
    expect(lines[0]).toBe(`\u{feff}staffNumber,${header}`);
    expect(lines.slice(1).map((line) => line.replace(/^[A-Z][0-9A-Z]{9},/, ''))).toEqual(people);
    expect(new Set(lines.slice(1).map((line) => line.slice(0, 10))).size).toBe(2_500);
    expect((await stat(path.replace('.csv', '.numbered.csv'))).mode & 0o077).toBe(0);
    const second = await run(path, { json: true });
    expect(JSON.parse(second.out)).toMatchObject({ rows: 2_500, issued: 0, existing: 2_500, refused: 0 });
    expect(second.written).toBe(first.written);
    // What came back may be sent in again: its numbers are compared.
    const again = await run(await sheet(first.written ?? ''));
    expect(again.written).toBe(first.written);
  });

  it('names refused rows by row, column, code and remedy, and numbers the others; nothing of them is repeated', async () => {
    const [one, two] = [person(10_001), person(10_002)];
    const wrong: readonly (readonly [row: string, column: string | undefined, code: string])[] = [
      [person(10_003).replace('1990-01-02', '02/01/1990'), 'dateOfBirth', 'invalid-date'],
      [person(10_004).replace('1990-01-02', '2990-01-02'), 'dateOfBirth', 'invalid-date'],
      [
        person(10_005).replace(insuranceNumber(10_005), 'QQ123456C'),
        'nationalInsuranceNumber',
        'national-insurance-number-prefix',
      ],
      [
        person(10_006).replace(insuranceNumber(10_006), 'nonsense'),
        'nationalInsuranceNumber',
        'national-insurance-number-shape',
      ],
      [person(10_007).replace('hm-treasury', 'HM Treasury'), 'department', 'invalid-value'],
      [person(10_008).replace('Familyname', ''), 'familyName', 'missing-field'],
      [person(10_009).replace('S10009', '=A1'), 'localEmployeeNumber', 'formula-in-cell'],
      [`${person(10_010)},more`, undefined, 'row-shape'],
      [person(10_011).replace('Givenname10011', '"Givenname10011'), undefined, 'row-shape'],
      // Known as somebody else by its National Insurance number than by its local number.
      [person(10_001).replace('S10001', 'S10002'), undefined, 'identity-conflict'],
    ];
    const path = await sheet([header, one, two, ...wrong.map(([row]) => row), person(10_012), ''].join('\n'));
    const rejects = join(folder, 'rejects.csv');
    const { exitCode, out, error, written } = await run(path, { rejects, json: true });
    expect(exitCode).toBe(2);
    const summary = JSON.parse(out) as { refusedRows: { row: number; refusals: Record<string, unknown>[] }[] };
    expect(summary).toMatchObject({ issued: 3, refused: wrong.length, rejectsPath: rejects });
    const told = summary.refusedRows.map(({ row, refusals }) => [row, refusals[0]?.['column'], refusals[0]?.['code']]);
    expect(told).toEqual(wrong.map(([, column, code], index) => [index + 4, column, code]));
    for (const { refusals } of summary.refusedRows) for (const each of refusals) expect(each['remedy']).not.toBe('');
    expect(out + error + running.lines.join('')).not.toMatch(/Givenname|Familyname|QQ123456C|02\/01\/1990|nonsense/);
    // The line that is no row is in the rejects alone; all others are in the result, those refused without a number.
    expect(linesOf(written).map((line) => line.startsWith(','))).toEqual([
      false,
      false,
      false,
      ...Array(9).fill(true),
      false,
    ]);
    expect(linesOf(await readFile(rejects, 'utf8'))).toHaveLength(wrong.length + 1);
    expect((await stat(rejects)).mode & 0o077).toBe(0);
  });

  it('can be published as it comes back without who the people are', async () => {
    const path = await sheet(`${header.replace(',department', '')}\n${person(20_001).replace(',hm-treasury', '')}\n`);
    const { exitCode, written } = await run(path, { withoutPersonalData: true, department: 'hm-treasury' });
    expect(exitCode).toBe(0);
    expect(linesOf(written)).toEqual([
      'staffNumber,effectiveDate',
      expect.stringMatching(/^[A-Z][0-9A-Z]{9},2024-04-01$/),
    ]);
  });

  it('says so where a row has another number than its person', async () => {
    const { written } = await run(await sheet(`${header}\n${person(30_001)}\n${person(30_002)}\n`));
    const [first, one, two] = linesOf(written);
    const swapped = `${first}\n${two?.slice(0, 10)}${one?.slice(10)}\n${two}\n`;
    const { exitCode, out } = await run(await sheet(swapped));
    expect([exitCode, out]).toEqual([2, expect.stringMatching(/row 2, staffNumber: .*\(staff-number-differs\)/)]);
  });
});

describe('a sheet that cannot be read', () => {
  it.each([
    ['without a column', 'givenNames,familyName,department\nA,B,c\n', 'localEmployeeNumber'],
    ['with a column twice', `${header},familyName\n`, 'familyName is there twice'],
    ['without anything', '', 'header'],
    ['that is a workbook', 'PK\u0003\u0004', 'workbook'],
    ['in UTF-16', Buffer.from(`\u{feff}${header}\n`, 'utf16le'), 'UTF-16'],
  ])('%s is refused whole, and nothing is written', async (_, content, says) => {
    const { exitCode, error, written } = await run(await sheet(content));
    expect([exitCode, error, written]).toEqual([2, expect.stringContaining(says), null]);
  });

  it('is a fault where there is none, or where the result would be written over it', async () => {
    expect(await run(join(folder, 'no-such.csv'))).toMatchObject({ exitCode: 1, written: null });
    const path = await sheet(`${header}\n`);
    expect(await run(path, { out: path })).toMatchObject({ exitCode: 2, written: `${header}\n` });
  });
});

describe('an ID service that cannot be had', () => {
  it('is waited for, and is a fault in the end; no file is left, whole or in part', async () => {
    const path = await sheet(`${header}\n${person(40_001)}\n`);
    const { exitCode, error } = await run(path, { idService: 'http://127.0.0.1:1', patienceSeconds: 1 });
    expect([exitCode, error]).toEqual([1, expect.stringContaining('id-service-unreachable')]);
    expect((await readdir(folder)).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('is asked again where it answered 503', async () => {
    let requests = 0;
    const flaky = createServer((incoming, response) => {
      requests += 1;
      if (requests < 3) {
        response.writeHead(503, { 'content-type': 'application/problem+json' });
        response.end(JSON.stringify({ code: 'not-ready', detail: 'Not open yet.' }));
        return;
      }
      response.writeHead(307, { location: `${running.url}${incoming.url ?? ''}` }).end();
    });
    await new Promise<void>((resolve) => flaky.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void flaky.close());
    const idService = `http://127.0.0.1:${(flaky.address() as AddressInfo).port}`;
    const { exitCode, error } = await run(await sheet(`${header}\n${person(40_002)}\n`), { idService });
    expect([exitCode, requests, error]).toEqual([0, 3, expect.stringContaining('attempt 2')]);
  });
});

describe('a staff number', () => {
  it('is resolved in any spelling; one that was never issued is refused', async () => {
    const { written } = await run(await sheet(`${header}\n${person(50_001)}\n`));
    const number = linesOf(written)[1]?.slice(0, 10) ?? '';
    const resolve = async (asked: string, json = true) => {
      const options = { idService: running.url, signal: new AbortController().signal, json };
      const { output, said } = listening();
      return { exitCode: await runResolveCommand(asked, options, output), ...said() };
    };
    const spelt = `${number.slice(0, 3)}-${number.slice(3, 6)}-${number.slice(6)}`.toLowerCase();
    const { exitCode, out } = await resolve(spelt);
    expect([exitCode, JSON.parse(out)]).toMatchObject([0, { staffNumber: number, status: 'current' }]);
    expect(await resolve('K4T-9WM-2H7K', false)).toMatchObject({
      exitCode: 2,
      error: expect.stringContaining('staff-number-unknown'),
    });
    for (const mistyped of ['K4T-9WM-2H7C', 'x', '../../metrics', '%00'])
      expect(await resolve(mistyped, false)).toMatchObject({
        exitCode: 2,
        error: expect.stringMatching(/staff-number-/),
      });
  });
});
