// clew statistics refuses what it cannot answer: with the row as in the file, the column and a remedy, and never with a cell of it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildProgram } from '../src/program.ts';
import { clew } from './command-line.ts';
import { expectRefused, lines, type Refusal } from './statistics-refused.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clew-statistics-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const survival = ['survival', '--time', 'months', '--event', 'promoted'];
const regression = ['regression', '--family', 'binomial', '--formula'];
const gap = ['gap', '--formula', 'promoted ~ grade', '--family', 'binomial', '--group', 'seb', '--first', 'low'];
const rates = ['rates', '--events', 'moves', '--exposure', 'years'];
const times = lines('months,promoted,seb', '3,1,low', '5,0,high', '7,1,low', '9,0,high');

const refusals: readonly Refusal[] = [
  { of: 'an empty file', csv: '', given: survival, code: 'csv-empty', says: ['empty'] },
  { of: 'a header alone', csv: 'months,promoted\n', given: survival, code: 'csv-no-rows', says: ['no rows'] },
  {
    of: 'another separator',
    csv: lines('months;promoted', '3;1'),
    given: survival,
    code: 'csv-separator',
    says: ['Row 1', 'commas'],
  },
  {
    of: 'a column that is there twice',
    csv: lines('months,months,promoted', '3,3,1'),
    given: survival,
    code: 'column-twice',
    says: ['Row 1', 'months'],
  },
  {
    of: 'a row that is too long',
    csv: lines('months,promoted', '3,1', '"1,5",1', '4,secret,1'),
    given: survival,
    code: 'row-length',
    says: ['Row 4', '3 cells', 'header has 2'],
  },
  {
    of: 'a quotation mark that is not closed',
    csv: lines('months,promoted', '3,"1', '4,0'),
    given: survival,
    code: 'csv-unreadable',
    says: ['quote'],
  },
  {
    of: 'letters of another encoding',
    csv: lines('months,promoted,seb', '3,1,low', '4,0,h\uFFFDgh'),
    given: [...survival, '--group', 'seb'],
    code: 'csv-not-utf8',
    says: ['Row 3, column seb', 'UTF-8'],
  },
  {
    of: 'a column that there is not',
    csv: times,
    given: [...survival, '--group', 'sebb'],
    code: 'column-unknown',
    says: ['--group: no column sebb', 'Did you mean seb?', 'months, promoted, seb'],
  },
  {
    of: 'a column in a formula that there is not',
    csv: times,
    given: [...regression, 'promoted ~ mnths'],
    code: 'column-unknown',
    says: ['--formula: no column mnths', 'Did you mean months?'],
  },
  {
    of: 'an empty cell',
    csv: lines('months,promoted', '3,1', '', '5,0', ' ,1', '8,'),
    given: survival,
    code: 'cell-empty',
    says: ['Row 5, column months', 'promoted: empty in 1 row of 4', '--missing omit'],
  },
  {
    of: 'empty cells everywhere',
    csv: lines('months,promoted', '3,', ',1'),
    given: [...survival, '--missing', 'omit'],
    code: 'no-complete-rows',
    says: ['Every row'],
  },
  {
    of: 'a time that is no number',
    csv: lines('months,promoted', '3,1', '"1,5",0'),
    given: survival,
    code: 'cell-no-number',
    says: ['Row 3, column months', 'a point'],
  },
  {
    of: 'a word among numbers',
    csv: lines('promoted,age', '1,30', '0,40', '1,unsaid', '0,35', '1,36'),
    given: [...regression, 'promoted ~ age'],
    code: 'cell-no-number',
    says: ['Row 4, column age', 'factor(age)'],
  },
  {
    of: 'a negative time, whose row follows one that was left out',
    csv: lines('months,promoted', '3,1', ',0', '-4,0'),
    given: [...survival, '--missing', 'omit'],
    code: 'time-negative',
    says: ['Row 4, column months'],
  },
  {
    of: 'an entry after the end',
    csv: lines('months,promoted,since', '3,1,0', '5,0,6'),
    given: [...survival, '--entry', 'since'],
    code: 'entry-not-before-exit',
    says: ['Row 3', 'column since'],
  },
  {
    of: 'an event that is neither one nor the other',
    csv: lines('months,promoted', '3,1', '5,2'),
    given: survival,
    code: 'event-unclear',
    says: ['Row 3, column promoted', 'promoted=VALUE'],
  },
  {
    of: "an event's value that no row has",
    csv: times,
    given: ['survival', '--time', 'months', '--event', 'promoted=2'],
    code: 'value-unknown',
    says: ['Column promoted'],
  },
  {
    of: 'a cause that no row has',
    csv: times,
    given: ['incidence', '--time', 'months', '--event', 'promoted', '--censored', 'none'],
    code: 'value-unknown',
    says: ['Column promoted', 'none'],
  },
  {
    of: 'Cox without events',
    csv: lines('months,promoted,age', '3,0,30', '5,0,31'),
    given: ['cox', '--time', 'months', '--event', 'promoted', '--formula', 'age'],
    code: 'no-events',
    says: ['which value is the event'],
  },
  {
    of: 'a column that depends on another',
    csv: lines('promoted,age,years', '1,30,10', '0,40,20', '1,35,15', '0,31,11', '1,39,19', '0,33,13'),
    given: [...regression, 'promoted ~ age + years'],
    code: 'collinear',
    says: ['years', 'Leave it out'],
  },
  {
    of: 'outcomes that a column tells apart',
    csv: lines('promoted,age', '0,30', '0,31', '1,40', '1,41'),
    given: [...regression, 'promoted ~ age'],
    code: 'separated',
    says: ['age'],
  },
  {
    of: 'a formula that cannot be read',
    csv: times,
    given: [...regression, 'promoted ~ seb +'],
    code: 'formula-invalid',
    says: ["'promoted ~ seb + grade'"],
  },
  {
    of: 'an outcome that the family lacks',
    csv: lines('promoted,age', '0,30', '2,31', '1,40', '1,41'),
    given: [...regression, 'promoted ~ age'],
    code: 'outcome-invalid',
    says: ['Row 3', '--family'],
  },
  {
    of: 'a group that no row has',
    csv: lines('promoted,seb,grade', '1,low,AO', '0,high,AO'),
    given: [...gap, '--second', 'hihg'],
    code: 'value-unknown',
    says: ['Column seb', 'hihg'],
  },
  {
    of: 'a group within the formula',
    csv: lines('promoted,grade,seb', '1,AO,low', '0,AO,high'),
    given: ['gap', '--formula', 'promoted ~ seb', ...gap.slice(3), '--second', 'high'],
    code: 'group-in-formula',
    says: ['seb', 'Leave it out'],
  },
  {
    of: 'one group against itself',
    csv: lines('promoted,seb', '1,low', '0,high'),
    given: ['bounds', '--outcome', 'promoted', '--group', 'seb', '--first', 'low', '--second', 'low'],
    code: 'one-group',
    says: ['two groups'],
  },
  {
    of: 'half an event',
    csv: lines('moves,years', '1,2', '1.5,2'),
    given: rates,
    code: 'count-invalid',
    says: ['Row 3, column moves'],
  },
  {
    of: 'negative exposure',
    csv: lines('moves,years', '1,2', '1,-2'),
    given: rates,
    code: 'exposure-invalid',
    says: ['Row 3, column years'],
  },
  {
    of: 'a stratum that a group lacks',
    csv: lines('moves,years,seb,grade', '1,2,low,AO', '1,2,low,EO', '1,2,high,AO'),
    given: [...rates, '--group', 'seb', '--standardise', 'grade'],
    code: 'no-exposure',
    says: ['Group high', 'EO'],
  },
  {
    of: 'a reference without groups',
    csv: lines('moves,years', '1,2'),
    given: [...rates, '--reference', 'low'],
    code: 'no-group',
    says: ['--group'],
  },
  {
    of: 'strata without groups',
    csv: times,
    given: [...survival, '--strata', 'seb'],
    code: 'no-group',
    says: ['--strata', '--group'],
  },
];

