// The fold: facts in order, day by day, each by the rule of its type.
import type { FactName } from '@clew/events';
import { addFinding, type CareerState, episodeKey, newCareerState } from './career-state.ts';
import { oneYearAfter } from './dates.ts';
import { type EffectiveFact, eventIdsOf, sortedIds } from './effective-fact.ts';
import { beginCareer } from './evolve/service.ts';
import { finding } from './findings.ts';
import { type Rule, rules } from './rules.ts';
import { closeDay, openDay } from './spells.ts';
import { pairTransfers } from './transfers.ts';

/** Folds facts that are in order (order.ts) into the state of a career. */
export function fold(facts: readonly EffectiveFact[]): CareerState {
  const state = newCareerState(facts, pairTransfers(facts));
  for (let index = 0; index < facts.length; ) index = foldDay(state, facts, index);
  return state;
}

/** Folds the facts of one day, and gives the place of the next day's first. */
function foldDay(state: CareerState, facts: readonly EffectiveFact[], first: number): number {
  const date = facts[first]?.data.effectiveDate ?? '';
  openDay(state, date);
  let index = first;
  for (let fact = facts[index]; fact !== undefined && fact.data.effectiveDate === date; fact = facts[index]) {
    if (fact.name === 'exited' && state.standing === null && entersLater(facts, index)) state.deferred.push(fact);
    else apply(state, fact);
    index += 1;
  }
  if (state.deferred.length > 0) applyDeferred(state);
  closeDay(state);
  return index;
}

/** Somebody who enters and leaves on one day, having been out, enters first. */
function entersLater(facts: readonly EffectiveFact[], index: number): boolean {
  const date = facts[index]?.data.effectiveDate;
  for (let next = index + 1; next < facts.length; next += 1) {
    const fact = facts[next];
    if (fact === undefined || fact.data.effectiveDate !== date) return false;
    if (fact.name === 'hired' || fact.name === 'transferredIn') return true;
  }
  return false;
}

function applyDeferred(state: CareerState): void {
  const { deferred } = state;
  state.deferred = [];
  state.isSecondPass = true;
  for (const fact of deferred) apply(state, fact);
}

function apply(state: CareerState, fact: EffectiveFact): void {
  const rule = rules[fact.name] as Rule<FactName>;
  if (rule.needs !== 'nothing' && state.standing === null && !isAdmitted(state, fact, rule)) return;
  rule.evolve(state, fact);
}

/** Whether a fact about somebody who is out of service has an effect; it begins the career where nothing is known yet. */
function isAdmitted(state: CareerState, fact: EffectiveFact, rule: Rule<FactName>): boolean {
  if (state.stoodAtExit !== null) {
    noteAfterExit(state, fact);
    return false;
  }
  if (rule.needs === 'no-exit') return true;
  const joining = state.transfers.inOf.get(fact.id);
  // The gaining department's half of the same day says more: it is then the first that is known.
  if (joining !== undefined && joining.data.effectiveDate === state.date) return false;
  beginCareer(state, fact);
  return true;
}

function noteAfterExit(state: CareerState, fact: EffectiveFact): void {
  // The half of a move is told by its other half.
  if (state.transfers.inOf.has(fact.id)) return;
  const key = endKey(fact);
  const ended = key === null ? undefined : state.episodes.get(key);
  if (ended?.awaitsEndEvent === true) {
    // The exit ended it: that its own end follows is as it should be.
    ended.awaitsEndEvent = false;
    ended.eventIds.push(...eventIdsOf(fact));
    return;
  }
  addFinding(state, fact.name === 'exited' ? 'exitWhileOut' : 'eventAfterExit', fact);
}

function endKey(fact: EffectiveFact): string | null {
  if (fact.name === 'temporaryPromotionEnded') return episodeKey('temporaryPromotion', fact.data.temporaryPromotionId);
  if (fact.name === 'loanEnded') return episodeKey('loan', fact.data.loanId);
  return fact.name === 'absenceEnded' ? episodeKey('absence', fact.data.absenceId) : null;
}

/**
 * Temporary promotions that are past their expected end by more than a year, and still run.
 * There is no clock here: `latest`, the latest date of what departments told, is as late as it is known to be.
 * The moment of an as-known reading is not taken for it, so that the reading is exactly a replay of what was recorded by then.
 */
export function noteNeverEnded(state: CareerState, latest: string): void {
  for (const { episode, expectedEndDate } of state.acting) {
    if (expectedEndDate === null || oneYearAfter(expectedEndDate) >= latest) continue;
    const department = state.standing?.department ?? null;
    state.findings.push(
      finding('temporaryPromotionNeverEnded', expectedEndDate, department, sortedIds(episode.eventIds)),
    );
  }
}
