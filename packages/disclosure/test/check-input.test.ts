// Registries and workforces that nothing can be counted from: each is refused with the field, and without its values.
import { describe, expect, test } from 'vitest';
import {
  checkRegistry,
  checkWorkforce,
  codesAt,
  defineClassification,
  type Registry,
  registerLattice,
  tableOf,
  tally,
  type Workforce,
} from '../src/index.ts';
import { background, grade, registry, staffOn } from './made-staff.ts';

describe('classifications', () => {
  test('are trees: a coarser level by the group of each finest category', () => {
    expect(codesAt(grade, 'grade-group')).toEqual(['junior', 'senior']);
    expect(codesAt(grade, 'no-such-level')).toBeUndefined();
    expect([...(grade.levels[1]?.categoryOf ?? [])]).toEqual([0, 0, 1, 1, 1]);
  });

  test.each([
    ['nothing in it', { name: 'empty', secret: false, codes: [] }],
    ['a category twice', { name: 'twice', secret: false, codes: ['a', 'a'] }],
    [
      'two levels of one name',
      { name: 'same', secret: false, codes: ['a'], groupings: [{ name: 'same', groupOf: () => 'x' }] },
    ],
  ])('with %s are faults', (_, declaration) => {
    expect(() => defineClassification(declaration)).toThrow(RangeError);
  });
});

describe('the lattice', () => {
  test('has every combination of up to three, at all levels, and no more', () => {
    const names = registry.tables.map(({ name }) => name);
    expect(names).toContain('headcount by background, grade-group, ethnicity');
    expect(names).not.toContain('headcount by grade, grade-group');
    expect(Math.max(...registry.tables.map(({ dimensions }) => dimensions.length))).toBe(3);
    expect(new Set(names).size).toBe(names.length);
  });

  test('leaves out what is by too many secrets, or too large', () => {
    const one = registerLattice([background, grade], { secrets: 0 });
    expect(one.tables.every(({ dimensions }) => dimensions.every((each) => each.classification !== 'background'))).toBe(
      true,
    );
    expect(registerLattice([background, grade], { mostCells: 10 }).tables.map(({ name }) => name)).toEqual([
      'headcount',
      'headcount by background',
      'headcount by grade',
    ]);
  });

  test('has tables that are named in the order of classifications, each once, and no dimension that is none', () => {
    const [one, other] = [
      { classification: 'background', level: 'background' },
      { classification: 'grade', level: 'grade-group' },
    ];
    const named = registerLattice([background, grade], {
      ways: 0,
      rates: [[other, one]],
      more: [
        [other, one],
        [one, other],
      ],
    });
    expect(named.tables.map(({ name }) => name)).toEqual([
      'headcount',
      'headcount by background, grade-group',
      'exposure-months by background, grade-group',
      'promotions by background, grade-group',
    ]);
    expect(checkRegistry(named)).toBeNull();
    expect(() => registerLattice([grade], { rates: [[one]] })).toThrow('no classification background');
    expect(() => registerLattice([grade], { more: [[{ classification: 'grade', level: 'band' }]] })).toThrow(
      RangeError,
    );
  });

  test('counts at every level what its finest level counts', () => {
    const workforce = staffOn(0, { people: 500 });
    const fine = tally(registry, workforce, tableOf('headcount', [{ classification: 'grade', level: 'grade' }]));
    const coarse = tally(
      registry,
      workforce,
      tableOf('headcount', [{ classification: 'grade', level: 'grade-group' }]),
    );
    expect([...coarse]).toEqual([(fine[0] ?? 0) + (fine[1] ?? 0), (fine[2] ?? 0) + (fine[3] ?? 0) + (fine[4] ?? 0)]);
  });
});

describe('a registry is refused', () => {
  const [table] = registry.tables.slice(1);
  const broken: readonly (readonly [string, Registry, string])[] = [
    [
      'with two tables of one name',
      { ...registry, tables: [...registry.tables, ...registry.tables.slice(0, 1)] },
      'tables',
    ],
    [
      'with a dimension that it does not have',
      {
        ...registry,
        tables: [{ name: 'odd', quantity: 'headcount', dimensions: [{ classification: 'odd', level: 'odd' }] }],
      },
      'tables.odd',
    ],
    [
      'with two levels of one classification in a table',
      {
        ...registry,
        tables: [
          {
            name: 'both',
            quantity: 'headcount',
            dimensions: [
              { classification: 'grade', level: 'grade' },
              { classification: 'grade', level: 'grade-group' },
            ],
          },
        ],
      },
      'tables.both',
    ],
    [
      'with a table under two names',
      {
        ...registry,
        tables: [...registry.tables, ...registry.tables.slice(0, 1).map((each) => ({ ...each, name: 'b' }))],
      },
      'tables.b',
    ],
    [
      'with dimensions in another order',
      {
        ...registry,
        tables: registry.tables
          .filter(({ name }) => name === 'headcount by background, grade')
          .map((each) => ({ ...each, dimensions: each.dimensions.toReversed() })),
      },
      'tables.headcount by background, grade',
    ],
    [
      'with a level that has no category for one of the finest',
      {
        ...registry,
        classifications: registry.classifications.map((each) =>
          each.name === 'grade'
            ? { ...each, levels: each.levels.map((level) => ({ ...level, categoryOf: level.categoryOf.subarray(1) })) }
            : each,
        ),
      },
      'classifications.grade',
    ],
    [
      'with a level whose category does not exist',
      {
        ...registry,
        classifications: registry.classifications.map((each) =>
          each.name === 'grade'
            ? {
                ...each,
                levels: each.levels.map((level, at) => (at === 0 ? level : { ...level, codes: level.codes.slice(1) })),
              }
            : each,
        ),
      },
      'classifications.grade',
    ],
    [
      'with a classification without a level',
      {
        ...registry,
        classifications: [...registry.classifications, { name: 'bare', title: 'bare', secret: false, levels: [] }],
      },
      'classifications.bare',
    ],
    [
      'with two levels of one name',
      {
        ...registry,
        classifications: [
          ...registry.classifications,
          defineClassification({ name: 'grade', secret: true, codes: ['x'] }),
        ],
      },
      'classifications',
    ],
  ];
  test.each(broken)('%s', (_, given, field) => {
    expect(checkRegistry(given)).toMatchObject({ code: 'registry-invalid', field });
    expect(checkRegistry(registry)).toBeNull();
    expect(table).toBeDefined();
  });
});

