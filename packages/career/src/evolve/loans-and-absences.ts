// Loans and absences: the home department stays the employer, and the spell says where the person is.
import type { PostingChanges } from '@clew/events';
import type { Standing } from '../career.ts';
import {
  addEpisode,
  addFinding,
  addMove,
  type CareerState,
  type Draft,
  edit,
  endEpisode,
  episodeKey,
  type LoanDraft,
  touch,
} from '../career-state.ts';
import type { EffectiveFact } from '../effective-fact.ts';
import { endsNothingYet } from './ends.ts';
import { applyChanges } from './posting.ts';

export function loanStarted(state: CareerState, fact: EffectiveFact<'loanStarted'>): void {
  const { loanId, hostDepartment, expectedEndDate, changes } = fact.data;
  if (state.episodes.has(episodeKey('loan', loanId))) {
    addFinding(state, 'startedTwice', fact);
    return;
  }
  const particulars = { hostDepartment, expectedEndDate: expectedEndDate ?? null };
  const episode = addEpisode(state, 'loan', loanId, fact, particulars);
  const before = particularsOf(edit(state), changes);
  applyChanges(state, changes);
  state.loans.push({ episode, host: hostDepartment, before, during: particularsOf(edit(state), changes) });
  touch(state, fact);
  addMove(state, 'loanStarted', fact);
}

export function loanEnded(state: CareerState, fact: EffectiveFact<'loanEnded'>): void {
  const { loanId, changes } = fact.data;
  const ended = state.loans.find((each) => each.episode.id === loanId);
  if (ended === undefined) {
    endsNothingYet(state, 'loan', loanId, fact);
    return;
  }
  endEpisode(state, ended.episode, 'ended', fact);
  state.loans = state.loans.filter((each) => each !== ended);
  restore(state, ended);
  applyChanges(state, changes);
  touch(state, fact);
  addMove(state, 'loanEnded', fact);
}

/** A loan to the department that becomes the home department is over: the person stays there as its own. */
export function endLoansTo(state: CareerState, department: string): void {
  for (const loan of state.loans) {
    if (loan.host === department) endEpisode(state, loan.episode, 'ended');
  }
  state.loans = state.loans.filter((loan) => loan.host !== department);
}

function particularsOf(standing: Standing, changes: PostingChanges | undefined): Partial<Draft<Standing>> {
  const found: Record<string, unknown> = {};
  for (const key of Object.keys(changes ?? {})) found[key] = standing[key as keyof Standing];
  return found as Partial<Draft<Standing>>;
}

/** What a loan changed of the posting lasts as long as the loan: it is put back, unless something else changed it meanwhile. */
function restore(state: CareerState, { before, during }: LoanDraft): void {
  const standing = edit(state);
  const changes: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(before)) {
    if (standing[key as keyof Standing] === during[key as keyof Standing]) changes[key] = value;
  }
  applyChanges(state, changes as PostingChanges);
}

export function absenceStarted(state: CareerState, fact: EffectiveFact<'absenceStarted'>): void {
  const { absenceId, kind, paid } = fact.data;
  if (state.episodes.has(episodeKey('absence', absenceId))) {
    addFinding(state, 'startedTwice', fact);
    return;
  }
  const episode = addEpisode(state, 'absence', absenceId, fact, { kind, paid: paid ?? null });
  state.absences.push({ episode, isUnpaid: paid === false });
  touch(state, fact);
}

export function absenceEnded(state: CareerState, fact: EffectiveFact<'absenceEnded'>): void {
  const ended = state.absences.find((each) => each.episode.id === fact.data.absenceId);
  if (ended === undefined) {
    endsNothingYet(state, 'absence', fact.data.absenceId, fact);
    return;
  }
  endEpisode(state, ended.episode, 'ended', fact);
  state.absences = state.absences.filter((each) => each !== ended);
  touch(state, fact);
}
