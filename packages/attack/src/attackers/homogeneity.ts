// Homogeneity: where all of a group share an answer, or nobody has one, the figure tells everybody's. It needs no prior but that the target
// is in the group, which colleagues know.
import type { PublishedTable } from '@clew/disclosure';
import type { Attacker, ReleaseView } from '../scene.ts';
import { Gathering } from './gathering.ts';

export const homogeneity: Attacker = {
  name: 'homogeneity',
  about: 'Looks for groups in which nobody can have given one of the answers',
  start: (scene) => new Homogeneity(scene),
};

class Homogeneity extends Gathering {
  override see(view: ReleaseView): void {
    for (const evidence of view.tables) {
      if (evidence.table.quantity !== 'headcount') continue;
      const { values } = evidence.published as PublishedTable;
      for (let row = 0; row < evidence.rows; row += 1) {
        const target = evidence.target[row] ?? 0;
        const [first, second] = evidence.cells.map((cells) => {
          const value = values[cells[row] ?? 0] ?? Number.NaN;
          // A figure that is worked out from others can say nobody where somebody is: it is a guess, and no proof.
          if (this.likelihoods.of(evidence.table, 0, 0) === undefined) return value === 0 ? 'few' : 'some';
          const { high } = this.likelihoods.support(evidence.table, value);
          return high === 0 ? 'nobody' : value === 0 ? 'few' : 'some';
        });
        this.#judge(target, first ?? 'some', second ?? 'some');
      }
    }
  }

  #judge(target: number, first: Presence, second: Presence): void {
    const { scores, certain } = this.found;
    if (first === second) return;
    if (first === 'nobody') certain[target] = -1;
    if (second === 'nobody') certain[target] = 1;
    const weigh = { nobody: -10, few: -1, some: 0 } as const;
    scores[target] = (scores[target] ?? 0) + weigh[first] - weigh[second];
  }
}

type Presence = 'nobody' | 'few' | 'some';
