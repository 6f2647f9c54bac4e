// A population at its last 31 March is as the official tables say; and the comparison sees it where it is not.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareWithOfficial, createPopulation, formatComparison } from '../src/index.ts';
import { officialDirectory } from './support.ts';

const population = createPopulation({ people: 20_000, years: 10, seed: 2023 });

describe.skipIf(officialDirectory === null)(
  'against the official tables (skipped where the shared data is absent)',
  () => {
    const directory = officialDirectory ?? '';
    let copy = '';

    beforeAll(() => {
      copy = mkdtempSync(join(tmpdir(), 'clew-official-'));
      cpSync(directory, copy, { recursive: true, mode: 0 });
    });

    afterAll(() => {
      rmSync(copy, { recursive: true, force: true });
    });

    it('every calibrated table is within what chance and the model allow', () => {
      const comparison = compareWithOfficial(directory, population);
      expect(comparison.referenceDate).toBe('2023-03-31');
      expect(comparison.tables.filter((each) => each.verdict === 'outside')).toEqual([]);
      expect(comparison.tables.filter((each) => each.verdict === 'within').length).toBeGreaterThan(60);
    });

    it('a table that says otherwise is outside, and its worst cell is named', () => {
      const file = join(copy, 'Region_london.csv');
      const altered = readFileSync(join(directory, 'Region_london.csv'), 'utf8').replace('"103735"', '"123735"');
      rmSync(file, { force: true });
      writeFileSync(file, altered);
      const comparison = compareWithOfficial(copy, population);
      const found = comparison.tables.find((each) => each.table === 'Region_london' && each.status === 'In post');
      expect(found?.verdict).toBe('outside');
      expect(found?.worst?.cell).toBe('London');
      expect(formatComparison(comparison)).toContain('furthest off: London');
    });

    it('a population of another year, or of other effects, is still compared', () => {
      const other = createPopulation({
        people: 20_000,
        years: 4,
        seed: 1,
        endDate: '2024-08-15',
        effects: { label: 'strong', promotion: { socioEconomicBackground: { high: 2, low: 0.5 } } },
      });
      const comparison = compareWithOfficial(directory, other);
      expect(comparison.referenceDate).toBe('2024-03-31');
      expect(
        comparison.tables.find((each) => each.table === 'Parent_department' && each.status === 'In post')?.verdict,
      ).toBe('within');
    });
  },
);

describe('without the tables', () => {
  it('every table is skipped, and says so', () => {
    const empty = mkdtempSync(join(tmpdir(), 'clew-none-'));
    const comparison = compareWithOfficial(empty, createPopulation({ people: 500, years: 2, seed: 1 }));
    rmSync(empty, { recursive: true });
    const tables = comparison.tables.filter(
      (each) => !each.table.startsWith('Low background') && !each.table.startsWith('Leaving'),
    );
    expect(tables.length).toBe(22);
    expect(tables.every((each) => each.verdict === 'skipped' && each.reason === 'the directory has no such file')).toBe(
      true,
    );
  });
});
