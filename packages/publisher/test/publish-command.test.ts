// `clew publish FILE`: reports, exit codes, rejects that can be mended and sent again, and the file of the documentation.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PublishCommandOptions, runPublishCommand } from '../src/index.ts';
import {
  type Misbehaviour,
  pretendGateway,
  source,
  staffNumbers,
  temporaryDirectory,
  temporaryFile,
} from './support.ts';

const [one, two] = staffNumbers;
const csv = `staffNumber,effectiveDate,cause\n${one},2024-04-01,death\n${two},01/04/2024,death\n${two},2024-04-03,death\n`;

async function run(path: string, options: Partial<PublishCommandOptions> = {}, misbehaviour: Misbehaviour = {}) {
  const gateway = await pretendGateway(misbehaviour);
  let out = '';
  let error = '';
  const exitCode = await runPublishCommand(
    { path, gateway: gateway.url, source, ...options },
    {
      out: (text) => {
        out += text;
      },
      error: (text) => {
        error += text;
      },
      isTerminal: false,
    },
  );
  return { exitCode, out, error, gateway };
}

const json = (text: string) => JSON.parse(text) as Record<string, unknown>;

describe('clew publish', () => {
  it('accepts all: exit code 0, and a second run is known before', async () => {
    const path = await temporaryFile('leavers.csv', csv.replace('01/04/2024', '2024-04-02'));
    const first = await run(path, { type: 'exited' });
    expect(first).toMatchObject({ exitCode: 0, out: '3 rows: 3 accepted (0 known before), 0 refused.\n' });
    const ids = [...first.gateway.events.keys()];
    const second = await run(path, { type: 'exited', json: true });
    expect(json(second.out)).toMatchObject({
      file: path,
      format: 'csv',
      rows: 3,
      accepted: 3,
      refused: 0,
      refusedRows: [],
      rejectsPath: null,
    });
    expect([...second.gateway.events.keys()]).toEqual(ids);
  });

  it('names refused rows, keeps them, and takes the mended file: exit codes 2, then 0', async () => {
    const path = await temporaryFile('leavers.csv', csv);
    const rejects = join(await temporaryDirectory(), 'rejects.csv');
    const refuse: Misbehaviour['refuse'] = ({ subject, data }) =>
      subject === two && JSON.stringify(data).includes('2024-04-03') ? 'staff-number-unknown' : undefined;
    const first = await run(path, { type: 'exited', rejects }, { refuse });
    expect(first.exitCode).toBe(2);
    expect(first.out).toContain('3 rows: 1 accepted (0 known before), 2 refused.');
    expect(first.out).toMatch(/row 3, effectiveDate: .*\(invalid-date\)/);
    expect(first.out).toMatch(/row 4, staffNumber: Refused\. Mend it\. \(staff-number-unknown\)/);
    expect(first.out).not.toContain('01/04/2024');
    const written = await readFile(rejects, 'utf8');
    expect(written.split('\n')[0]).toBe('staffNumber,effectiveDate,cause,clew:row,clew:column,clew:code,clew:remedy');
    expect(written).toContain(`${two},01/04/2024,death,3,effectiveDate,invalid-date,`);
    // Somebody mends the rejects, notes and all, and sends that file.
    const mended = await temporaryFile('mended.csv', written.replace('01/04/2024', '2024-04-02'));
    const second = await run(mended, { type: 'exited', json: true });
    expect(second.exitCode).toBe(0);
    expect(json(second.out)).toMatchObject({ rows: 2, accepted: 2 });
  });

  it('takes NDJSON, with ids or without, and keeps refused lines as they were', async () => {
    const event = {
      specversion: '1.0',
      source,
      type: 'clew.exited.v1',
      subject: one,
      time: '2024-04-02T10:00:00Z',
      data: { effectiveDate: '2024-04-01', cause: 'death' },
    };
    const id = '01HZY0G0Q2R9ZC6J3M5V8W1X4T';
    const lines = [
      JSON.stringify(event),
      JSON.stringify({ ...event, id }),
      'not json',
      JSON.stringify({ ...event, subject: 'me' }),
      '',
    ];
    const path = await temporaryFile('events.ndjson', `\u{feff}${lines.join('\r\n')}`);
    const rejects = join(await temporaryDirectory(), 'rejects.ndjson');
    const { exitCode, out, gateway } = await run(path, { rejects, json: true });
    expect(exitCode).toBe(2);
    const refusedRows = json(out)['refusedRows'] as readonly { row: number; refusals: readonly { code: string }[] }[];
    expect(refusedRows.map(({ row, refusals }) => [row, refusals[0]?.code])).toEqual([
      [3, 'malformed-json'],
      [4, 'staff-number-shape'],
    ]);
    expect([...gateway.events.keys()]).toContain(id);
    expect(await readFile(rejects, 'utf8')).toBe(`${lines[2]}\n${lines[3]}\n`);
    const again = await run(path, { json: true });
    expect([...again.gateway.events.keys()]).toEqual([...gateway.events.keys()]);
  });

  it.each([
    {
      name: 'a file that is not there',
      file: undefined,
      options: {},
      exitCode: 1,
      text: 'There is no such file. (file-missing)',
    },
    { name: 'a workbook', file: 'book.xlsx', options: {}, exitCode: 2, text: 'Name it .csv, .ndjson or .jsonl.' },
    { name: 'CSV without a source', file: 'a.csv', options: { source: undefined }, exitCode: 2, text: '--source' },
    { name: 'an unknown type', file: 'a.csv', options: { type: 'dismissed' }, exitCode: 2, text: 'unknown-event-type' },
    {
      name: 'a missing column',
      file: 'a.csv',
      options: { type: 'hired' },
      exitCode: 2,
      text: 'The file lacks the column posting.department. Add the column. (missing-column)',
    },
    {
      name: 'a gateway that is no URL',
      file: 'a.csv',
      options: { type: 'exited', gateway: 'nowhere' },
      exitCode: 1,
      text: 'gatewayUrl is not a URL',
    },
    {
      name: 'a gateway that does not answer',
      file: 'a.csv',
      options: { type: 'exited', gateway: 'http://127.0.0.1:9', patienceSeconds: 0 },
      exitCode: 1,
      text: 'Publish the same file again',
    },
  ])('says what is wrong with $name', async ({ file, options, exitCode, text }) => {
    const path = file === undefined ? '/nowhere/a.csv' : await temporaryFile(file, csv);
    const result = await run(path, options as Partial<PublishCommandOptions>);
    expect(result.exitCode).toBe(exitCode);
    expect(result.error).toContain(text);
    const asJson = await run(path, { ...(options as Partial<PublishCommandOptions>), json: true });
    expect(asJson.exitCode).toBe(exitCode);
    expect(Object.keys(json(asJson.out))).toContain(exitCode === 1 ? 'fault' : 'errors');
  });

  it('does not write its rejects over the file itself', async () => {
    const path = await temporaryFile('leavers.csv', csv);
    const { exitCode } = await run(path, { type: 'exited', rejects: path });
    expect(exitCode).toBe(2);
    expect(await readFile(path, 'utf8')).toBe(csv);
  });

  it.each([
    ['a workbook', 'PK\u0003\u0004rest of it', 'workbook'],
    ['UTF-16 without a byte order mark', Buffer.from('staffNumber', 'utf16le'), 'UTF-16'],
  ])('refuses %s, whatever its name says', async (_, content, says) => {
    const path = await temporaryFile('leavers.csv', content);
    const { exitCode, error, gateway } = await run(path, { type: 'exited' });
    expect([exitCode, error, gateway.events.size]).toEqual([2, expect.stringContaining(says), 0]);
  });

  it('stops when it is told to, and says how far it came: exit code 130', async () => {
    const stopping = new AbortController();
    const many = Array.from({ length: 5_000 }, () => `${one},2024-04-01,death`).join('\n');
    const path = await temporaryFile('many.csv', `staffNumber,effectiveDate,cause\n${many}\n`);
    // The second request is never answered.
    const misbehave: Misbehaviour['misbehave'] = (request) => {
      if (request > 1) stopping.abort();
      return request > 1;
    };
    const { exitCode, error } = await run(path, { type: 'exited', signal: stopping.signal }, { misbehave });
    expect([exitCode, error]).toEqual([130, expect.stringMatching(/Stopped: .*Publish the same file again/s)]);
  });

  it('refuses JSON that is laid out over several lines once, not line by line', async () => {
    const path = await temporaryFile('leavers.ndjson', JSON.stringify([{ id: 'x' }], null, 2));
    const { exitCode, error } = await run(path);
    expect([exitCode, error]).toEqual([2, expect.stringContaining('one event a line')]);
  });

  it('tells of many refused rows by their reasons, and says where a file holds nothing', async () => {
    const many = await temporaryFile(
      'many.csv',
      `${csv}${`${one},01/04/2024,death\n`.repeat(30)}${one},2024-04-01,ennui\n`,
    );
    const { out } = await run(many, { type: 'exited' });
    expect(out).toContain('… and 12 rows more; by reason:\n  invalid-date: 31 rows\n  invalid-value: 1 row\n');
    const none = await temporaryFile('none.csv', 'staffNumber,effectiveDate,cause\n');
    expect(await run(none, { type: 'exited' })).toMatchObject({
      exitCode: 0,
      out: expect.stringContaining('no events'),
    });
  });

  it('refuses UTF-16, which spreadsheets call Unicode text', async () => {
    const path = await temporaryFile('leavers.csv', Buffer.from(`\u{feff}${csv}`, 'utf16le'));
    const { exitCode, error } = await run(path, { type: 'exited' });
    expect([exitCode, error]).toEqual([2, expect.stringContaining('save it as "CSV UTF-8"')]);
  });
});

describe('docs/how-to/publish-from-a-spreadsheet.md', () => {
  it('has an example that works as it says', async () => {
    const page = await readFile(
      join(import.meta.dirname, '../../../docs/how-to/publish-from-a-spreadsheet.md'),
      'utf8',
    );
    const examples = [...page.matchAll(/```csv\n(.*?)```/gs)].map((match) => match[1] ?? '');
    expect(examples).toHaveLength(2);
    const directory = await temporaryDirectory();
    for (const [index, example] of examples.entries()) {
      const path = join(directory, `${index}.csv`);
      await writeFile(path, example);
      const { exitCode, out } = await run(path, { ...(index === 0 ? { type: 'hired' } : {}), json: true });
      expect({ exitCode, refused: json(out)['refusedRows'] }).toEqual({ exitCode: 0, refused: [] });
    }
  });
});
