// What holds of every method: the same input gives the same release; figures are unbiased; a higher threshold never shows more; nothing inside leaks.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bases, contentHash, createMethod, isRefusal, methods, type Release, secretsOf, tally } from '../src/index.ts';
import { recordKeys } from '../src/keyed.ts';
import { methodOf, ordinaryRegistry, publishSeries, registry, secretOf, staffOn, tableNamed } from './made-staff.ts';

const workforce = staffOn(0);

function releaseOf(name: string, parameters = {}, seed = 1): Release {
  const [release] = publishSeries(methodOf(name, parameters), registry, [workforce], secretOf(seed));
  if (release === undefined) throw new Error('there is a release');
  return release;
}

describe.each(methods.map(({ name }) => name))('%s', (name) => {
  test('gives the same release for the same input, and freezes it by its hash', () => {
    const [one, other] = [releaseOf(name), releaseOf(name)];
    expect(other).toEqual(one);
    expect(one.contentHash).toBe(contentHash(one));
    const [first] = one.tables;
    if (first === undefined) throw new Error('there are tables');
    first.values[0] = (first.values[0] ?? 0) + 1;
    expect(contentHash(one)).not.toBe(one.contentHash);
  });

  test('has every registered table, each cell with an error and a basis, or withheld', () => {
    const { tables } = releaseOf(name);
    expect(tables.map((table) => table.name)).toEqual(registry.tables.map((table) => table.name));
    for (const { values, standardErrors, basis, shape } of tables) {
      expect(values.length).toBe(shape.reduce((product, size) => product * size, 1));
      values.forEach((value, cell) => {
        expect(Number.isNaN(standardErrors[cell])).toBe(Number.isNaN(value));
        expect(bases[basis[cell] ?? 99] === 'withheld').toBe(Number.isNaN(value));
      });
    }
  });

  test('holds no record key and no secret', () => {
    const release = releaseOf(name);
    const keys = new Set(recordKeys(secretOf(1), workforce.personNumber));
    const numbers = [...release.tables, ...release.estimates, ...release.measurements].flatMap(({ values }) => [
      ...values,
    ]);
    expect(numbers.filter((value) => value > 100_000 && keys.has(value))).toEqual([]);
    expect(JSON.stringify(release)).not.toContain(Buffer.from(secretOf(1)).toString('hex'));
    expect(Object.keys(release).sort()).toEqual([
      'contentHash',
      'estimates',
      'measurements',
      'method',
      'number',
      'parameters',
      'referenceDate',
      'tables',
    ]);
  });
});

/** The mean of figure less true count over many secrets, in standard errors of that mean. */
function biases(name: string, parameters: Record<string, number>, secrets: number): number[] {
  const truth = new Map(registry.tables.map((table) => [table.name, tally(registry, workforce, table)]));
  const sums = new Map<string, { sum: number; square: number; count: number }>();
  for (let seed = 0; seed < secrets; seed += 1) {
    for (const { name: table, values } of releaseOf(name, parameters, seed).tables) {
      values.forEach((value, cell) => {
        const key = `${table} ${cell}`;
        const error = value - (truth.get(table)?.[cell] ?? 0);
        const own = sums.get(key) ?? { sum: 0, square: 0, count: 0 };
        if (!Number.isNaN(error))
          sums.set(key, { sum: own.sum + error, square: own.square + error ** 2, count: own.count + 1 });
      });
    }
  }
  return [...sums.values()]
    .filter(({ square, count }) => count === secrets && square > 0)
    .map(({ sum, square, count }) => sum / Math.sqrt(square + count / 100));
}

test.each([
  ['cell-key-light', {}],
  ['cell-key', { threshold: 0, base: 1 }],
  ['laplace', {}],
  ['gaussian', {}],
] as const)('noise of %s is unbiased over secrets, in every cell', (name, parameters) => {
  const found = biases(name, parameters, 40);
  expect(found.length).toBeGreaterThan(500);
  expect(Math.max(...found.map(Math.abs))).toBeLessThan(5.2);
  const mean = found.reduce((sum, each) => sum + each, 0) / found.length;
  // Cells of one table share people, and so keys, but not across this many.
  expect(Math.abs(mean)).toBeLessThan(0.15);
});

