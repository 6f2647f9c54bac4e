// What attackers are told of a target does not depend on the target's own answer: else they would be right by being told.
import { describe, expect, test } from 'vitest';
import { civilServiceRegistry } from '../src/population/registry.ts';
import { quarterEnds, workforceOn } from '../src/population/workforces.ts';
import { experimentSecret } from '../src/pseudo-random.ts';
import { viewRelease } from '../src/release-view.ts';
import { chooseTargets, plantAnswers, type Targets } from '../src/targets.ts';
import { methodNamed, staffOf } from './support.ts';

const staff = staffOf(2_000);
const registry = civilServiceRegistry(staff);
const days = quarterEnds(staff.endDay, 1);
const drawn = chooseTargets(staff, days, { perStratum: 50, inSmallDepartments: 20, seed: 4 });

function viewOf(targets: Targets) {
  const workforce = workforceOn(plantAnswers(staff, targets), days[0] ?? 0);
  const publication = methodNamed('exact').publish(registry, workforce, {
    secret: experimentSecret(1),
    releaseNumber: 1,
    earlier: [],
    memory: null,
  });
  if (!('release' in publication)) throw new Error(publication.message);
  return viewRelease(registry, publication.release, 0, workforce, targets);
}

describe('the strong prior', () => {
  test('knows of a target’s cells the same, whatever the target answered', () => {
    const flipped: Targets = { ...drawn, coins: drawn.coins.map((coin, target) => (target === 7 ? 1 - coin : coin)) };
    const [one, other] = [viewOf(drawn), viewOf(flipped)];
    expect(one.tables.length).toBeGreaterThan(50);
    let compared = 0;
    for (const [place, evidence] of one.tables.entries()) {
      const same = other.tables[place];
      for (let row = 0; row < evidence.rows; row += 1) {
        if (evidence.target[row] !== 7) continue;
        compared += 1;
        for (const side of [0, 1] as const) {
          expect(same?.cells[side][row]).toBe(evidence.cells[side][row]);
          expect(same?.without[side][row]).toBe(evidence.without[side][row]);
          expect(same?.contributors[side][row]).toBe(evidence.contributors[side][row]);
        }
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  test('is exact: with the target, one of the two cells has one more', () => {
    for (const { published, rows, cells, without, weight, target } of viewOf(drawn).tables) {
      for (let row = 0; row < rows; row += 1) {
        const counts = [0, 1].map((side) => published.values[cells[side as 0 | 1][row] ?? 0] ?? 0);
        const answer = drawn.coins[target[row] ?? 0] ?? 0;
        expect(counts[answer]).toBe((without[answer as 0 | 1][row] ?? 0) + (weight[row] ?? 0));
        expect(counts[1 - answer]).toBe(without[(1 - answer) as 0 | 1][row]);
      }
    }
  });
});
