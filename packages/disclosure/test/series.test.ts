// Successive releases: what they may show of a change, what is refused, and the same findings by a check that knows nothing of how they were made.
import { describe, expect, test } from 'vitest';
import {
  checkRelease,
  contentHash,
  exposedChanges,
  isRefusal,
  type Method,
  type Release,
  type Workforce,
} from '../src/index.ts';
import {
  methodOf,
  ordinaryRegistry,
  published,
  publishSeries,
  registry,
  secretOf,
  staffOn,
  tableNamed,
} from './made-staff.ts';

/** The same staff, one of whom moved to another grade. */
function withOneMoved(workforce: Workforce, row: number, referenceDate: string): Workforce {
  const grades = workforce.columns.get('grade')?.slice() ?? new Uint16Array();
  grades[row] = ((grades[row] ?? 0) + 1) % 5;
  return { ...workforce, referenceDate, columns: new Map([...workforce.columns, ['grade', grades]]) };
}

function pairs(releases: readonly Release[], workforces: readonly Workforce[]) {
  return releases.map((release, place) => ({ release, workforce: workforces[place] ?? staffOn(0) }));
}

const leastChange = 5;

describe('a change', () => {
  const first = staffOn(0);
  const moved = withOneMoved(first, 17, '2021-03-31');

  test('of one person is shown by cell keys alone', () => {
    const method = methodOf('cell-key', { threshold: 0, base: 1 });
    const releases = publishSeries(method, ordinaryRegistry, [first, moved]);
    const [before, now] = pairs(releases, [first, moved]);
    if (before === undefined || now === undefined) throw new Error('there are two');
    expect(exposedChanges(ordinaryRegistry, now, [before], leastChange).length).toBeGreaterThan(0);
    expect(checkRelease(ordinaryRegistry, now, [before], leastChange)).toMatchObject({
      code: 'release-differs-too-little',
    });
  });

  test('of one person is shown by no figure of clew', () => {
    const releases = publishSeries(methodOf('clew'), ordinaryRegistry, [first, moved]);
    expect(releases[1]?.tables).toEqual(
      releases[0]?.tables.map((table, place) => ({
        ...table,
        standardErrors: releases[1]?.tables[place]?.standardErrors,
      })),
    );
  });

  test('that is undone, while others come and go, is shown against no earlier release', () => {
    const workforces = [
      staffOn(0, { turnover: 0.002 }),
      staffOn(1, { turnover: 0.002 }),
      staffOn(2, { turnover: 0.002 }),
      { ...staffOn(0, { turnover: 0.002 }), referenceDate: '2023-03-31' },
      { ...withOneMoved(staffOn(0, { turnover: 0.002 }), 40, '2024-03-31') },
      staffOn(5, { turnover: 0.01 }),
    ];
    const method = methodOf('clew', { leastChange });
    const series = pairs(publishSeries(method, ordinaryRegistry, workforces), workforces);
    series.forEach((candidate, place) => {
      expect(checkRelease(ordinaryRegistry, candidate, series.slice(0, place), leastChange)).toBeNull();
    });
    // Without the rule the same staff show many.
    const open = pairs(publishSeries(methodOf('clew', { leastChange: 0 }), ordinaryRegistry, workforces), workforces);
    const found = open.flatMap((candidate, place) =>
      exposedChanges(ordinaryRegistry, candidate, open.slice(0, place), leastChange),
    );
    expect(found.length).toBeGreaterThan(100);
  });

  test('of many is shown: figures follow the staff, at most one change behind', () => {
    const workforces = [0, 1, 2, 3].map((date) => staffOn(date, { turnover: 0.1 }));
    const releases = publishSeries(methodOf('clew', { variance: 0 }), ordinaryRegistry, workforces);
    const [early, late] = [releases[0], releases[3]].map(
      (release) => release && tableNamed(release, 'headcount by profession'),
    );
    const grades = tableNamed(releases[3] as Release, 'headcount by grade');
    expect(late?.values).not.toEqual(early?.values);
    const truth = new Float64Array(5);
    for (const grade of workforces[3]?.columns.get('grade') ?? []) truth[grade] = (truth[grade] ?? 0) + 1;
    grades.values.forEach((value, cell) => {
      if (!Number.isNaN(value)) expect(Math.abs(value - (truth[cell] ?? 0))).toBeLessThan(12);
    });
  });
});

