// Every attacker breaks what it is known to break, and finds nothing where there is nothing to find.
import { describe, expect, test } from 'vitest';
import { attackers } from '../src/attackers/index.ts';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { experiment, methodNamed, mute, scoreOf, staffOf, withTables } from './support.ts';

const registry = civilServiceRegistry(staffOf(4_000));
const only = (...names: string[]) => ({ registry: withTables(registry, names) });

/** Each with the tables that it needs and no other, so that nothing else could have found it. */
const broken = [
  {
    attacker: 'nested-tables',
    method: methodNamed('suppress'),
    ...only('headcount by background, organisation', 'headcount by background, department'),
    right: 0.99,
    proven: true,
  },
  {
    attacker: 'total-less-siblings',
    method: methodNamed('suppress'),
    ...only('headcount by background, grade', 'headcount by background', 'headcount by grade'),
    right: 0.99,
    proven: true,
  },
  {
    attacker: 'total-less-siblings',
    method: methodNamed('practice'),
    ...only('headcount by background, sex', 'headcount by background', 'headcount by sex'),
    right: 0.53,
    proven: true,
  },
  {
    attacker: 'successive-releases',
    method: methodNamed('cell-key-light'),
    ...only('headcount by background, department, profession'),
    right: 0.9,
    proven: true,
  },
  { attacker: 'averaging', method: methodNamed('laplace'), registry, right: 0.8, proven: false },
  { attacker: 'averaging', method: methodNamed('cell-key'), registry, right: 0.95, proven: false },
  { attacker: 'reconstruction', method: methodNamed('exact'), registry, right: 0.6, proven: false },
  { attacker: 'bayesian', method: methodNamed('practice'), registry, right: 0.99, proven: true },
  { attacker: 'bayesian', method: methodNamed('cell-key'), registry, right: 0.99, proven: true },
  { attacker: 'homogeneity', method: methodNamed('suppress'), registry, right: 0.99, proven: true },
  { attacker: 'composed', method: methodNamed('practice'), registry, right: 0.99, proven: true },
] as const;

describe('an attacker breaks what it should', () => {
  test.each(broken)('$attacker: $method.name', async ({ attacker, method, registry: tables, right, proven }) => {
    const outcome = await experiment(method, { registry: tables });
    const score = scoreOf(outcome, attacker);
    expect(score.reached).toBeGreaterThan(30);
    expect(score.balancedAccuracy).toBeGreaterThan(right);
    if (proven) {
      expect(score.certainAndTrue).toBeGreaterThan(5);
      expect(score.certainAndTrue / score.certain).toBeGreaterThan(0.98);
    } else expect(score.certain).toBe(0);
  });

  test('there is a case for every attacker', () => {
    const shown = new Set(broken.map(({ attacker }) => attacker));
    expect(attackers.map(({ name }) => name).filter((name) => !shown.has(name as never))).toEqual([]);
  });
});

test('the Bayesian attacker is as good as theory allows, and no better: Phi(1 / (sigma sqrt 2)) of one table with Gaussian noise', async () => {
  const outcome = await experiment(methodNamed('gaussian', { variance: 4 }), {
    ...only('headcount by background, grade'),
    releases: 1,
    targetsPerStratum: 1_500,
  });
  const { balancedAccuracy, reached } = scoreOf(outcome, 'bayesian');
  expect(reached).toBeGreaterThan(1_500);
  // R: pnorm(1 / (2 * sqrt(2))); targets of one cell share its noise, so that the spread is wider than that of as many coins.
  expect(Math.abs(balancedAccuracy - 0.6382)).toBeLessThan(0.06);
});

test('where the figures tell nothing, nobody finds anything', async () => {
  const outcome = await experiment(mute(), { targetsPerStratum: 1_000 });
  for (const { attacker, low, high, certain } of outcome.scores) {
    expect([attacker, low <= 0.5 && high >= 0.5]).toEqual([attacker, true]);
    expect([attacker, certain]).toEqual([attacker, 0]);
  }
});

test('the same experiment gives the same scores', async () => {
  const options = { targetsPerStratum: 100, releases: 2 };
  const [one, other] = [
    await experiment(methodNamed('laplace'), options),
    await experiment(methodNamed('laplace'), options),
  ];
  expect(one.scores).toEqual(other.scores);
});
