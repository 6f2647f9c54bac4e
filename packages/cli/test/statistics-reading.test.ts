// How `clew statistics` reads: any CSV as it was written, columns by what they hold, formulas by the columns that they name.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { figure, plain } from '../src/statistics/answer.ts';
import { formulaColumns } from '../src/statistics/formula-columns.ts';
import { type CsvRows, readCsv } from '../src/statistics/read-csv.ts';
import { categoriesOf, columnOf, completeRows, eventChoice, eventsOf, numbersOf } from '../src/statistics/rows.ts';
import { careerClusters } from '../src/statistics/sequences/career-clusters.ts';
import { measureOf } from '../src/statistics/sequences/career-distances.ts';
import { careersOf } from '../src/statistics/sequences/careers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-reading-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The rows of a text, all its named columns kept. */
async function rowsOf(csv: string): Promise<CsvRows> {
  const file = join(folder, 'table.csv');
  await writeFile(file, csv);
  const everything = (header: readonly string[]) => ({
    columns: header.filter(Boolean).map((name) => ({ option: '--any', name })),
  });
  return (await readCsv(file, everything, { empty: [], onProgress: () => undefined })).rows;
}

const textsOf = ({ columns }: CsvRows, name: string) => {
  const column = columns.get(name);
  return Array.from(column?.codes ?? [], (code) => column?.texts[code] ?? null);
};

test('any cells come back as they were written, blanks around them left off', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'B', ',', '"', '\n', ' ', 'é', '7', ';') });
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (cells) => {
      const lines = cells.map((row) => row.map(quoted).join(','));
      const rows = await rowsOf(`\uFEFF"one","two"\r\n${lines.join('\r\n')}\r\n`);
      for (const [at, name] of ['one', 'two'].entries()) {
        expect(textsOf(rows, name)).toEqual(cells.map((row) => (row[at] ?? '').trim() || null));
      }
      expect([...rows.fileRows]).toEqual(cells.map((_, row) => row + 2));
    }),
    { numRuns: 50 },
  );
});

test('a row is known by its place in the file, blank lines counted', async () => {
  const rows = await rowsOf('a,b\n1,2\n\n3,\n\n\n5,6\n');
  expect([...rows.fileRows]).toEqual([2, 4, 7]);
  const complete = completeRows(rows, ['a', 'b'], 'omit');
  expect([[...complete.fileRows], complete.omitted]).toEqual([[2, 7], 1]);
});

describe('columns', () => {
  test('of numbers are numbers, of anything else categories in order', async () => {
    const rows = await rowsOf('number,word,code,flag\n1.50,b,10,TRUE\n-2e1,a,9.0,FALSE\n.5,b,9,TRUE\n');
    expect([...numbersOf(rows, 'number')]).toEqual([1.5, -20, 0.5]);
    expect(columnOf(rows, 'word')).toEqual({ levels: ['a', 'b'], codes: Int32Array.of(1, 0, 1) });
    // Numbers as categories: in their own order, and 9.0 is 9.
    expect(categoriesOf(rows, 'code')).toEqual({ levels: ['9', '10'], codes: Int32Array.of(1, 0, 0) });
    expect([...eventsOf(rows, { column: 'flag' })]).toEqual([1, 0, 1]);
    expect([...eventsOf(rows, { column: 'code', value: '9' })]).toEqual([0, 1, 1]);
  });

  test('keep only the levels of the rows that are left', async () => {
    const rows = completeRows(await rowsOf('word,number\na,1\nb,\nc,2\n'), ['number'], 'omit');
    expect(categoriesOf(rows, 'word')).toEqual({ levels: ['a', 'c'], codes: Int32Array.of(0, 1) });
  });

  test('of an event are named with or without a value', () => {
    expect(eventChoice('status', ['status'])).toEqual({ column: 'status' });
    expect(eventChoice('status = 2', ['status'])).toEqual({ column: 'status', value: '2' });
    expect(eventChoice('a=b', ['a=b'])).toEqual({ column: 'a=b' });
  });
});

test.each([
  { formula: 'promoted ~ seb + grade * sex', names: ['promoted', 'seb', 'grade', 'sex'], factors: [] },
  { formula: '~ ns(age, df = 3) + log(pay) + age', names: ['age', 'pay'], factors: [] },
  { formula: 'y ~ `time in grade` + ph.ecog == 2', names: ['y', 'time in grade', 'ph.ecog'], factors: [] },
  {
    formula: 'y ~ relevel(grade, ref = "EO (old)") + factor( region )',
    names: ['y', 'grade', 'region'],
    factors: [1, 2],
  },
  { formula: 'y ~ factor(age) + age', names: ['y', 'age'], factors: [] },
  { formula: 'y ~ . - pay', names: ['y', 'age'], factors: [] },
  { formula: 'y ~ offset(log(years)) + 0 + 1e3 * größe', names: ['y', 'größe', 'years'], factors: [] },
  { formula: 'age * pay', names: ['age', 'pay'], factors: [] },
  // What are no columns: names of contrasts, TRUE, names of arguments.
  {
    formula: 'cbind(y, n - y) ~ C(grade, sum) + C(factor(band), contr.poly) + poly(age, 2, raw = TRUE)',
    names: ['y', 'n', 'grade', 'band', 'age'],
    factors: [2, 3],
  },
])('the columns of $formula', ({ formula, names, factors }) => {
  const found = formulaColumns(formula, ['person', 'y', 'age', 'pay', ''], ['person', undefined]);
  expect(found.map(({ name }) => name)).toEqual(names);
  expect(found.flatMap(({ asCategories }, at) => (asCategories ? [at] : []))).toEqual(factors);
});

