// The SQL against a naive model that looks at every day, over random careers; and what must never change a figure.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Career } from '@clew/career';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays } from '../src/dates.ts';
import {
  createSnapshot,
  type MeasureRequest,
  openSnapshot,
  personRows,
  type RawRateRow,
  type RawResult,
  runMeasure,
  type Snapshot,
} from '../src/index.ts';
import { population } from './careers.ts';
import { events, exposure, inPost, journeys } from './oracle.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'clew-oracle-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const asOf = '2030-12-31';

async function withSnapshot<Result>(careers: readonly Career[], work: (snapshot: Snapshot) => Promise<Result>) {
  const rows = careers.map((career, index) => personRows(`person-${index}`, career));
  const { manifest } = await createSnapshot({
    rows,
    directory,
    asOf,
    knownAt: `${asOf}T00:00:00.000Z`,
    createdBy: 'test',
  });
  const snapshot = await openSnapshot({ directory, id: manifest.id });
  try {
    return await work(snapshot);
  } finally {
    snapshot.close();
    await rm(join(directory, manifest.id), { recursive: true, force: true });
  }
}

async function answer(snapshot: Snapshot, request: MeasureRequest): Promise<RawResult> {
  const reading = await runMeasure(snapshot, request);
  if (!reading.ok) throw new Error(JSON.stringify(reading.refusals));
  return reading.value;
}

const names = ['promotions', 'exits', 'temporary-promotion-starts', 'transfers'] as const;
const standard = [
  'grade',
  'grade-group',
  'seb',
  'sex',
  'department',
  'region',
  'london',
  'profession',
  'year',
] as const;
const by = fc.subarray([...standard], { maxLength: 4 });
const date = fc.integer({ min: 0, max: 2_500 }).map((days) => addDays('2017-06-01', days));
const period = fc
  .tuple(date, fc.integer({ min: 1, max: 1_500 }))
  .map(([from, days]) => ({ from, to: addDays(from, days) }));

/** Careers, and a period that begins and ends within a day of something that happened: the edges are where counting goes wrong. */
const careersAndPeriod = population.chain((careers) => {
  const dates = careers.flatMap((career) => career.moves.map((move) => move.date));
  const edge = fc
    .tuple(fc.constantFrom(...dates), fc.integer({ min: -1, max: 1 }))
    .map(([day, shift]) => addDays(day, shift));
  return fc.tuple(edge, edge).map(([one, other]) => {
    const [from, to] = one < other ? [one, other] : [other, one];
    return { careers, from, to: from === to ? addDays(from, 1) : to };
  });
});

/** The largest of some populations, over all of its time: it holds events of every kind, so that no draw decides whether the property met them. */
const eventful = {
  careers: fc
    .sample(population, { seed: 1, numRuns: 20 })
    .reduce((largest, each) => (each.length > largest.length ? each : largest)),
  from: '2017-01-01',
  to: asOf,
};

