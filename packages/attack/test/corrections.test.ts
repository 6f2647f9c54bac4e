// A release that is made again after one answer was corrected: every method that counts gives the answer away, and ours must not.
import { isRefusal, tally } from '@clew/disclosure';
import { describe, expect, test } from 'vitest';
import { attackCorrections } from '../src/corrections.ts';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { workforceOn } from '../src/population/workforces.ts';
import { methodNamed, staffOf, withTables } from './support.ts';

const staff = staffOf(2_000);
const workforce = workforceOn(staff, staff.endDay);
const registry = withTables(civilServiceRegistry(staff), [
  'headcount by background, grade',
  'headcount by background, region',
  'headcount by background, sex',
]);
const attack = (method: ReturnType<typeof methodNamed>, targets: number) => {
  const score = attackCorrections({ method, registry, workforce, targets, seed: 3 });
  if (isRefusal(score)) throw new Error(score.message);
  return score;
};

describe('the difference of two releases', () => {
  test.each(['exact', 'cell-key-light', 'laplace'])('of %s is the answer', (name) => {
    const { balancedAccuracy, certainAndTrue } = attack(methodNamed(name), 30);
    expect(balancedAccuracy).toBeGreaterThan(0.95);
    expect(certainAndTrue).toBeGreaterThan(10);
  });

  test('of clew is noise: nothing is told, and nothing is proven', () => {
    const { low, high, certain } = attack(methodNamed('clew'), 250);
    expect(low).toBeLessThan(0.516);
    expect(high).toBeGreaterThan(0.5);
    expect(certain).toBe(0);
  });

  test('would be the answer if noise hung on release and cell alone', () => {
    const sound = methodNamed('clew');
    const repeating: typeof sound = {
      ...sound,
      publish: (tables, people, context) => {
        const publication = sound.publish(tables, people, context);
        if (isRefusal(publication)) return publication;
        const measurements = publication.release.measurements.map((each) => ({
          ...each,
          values: tally(tables, people, each).map((count, cell) => count + 100 * Math.sin(cell)),
        }));
        return { ...publication, release: { ...publication.release, tables: [], measurements } };
      },
    };
    expect(attack(repeating, 30).certainAndTrue).toBe(30);
  });
});