test.each(refusals)('$of is refused: $code', (refusal) => expectRefused(refusal, folder));

test.each([
  { given: survival, says: '--csv' },
  { given: [...survival, '--csv', '/nowhere/at/all.csv'], says: 'csv-missing' },
  { given: [...survival, '--csv', tmpdir()], says: 'csv-missing' },
  { given: [...survival, '--csv', 'x.csv', '--confidence', '95'], says: 'between 0 and 1' },
  { given: [...survival, '--csv', 'x.csv', '--at', '12,soon'], says: 'number from 0' },
  { given: [...survival, '--csv', 'x.csv', '--missing', 'guess'], says: 'refuse, omit' },
  { given: ['regression', '--csv', 'x.csv', '--formula', 'a ~ b'], says: '--family' },
  { given: [...rates, '--csv', 'x.csv', '--per', '0'], says: 'above 0' },
  { given: ['seances'], says: 'unknown command' },
])('$given: $says', async ({ given, says }) => {
  const { code, stdout, stderr } = await clew(['statistics', ...given]);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain(says);
});

describe('help', () => {
  test('names every method; each has examples', async () => {
    const { code, stdout } = await clew(['statistics', '--help']);
    expect(code).toBe(0);
    const methods = [
      'survival',
      'incidence',
      'states',
      'cox',
      'fine-gray',
      'regression',
      'gap',
      'bounds',
      'rates',
      'sequences',
    ];
    for (const method of methods) expect(stdout).toMatch(new RegExp(`^ {2}${method} `, 'm'));
    const statistics = buildProgram().commands.find((each) => each.name() === 'statistics');
    expect(statistics?.commands.map((each) => each.name())).toEqual(methods);
    for (const method of methods) {
      const help = await clew(['statistics', method, '--help']);
      expect(help.stdout).toContain(`$ npm run -s clew -- statistics ${method} --csv`);
      expect(help.stdout).toContain('Figures are not protected');
    }
  });
});
