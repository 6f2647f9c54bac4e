// How somebody enters service, moves between departments, and leaves.
import type { Grade } from '@clew/events';
import { addFinding, addMove, type CareerState, edit, endEpisode, enter, touch } from '../career-state.ts';
import type { EffectiveFact } from '../effective-fact.ts';
import { sourceDepartment } from '../findings.ts';
import { changeGrade, gradeMove } from './grade.ts';
import { endLoansTo } from './loans-and-absences.ts';
import { applyChanges, changeDepartment, standingOf } from './posting.ts';

/** The department of somebody of whom only a service of Clew's own has told anything. */
const unknownDepartment = 'unknown';

const unknownGrade: Grade = { scheme: 'civil-service', code: 'UNKNOWN' };

export function hired(state: CareerState, fact: EffectiveFact<'hired'>): void {
  if (state.standing !== null) {
    hiredInService(state, fact);
    return;
  }
  enter(state, standingOf(fact.data.posting));
  touch(state, fact);
  const kind = state.stoodAtExit === null ? 'hired' : 'returned';
  addMove(state, kind, fact, { entryRoute: fact.data.entryRoute ?? null });
}

/** Somebody in service cannot enter it: the hire is read for what it says that is new. */
function hiredInService(state: CareerState, fact: EffectiveFact<'hired'>): void {
  const { posting } = fact.data;
  addFinding(state, 'hiredWhileInService', fact);
  const hasMoved = changeDepartment(state, posting.department);
  if (hasMoved) {
    addMove(state, 'transferred', fact);
    endLoansTo(state, posting.department);
  }
  const isOtherGrade = statedGrade(state, fact, posting.grade);
  const extent = applyChanges(state, posting);
  if (extent === 'posting' && !hasMoved && !isOtherGrade) addMove(state, 'postingChanged', fact);
  if (hasMoved || isOtherGrade || extent !== 'none') touch(state, fact);
}

/** Takes a grade that is stated beside a move; true where it differs. */
function statedGrade(state: CareerState, fact: EffectiveFact, grade: Grade | undefined): boolean {
  if (grade === undefined) return false;
  const kind = gradeMove(edit(state).grade, grade);
  const isOther = changeGrade(state, grade);
  if (kind !== null) addMove(state, kind, fact);
  return isOther;
}

/** Begins a career at the first that is known of it, where that is no hire. */
export function beginCareer(state: CareerState, fact: EffectiveFact): void {
  addFinding(state, 'eventBeforeHire', fact);
  enter(state, standingOf({ department: sourceDepartment(fact.source) ?? unknownDepartment, grade: unknownGrade }));
  touch(state, fact);
}

export function transferredOut(state: CareerState, fact: EffectiveFact<'transferredOut'>): void {
  // The gaining department's half moves the person, on its own date.
  if (state.transfers.inOf.has(fact.id)) return;
  const { toDepartment, transferType } = fact.data;
  addFinding(state, 'leaverWithoutJoiner', fact, toDepartment);
  if (!changeDepartment(state, toDepartment)) return;
  endLoansTo(state, toDepartment);
  touch(state, fact);
  addMove(state, 'transferred', fact, { byMachineryOfGovernment: transferType === machineryOfGovernment });
}

const machineryOfGovernment = 'machinery-of-government';

export function transferredIn(state: CareerState, fact: EffectiveFact<'transferredIn'>): void {
  const { department, fromDepartment, grade, changes } = fact.data;
  const out = state.transfers.outOf.get(fact.id);
  if (state.standing === null) {
    enterByTransfer(state, fact, out);
    return;
  }
  const findingsBefore = state.findings.length;
  if (state.standing.department !== fromDepartment) {
    addFinding(state, 'transferFromElsewhere', fact, sourceDepartment(fact.source), out);
  }
  if (out === undefined) addFinding(state, 'joinerWithoutLeaver', fact, fromDepartment);
  else if (out.data.effectiveDate !== fact.data.effectiveDate) {
    addFinding(state, 'transferDatesDiffer', fact, sourceDepartment(out.source), out);
  }
  const hasMoved = changeDepartment(state, department);
  if (hasMoved) {
    endLoansTo(state, department);
    addTransfer(state, fact, out);
  }
  const isOtherGrade = statedGrade(state, fact, grade);
  const extent = applyChanges(state, changes);
  if (extent === 'posting' && !hasMoved && !isOtherGrade) addMove(state, 'postingChanged', fact);
  if (!hasMoved && !isOtherGrade && extent === 'none') {
    // A finding that says more says it already.
    const isFound = state.findings.length > findingsBefore;
    if (!isFound) addFinding(state, 'changeWithoutChange', fact, sourceDepartment(fact.source), out);
    return;
  }
  touch(state, fact);
  if (out !== undefined) touch(state, out);
}

type OutHalf = EffectiveFact<'transferredOut'> | undefined;

function addTransfer(state: CareerState, fact: EffectiveFact<'transferredIn'>, out: OutHalf): void {
  const byMachineryOfGovernment = [fact.data.transferType, out?.data.transferType].includes(machineryOfGovernment);
  addMove(state, 'transferred', fact, { byMachineryOfGovernment, ...(out === undefined ? {} : { with: out }) });
}

/** A transfer in of somebody out of service: a return, or the first that is known of the person. */
function enterByTransfer(state: CareerState, fact: EffectiveFact<'transferredIn'>, out: OutHalf): void {
  const { department, grade, changes } = fact.data;
  const before = state.stoodAtExit;
  addFinding(state, before === null ? 'joinerWithoutHire' : 'joinerAfterExit', fact);
  enter(state, standingOf({ department, grade: grade ?? before?.grade ?? unknownGrade }));
  if (before !== null) carryOver(state, before);
  applyChanges(state, changes);
  touch(state, fact);
  if (out !== undefined) touch(state, out);
  if (before === null) addTransfer(state, fact, out);
  else addMove(state, 'returned', fact, out === undefined ? {} : { with: out });
}

/** Somebody who comes back by transfer is taken to be what the losing department last said, but for role and organisation. */
function carryOver(state: CareerState, before: Readonly<NonNullable<CareerState['stoodAtExit']>>): void {
  const standing = edit(state);
  standing.profession = before.profession;
  standing.function = before.function;
  standing.region = before.region;
  standing.fullTimeEquivalent = before.fullTimeEquivalent;
  standing.contract = before.contract;
}

export function exited(state: CareerState, fact: EffectiveFact<'exited'>): void {
  for (const { episode } of [...state.acting, ...state.loans, ...state.absences]) {
    endEpisode(state, episode, 'left-service');
  }
  for (const episode of state.episodes.values()) {
    if (episode.kind === 'mentoring' && episode.end === null) endEpisode(state, episode, 'left-service');
  }
  state.acting = [];
  state.loans = [];
  state.absences = [];
  state.stoodAtExit = state.standing;
  state.standing = null;
  state.hasExitedToday = true;
  touch(state, fact);
  addMove(state, 'exited', fact, { leavingCause: fact.data.cause });
}
