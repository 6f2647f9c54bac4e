// One experiment: a workforce over successive dates, published by a method, and every attacker set on it.
import {
  isRefusal,
  type Method,
  type Refusal,
  type Registry,
  type Release,
  type ReleaseMemory,
} from '@clew/disclosure';
import { judge, type Score } from './accuracy.ts';
import { attackers as allAttackers } from './attackers/index.ts';
import { compose } from './composed.ts';
import { civilServiceRegistry } from './population/registry.ts';
import type { Staff } from './population/staff.ts';
import { quarterEnds, workforceOn } from './population/workforces.ts';
import { GapMeter, type GapQuality } from './promotion-gaps.ts';
import { drawPromotions } from './promotion-rates.ts';
import { experimentSecret } from './pseudo-random.ts';
import { viewRelease } from './release-view.ts';
import type { Attacker, Scene, Verdicts } from './scene.ts';
import { chooseTargets, plantAnswers, type Targets } from './targets.ts';
import { type Utility, UtilityMeter } from './utility.ts';

export interface ExperimentOptions {
  readonly method: Method;
  readonly staff: Staff;
  readonly registry?: Registry;
  readonly releases: number;
  readonly seed: number;
  /** Targets of each of the first two strata. */
  readonly targetsPerStratum: number;
  readonly attackers?: readonly Attacker[];
  readonly onProgress?: (text: string) => void;
}

export interface Experiment {
  readonly method: string;
  readonly parameters: Method['parameters'];
  readonly targets: number;
  /** People in post at the last release. */
  readonly people: number;
  readonly releases: number;
  readonly tables: number;
  readonly scores: readonly Score[];
  readonly utility: Utility;
  readonly promotionGaps: GapQuality;
  readonly published: readonly Release[];
}

/** Publishes and attacks. A method that refuses ends it with the refusal. */
export async function runExperiment(options: ExperimentOptions): Promise<Experiment | Refusal> {
  const { method, releases, seed, onProgress = () => {} } = options;
  const days = quarterEnds(options.staff.endDay, releases);
  const targets = chooseTargets(options.staff, days, {
    perStratum: options.targetsPerStratum,
    inSmallDepartments: Math.min(3_000, Math.ceil(options.targetsPerStratum / 2)),
    seed,
  });
  const staff = plantAnswers(options.staff, targets);
  const registry = options.registry ?? civilServiceRegistry(staff);
  const scene: Scene = { registry, method, targetCount: targets.people.length, releaseCount: releases };
  const attackers = options.attackers ?? allAttackers;
  const sessions = attackers.map((attacker) => attacker.start(scene));
  const meter = new UtilityMeter(registry);
  const gaps = new GapMeter(registry);
  const published: Release[] = [];
  const secret = experimentSecret(seed);
  let memory: ReleaseMemory | null = null;
  let people = 0;
  for (const [place, day] of days.entries()) {
    const drawn = drawPromotions(registry, workforceOn(staff, day), seed);
    const { workforce } = drawn;
    const publication = method.publish(registry, workforce, {
      secret,
      releaseNumber: place + 1,
      earlier: published,
      memory,
    });
    if (isRefusal(publication)) return publication;
    memory = publication.memory;
    published.push(publication.release);
    people = workforce.people;
    meter.add(publication.release, workforce);
    gaps.add(publication.release, drawn);
    const view = viewRelease(registry, publication.release, place, workforce, targets);
    for (const session of sessions) await session.see(view);
    onProgress(
      `${method.name}: release ${place + 1} of ${releases} (${workforce.referenceDate}) published and attacked`,
    );
  }
  return {
    method: method.name,
    parameters: method.parameters,
    targets: targets.people.length,
    people,
    releases,
    tables: registry.tables.length,
    scores: scoresOf(
      attackers,
      sessions.map((session) => session.verdicts()),
      targets,
    ),
    utility: meter.result(),
    promotionGaps: gaps.result(),
    published,
  };
}

function scoresOf(attackers: readonly Attacker[], verdicts: readonly Verdicts[], targets: Targets): readonly Score[] {
  const scores = attackers.map((attacker, place) =>
    judge(attacker.name, verdicts[place] ?? { scores: new Float64Array(0), certain: new Int8Array(0) }, targets),
  );
  return attackers.length < 2 ? scores : [...scores, judge('composed', compose(verdicts, targets), targets)];
}
