// Every table of rules, in the order of the reference.
import { amendments } from './amendments.ts';
import { besideTheCareer } from './beside.ts';
import { declarations } from './declarations.ts';
import { enteringAndLeaving } from './entering-and-leaving.ts';
import { grades } from './grades.ts';
import { loansAndAbsences } from './loans-and-absences.ts';
import { postings } from './postings.ts';
import type { RuleTable } from './rule.ts';
import { temporaryPromotions } from './temporary-promotions.ts';
import { transfers } from './transfers.ts';

/** Every table, in the order of the reference. */
export const careerRules: readonly RuleTable[] = [
  enteringAndLeaving,
  transfers,
  grades,
  temporaryPromotions,
  postings,
  loansAndAbsences,
  besideTheCareer,
  declarations,
  amendments,
];
