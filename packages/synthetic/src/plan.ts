// A plan: the facts of one person's career, each with the day on which it takes effect and the department that says so.
import type { Fact, Grade } from '@clew/events';
import { modelGrades } from './assumptions.ts';
import { isoDate } from './calendar.ts';
import { departmentCodes, functionCodes, professionCodes, regionCodes } from './calibration/official-2023.ts';
import type { State } from './happenings.ts';
import { departmentOn, type Model } from './model.ts';
import { mix, type Random } from './random.ts';

export interface PlannedFact {
  readonly fact: Fact;
  readonly day: number;
  /** The department whose system says so, by its number. */
  readonly department: number;
  /**
   * `history`: from before the window, loaded when it opens. `out` and `in`: halves of a transfer by choice, which may be told one-sidedly
   * where the other half says nothing else. `fixed`: never disordered by date.
   */
  readonly role?: 'history' | 'out' | 'in' | 'fixed' | 'declaration';
}

/** Everything that a plan is written with. */
export interface Writing {
  readonly model: Model;
  readonly index: number;
  readonly random: Random;
  readonly facts: PlannedFact[];
}

export function gradeData(grade: number): Grade {
  return { scheme: 'civil-service', code: modelGrades[grade] ?? 'UNKNOWN' };
}

export function departmentCode(department: number): string {
  return departmentCodes[department] ?? 'cabinet-office';
}

/** The department that a state belongs to on a day. */
export function formalDepartment(model: Model, state: State, day: number): number {
  return departmentOn(model, state.department, state.organisation, day);
}

const abbreviations = departmentCodes.map((code) =>
  code
    .split('-')
    .filter((word) => !['and', 'of', 'for', 'the', 'in'].includes(word))
    .map((word) => (word === 'hm' ? 'HM' : word.charAt(0).toUpperCase()))
    .join(''),
);

/** A role's identifier: of the department, and numbered so that now and then somebody follows somebody else in it. */
export function roleOf(model: Model, index: number, state: State): string {
  const number =
    mix(model.seedHash ^ Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(state.posting + 1, 0x85ebca77)) % 1_000_000;
  return `${abbreviations[state.department] ?? 'X'}-${String(number).padStart(6, '0')}`;
}

/** An identifier that a source gives to something of a person, such as a temporary promotion. */
export function identifierOf(model: Model, index: number, kind: string, number: number): string {
  const hash = mix(mix(model.seedHash ^ Math.imul(index + 1, 0xc2b2ae3d)) + number);
  return `${kind}-${hash.toString(16).padStart(8, '0').toUpperCase()}`;
}

export function particulars(state: State) {
  return {
    profession: professionCodes[state.profession] ?? 'unknown',
    function: functionCodes[state.function] ?? 'unknown',
    region: regionCodes[state.region] ?? 'unknown',
  };
}

/** Writes down a fact. */
export function say(writing: Writing, fact: Fact, day: number, department: number, role?: PlannedFact['role']): void {
  writing.facts.push(role === undefined ? { fact, day, department } : { fact, day, department, role });
}

export function dateText(day: number): string {
  return isoDate(day);
}
