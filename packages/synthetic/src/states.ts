// Postings taken up: on entry, on return, and on every move.
import { officialGradeOfModel } from './assumptions.ts';
import type { State } from './happenings.ts';
import type { Model } from './model.ts';
import type { Person } from './person.ts';
import type { PostingCell } from './postings.ts';
import type { Random } from './random.ts';

export interface Running {
  state: State;
  day: number;
  acting: { readonly number: number; readonly endDay: number } | null;
  interests: { readonly day: number; readonly number: number; readonly forPromotion: boolean }[];
  counters: { acting: number; interest: number; lesser: number; posting: number };
  reorganised: boolean;
}

export function firstState(model: Model, person: Person, random: Random): State {
  const official = officialGradeOfModel[person.grade] ?? 8;
  const cell = model.postings.draw(random, official, person.background, person.london);
  return stateOf(model, random, person.grade, cell, 0, hoursOf(random));
}

export function freshState(
  model: Model,
  random: Random,
  running: Running,
  background: number,
  grade: number,
  london: number,
): State {
  const official = officialGradeOfModel[grade] ?? 8;
  const cell = model.postings.draw(random, official, background, london);
  running.counters.posting += 1;
  return stateOf(model, random, grade, cell, running.counters.posting - 1, hoursOf(random));
}

export function hoursOf(random: Random): number {
  const uniform = random.uniform();
  return uniform < 0.79 ? 1 : uniform < 0.87 ? 0.8 : uniform < 0.94 ? 0.6 : 0.5;
}

function stateOf(
  model: Model,
  random: Random,
  grade: number,
  cell: PostingCell,
  posting: number,
  hours: number,
): State {
  const choice = model.organisationsOf[cell.department];
  const organisation =
    choice === undefined || choice.codes.length === 0 ? null : (choice.codes[random.weighted(choice.weights)] ?? null);
  const post = random.cumulative(model.functionsOf[cell.profession] ?? [1]);
  return { ...cell, grade, organisation, function: post, posting, fullTimeEquivalent: hours };
}

/** Takes up another posting: a new role; a new organisation with a new department, a new function with a new profession. */
export function changeTo(model: Model, random: Random, running: Running, cell: PostingCell, grade: number): void {
  const before = running.state;
  const fresh = stateOf(model, random, grade, cell, running.counters.posting, before.fullTimeEquivalent);
  running.counters.posting += 1;
  running.state = {
    department: cell.department,
    region: cell.region,
    profession: cell.profession,
    grade,
    organisation: cell.department === before.department ? before.organisation : fresh.organisation,
    function: cell.profession === before.profession ? before.function : fresh.function,
    posting: fresh.posting,
    fullTimeEquivalent: before.fullTimeEquivalent,
  };
}