test('a formula that cannot be read is refused before the file is', () => {
  expect(() => formulaColumns('y ~ age +', ['y', 'age'], [])).toThrow(
    expect.objectContaining({ code: 'formula-invalid', message: expect.stringContaining('ends too early') }),
  );
});

test('a number that is too large to be one is refused with its row', async () => {
  const rows = await rowsOf('age\n30\n1e999\n40\n');
  expect(() => columnOf(rows, 'age')).toThrow(
    expect.objectContaining({ code: 'cell-no-number', message: expect.stringContaining('Row 3, column age') }),
  );
});

describe('careers', () => {
  const csv = 'm1,m2,m3\nAO,EO,\nAO,,EO\n,AO,AO\nEO,EO,AO\n';

  test('end with their last state; an empty cell before it is a state of its own, or leaves the career out', async () => {
    const rows = await rowsOf(csv);
    const kept = careersOf(rows, ['m1', 'm2', 'm3'], { missing: 'state' });
    expect(kept.sequences.alphabet).toEqual(['AO', 'EO']);
    // 2 is missing, 3 is past the end.
    expect([...kept.sequences.states]).toEqual([0, 1, 3, 0, 2, 1, 2, 0, 0, 1, 1, 0]);
    const whole = careersOf(rows, ['m1', 'm2', 'm3'], { missing: 'omit', order: ['EO', 'AO'] });
    expect([[...whole.rows.fileRows], whole.omitted]).toEqual([[2, 5], 2]);
    expect([...whole.sequences.states]).toEqual([1, 0, 3, 0, 0, 1]);
  });

  test('that are many are clustered by samples: each to its nearest medoid, the largest cluster first', async () => {
    // Every sequence of seven positions over four states but the longest runs of the first: 10,000 different ones.
    const texts = Array.from({ length: 10_000 }, (_, at) => [...(at + 4_000).toString(4).padStart(7, '0')].join(','));
    const rows = await rowsOf(`m1,m2,m3,m4,m5,m6,m7\n${texts.join('\n')}\n`);
    const { sequences } = careersOf(rows, [...rows.columns.keys()], { missing: 'refuse' });
    const how = {
      distance: 'HAM',
      costs: undefined,
      indel: undefined,
      normalisation: 'none',
      withMissing: false,
    } as const;
    const options = { ...how, clusters: { from: 3, to: 3 }, grouping: 'medoids', seed: 1 } as const;
    const found = await careerClusters(sequences, measureOf(sequences, how), options, () => undefined);
    expect([found.method, found.distinct]).toEqual(['samples', 10_000]);
    const apart = (one: number, other: number) =>
      [0, 1, 2, 3, 4, 5, 6].filter((at) => sequences.states[one * 7 + at] !== sequences.states[other * 7 + at]).length;
    const sizes = [0, 0, 0];
    let sum = 0;
    for (const [row, cluster] of found.partition.entries()) {
      const distances = found.clusters.map(({ medoid }) => apart(row, medoid));
      expect(distances[cluster - 1]).toBe(Math.min(...distances));
      sizes[cluster - 1] = (sizes[cluster - 1] ?? 0) + 1;
      sum += Math.min(...distances);
    }
    expect(found.clusters.map(({ size }) => size)).toEqual(sizes);
    expect(sizes).toEqual(sizes.toSorted((one, other) => other - one));
    expect(found.meanDistance).toBeCloseTo(sum / 10_000, 10);
  });
});

test('what has no value is null for programs and a dash for people; infinite is said', () => {
  const found = { one: Float64Array.of(1, Number.NaN), two: [Number.POSITIVE_INFINITY], three: undefined };
  expect(JSON.stringify(plain(found))).toBe('{"one":[1,null],"two":["Infinity"]}');
  expect([Number.NaN, Number.NEGATIVE_INFINITY, 12, 0.123456, 12.34567, 1234.567, 1.5e-7].map(figure)).toEqual([
    '-',
    '-infinite',
    '12',
    '0.1235',
    '12.346',
    '1234.6',
    '1.50e-7',
  ]);
});
