// clew statistics sequences refuses careers that it cannot read, and options that mean nothing together or for these careers.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clew } from './command-line.ts';
import { people } from './statistics-found.ts';
import { expectRefused, lines, type Refusal } from './statistics-refused.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-sequences-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const states = ['sequences', '--states', 'm1..m3'];
const careers = lines('person,m1,m2,m3', 'a,AO,AO,EO', 'b,AO,,EO', 'c,EO,EO,');

const refusals: readonly Refusal[] = [
  {
    of: 'costs of distances that nothing asks for',
    csv: careers,
    given: [...states, '--costs', 'constant'],
    code: 'no-distances',
    says: ['--clusters'],
  },
  {
    of: 'a way of clustering without clusters',
    csv: careers,
    given: [...states, '--grouping', 'ward'],
    code: 'no-clusters',
    says: ['--grouping'],
  },
  {
    of: 'costs by an order that is not told',
    csv: careers,
    given: [...states, '--missing', 'omit', '--clusters', '2', '--costs', 'order'],
    code: 'no-order',
    says: ['--order'],
  },
  {
    of: 'an order from the best to the worst with a state that nobody holds',
    csv: lines('m1,m2,m3', 'AO,AO,EO', 'EO,AO,EO'),
    given: [...states, '--best-first', 'EO,HEO'],
    code: 'state-outside-alphabet',
    says: ['--best-first'],
  },
  {
    of: 'clusters by costs of careers that know one state',
    csv: lines('m1,m2,m3', 'AO,AO,AO', 'AO,AO,', 'AO,,'),
    given: [...states, '--clusters', '2'],
    code: 'costs-invalid',
    says: ['one state'],
  },
  {
    of: 'more clusters than different careers, joined or not',
    csv: lines('m1,m2,m3', 'AO,AO,EO', 'AO,AO,EO', 'EO,AO,EO'),
    given: [...states, '--clusters', '2..3'],
    code: 'clusters-invalid',
    says: ['fewer clusters'],
  },
  {
    of: 'one career that is to be joined',
    csv: lines('m1,m2,m3', 'AO,AO,EO'),
    given: [...states, '--clusters', '2', '--grouping', 'ward', '--distance', 'LCS'],
    code: 'clusters-invalid',
    says: ['one object'],
  },
  {
    of: 'a window without subsequences',
    csv: careers,
    given: [...states, '--window', '3'],
    code: 'no-subsequences',
    says: ['--subsequences'],
  },
  {
    of: 'a normalisation that the distance does not take',
    csv: careers,
    given: [...states, '--missing', 'state', '--clusters', '2', '--distance', 'EUCLID', '--normalise', 'gmean'],
    code: 'option-invalid',
    says: ['--normalise', 'EUCLID does not take gmean'],
  },
  {
    of: 'what explains differences, in one group',
    csv: lines('seb,m1,m2,m3', 'low,AO,AO,EO', 'low,EO,EO,EO', 'low,AO,EO,EO'),
    given: [...states, '--discrepancy', 'seb'],
    code: 'one-group',
    says: ['Column seb'],
  },
  {
    of: 'an order that names a state twice',
    csv: careers,
    given: [...states, '--missing', 'state', '--order', 'AO,EO,AO'],
    code: 'option-invalid',
    says: ['--order:', 'twice'],
  },
  {
    of: 'a gap in a career',
    csv: careers,
    given: states,
    code: 'state-missing',
    says: ['Row 3, column m2', '--missing state'],
  },
  {
    of: 'a state that the order lacks',
    csv: lines('m1,m2,m3', 'AO,AO,EO', 'AO,HEO,EO'),
    given: [...states, '--order', 'AO,EO'],
    code: 'state-not-in-order',
    says: ['Row 3, column m2', '--order'],
  },
  {
    of: 'a person in two rows',
    csv: lines('person,m1,m2,m3', 'a,AO,AO,EO', 'b,EO,EO,EO', 'a,EO,EO,EO'),
    given: [...states, '--id', 'person'],
    code: 'id-twice',
    says: ['Rows 2 and 4, column person', 'one row'],
  },
  {
    of: 'states that are not named',
    csv: careers,
    given: ['sequences'],
    code: 'states-missing',
    says: ['--states m1..m60'],
  },
  {
    of: 'a range the wrong way round',
    csv: careers,
    given: ['sequences', '--states', 'm3..m1'],
    code: 'states-range',
    says: ['m1', 'm3'],
  },
  {
    of: 'a prefix that no column has',
    csv: careers,
    given: ['sequences', '--prefix', 'month'],
    code: 'column-unknown',
    says: ['--prefix'],
  },
  {
    of: 'more clusters than careers',
    csv: careers,
    given: [...states, '--missing', 'state', '--clusters', '9'],
    code: 'clusters-invalid',
    says: ['fewer clusters'],
  },
  {
    of: 'costs for a distance without any',
    csv: careers,
    given: [...states, '--clusters', '2', '--distance', 'LCS', '--costs', 'constant'],
    code: 'costs-not-taken',
    says: ['LCS'],
  },
];

test.each(refusals)('$of is refused: $code', (refusal) => expectRefused(refusal, folder));

test.each([
  { given: ['sequences', '--csv', 'x.csv', '--clusters', '1'], says: 'from 2' },
  { given: ['sequences', '--csv', 'x.csv', '--clusters', '5..3'], says: '2..8' },
  { given: ['sequences', '--csv', 'x.csv', '--grouping', 'kmeans'], says: 'medoids, ward' },
  { given: ['sequences', '--csv', people, '--prefix', 'm', '--indicators', 'all'], says: '--json' },
  { given: ['sequences', '--csv', people, '--prefix', 'm', '--pairs'], says: '--json' },
])('$given: $says', async ({ given, says }) => {
  const { code, stdout, stderr } = await clew(['statistics', ...given]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
});
