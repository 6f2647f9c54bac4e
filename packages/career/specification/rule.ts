// A rule: what is given, and what must come out. A table of rules is a chapter of docs/reference/career-rules.md.
import type { DescribedCareer } from './describe.ts';
import { fact, type Given, type GivenEvents, givenEvents, usualDepartment } from './given.ts';

export interface CareerRule {
  readonly title: string;
  /** Why it is so, where the title does not say. */
  readonly because?: string;
  readonly given: readonly Given[];
  readonly spells: readonly string[];
  readonly moves: readonly string[];
  /** None unless stated. */
  readonly episodes?: readonly string[];
  readonly declarations?: readonly string[];
  readonly findings?: readonly string[];
  readonly superseded?: readonly string[];
  /** The staff number is issued at the start, unless the rule is about that. */
  readonly isNotIssued?: boolean;
}

export interface RuleTable {
  readonly title: string;
  readonly about: string;
  readonly rules: readonly CareerRule[];
}

/** The valid events of a rule. `person` tells the rules apart where they share a database. */
export function eventsOfRule(rule: CareerRule, person: number): GivenEvents {
  const issued = fact(
    'staffNumberIssued',
    '1990-01-01',
    { department: usualDepartment },
    { label: 'issued', by: null },
  );
  return givenEvents(rule.isNotIssued === true ? rule.given : [...rule.given, issued], person);
}

/** What the rule expects, in the shape in which careers are described. */
export function expectedOf(rule: CareerRule): DescribedCareer {
  const { spells, moves, episodes = [], declarations = [], findings = [] } = rule;
  return { spells, moves, episodes, declarations, findings };
}
