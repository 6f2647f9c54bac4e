// The demo end to end at a small size, and how it refuses.
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoReport } from '../src/demo-synthetic.ts';
import { clew } from './command-line.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'clew-demo-'));
  // Where root runs the tests, the database's own user must get through to its data.
  await chmod(home, 0o755);
});
afterAll(() => rm(home, { recursive: true, force: true }));

type Printed = DemoReport & { readonly urls: Readonly<Record<string, string>> };

function demo(...parameters: readonly string[]) {
  return clew(['demo', '--once', ...parameters], { CLEW_HOME: home });
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

describe('the demo', () => {
  let report: Printed;
  beforeAll(async () => {
    const { code, stdout, stderr } = await demo('--people', '200', '--json');
    expect([code, stdout.trimEnd().split('\n').length], stderr).toEqual([0, 1]);
    report = JSON.parse(stdout) as Printed;
  }, 180_000);

  test('loses nothing: what was published is recorded or parked', () => {
    expect(report.published.refused).toBe(0);
    expect(report.published.accepted).toBeGreaterThan(1_000);
    expect(report.lost).toBe(0);
    expect(report.recorded - report.recordedOfIdentity + sum(report.parked)).toBe(
      report.published.accepted - report.published.duplicates,
    );
  });

  test('gives each person one number, however often a department asks', () => {
    const { people, requests, recognised, mismatched, refused } = report.staffNumbers;
    expect([people, mismatched, refused]).toEqual([200, 0, 0]);
    expect(recognised).toBe(requests - people);
    expect(recognised).toBeGreaterThan(0);
    expect([report.people, report.recordedOfIdentity]).toEqual([200, 200]);
  });

  test('finds the planted findings, each as often as it was planted', () => {
    const found = Object.keys(report.plantedFindings).map((code) => [code, report.findings[code] ?? 0]);
    expect(Object.fromEntries(found)).toEqual(report.plantedFindings);
  });

  test('sets every measured rate beside the planted one', () => {
    const margins = report.rates.filter((row) => row.grade === null);
    expect(margins.map((row) => `${row.measure} ${row.socioEconomicBackground}`)).toEqual(
      ['promotions', 'exits'].flatMap((measure) =>
        ['high', 'intermediate', 'low', 'not-declared'].map((background) => `${measure} ${background}`),
      ),
    );
    for (const { rate, low, high, planted, within, declarationRate } of margins) {
      expect(planted).toBeGreaterThan(0);
      expect(rate).not.toBeNull();
      expect(within).toBe((low ?? 0) <= (planted ?? 0) && (planted ?? 0) <= (high ?? 0));
      expect(declarationRate).toBeGreaterThan(0);
    }
    const exits = margins.filter((row) => row.measure === 'exits').reduce((total, row) => total + row.events, 0);
    expect(exits).toBe(report.moves['exited']);
    // Of 95% intervals some miss; a systematic error misses with most.
    const judged = report.rates.filter(({ within }) => within !== null);
    expect(judged.filter(({ within }) => within).length / judged.length).toBeGreaterThan(0.85);
  });

  test('tells moves in and out of London, machinery of government apart', () => {
    expect(report.london.map((row) => `${row.direction} ${row.byMachineryOfGovernment}`)).toEqual([
      'into-london false',
      'into-london true',
      'out-of-london false',
      'out-of-london true',
      'elsewhere false',
      'elsewhere true',
    ]);
    expect(Object.keys(report.urls)).toEqual(expect.arrayContaining(['id-service', 'gateway', 'projector']));
  });

  test('begins empty each time, and the same seed gives the same careers', async () => {
    const { code, stdout } = await demo('--people', '200', '--json');
    const again = JSON.parse(stdout) as Printed;
    expect([code, again.digest, again.people]).toEqual([0, report.digest, 200]);
    const { published, staffNumbers, findings, rates } = report;
    expect(again).toMatchObject({ published, staffNumbers, findings, rates });
  }, 120_000);
});

test('the report for people fits the terminal and says that nobody in it is real', async () => {
  const { code, stdout, stderr } = await demo('--people', '60', '--years', '3', '--seed', 'other');
  expect(code, stderr).toBe(0);
  expect(stdout).toContain('nobody in it is real');
  expect(stdout).toContain('planted');
  const widest = Math.max(...stdout.split('\n').map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(110);
}, 120_000);

describe('refusals, before anything is started', () => {
  test.each([
    { given: ['--people', '0'], says: 'whole number' },
    { given: ['--years', 'ten'], says: 'whole number' },
    { given: ['--effects', '/nowhere.json'], says: 'effects-missing' },
    { given: ['--ifg', '/nowhere'], says: 'missing-folder' },
  ])('$given', async ({ given, says }) => {
    const { code, stdout, stderr } = await demo(...given);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('starting');
  });

  test('a file of effects names each field that is wrong', async () => {
    const path = join(home, 'effects.json');
    await writeFile(path, JSON.stringify({ label: 'x', promotion: { region: { london: -1 } }, unheardOf: 1 }));
    const { code, stderr } = await demo('--effects', path);
    expect(code).toBe(2);
    expect(stderr).toContain('/promotion/region/london');
  });
});
