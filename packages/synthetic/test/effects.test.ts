// Planted effects are found again by a plain estimator, within its 95% interval as often as that says.
import { describe, expect, it } from 'vitest';
import { createPopulation, defaultEffects, type Effects, readEffects, type TruthCell } from '../src/index.ts';
import { poissonInterval } from './support.ts';

const outcomes = ['promotion', 'exit', 'temporaryPromotion'] as const;
const groups = [
  ['AA', 'AO', 'EO'],
  ['HEO', 'SEO'],
  ['G7', 'G6', 'SCS1', 'SCS2'],
] as const;

interface Trial {
  readonly outcome: (typeof outcomes)[number];
  readonly expected: number;
  readonly events: number;
}

/** Of many small populations: events and expectation by grade group and background, of those who declared. */
function trials(populations: number, people: number): Trial[] {
  const found: Trial[] = [];
  for (let seed = 0; seed < populations; seed += 1) {
    const { cells } = createPopulation({ people, years: 5, seed: `coverage ${seed}` }).truth();
    for (const grades of groups) {
      for (const background of ['high', 'intermediate', 'low'] as const) {
        const own = cells.filter(
          (cell) =>
            cell.declared &&
            cell.socioEconomicBackground === background &&
            (grades as readonly string[]).includes(cell.grade),
        );
        for (const outcome of outcomes) found.push(total(own, outcome));
      }
    }
  }
  return found.filter(({ expected }) => expected > 0.5);
}

function total(cells: readonly TruthCell[], outcome: (typeof outcomes)[number]): Trial {
  return {
    outcome,
    expected: cells.reduce((so, cell) => so + cell[outcome].expected, 0),
    events: cells.reduce((so, cell) => so + cell[outcome].events, 0),
  };
}

function coverage(found: readonly Trial[], factor = 1): number {
  const covered = found.filter(({ events, expected }) => {
    const [low, high] = poissonInterval(events);
    return low <= expected * factor && expected * factor <= high;
  });
  return covered.length / found.length;
}

describe('over 200 small populations', () => {
  const found = trials(200, 1000);

  for (const outcome of outcomes) {
    it(`the exact 95% interval of ${outcome} has the planted expectation in it at least 95 times in 100`, () => {
      // Exact intervals of small counts cover more than they must. Three standard errors of the binomial are allowed below.
      const own = found.filter((each) => each.outcome === outcome);
      const share = coverage(own);
      expect(own.length).toBeGreaterThan(1500);
      expect(share).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / own.length));
      expect(share).toBeLessThan(0.99);
    });
  }

  it('a truth that is wrong by a quarter would be noticed', () => {
    expect(coverage(found, 1.25)).toBeLessThan(0.92);
  });

  it('events are as many as expected, in all', () => {
    const events = found.reduce((so, each) => so + each.events, 0);
    const expected = found.reduce((so, each) => so + each.expected, 0);
    expect(Math.abs(events - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });
});

/** The ratio of two rates, adjusted for grade by indirect standardisation: observed over what the other group's rates would give. */
function adjustedRatio(
  cells: readonly TruthCell[],
  outcome: (typeof outcomes)[number],
  one: string,
  other: string,
): number {
  let [observed, standard] = [0, 0];
  for (const grade of ['AA', 'AO', 'EO', 'HEO', 'SEO', 'G7', 'G6']) {
    for (const london of [false, true]) {
      const of = (background: string) =>
        cells.filter(
          (cell) => cell.grade === grade && cell.london === london && cell.socioEconomicBackground === background,
        );
      const years = (some: readonly TruthCell[]) => some.reduce((so, cell) => so + cell.personYears, 0);
      const [mine, theirs] = [of(one), of(other)];
      if (years(theirs) < 50 || years(mine) < 50) continue;
      observed += total(mine, outcome).events;
      standard += (total(theirs, outcome).events / years(theirs)) * years(mine);
    }
  }
  return observed / standard;
}

describe('effects as parameters', () => {
  const plain: Effects = { label: 'none' };
  const strong: Effects = {
    label: 'strong',
    promotion: { socioEconomicBackground: { high: 2, low: 0.5 } },
    exit: { region: { london: 2 } },
    temporaryPromotion: { profession: { policy: 3 } },
  };

  it('none planted: none found', () => {
    const { cells } = createPopulation({ people: 20_000, years: 5, seed: 1, effects: plain }).truth();
    for (const background of ['high', 'low']) {
      const ratio = adjustedRatio(cells, 'promotion', background, 'intermediate');
      // Backgrounds differ in age, and promotion goes by age: hence the width.
      expect(ratio).toBeGreaterThan(0.78);
      expect(ratio).toBeLessThan(1.22);
    }
  });

  it('a ratio of four planted: about four found', () => {
    const { cells } = createPopulation({ people: 20_000, years: 5, seed: 2, effects: strong }).truth();
    const ratio = adjustedRatio(cells, 'promotion', 'high', 'low');
    expect(ratio).toBeGreaterThan(3.4);
    expect(ratio).toBeLessThan(5.2);
  });

  it('the mean promotion rate stays as assumed, whatever is planted', () => {
    const rate = (effects: Effects) => {
      const { cells } = createPopulation({ people: 20_000, years: 5, seed: 4, effects }).truth();
      return (
        cells.reduce((so, cell) => so + cell.promotion.expected, 0) /
        cells.reduce((so, cell) => so + cell.personYears, 0)
      );
    };
    expect(rate(strong) / rate(plain)).toBeGreaterThan(0.95);
    expect(rate(strong) / rate(plain)).toBeLessThan(1.05);
  });

  it('are read from JSON, and every mistake in it is named', () => {
    expect(readEffects(defaultEffects)).toEqual({ ok: true, effects: defaultEffects });
    const wrong = {
      label: 'x',
      promotion: { socioEconomicBackground: { high: -1 }, region: { paris: 2 } },
      dismissal: {},
    };
    const reading = readEffects(wrong);
    expect(reading.ok).toBe(false);
    const fields = reading.ok ? [] : reading.mistakes.map((each) => each.field);
    expect(fields).toContain('/promotion/socioEconomicBackground/high');
    expect(fields.some((field) => field.startsWith('/promotion/region'))).toBe(true);
    expect(readEffects(null).ok).toBe(false);
    expect(readEffects({ label: 'x', promotion: { profession: { astronaut: 2 } } }).ok).toBe(false);
  });
});
