// clew statistics sequences on a CSV of spells: the state at the start of each position, and what is refused of spells and of their persons.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clew } from './command-line.ts';
import { found } from './statistics-found.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-spells-'));
});
afterAll(() => rm(folder, { recursive: true }));

const header = 'person,from,to,grade,seb';
const spells = [
  'b,2018-01-01,,EO,high',
  'a,2019-06-01,2019-09-01,EO,low',
  'a,2019-01-15,2019-06-01,AO,low',
  'c,2019-03-01,2019-08-15,AO,low',
  'c,2019-08-15,2019-12-01,out,low',
];

async function options(rows: readonly string[], positions = '2019-03..2019-10'): Promise<string[]> {
  const file = join(folder, 'spells.csv');
  await writeFile(file, `${[header, ...rows].join('\n')}\n`);
  const columns = ['--id', 'person', '--begin', 'from', '--end', 'to', '--state', 'grade'];
  return ['--csv', file, ...columns, '--positions', positions];
}

test('months: the state at the start of each, an empty end that goes on, persons as they first come', async () => {
  const answer = await found('sequences', ...(await options(spells)), '--group', 'seb', '--distance', 'LCS', '--pairs');
  expect(answer).toMatchObject({ careers: 3, states: ['AO', 'EO', 'out'] });
  expect([answer.positions[0], answer.positions.at(-1)]).toEqual(['2019-03', '2019-10']);
  // b: EO in all eight months. a: AO to May, EO to August, then over. c: AO to August, then out.
  expect(answer.indicators.id).toEqual(['b', 'a', 'c']);
  expect(answer.indicators.row).toEqual([2, 3, 5]);
  expect(answer.indicators.length).toEqual([8, 6, 8]);
  expect(answer.meanTimes.map(({ mean }: { mean: number }) => mean)).toEqual([3, 11 / 3, 2 / 3]);
  // Lengths less twice what is in common: b and a three months of EO, b and c nothing, a and c three months of AO.
  expect(answer.distances).toEqual([8, 16, 8]);
  expect(answer.groups.map(({ careers }: { careers: number }) => careers)).toEqual([1, 2]);
});

test('numbers, and overlaps as told', async () => {
  const rows = ['a,0,4,AO,low', 'a,2,6,EO,low', 'b,0,6,AO,low'];
  const numbers = await options(rows, '0..5');
  for (const [rule, months] of [
    ['later', [2, 4]],
    ['earlier', [4, 2]],
  ] as const) {
    const { meanTimes, positions } = await found('sequences', ...numbers, '--overlaps', rule);
    expect(positions).toEqual(['0', '1', '2', '3', '4', '5']);
    expect(meanTimes.map(({ mean }: { mean: number }) => mean)).toEqual([(months[0] + 6) / 2, months[1] / 2]);
  }
});

test('persons with a gap are left out or have a state of their own', async () => {
  const rows = ['a,0,2,AO,low', 'a,3,6,EO,low', 'b,0,6,AO,low', 'c,8,9,AO,low'];
  const numbers = await options(rows, '0..5');
  expect(await found('sequences', ...numbers, '--missing', 'omit')).toMatchObject({ careers: 1, rowsOmitted: 2 });
  const own = await found('sequences', ...numbers, '--missing', 'state');
  expect([own.states, own.indicators.length]).toEqual([
    ['AO', 'EO', '*'],
    [6, 6, 0],
  ]);
});

test.each([
  ['spells that overlap', ['a,0,4,AO,low', 'a,2,6,EO,low'], [], 'spells-overlap', 'Row 3'],
  ['a spell that ends before it begins', ['a,0,6,AO,low', 'b,4,2,AO,low'], [], 'entry-not-before-exit', 'Row 3'],
  ['a spell of no time', ['a,3,3,AO,low'], [], 'entry-not-before-exit', 'Row 2'],
  ['a gap', ['b,0,6,AO,low', 'a,0,2,AO,low', 'a,3,6,EO,low'], [], 'state-missing', 'Row 3'],
  ['a person with two groups', ['a,0,2,AO,low', 'a,2,6,EO,high'], ['--group', 'seb'], 'person-differs', 'row 2'],
  ['a state outside the order', ['a,0,6,HEO,low'], ['--order', 'AO,EO'], 'state-not-in-order', 'Row 2, column grade'],
  ['a begin that is no number', ['a,soon,6,AO,low'], [], 'cell-no-number', 'Row 2, column from'],
  ['a state that is empty', ['a,0,6,,low'], [], 'cell-empty', 'Row 2, column grade'],
  ['columns and spells at once', ['a,0,6,AO,low'], ['--prefix', 'm'], 'spells-unclear', '--prefix'],
])('%s: refused', async (_, rows, more, code, says) => {
  const {
    code: exit,
    stdout,
    stderr,
  } = await clew(['statistics', 'sequences', ...(await options(rows, '0..5')), ...more]);
  expect([exit, stdout], stderr).toEqual([2, '']);
  expect(stderr).toContain(`(${code})`);
  expect(stderr).toContain(says);
});

test.each([['a,2019-02-30,,AO,low'], ['a,01/03/2019,,AO,low']])('a date that is none is refused: %s', async (row) => {
  const { code, stderr } = await clew(['statistics', 'sequences', ...(await options([row]))]);
  expect([code, stderr.includes('(cell-no-date)')], stderr).toEqual([2, true]);
  expect(stderr).toContain('Row 2, column from');
});

test.each(['2019-13..2020-01', '2020-01..2019-01', '5..', 'all'])(
  'positions that are none are refused: %s',
  async (positions) => {
    const { code, stderr } = await clew(['statistics', 'sequences', ...(await options(spells, positions))]);
    expect([code, stderr.includes('2019-04..2024-03')], stderr).toEqual([2, true]);
  },
);
