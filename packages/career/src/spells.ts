// The day: standings before and after it decide its spell, and its moves. What happens within a day leaves no spell of its own.
import type { Move, Spell, Standing } from './career.ts';
import { type CareerState, edit, type MoveDraft, sameStanding } from './career-state.ts';
import { sortedIds } from './effective-fact.ts';
import { actingGradeOf } from './evolve/grade.ts';

/** Begins a day. */
export function openDay(state: CareerState, date: string): void {
  state.date = date;
  state.opening = state.standing;
  state.isCopied = false;
  state.hasExitedToday = false;
  state.isSecondPass = false;
  if (state.actingEndedToday.length > 0) state.actingEndedToday = [];
  if (state.dayMoves.length > 0) state.dayMoves = [];
  if (state.dayEventIds.length > 0) state.dayEventIds = [];
}

/** Ends a day: its spell, if the standing differs, and its moves. */
export function closeDay(state: CareerState): void {
  settle(state);
  const { opening, standing: closing } = state;
  const isSame = opening !== null && closing !== null && !state.hasExitedToday && sameStanding(opening, closing);
  if (isSame) state.standing = opening;
  else {
    if (opening !== null) endSpell(state);
    if (closing !== null) startSpell(state, closing);
  }
  for (const [sequence, draft] of state.dayMoves.entries()) {
    state.moves.push(moveOf(draft, state.date, sequence, opening, state.standing));
  }
}

/** Brings the standing in line with what runs beside it: temporary promotions, loans, absences. */
function settle(state: CareerState): void {
  const { standing, absences, loans, acting } = state;
  if (standing === null) return;
  const actingGrade = acting.length === 0 ? null : actingGradeOf(acting, standing.grade);
  const host = loans.at(-1)?.host ?? null;
  const status = absences.length > 0 ? 'absent' : host === null ? 'at-work' : 'on-loan';
  const unpaidAbsence = absences.some((absence) => absence.isUnpaid);
  if (
    standing.actingGrade === actingGrade &&
    standing.hostDepartment === host &&
    standing.status === status &&
    standing.unpaidAbsence === unpaidAbsence
  ) {
    return;
  }
  const settled = edit(state);
  settled.actingGrade = actingGrade;
  settled.hostDepartment = host;
  settled.status = status;
  settled.unpaidAbsence = unpaidAbsence;
}

function endSpell(state: CareerState): void {
  const last = state.spells.at(-1);
  if (last === undefined) throw new Error('invariant: somebody who stands somewhere has a spell');
  last.end = state.date;
  last.endedBy = state.hasExitedToday ? 'exit' : 'change';
}

function startSpell(state: CareerState, standing: Standing): void {
  const spell: Spell = {
    start: state.date,
    end: null,
    endedBy: null,
    ...standing,
    eventIds: sortedIds(state.dayEventIds),
  };
  state.spells.push(spell);
}

function moveOf(draft: MoveDraft, date: string, sequence: number, from: Standing | null, to: Standing | null): Move {
  const isBoth = from !== null && to !== null;
  return {
    date,
    sequence,
    kind: draft.kind,
    from,
    to,
    betweenDepartments: isBoth && (from.department !== to.department || from.hostDepartment !== to.hostDepartment),
    byMachineryOfGovernment: draft.byMachineryOfGovernment ?? false,
    london: isBoth ? londonMove(from.region, to.region) : null,
    leavingCause: draft.leavingCause ?? null,
    entryRoute: draft.entryRoute ?? null,
    eventIds: draft.eventIds,
  };
}

/** Whether a change of region goes to London, or from it. Where either region is not known, neither is that. */
function londonMove(from: string | null, to: string | null): 'in' | 'out' | null {
  if (from === to || from === null || to === null || from === 'unknown' || to === 'unknown') return null;
  return to === 'london' ? 'in' : from === 'london' ? 'out' : null;
}
