// What attackers have in common: each gathers verdicts from one release after another, by the method's own likelihoods.
import { type Likelihoods, likelihoodsOf } from '../likelihood.ts';
import { emptyVerdicts, type ReleaseView, type Scene, type Session, type Verdicts } from '../scene.ts';

/** An attack that is done when it has seen the last release. */
export abstract class Gathering implements Session {
  protected readonly scene: Scene;
  protected readonly likelihoods: Likelihoods;
  /** What was found so far. */
  protected readonly found: Verdicts;

  constructor(scene: Scene) {
    this.scene = scene;
    this.likelihoods = likelihoodsOf(scene);
    this.found = emptyVerdicts(scene.targetCount);
  }

  abstract see(view: ReleaseView): void | Promise<void>;

  verdicts(): Verdicts {
    return this.found;
  }
}
