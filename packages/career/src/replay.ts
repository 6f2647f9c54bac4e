// Replay: from a set of facts about one person to the career that follows from them. The only fold there is.
import { type ClewEvent, definitionOf } from '@clew/events';
import type { Career, Episode, Finding, RecordedEvent, ReplayOptions } from './career.ts';
import type { CareerState, EpisodeDraft } from './career-state.ts';
import { foldDeclarations } from './declarations.ts';
import { type EffectiveFact, eventIdsOf, sortedIds } from './effective-fact.ts';
import { compareFindings, finding, sourceDepartment } from './findings.ts';
import { fold, noteNeverEnded } from './fold.ts';
import { assertCareer } from './invariants.ts';
import { sortFacts } from './order.ts';
import { type Resolved, resolveAmendments } from './supersession.ts';

/**
 * Builds a career. The result depends on the set of events alone: not on their order in the array, nor on how often one is there,
 * nor on when the log took it (but for `knownAt`, which leaves out what it took later).
 *
 * @param events of one person, under all the staff numbers that the person has or had: subjects are not looked at.
 *   An id stands for one content; the log quarantines the same id with other content before it comes here.
 * @throws RangeError where `knownAt` is not an instant in UTC with milliseconds.
 */
export function replay(events: readonly RecordedEvent[], options: ReplayOptions = {}): Career {
  const { facts: unsorted, superseded, findings } = factsInForce(events, options.knownAt);
  const facts = sortFacts(unsorted);
  const state = fold(facts);
  state.findings.push(...findings);
  noteAboutAll(state, facts);
  assertCareer(state.spells, state.moves);
  return {
    spells: state.spells,
    moves: state.moves,
    episodes: finishedEpisodes(state),
    declarations: foldDeclarations(facts),
    findings: sortedFindings(state.findings),
    superseded,
  };
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** The facts as amended, of the events that were known. Most careers have no amendment, and their facts are taken as they are. */
function factsInForce(events: readonly RecordedEvent[], knownAt: string | undefined): Resolved {
  if (knownAt !== undefined && !instant.test(knownAt))
    throw new RangeError('knownAt is not an instant in UTC with milliseconds');
  const known: ClewEvent[] = [];
  const facts: EffectiveFact[] = [];
  for (const { event, recordedAt } of events) {
    if (knownAt !== undefined && recordedAt > knownAt) continue;
    known.push(event);
    if (event.name !== 'corrected' && event.name !== 'retracted') facts.push(event);
  }
  return facts.length === known.length ? { facts, superseded: [], findings: [] } : resolveAmendments(known);
}

/** Findings about the facts as a whole. */
function noteAboutAll(state: CareerState, facts: readonly EffectiveFact[]): void {
  const first = facts[0];
  if (first === undefined) return;
  if (state.acting.length > 0) noteNeverEnded(state, latestDate(facts));
  if (facts.some((fact) => fact.name === 'staffNumberIssued')) return;
  const { effectiveDate } = first.data;
  state.findings.push(
    finding('staffNumberNotIssued', effectiveDate, sourceDepartment(first.source), eventIdsOf(first)),
  );
}

/**
 * How far the career is known: the latest date among the facts that departments state. That a staff number was issued says nothing
 * of the career: for what is loaded afterwards it is issued years later than all that is told, and would stand for a clock.
 */
function latestDate(facts: readonly EffectiveFact[]): string {
  return facts.findLast(({ name }) => definitionOf(name).topic !== 'identity')?.data.effectiveDate ?? '';
}

function sortedFindings(findings: Finding[]): readonly Finding[] {
  return findings.length < 2 ? findings : findings.sort(compareFindings);
}

/** Episodes by their start (of some only the end is known), then kind, then identifier. */
function finishedEpisodes(state: CareerState): readonly Episode[] {
  if (state.episodes.size === 0) return [];
  const drafts = [...state.episodes.values()].sort(compareEpisodes);
  return drafts.map(({ awaitsEndEvent: _, ...episode }) => ({ ...episode, eventIds: sortedIds(episode.eventIds) }));
}

function compareEpisodes(one: EpisodeDraft, other: EpisodeDraft): number {
  const [left, right] = [one.start ?? one.end ?? '', other.start ?? other.end ?? ''];
  if (left !== right) return left < right ? -1 : 1;
  if (one.kind !== other.kind) return one.kind < other.kind ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
