// Tables and careers in the terminal: no wider than it is, and nothing lost without a sign.
import { type Career, replay } from '@clew/career';
import { type ClewEvent, isStaffNumber } from '@clew/events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { careerText } from '../src/career-view.ts';
import { organisationCodes, withOrganisationNames } from '../src/organisation-names.ts';
import { type Column, table, wrap } from '../src/terminal.ts';

interface Row {
  readonly name: string;
  readonly note: string;
  readonly count: number;
}

const columns: readonly Column<Row>[] = [
  { title: 'name', cell: ({ name }) => name },
  { title: 'note', cell: ({ note }) => note, dropFirst: 1 },
  { title: 'count', cell: ({ count }) => String(count), align: 'right' },
];

describe('a table', () => {
  const rows = [
    { name: 'Alpha', note: 'a remark of some length', count: 3 },
    { name: 'Beta', note: '', count: 12_345 },
  ];

  test('shows everything where there is room', () => {
    expect(table(rows, columns, 80)).toBe(
      [
        'name   note                     count',
        '─────  ───────────────────────  ─────',
        'Alpha  a remark of some length      3',
        'Beta                            12345',
      ].join('\n'),
    );
  });

  test('drops the columns that may go, then cuts with a sign', () => {
    expect(table(rows, columns, 20).split('\n')[0]).toBe('name   count');
    const long = [{ name: 'A name that is far too long', note: '', count: 1 }];
    expect(table(long, columns, 20).split('\n').at(-1)).toBe('A name that …      1');
  });

  test('a column that may go and has nothing to tell is left out', () => {
    expect(table([{ name: 'Alpha', note: '', count: 1 }], columns, 80)).not.toContain('note');
  });

  test('is never wider than it may be', () => {
    const row = fc.record({ name: fc.string({ maxLength: 60 }), note: fc.string({ maxLength: 60 }), count: fc.nat() });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), fc.integer({ min: 40, max: 120 }), (some, width) => {
        const widest = Math.max(
          ...table(some, columns, width)
            .split('\n')
            .map((line) => line.length),
        );
        expect(widest).toBeLessThanOrEqual(width);
      }),
    );
  });
});

test('texts are broken at spaces', () => {
  expect(wrap('one two three four', 9)).toBe('one two\n  three\n  four');
});

const source = '/departments/home-office/systems/payroll';
const subject = 'B00000000B';

function recorded(place: number, fact: Pick<ClewEvent, 'name' | 'data'>) {
  const id = `00000000000000000000000${String(place).padStart(3, '0')}`;
  const event = { id, source, subject, time: '2020-01-01T00:00:00.000Z', ...fact } as ClewEvent;
  return { event, recordedAt: '2024-01-01T00:00:00.000Z' };
}

function exampleCareer(): Career {
  const posting = {
    department: 'home-office',
    grade: { scheme: 'civil-service', code: 'EO' },
    region: 'north-west',
    profession: 'policy',
  } as const;
  const transfer = { effectiveDate: '2021-04-01', transferType: 'machinery-of-government' } as const;
  return replay([
    recorded(1, { name: 'hired', data: { effectiveDate: '2020-01-01', posting } }),
    recorded(2, {
      name: 'transferredIn',
      data: {
        ...transfer,
        fromDepartment: 'home-office',
        department: 'hm-treasury',
        grade: { scheme: 'civil-service', code: 'HEO' },
        changes: { region: 'london' },
      },
    }),
    recorded(3, {
      name: 'absenceStarted',
      data: { effectiveDate: '2022-01-01', absenceId: 'A', kind: 'career-break', paid: false },
    }),
    recorded(4, { name: 'exited', data: { effectiveDate: '2023-01-01', cause: 'retirement' } }),
    recorded(5, { name: 'diversityDeclared', data: { effectiveDate: '2020-01-01', sex: 'female', birthYear: 1960 } }),
  ]);
}

describe('a career', () => {
  test('tells spells, moves, episodes and findings in words', () => {
    expect(isStaffNumber(subject)).toBe(true);
    const text = careerText({ staffNumber: subject, knownAt: null, career: exampleCareer() }, 140);
    for (const part of [
      'Staff number B00-000-000B',
      'In service from 2020-01-01; out since 2023-01-01.',
      'Declared: sex female, born 1960.',
      'Spells (3)',
      'absent, unpaid',
      'Home Office → HM Treasury; north-west → london',
      'EO → HEO',
      'machinery of government, into London',
      'retirement',
      'kind career-break',
      'joinerWithoutLeaver',
      'the losing department recorded nobody going out',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('calls organisations by the names that they had on the day, and leaves a code that has none', () => {
    const names = [
      { code: 'home-office', name: 'Office of the Interior', from: '2000-01-01' },
      { code: 'hm-treasury', name: 'Exchequer', from: '1900-01-01' },
      { code: 'hm-treasury', name: 'Ministry of Finance', from: '2090-01-01' },
    ];
    const career = exampleCareer();
    const text = careerText({ staffNumber: subject, knownAt: null, career: withOrganisationNames(career, names) }, 140);
    expect(text).toContain('Office of the Interior → Exchequer');
    expect(text).not.toContain('Ministry of Finance');
    expect(organisationCodes(career)).toEqual(expect.arrayContaining(['home-office', 'hm-treasury']));
    expect(withOrganisationNames(career, [])).toEqual(career);
  });

  test('keeps to the width of the terminal', () => {
    for (const width of [60, 80, 100, 140]) {
      const text = careerText(
        { staffNumber: subject, knownAt: '2024-01-01T00:00:00.000Z', career: exampleCareer() },
        width,
      );
      const tables = text.split('\n').filter((line) => /^(\d{4}-|─)/.test(line));
      expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(width);
    }
  });

  test('says where nothing is known', () => {
    const text = careerText({ staffNumber: subject, knownAt: null, career: replay([]) }, 80);
    expect(text).toContain('No spell in service is known.');
  });
});
