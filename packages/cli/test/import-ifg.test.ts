// The import of the real ministers, end to end on real services, beside an independent count of the same files.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack } from '@clew/local-stack';
import { createTestDatabase, sharedData, type TestDatabase } from '@clew/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ImportReport, importMinisters, readMinisters } from '../src/import-ifg.ts';
import { Progress } from '../src/terminal.ts';
import { clew, type Outcome } from './command-line.ts';
import { countIndependently } from './independent-count.ts';

const directory = sharedData('ifg');

/** The same order for the same seed. */
function shuffled<Item>(items: readonly Item[], seed: number): readonly Item[] {
  const whole = fc.shuffledSubarray([...items], { minLength: items.length });
  return fc.sample(whole, { seed, numRuns: 1 })[0] ?? [];
}

describe.skipIf(directory === null)('importing the ministers database', () => {
  const files = directory ?? '';
  let home: string;
  let database: TestDatabase;
  let first: Outcome;
  let report: ImportReport;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'clew-ifg-'));
    database = await createTestDatabase();
    first = await importOnce();
    report = JSON.parse(first.stdout) as ImportReport;
  }, 180_000);

  afterAll(async () => {
    await database.dispose();
    await rm(home, { recursive: true, force: true });
  });

  function importOnce(): Promise<Outcome> {
    const environment = { DATABASE_URL: database.connectionString, CLEW_HOME: home };
    return clew(['import', 'ifg', '--dir', files, '--json'], environment);
  }

  test('ends with one object on standard output, and its progress on standard error', () => {
    expect(first.code).toBe(0);
    expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(first.stderr).toContain('everything is projected');
  });

  test('the careers in the database are those of an independent count, day by day', () => {
    const { refusedAppointments, ...counts } = countIndependently(files);
    expect(report).toMatchObject(counts);
    expect(report.refusedAppointments.map(({ id }) => id).toSorted()).toEqual(refusedAppointments);
    expect(report.refusedAppointments.map(({ code }) => code)).toEqual([
      'appointment-without-length',
      'appointment-without-length',
    ]);
    expect(report.people).toBe(1_149);
  });

  test('there is nothing that a department would have to explain', () => {
    expect(report.findings).toEqual({});
  });

  test('a second run changes nothing: the same numbers, the same events, the same careers', async () => {
    const second = JSON.parse((await importOnce()).stdout) as ImportReport;
    const { published, ...careers } = report;
    expect(second).toEqual({ ...careers, published: { ...published, duplicates: published.sent } });
  }, 120_000);

  test.each([1, 2, 3])(
    'the order in which the events arrive does not matter: shuffle %i',
    async (seed) => {
      const fresh = await createTestDatabase();
      const place = await mkdtemp(join(tmpdir(), 'clew-ifg-shuffle-'));
      const stack = await startStack({
        home: place,
        databaseUrl: fresh.connectionString,
        services: ['id-service', 'gateway', 'projector'],
      });
      try {
        const quiet = new Progress({ quiet: true });
        const never = new AbortController().signal;
        const tables = await readMinisters(files);
        const again = await importMinisters(tables, stack, quiet, never, (facts) => shuffled(facts, seed));
        expect(again).toEqual(report);
      } finally {
        await stack.stop();
        await fresh.dispose();
        await rm(place, { recursive: true, force: true });
      }
    },
    180_000,
  );
});
