// What runs beside the spells and never changes them: expressions of interest, learning, apprenticeships, schemes, mentoring.
import type { EpisodeKind } from '../career.ts';
import {
  addEpisode,
  addFinding,
  type CareerState,
  type EpisodeDraft,
  endEpisode,
  episodeKey,
} from '../career-state.ts';
import { type EffectiveFact, eventIdsOf } from '../effective-fact.ts';
import { endsNothingYet } from './ends.ts';

function start(
  state: CareerState,
  kind: EpisodeKind,
  id: string,
  fact: EffectiveFact,
  particulars: EpisodeDraft['particulars'],
): void {
  if (state.episodes.has(episodeKey(kind, id))) addFinding(state, 'startedTwice', fact);
  else addEpisode(state, kind, id, fact, particulars);
}

function running(state: CareerState, kind: EpisodeKind, id: string): EpisodeDraft | null {
  const known = state.episodes.get(episodeKey(kind, id));
  return known === undefined || known.end !== null ? null : known;
}

export function expressionOfInterestSubmitted(
  state: CareerState,
  fact: EffectiveFact<'expressionOfInterestSubmitted'>,
): void {
  const { expressionOfInterestId, opportunity, grade } = fact.data;
  start(state, 'expressionOfInterest', expressionOfInterestId, fact, {
    opportunity,
    grade: grade ?? null,
    feedbackGiven: null,
  });
}

export function expressionOfInterestDecided(
  state: CareerState,
  fact: EffectiveFact<'expressionOfInterestDecided'>,
): void {
  const { expressionOfInterestId: id, outcome, feedbackGiven } = fact.data;
  const open = running(state, 'expressionOfInterest', id);
  if (open !== null) {
    endEpisode(state, open, outcome, fact);
    open.particulars['feedbackGiven'] = feedbackGiven;
    return;
  }
  const isKnown = state.episodes.has(episodeKey('expressionOfInterest', id));
  endsNothingYet(state, 'expressionOfInterest', id, fact, outcome, 'decisionWithoutSubmission');
  const decided = state.episodes.get(episodeKey('expressionOfInterest', id));
  if (!isKnown && decided !== undefined) decided.particulars['feedbackGiven'] = feedbackGiven;
}

/** Learning is told when it is complete: a point in time. Two that are alike are two. */
export function learningCompleted(state: CareerState, fact: EffectiveFact<'learningCompleted'>): void {
  const { learning, kind, hours } = fact.data;
  const episode = addEpisode(state, 'learning', fact.id, fact, { learning, kind, hours });
  episode.end = state.date;
  episode.outcome = 'ended';
}

export function apprenticeshipStarted(state: CareerState, fact: EffectiveFact<'apprenticeshipStarted'>): void {
  const { apprenticeshipId, standard, level } = fact.data;
  start(state, 'apprenticeship', apprenticeshipId, fact, { standard, level });
}

export function apprenticeshipEnded(state: CareerState, fact: EffectiveFact<'apprenticeshipEnded'>): void {
  const { apprenticeshipId: id, outcome } = fact.data;
  const open = running(state, 'apprenticeship', id);
  if (open === null) endsNothingYet(state, 'apprenticeship', id, fact, outcome);
  else endEpisode(state, open, outcome, fact);
}

export function talentSchemeApplied(state: CareerState, fact: EffectiveFact<'talentSchemeApplied'>): void {
  const { schemeId, scheme } = fact.data;
  const particulars = { scheme, appliedOn: state.date, startedOn: null };
  start(state, 'talentScheme', schemeId, fact, particulars);
}

export function talentSchemeStarted(state: CareerState, fact: EffectiveFact<'talentSchemeStarted'>): void {
  const { schemeId, scheme } = fact.data;
  const known = state.episodes.get(episodeKey('talentScheme', schemeId));
  if (known !== undefined && known.end === null && known.particulars['startedOn'] === null) {
    known.particulars['startedOn'] = state.date;
    known.eventIds.push(...eventIdsOf(fact));
    return;
  }
  start(state, 'talentScheme', schemeId, fact, { scheme, appliedOn: null, startedOn: state.date });
}

export function talentSchemeEnded(state: CareerState, fact: EffectiveFact<'talentSchemeEnded'>): void {
  const { schemeId, scheme, outcome } = fact.data;
  const open = running(state, 'talentScheme', schemeId);
  if (open !== null) {
    endEpisode(state, open, outcome, fact);
    return;
  }
  const isKnown = state.episodes.has(episodeKey('talentScheme', schemeId));
  endsNothingYet(state, 'talentScheme', schemeId, fact, outcome);
  const ended = state.episodes.get(episodeKey('talentScheme', schemeId));
  if (!isKnown && ended !== undefined) ended.particulars['scheme'] = scheme;
}

export function mentoringStarted(state: CareerState, fact: EffectiveFact<'mentoringStarted'>): void {
  start(state, 'mentoring', fact.data.mentoringId, fact, { kind: fact.data.kind });
}

export function mentoringEnded(state: CareerState, fact: EffectiveFact<'mentoringEnded'>): void {
  const open = running(state, 'mentoring', fact.data.mentoringId);
  if (open === null) endsNothingYet(state, 'mentoring', fact.data.mentoringId, fact);
  else endEpisode(state, open, 'ended', fact);
}