describe('rates', () => {
  it('count what the naive model counts, for every measure and combination', async () => {
    const asked = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(careersAndPeriod, by, async ({ careers, from, to }, by) => {
        await withSnapshot(careers, async (snapshot) => {
          for (const name of names) {
            const extra = name === 'exits' ? ['cause'] : name === 'transfers' ? ['transfer-type'] : [];
            const all = [...by, ...extra];
            const result = await answer(snapshot, { name, by: all, from, to });
            const days = exposure(careers, all, from, to);
            const happened = events(careers, name, all, from, to);
            expect(result.kind).toBe('rate');
            if (result.kind !== 'rate') return;
            const found = new Set<string>();
            for (const row of result.rows) {
              const key = all.map((each) => row.group[each as keyof typeof row.group]).join('|');
              const exposed = days.get(
                all.map((each) => (extra.includes(each) ? '*' : row.group[each as keyof typeof row.group])).join('|'),
              );
              const counted = happened.get(key);
              found.add(key);
              expect({
                key,
                days: row.personDays,
                people: row.people,
                events: row.events,
                eventPeople: row.eventPeople,
              }).toEqual({
                key,
                days: exposed?.days ?? 0,
                people: exposed?.people.size ?? 0,
                events: counted?.events ?? 0,
                eventPeople: counted?.eventPeople.size ?? 0,
              });
            }
            expect([...happened.keys()].filter((key) => !found.has(key))).toEqual([]);
            asked.set(
              name,
              (asked.get(name) ?? 0) + [...happened.values()].reduce((sum, each) => sum + each.events, 0),
            );
          }
        });
      }),
      { numRuns: 25, examples: [[eventful, ['grade']]] },
    );
    // A property that never met an event proves nothing.
    for (const name of names) expect(asked.get(name) ?? 0).toBeGreaterThan(0);
  });

  it('add up to their total', async () => {
    await fc.assert(
      fc.asyncProperty(population, by, period, async (careers, by, { from, to }) => {
        await withSnapshot(careers, async (snapshot) => {
          const result = await answer(snapshot, { name: 'promotions', by, from, to });
          if (result.kind !== 'rate') throw new Error('not a rate');
          const { rows } = result;
          const sum = (pick: (row: RawRateRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
          const [total] = result.totals;
          expect([sum((row) => row.events), sum((row) => row.personDays)]).toEqual([total?.events, total?.personDays]);
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('declaration', () => {
  it('is that of the rest of the group, by distinct people', async () => {
    await fc.assert(
      fc.asyncProperty(population, period, async (careers, { from, to }) => {
        await withSnapshot(careers, async (snapshot) => {
          const result = await answer(snapshot, { name: 'promotions', by: ['department', 'seb'], from, to });
          const { rows } = result;
          const departments = exposure(careers, ['department'], from, to);
          for (const row of rows) {
            const people = [...(departments.get(row.group.department ?? '')?.people ?? [])].map(
              (index) => careers[index],
            );
            const backgrounds = people.map((career) => career?.declarations.socioEconomicBackground ?? null);
            const declared = backgrounds.filter((each) => each !== null && each.class !== null).length;
            const answered = backgrounds.filter((each) => each !== null).length;
            const rates = people.length === 0 ? [null, null] : [declared / people.length, answered / people.length];
            expect([row.declarationRate, row.responseRate]).toEqual(rates);
          }
        });
      }),
      { numRuns: 10 },
    );
  });
});

describe('headcount', () => {
  it('counts who the naive model finds in post', async () => {
    await fc.assert(
      fc.asyncProperty(careersAndPeriod, by, async ({ careers, from: at }, by) => {
        await withSnapshot(careers, async (snapshot) => {
          const result = await answer(snapshot, { name: 'headcount', by, at });
          if (result.kind !== 'headcount') throw new Error('not a headcount');
          const expected = [...inPost(careers, by, at)].map(([key, { people }]) => [key, people.size]);
          const found = result.rows
            .filter((row) => row.count > 0)
            .map((row) => [by.map((name) => row.group[name]).join('|'), row.count]);
          expect(found.toSorted()).toEqual(expected.toSorted());
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('regional moves', () => {
  it('count the journeys that the naive model finds', async () => {
    let met = 0;
    await fc.assert(
      fc.asyncProperty(careersAndPeriod, async ({ careers, from, to }) => {
        await withSnapshot(careers, async (snapshot) => {
          const result = await answer(snapshot, { name: 'regional-moves', from, to });
          if (result.kind !== 'flow') throw new Error('not a matrix');
          const found = result.rows.map(({ group, count }) => [
            `${group.origin}|${group.destination}|${group['move-type']}`,
            count,
          ]);
          const expected = [...journeys(careers, from, to)];
          met += expected.length;
          expect(found.toSorted()).toEqual(expected.toSorted());
          const intoLondon = expected
            .filter(([key]) => String(key).split('|')[1] === 'london')
            .reduce((sum, [, count]) => sum + Number(count), 0);
          const totals = result.totals.filter((row) => row.group.direction === 'into-london');
          expect(totals.reduce((sum, row) => sum + row.count, 0)).toBe(intoLondon);
        });
      }),
      { numRuns: 15 },
    );
    expect(met).toBeGreaterThan(0);
  });
});

describe('what changes nothing', () => {
  const figures = async (careers: readonly Career[]) =>
    withSnapshot(careers, async (snapshot) => {
      const request = { by: ['grade', 'seb', 'year'], from: '2018-04-01', to: '2024-04-01' };
      const results = [];
      for (const name of names) results.push((await answer(snapshot, { name, ...request })).rows);
      return { id: snapshot.manifest.id, results };
    });

  it('the order of people', async () => {
    await fc.assert(
      fc.asyncProperty(population, async (careers) => {
        expect(await figures(careers.toReversed())).toEqual(await figures(careers));
      }),
      { numRuns: 5 },
    );
  });

  it('a spell that is cut in two', async () => {
    await fc.assert(
      fc.asyncProperty(population, async (careers) => {
        const cut = careers.map((career) => ({ ...career, spells: career.spells.flatMap(cutInTwo) }));
        expect((await figures(cut)).results).toEqual((await figures(careers)).results);
      }),
      { numRuns: 5 },
    );
  });
});

function cutInTwo(spell: Career['spells'][number]) {
  const middle = addDays(spell.start, 1);
  if (spell.end !== null && spell.end <= middle) return [spell];
  return [
    { ...spell, end: middle, endedBy: 'change' as const },
    { ...spell, start: middle },
  ];
}