describe('what does not follow from the releases before it is refused', () => {
  const method = methodOf('clew');
  const workforces = [staffOn(0), staffOn(1)];
  const first = published(
    method.publish(registry, staffOn(0), { secret: secretOf(1), releaseNumber: 1, earlier: [], memory: null }),
  );
  const next = { secret: secretOf(1), releaseNumber: 2, earlier: [first.release], memory: first.memory };

  test('and what follows is not', () => {
    expect(isRefusal(method.publish(registry, staffOn(1), next))).toBe(false);
  });

  const table = tableNamed(first.release, 'headcount by grade');
  const altered: Release = {
    ...first.release,
    tables: first.release.tables.map((each) =>
      each === table ? { ...each, values: each.values.map((value) => value + 1) } : each,
    ),
  };
  const refused: readonly (readonly [string, Method, Workforce, object, string])[] = [
    ['a number left out', method, staffOn(1), { releaseNumber: 3 }, 'release-out-of-order'],
    ['no memory of the last', method, staffOn(1), { memory: null }, 'release-out-of-order'],
    ['no earlier release', method, staffOn(1), { earlier: [] }, 'release-out-of-order'],
    ['an earlier date', method, { ...staffOn(1), referenceDate: '2019-03-31' }, {}, 'release-out-of-order'],
    ['an altered release', method, staffOn(1), { earlier: [altered] }, 'release-altered'],
    ['other parameters', methodOf('clew', { threshold: 3 }), staffOn(1), {}, 'method-differs'],
    ['another method', methodOf('cell-key'), staffOn(1), {}, 'method-differs'],
  ];

  test.each(refused)('%s', (_, by, workforce, change, code) => {
    const answer = by.publish(registry, workforce, { ...next, ...change });
    expect(isRefusal(answer) && answer.code).toBe(code);
  });

  test('more measurements than the declared loss allows', () => {
    // As if release 1 had been measured with less noise than this method takes.
    const bold = {
      ...first.release,
      measurements: first.release.measurements.map((each) => ({ ...each, standardDeviation: 20 })),
    };
    const earlier = [{ ...bold, contentHash: contentHash(bold) }];
    const answer = method.publish(registry, staffOn(1), { ...next, earlier });
    expect(isRefusal(answer) && answer.code).toBe('loss-exceeded');
  });

  test('an altered release is found by the last check too', () => {
    const [candidate] = pairs([altered], workforces);
    if (candidate === undefined) throw new Error('there is one');
    expect(checkRelease(registry, candidate, [], leastChange)).toMatchObject({ code: 'release-altered' });
  });
});

test.each(['laplace', 'gaussian'])('noise of %s is fresh at every release of the same people', (name) => {
  const still = [staffOn(0), { ...staffOn(0), referenceDate: '2021-03-31' }];
  const [one, other] = publishSeries(methodOf(name), registry, still);
  one?.tables.forEach((table, place) => {
    if (table.values.length >= 10) expect(other?.tables[place]?.values).not.toEqual(table.values);
  });
});

test('answers are measured every fourth release, tables of rates are shown then, and figures are carried forward between', () => {
  const workforces = Array.from({ length: 6 }, (_, date) => staffOn(date));
  const releases = publishSeries(methodOf('clew', { releases: 5, every: 4 }), registry, workforces);
  expect(releases.map(({ measurements }) => measurements.length > 0)).toEqual([true, false, false, false, true, false]);
  const shown = (name: string) => releases.map((release) => !tableNamed(release, name).values.every(Number.isNaN));
  expect(shown('promotions by background, grade')).toEqual([true, false, false, false, true, false]);
  expect(shown('promotions by grade')).toEqual([true, false, false, false, true, false]);
  expect(shown('headcount by background, grade')).toEqual([true, true, true, true, true, true]);
});

test('tables of a year are held to the last year that was shown, over the releases between', () => {
  const still = Array.from({ length: 5 }, (_, date) => ({ ...staffOn(0), referenceDate: `20${20 + date}-03-31` }));
  const { year } = staffOn(0);
  if (year === undefined) throw new Error('it has a year');
  // One person more was promoted, or one less.
  const promotions = year.promotions.with(11, 1 - (year.promotions[11] ?? 0));
  const workforces = still.map((each, date) => (date === 4 ? { ...each, year: { ...year, promotions } } : each));
  const releases = publishSeries(methodOf('clew', { every: 4 }), registry, workforces);
  const [first, last] = [releases[0], releases[4]].map(
    (release) => release && tableNamed(release, 'promotions by grade').values,
  );
  expect(first?.some((value) => !Number.isNaN(value))).toBe(true);
  expect(last).toEqual(first);
});
