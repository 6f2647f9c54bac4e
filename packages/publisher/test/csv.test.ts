// CSV files: a table of what spreadsheets do to data, and what becomes of it.
import { createReadStream } from 'node:fs';
import { type ClewEvent, catalogue, type EventName, encodeEvent, type FactName } from '@clew/events';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCsv } from '../src/files/csv-file.ts';
import { FileRefused, type Row } from '../src/files/row.ts';
import { prepareJson } from '../src/index.ts';
import { source, staffNumbers, temporaryFile } from './support.ts';

const [one] = staffNumbers;

async function rowsOf(content: string | Uint8Array, type?: EventName): Promise<readonly Row[]> {
  const path = await temporaryFile('events.csv', content);
  const { rows } = await openCsv(createReadStream(path, { highWaterMark: 64 }), { type, source });
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

const refusalsOf = (row: Row | undefined) =>
  row !== undefined && 'refusals' in row ? row.refusals.map(({ code, column }) => [code, column]) : 'accepted';
const eventOf = (row: Row | undefined): ClewEvent | undefined =>
  row !== undefined && 'prepared' in row ? row.prepared.event : undefined;

/** What a file is refused with, as a whole. */
async function refusedFile(content: string | Uint8Array, type?: EventName) {
  const fault = await rowsOf(content, type).catch((caught: unknown) => caught);
  if (!(fault instanceof FileRefused)) throw new Error('the file was not refused');
  return fault.refusals.map(({ code, column }) => [code, column]);
}

describe('a row becomes an event', () => {
  it('by dotted columns, converted as the schema asks; empty cells are not stated', async () => {
    const content = `staffNumber,effectiveDate,posting.department,posting.grade.scheme,posting.grade.code,posting.fullTimeEquivalent,posting.accelerated,posting.region,entryRoute
${one},2024-04-01,hm-treasury,civil-service,EO,0.6,TRUE,,external-recruitment`;
    expect(eventOf((await rowsOf(content, 'hired'))[0])).toMatchObject({
      source,
      subject: one,
      name: 'hired',
      time: '2024-04-01T00:00:00.000Z',
      data: {
        effectiveDate: '2024-04-01',
        entryRoute: 'external-recruitment',
        posting: {
          department: 'hm-treasury',
          grade: { scheme: 'civil-service', code: 'EO' },
          fullTimeEquivalent: 0.6,
          accelerated: true,
        },
      },
    });
  });

  it.each([
    ['posting.grade', 'EO'],
    ['posting.grade.code', 'EO'],
  ])('with a grade of the Civil Service where %s states no scheme', async (column, code) => {
    const content = `subject,effectiveDate,posting.department,${column}\n${one},2024-04-01,hm-treasury,${code}`;
    expect(eventOf((await rowsOf(content, 'hired'))[0])).toMatchObject({
      data: { posting: { grade: { scheme: 'civil-service', code: 'EO' } } },
    });
  });

  it('with its own time, id and type, by the type of each row', async () => {
    const id = '01HZY0G0Q2R9ZC6J3M5V8W1X4T';
    const content = `type,id,time,staffNumber,effectiveDate,cause,learning,kind,hours
exited,${id},2024-04-02T10:00:00+01:00,${one},2024-04-01,resignation,,,
clew.learningCompleted.v1,,2024-05-01,${one},2024-04-01,,CSL-1,course,7.5`;
    const [exited, learning] = await rowsOf(content);
    expect(eventOf(exited)).toMatchObject({ id, name: 'exited', time: '2024-04-02T09:00:00.000Z' });
    expect(eventOf(learning)).toMatchObject({
      name: 'learningCompleted',
      time: '2024-05-01T00:00:00.000Z',
      data: { hours: 7.5 },
    });
  });

  it('with null for what is no longer known, and lists by number', async () => {
    const content = `staffNumber,effectiveDate,changes.role,changes.region,changes.concurrentPosts.0.department,changes.concurrentPosts.0.role,changes.concurrentPosts.0.grade
${one},2024-04-01,null,london,home-office,HO-1,G7`;
    expect(eventOf((await rowsOf(content, 'postingChanged'))[0])).toMatchObject({
      data: {
        changes: {
          role: null,
          region: 'london',
          concurrentPosts: [
            { department: 'home-office', role: 'HO-1', grade: { scheme: 'civil-service', code: 'G7' } },
          ],
        },
      },
    });
  });

  it('also a correction and a retraction', async () => {
    const target = '01HZY0G0Q2R9ZC6J3M5V8W1X4T';
    const content = `type,staffNumber,time,target,reason,targetType,replacement.type,replacement.data.effectiveDate,replacement.data.cause
corrected,${one},2024-06-01,${target},keying-error,,exited,2024-04-02,death
retracted,${one},2024-06-02,${target},did-not-happen,exited,,,`;
    const [corrected, retracted] = await rowsOf(content);
    expect(eventOf(corrected)).toMatchObject({ data: { replacement: { name: 'exited', data: { cause: 'death' } } } });
    expect(eventOf(retracted)).toMatchObject({ data: { targetName: 'exited' } });
  });

  it.each([
    ['a byte order mark', (text: string) => `\u{feff}${text}`],
    ['CRLF line ends', (text: string) => text.replaceAll('\n', '\r\n')],
    ['quoted cells', (text: string) => text.replaceAll(/[^,\n]+/g, '"$&"')],
    ['spaces around cells', (text: string) => text.replaceAll(',', ' , ')],
    ['blank rows', (text: string) => `${text}\n\n,,\n`],
    ['unnamed empty columns at the end', (text: string) => text.replaceAll(/$/gm, ',')],
  ])('whatever a spreadsheet adds: %s', async (_, change) => {
    const rows = await rowsOf(change(`staffNumber,effectiveDate,cause\n${one},2024-04-01,death`), 'exited');
    expect(rows.map(eventOf)).toEqual([expect.objectContaining({ name: 'exited' })]);
  });
});

describe('ids of rows that state none', () => {
  const header = 'staffNumber,effectiveDate,cause';
  const idsOf = async (...rows: string[]) =>
    (await rowsOf([header, ...rows].join('\n'), 'exited')).map((row) => eventOf(row)?.id);
  const [first, second] = [`${one},2024-04-01,death`, `${one},2024-04-02,death`];

  it('follow from what the row says, wherever it stands: a file sent again, or sorted, is the same facts', async () => {
    const [a, b] = await idsOf(first, second);
    expect(await idsOf(second, first)).toEqual([b, a]);
    expect(await idsOf(first, first)).toEqual([a, a]);
    expect(a).not.toBe(b);
  });
});

describe('a row is refused', () => {
  const exits = (...cells: string[]) => `staffNumber,effectiveDate,cause\n${cells.join(',')}`;
  it.each([
    ['a UK date', exits(one, '31/03/2024', 'death'), [['invalid-date', 'effectiveDate']]],
    ['a US date', exits(one, '3-31-24', 'death'), [['invalid-date', 'effectiveDate']]],
    ["a spreadsheet's date number", exits(one, '45382', 'death'), [['invalid-date', 'effectiveDate']]],
    ['a date that does not exist', exits(one, '2023-02-29', 'death'), [['invalid-date', 'effectiveDate']]],
    ['no date', exits(one, '', 'death'), [['missing-field', 'effectiveDate']]],
    ['two mistakes', exits('B000000000', '2024-02-30', 'death'), [['invalid-date', 'effectiveDate']]],
    [
      'a wrong check character',
      exits('B000000000', '2024-02-01', 'death'),
      [['staff-number-check-character', 'staffNumber']],
    ],
    ['no staff number', exits('', '2024-02-01', 'death'), [['missing-field', 'staffNumber']]],
    ['a value outside its list', exits(one, '2024-02-01', 'fired'), [['invalid-value', 'cause']]],
    ['too few cells', exits(one, '2024-02-01'), [['row-shape', undefined]]],
    ['too many cells', exits(one, '2024-02-01', 'death', 'x'), [['row-shape', undefined]]],
    ['a formula', exits(one, '2024-02-01', '=HYPERLINK("x")'), [['row-shape', undefined]]],
    ['a quoted formula', exits(one, '2024-02-01', '"=HYPERLINK(""x"")"'), [['formula-in-cell', 'cause']]],
    ['a plus', exits(one, '2024-02-01', '+death'), [['formula-in-cell', 'cause']]],
    ['a minus', exits(one, '2024-02-01', '-death'), [['formula-in-cell', 'cause']]],
    ['an at', exits(one, '2024-02-01', '@SUM(A1)'), [['formula-in-cell', 'cause']]],
    ['a tab', exits(one, '2024-02-01', '\tdeath'), [['formula-in-cell', 'cause']]],
    ['a formula for a staff number', exits('=A1', '2024-02-01', 'death'), [['formula-in-cell', 'staffNumber']]],
    [
      'characters that are not UTF-8',
      Buffer.from(exits(one, '2024-02-01', 'd\u{fffd}ath'), 'utf8'),
      [['malformed-utf8', 'cause']],
    ],
  ] as const)('for %s', async (_, content, expected) => {
    const [row] = await rowsOf(content, 'exited');
    expect(refusalsOf(row)).toEqual(expected);
  });

  it.each([
    ['hours', '1,5', 'wrong-type'],
    ['hours', '7.5 hours', 'wrong-type'],
    ['hours', '0', 'invalid-value'],
  ])('for %s of "%s"', async (column, cell, code) => {
    const content = `staffNumber,effectiveDate,learning,kind,hours\n${one},2024-04-01,CSL-1,course,"${cell}"`;
    expect(refusalsOf((await rowsOf(content, 'learningCompleted'))[0])).toEqual([[code, column]]);
  });

  it('that takes a negative or a signed number for what it is', async () => {
    const content = `staffNumber,effectiveDate,learning,kind,hours\n${one},2024-04-01,CSL-1,course,+7.5\n${one},2024-04-01,CSL-1,course,-1`;
    const rows = await rowsOf(content, 'learningCompleted');
    expect(rows.map(refusalsOf)).toEqual(['accepted', [['invalid-value', 'hours']]]);
  });

  it('and the rows around it go on, counted as a spreadsheet counts them', async () => {
    const content = `staffNumber,effectiveDate,cause,destination
${one},2024-04-01,death,

${one},01/04/2024,death,
"${one}","2024-04-01","death","a
quoted newline"
${one},2024-04-01,dea"th,
${one},2024-04-02,death,`
      .replace(',destination', '')
      .replaceAll(/,$/gm, '')
      .replace(',"a\nquoted newline"', '');
    const rows = await rowsOf(content, 'exited');
    expect(rows.map(({ row }) => row)).toEqual([2, 4, 5, 6, 7]);
    expect(rows.map(refusalsOf)).toEqual([
      'accepted',
      [['invalid-date', 'effectiveDate']],
      'accepted',
      [['row-shape', undefined]],
      'accepted',
    ]);
  });

  it('counts a row with quoted newlines as one', async () => {
    const content = `staffNumber,effectiveDate,cause\n"${one}","2024-04-01","dea\nth"\n${one},2024-04-01,x`;
    expect((await rowsOf(content, 'exited')).map(({ row }) => row)).toEqual([2, 3]);
  });

  it('whose quotation mark is never closed does not swallow the file', async () => {
    const good = `${one},2024-04-01,death`;
    const content = `staffNumber,effectiveDate,cause\n${good}\n"${one},2024-04-01,death\n${Array(20_000).fill(good).join('\n')}`;
    const rows = await rowsOf(content, 'exited');
    expect(refusalsOf(rows[0])).toBe('accepted');
    expect(refusalsOf(rows.find((row) => 'refusals' in row))).toEqual([['row-shape', undefined]]);
  });

  it('without repeating what the cell held', async () => {
    const secret = 'Zebediah-Quux';
    const content = `staffNumber,effectiveDate,cause,time\n${secret},${secret},${secret},${secret}\n=${secret},2024-04-01,death,`;
    const rows = await rowsOf(content, 'exited');
    expect(JSON.stringify(rows.map((row) => ('refusals' in row ? row.refusals : [])))).not.toContain(secret);
  });
});

describe('a file is refused as a whole', () => {
  it.each([
    ['a missing column', 'staffNumber,cause\n', 'exited', [['missing-column', 'effectiveDate']]],
    ['no staff number', 'effectiveDate,cause\n', 'exited', [['missing-column', 'staffNumber']]],
    [
      'a missing grade',
      'staffNumber,effectiveDate,posting.department\n',
      'hired',
      [['missing-column', 'posting.grade']],
    ],
    ['no type', 'staffNumber,effectiveDate\n', undefined, [['missing-column', 'type']]],
    [
      'an unknown column',
      'staffNumber,effectiveDate,cause,Leaving Reason\n',
      'exited',
      [['unknown-field', '(unreadable)']],
    ],
    ['a mistyped column', 'staffNumber,effectiveDate,cause,causes\n', 'exited', [['unknown-field', 'causes']]],
    ['a column twice', 'staffNumber,subject,effectiveDate,cause\n', 'exited', [['row-shape', 'subject']]],
    [
      'a correction without its time',
      'staffNumber,target,reason,replacement.type\n',
      'corrected',
      [['missing-column', 'time']],
    ],
    ['semicolons', 'staffNumber;effectiveDate;cause\n', 'exited', [['missing-column', undefined]]],
    ['no header', `${one},2024-04-01,death\n`, 'exited', [['missing-column', undefined]]],
    ['nothing in it', '', 'exited', [['missing-column', undefined]]],
  ] as const)('for %s', async (_, content, type, expected) => {
    expect(await refusedFile(content, type)).toEqual(expected);
  });
});

describe('every fact of the catalogue', () => {
  /** The leaves of an event's data as columns; a grade and everything else by its dotted path. */
  function cellsOf(value: unknown, path: string, into: Map<string, string>): Map<string, string> {
    if (value === null) into.set(path, 'null');
    else if (typeof value !== 'object') into.set(path, String(value));
    else for (const [key, inner] of Object.entries(value)) cellsOf(inner, path === '' ? key : `${path}.${key}`, into);
    return into;
  }

  const subjects = { 'staff-number': one, organisation: 'home-office', role: 'HO-1' } as const;
  const examples = catalogue.flatMap((definition) =>
    definition.validExamples.map((data) => ({
      name: definition.name as FactName,
      subject: subjects[definition.subject],
      data,
    })),
  );

  it('that is written as CSV reads back as the same event, in any order of columns and rows', async () => {
    const cases = fc.array(fc.tuple(fc.constantFrom(...examples), fc.nat()), { minLength: 1, maxLength: 12 });
    const generated = new Set<string>();
    await fc.assert(
      fc.asyncProperty(cases, async (chosen) => {
        const rows = chosen.map(([{ name, subject, data }]) => {
          generated.add(name);
          return new Map([
            ['type', name],
            ['staffNumber', subject],
            ['time', '2024-06-01T00:00:00.000Z'],
            ...cellsOf(data, '', new Map()),
          ]);
        });
        const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))].toSorted((a, b) =>
          (chosen[0]?.[1] ?? 0) % 2 === 0 ? a.localeCompare(b) : b.localeCompare(a),
        );
        const content = stringify([columns, ...rows.map((row) => columns.map((column) => row.get(column) ?? ''))]);
        const read = (await rowsOf(content)).map((row) => {
          const event = eventOf(row);
          return event === undefined ? row : { ...encodeEvent(event), id: '' };
        });
        const expected = chosen.map(([{ name, subject, data }]) => {
          const type = `clew.${name}.v1`;
          const json = {
            specversion: '1.0',
            id: '01HZY0G0Q2R9ZC6J3M5V8W1X4T',
            source,
            type,
            subject,
            time: '2024-06-01T00:00:00Z',
            data,
          };
          const prepared = prepareJson(json);
          if (!prepared.ok) throw new Error(`the example of ${name} is not valid`);
          return { ...encodeEvent(prepared.value.event), id: '' };
        });
        expect(read).toEqual(expected);
      }),
      { numRuns: 150 },
    );
    expect([...generated].toSorted()).toEqual([...new Set(examples.map(({ name }) => name))].toSorted());
  });
});
