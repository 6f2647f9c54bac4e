// All attackers, in the order in which they are reported.
import type { Attacker } from '../scene.ts';
import { averaging } from './averaging.ts';
import { bayesian } from './bayesian.ts';
import { homogeneity } from './homogeneity.ts';
import { reconstruction } from './reconstruction.ts';
import { nestedTables, totalLessSiblings } from './remainders.ts';
import { successiveReleases } from './successive-releases.ts';

export const attackers: readonly Attacker[] = [
  nestedTables,
  successiveReleases,
  totalLessSiblings,
  averaging,
  reconstruction,
  bayesian,
  homogeneity,
];
