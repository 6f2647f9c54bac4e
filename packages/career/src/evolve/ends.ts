// The end of something that does not run: its start comes later, on the same day, or never; or something else ended it.
import type { EpisodeKind, FindingCode } from '../career.ts';
import { addEpisode, addFinding, type CareerState, episodeKey } from '../career-state.ts';
import { type EffectiveFact, eventIdsOf } from '../effective-fact.ts';

/**
 * Decides about an end that found nothing running under its identifier:
 * - it was ended otherwise (by an exit, by a promotion): the end is expected, and changes nothing;
 * - it ended before: the first end counts;
 * - it starts on the same day: the end waits for it, and leaves it without length;
 * - it starts later: the end has no effect;
 * - its start is not known: an episode of which only the end is known.
 */
export function endsNothingYet(
  state: CareerState,
  kind: EpisodeKind,
  id: string,
  fact: EffectiveFact,
  outcome = 'ended',
  withoutStart: FindingCode = 'endWithoutStart',
): void {
  const known = state.episodes.get(episodeKey(kind, id));
  if (known !== undefined) {
    known.eventIds.push(...eventIdsOf(fact));
    if (!known.awaitsEndEvent) addFinding(state, 'endedTwice', fact);
    known.awaitsEndEvent = false;
    return;
  }
  const start = startDates(state).get(episodeKey(kind, id));
  if (start === state.date && !state.isSecondPass) state.deferred.push(fact);
  else if (start !== undefined && start > state.date) addFinding(state, 'endBeforeStart', fact);
  else {
    addFinding(state, withoutStart, fact);
    const episode = addEpisode(state, kind, id, fact, {});
    episode.start = null;
    episode.end = state.date;
    episode.outcome = outcome;
  }
}

/** When each thing with an identifier starts, by what the facts say; made once, for the careers that need it. */
function startDates(state: CareerState): ReadonlyMap<string, string> {
  if (state.starts !== null) return state.starts;
  const starts = new Map<string, string>();
  for (const fact of state.facts) {
    const key = startKey(fact);
    if (key !== null && !starts.has(key)) starts.set(key, fact.data.effectiveDate);
  }
  state.starts = starts;
  return starts;
}

function startKey(fact: EffectiveFact): string | null {
  switch (fact.name) {
    case 'temporaryPromotionStarted':
      return episodeKey('temporaryPromotion', fact.data.temporaryPromotionId);
    case 'loanStarted':
      return episodeKey('loan', fact.data.loanId);
    case 'absenceStarted':
      return episodeKey('absence', fact.data.absenceId);
    case 'expressionOfInterestSubmitted':
      return episodeKey('expressionOfInterest', fact.data.expressionOfInterestId);
    case 'apprenticeshipStarted':
      return episodeKey('apprenticeship', fact.data.apprenticeshipId);
    case 'talentSchemeApplied':
    case 'talentSchemeStarted':
      return episodeKey('talentScheme', fact.data.schemeId);
    case 'mentoringStarted':
      return episodeKey('mentoring', fact.data.mentoringId);
    default:
      return null;
  }
}