test('randomised response is corrected: totals by answers are unbiased', () => {
  const table = registry.tables.find((each) => each.name === 'headcount by background');
  if (table === undefined) throw new Error('there is that table');
  const truth = tally(registry, workforce, table);
  const sums = new Float64Array(truth.length);
  for (let seed = 0; seed < 40; seed += 1) {
    tableNamed(releaseOf('randomised-response', { keep: 0.5 }, seed), table.name).values.forEach((value, cell) => {
      sums[cell] = (sums[cell] ?? 0) + value / 40;
    });
  }
  sums.forEach((mean, cell) => {
    expect(Math.abs(mean - (truth[cell] ?? 0))).toBeLessThan(40);
  });
});

describe('thresholds', () => {
  const isShown = (release: Release) =>
    release.tables.flatMap((table) => [...table.values].map((value) => !Number.isNaN(value)));

  test.each([
    ['suppress', 'threshold'],
    ['practice', 'threshold'],
    ['cell-key', 'threshold'],
    ['clew', 'threshold'],
    ['clew', 'secretThreshold'],
  ] as const)('%s shows no more under a higher %s', (name, parameter) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }), (low, more) => {
        const [loose, strict] = [low, low + more].map((value) => isShown(releaseOf(name, { [parameter]: value })));
        strict?.forEach((shown, cell) => {
          if (shown && loose?.[cell] !== true)
            throw new Error(`cell ${cell} is shown under the higher threshold alone`);
        });
      }),
      { numRuns: name === 'clew' ? 6 : 20 },
    );
  });

  test('suppress and practice show no count below theirs', () => {
    for (const name of ['suppress', 'practice']) {
      const { tables } = releaseOf(name, { threshold: 7 });
      tables.forEach(({ values }, place) => {
        const table = registry.tables[place];
        const truth = table === undefined ? [] : tally(registry, workforce, table);
        values.forEach((value, cell) => {
          const count = truth[cell] ?? 0;
          expect(Number.isNaN(value)).toBe(count > 0 && count < 7);
        });
      });
    }
  });

  test('clew shows no ordinary figure below its threshold, and no answers of fewer than its threshold for answers', () => {
    const release = releaseOf('clew', { threshold: 4, secretThreshold: 20 });
    let [ordinary, ofAnswers] = [0, 0];
    release.tables.forEach((table, place) => {
      const registered = registry.tables[place];
      if (registered === undefined || registered.quantity !== 'headcount') return;
      if (secretsOf(registry, registered).length === 0) {
        for (const value of table.values) if (!Number.isNaN(value)) expect(value).toBeGreaterThanOrEqual(4);
        ordinary += 1;
        return;
      }
      const [answer, ...groupBy] = registered.dimensions.map(({ level }) => level);
      if (answer !== 'background' || groupBy.length === 0 || groupBy.includes('ethnicity')) return;
      const groups = tableNamed(release, `headcount by ${groupBy.join(', ')}`);
      const estimates = release.estimates.find(({ name }) => name === table.name);
      table.values.forEach((value, cell) => {
        const people = groups.values[cell % groups.values.length] ?? Number.NaN;
        const isShown = !Number.isNaN(value) || !Number.isNaN(estimates?.values[cell] ?? Number.NaN);
        expect(isShown).toBe(people >= 20);
        ofAnswers += people < 20 ? 1 : 0;
      });
    });
    expect(ordinary).toBeGreaterThan(5);
    expect(ofAnswers).toBeGreaterThan(10);
  });
});

describe('what cannot be', () => {
  test.each([
    ['no-such-method', {}, 'method-unknown'],
    ['clew', { unheardOf: 1 }, 'parameter-invalid'],
    ['clew', { accuracy: 0.5 }, 'parameter-invalid'],
    ['clew', { every: 1.5 }, 'parameter-invalid'],
    ['suppress', { complementary: 1 }, 'parameter-invalid'],
    ['cell-key', { variance: 30, bound: 5 }, 'parameter-invalid'],
  ] as const)('%s with %o is refused as %3$s', (name, parameters, code) => {
    const answer = createMethod(name, parameters);
    expect(isRefusal(answer) && answer.code).toBe(code);
    expect(isRefusal(answer) && answer.remedy.length).toBeGreaterThan(10);
  });

  test('a loss too small for the noise that can be drawn is refused when publishing', () => {
    const method = methodOf('clew', { accuracy: 0.5001 });
    const answer = method.publish(registry, workforce, {
      secret: secretOf(1),
      releaseNumber: 1,
      earlier: [],
      memory: null,
    });
    expect(isRefusal(answer) && answer.code).toBe('parameter-invalid');
  });

  test('a registry of ordinary facts alone needs no measurement', () => {
    const [release] = publishSeries(methodOf('clew'), ordinaryRegistry, [workforce]);
    expect(release?.measurements).toEqual([]);
  });
});