describe('a workforce is refused', () => {
  const good = staffOn(0, { people: 20 });
  const { year } = good;
  if (year === undefined) throw new Error('it has a year');
  const column = (name: string, values: Uint16Array) => ({
    ...good,
    columns: new Map([...good.columns, [name, values]]),
  });
  const { year: _left, ...withoutYear } = good;
  const broken: readonly (readonly [string, Workforce, string])[] = [
    ['without a date', { ...good, referenceDate: '31 March' }, 'workforce.referenceDate'],
    ['of a day that is none', { ...good, referenceDate: '2024-02-30' }, 'workforce.referenceDate'],
    ['of a month that is none', { ...good, referenceDate: '2024-13-01' }, 'workforce.referenceDate'],
    ['of half a person', { ...good, people: 19.5 }, 'workforce.people'],
    ['without a column', { ...good, columns: new Map() }, 'workforce.columns.background'],
    [
      'with a category that does not exist in the year',
      { ...good, year: { ...year, columns: new Map([...year.columns, ['grade', new Uint16Array(20).fill(99)]]) } },
      'workforce.year.columns.grade',
    ],
    [
      'with more than twelve months over two rows of one person',
      { ...good, year: { ...year, personNumber: year.personNumber.with(1, 0), months: year.months.with(0, 1) } },
      'workforce.year',
    ],
    [
      'with a promotion in each of two rows of one person',
      {
        ...good,
        year: {
          ...year,
          personNumber: year.personNumber.with(1, 0),
          months: year.months.with(0, 0),
          promotions: new Uint8Array(20).fill(1),
        },
      },
      'workforce.year',
    ],
    ['of no number of people', { ...good, people: -1 }, 'workforce.people'],
    ['with fewer numbers than people', { ...good, personNumber: new Uint32Array(3) }, 'workforce.personNumber'],
    ['with a person twice', { ...good, personNumber: good.personNumber.with(1, 0) }, 'workforce.personNumber'],
    ['with people out of order', { ...good, personNumber: good.personNumber.toReversed() }, 'workforce.personNumber'],
    ['with a short column', column('grade', new Uint16Array(3)), 'workforce.columns.grade'],
    ['with a category that does not exist', column('grade', new Uint16Array(20).fill(99)), 'workforce.columns.grade'],
    ['without the year that its rates need', withoutYear, 'workforce.year'],
    ['with thirteen months', { ...good, year: { ...year, months: new Uint8Array(20).fill(13) } }, 'workforce.year'],
    [
      'with two promotions of one person',
      { ...good, year: { ...year, promotions: new Uint8Array(20).fill(2) } },
      'workforce.year',
    ],
    ['with half a row of the year', { ...good, year: { ...year, rows: 19.5 } }, 'workforce.year.rows'],
    ['with a short year', { ...good, year: { ...year, months: new Uint8Array(2) } }, 'workforce.year.months'],
  ];
  test.each(broken)('%s', (_, given, field) => {
    const refusal = checkWorkforce(registry, given);
    expect(refusal).toMatchObject({ code: 'workforce-invalid', field });
    // Neither a category nor a person's number is repeated.
    expect(`${refusal?.message} ${refusal?.remedy}`).not.toMatch(/\b(99|13)\b/);
  });

  test('but not one in which a person stands in two rows of the year, with twelve months in all', () => {
    const personNumber = year.personNumber.with(1, 0);
    const [months, promotions] = [year.months.with(0, 5).with(1, 7), new Uint8Array(20)];
    expect(checkWorkforce(registry, { ...good, year: { ...year, personNumber, months, promotions } })).toBeNull();
  });

  test('but not a good one, of nobody too', () => {
    expect(checkWorkforce(registry, good)).toBeNull();
    expect(checkWorkforce(registry, staffOn(0, { people: 0 }))).toBeNull();
  });
});
