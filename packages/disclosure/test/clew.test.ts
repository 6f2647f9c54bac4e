// Our method: figures by answers add up, lie as far from the truth as they say, and are worked out from nothing but what is published.
import { describe, expect, test } from 'vitest';
import { isRefusal, type Release, rateGap, registerLattice, tally } from '../src/index.ts';
import { background, grade, methodOf, publishSeries, registry, secretOf, staffOn, tableNamed } from './made-staff.ts';

const workforce = staffOn(0, { people: 20_000 });
const [release] = publishSeries(methodOf('clew'), registry, [workforce]) as [Release];

function valuesOf(each: Release, name: string): Float64Array {
  const [counts, estimates] = [each.tables, each.estimates].map((tables) =>
    tables.find((table) => table.name === name),
  );
  return Float64Array.from(counts?.values ?? [], (value, cell) =>
    Number.isNaN(value) ? (estimates?.values[cell] ?? value) : value,
  );
}

describe('figures by answers', () => {
  test.each(['grade, region', 'region, profession', 'grade'])(
    'add up over answers to the published count by %s',
    (by) => {
      const groups = valuesOf(release, `headcount by ${by}`);
      const cells = valuesOf(release, `headcount by background, ${by}`);
      let shown = 0;
      groups.forEach((people, group) => {
        const sum = [0, 1, 2, 3].reduce(
          (total, answer) => total + (cells[answer * groups.length + group] ?? Number.NaN),
          0,
        );
        if (Number.isNaN(sum)) return;
        expect(sum).toBeCloseTo(people, 6);
        shown += 1;
      });
      expect(shown).toBeGreaterThan(3);
    },
  );

  test('add up over groups to within their stated errors', () => {
    const [whole, parts] = ['headcount by background', 'headcount by background, grade'].map((name) =>
      tableNamed(release, name),
    );
    whole?.values.forEach((value, answer) => {
      const own = parts?.values.subarray(answer * 5, answer * 5 + 5) ?? new Float64Array();
      const errors = parts?.standardErrors.subarray(answer * 5, answer * 5 + 5) ?? new Float64Array();
      const sum = own.reduce((total, each) => total + each, 0);
      expect(Math.abs(sum - value)).toBeLessThan(3 * Math.hypot(whole.standardErrors[answer] ?? 0, ...errors));
    });
  });

  test('are never a count of nobody or of everybody: no group is told to agree', () => {
    for (const table of [...release.tables, ...release.estimates]) {
      if (table.quantity !== 'headcount' || table.dimensions[0]?.classification !== 'background') continue;
      for (const value of table.values) if (!Number.isNaN(value)) expect(value).toBeGreaterThan(0);
    }
  });

  test('are counts where they are exact enough, else estimates, never both', () => {
    for (const estimates of release.estimates) {
      const counts = tableNamed(release, estimates.name);
      estimates.values.forEach((value, cell) => {
        if (Number.isNaN(value)) return;
        expect(counts.values[cell]).toBeNaN();
        expect(estimates.standardErrors[cell]).toBeGreaterThan(8.2);
      });
    }
    expect(release.estimates.length).toBeGreaterThan(0);
  });
});

test('two answers that go together are told to go together, in a table by both and in groups', () => {
  // Whoever is of low background is of the other ethnicity; nobody else is.
  const low = (workforce.columns.get('background') ?? new Uint16Array()).map((answer) => (answer === 2 ? 1 : 0));
  const together = { ...workforce, columns: new Map([...workforce.columns, ['ethnicity', low]]) };
  const [told] = publishSeries(methodOf('clew', { accuracy: 0.999, releases: 1, mostError: 0 }), registry, [together]);
  if (told === undefined) throw new Error('there is a release');
  for (const [name, size] of [
    ['headcount by background, ethnicity', 1],
    ['headcount by background, grade, ethnicity', 5],
  ] as const) {
    const table = registry.tables.find((each) => each.name === name);
    const truth = table === undefined ? new Float64Array() : tally(registry, together, table);
    const { values } = tableNamed(told, name);
    // Low and other, of the whole or of the first grade: as if independent it would be a third of that.
    const cell = 2 * size * 3 + 1;
    expect(truth[cell]).toBeGreaterThan(1_000);
    expect(values[cell] ?? 0).toBeGreaterThan(0.85 * (truth[cell] ?? 0));
    expect(values[cell] ?? 0).toBeLessThan(1.15 * (truth[cell] ?? 0));
  }
});

describe('stated errors', () => {
  test('hold the truth in 95 of 100 figures, over secrets', () => {
    const covered = new Map<string, [number, number]>();
    for (let seed = 0; seed < 12; seed += 1) {
      const [each] = publishSeries(methodOf('clew'), registry, [workforce], secretOf(seed)) as [Release];
      for (const table of [...each.tables, ...each.estimates]) {
        const registered = registry.tables.find(({ name }) => name === table.name);
        if (registered === undefined || table.quantity !== 'headcount') continue;
        const secrets = table.dimensions.filter(({ classification }) =>
          ['background', 'ethnicity'].includes(classification),
        ).length;
        const key = `${table.dimensions.length} ways, ${secrets} secrets`;
        const truth = tally(registry, workforce, registered);
        const own = covered.get(key) ?? [0, 0];
        table.values.forEach((value, cell) => {
          if (Number.isNaN(value)) return;
          own[0] += 1;
          // Whole counts with noise of one or two are within 1.96 less often than they would be if they were not whole.
          const reach = secrets === 0 ? 2.5 : 1.96;
          if (Math.abs(value - (truth[cell] ?? 0)) <= reach * (table.standardErrors[cell] ?? 0)) own[1] += 1;
        });
        covered.set(key, own);
      }
    }
    for (const [figures, held] of covered.values()) expect(held / figures).toBeGreaterThan(0.9);
    const [figures, held] = covered.get('3 ways, 1 secrets') ?? [1, 0];
    expect(held / figures).toBeLessThan(0.99);
  });
});

describe('gaps of promotion rates', () => {
  const lattice = registerLattice([background, grade], {
    ways: 0,
    rates: [
      [{ classification: 'background', level: 'background' }],
      [
        { classification: 'background', level: 'background' },
        { classification: 'grade', level: 'grade' },
      ],
    ],
  });
  // Low against high, as they were planted: 6 and 10 in 100 a year.
  const planted = 0.06 - 0.1;
  const method = methodOf('clew', { accuracy: 0.9 });

  const exposed = (each: Release, answer: number) => {
    const figure = (quantity: string) => {
      const { values, standardErrors } = tableNamed(each, `${quantity} by background`);
      return { value: values[answer] ?? Number.NaN, standardError: standardErrors[answer] ?? Number.NaN };
    };
    return { events: figure('promotions'), months: figure('exposure-months') };
  };

  test('are unbiased, and their intervals hold the planted gap in 95 of 100', () => {
    const [gaps, trials] = [[] as number[], 300];
    let held = 0;
    for (let seed = 0; seed < trials; seed += 1) {
      const [each] = publishSeries(method, lattice, [staffOn(0, { people: 2_000, seed })], secretOf(seed)) as [Release];
      const gap = rateGap(exposed(each, 2), exposed(each, 0));
      if (isRefusal(gap)) throw new Error(gap.message);
      gaps.push(gap.estimate);
      if (gap.low <= planted && planted <= gap.high) held += 1;
    }
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / trials;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (trials - 1));
    expect(Math.abs(mean - planted)).toBeLessThan((4 * spread) / Math.sqrt(trials));
    expect(held / trials).toBeGreaterThan(0.91);
    expect(held / trials).toBeLessThan(0.995);
  });
});
