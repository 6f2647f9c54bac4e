// What the fold knows while it runs: where the person stands, what runs beside, and what came out so far. Never leaves `replay`.
import { type FactName, type Grade, sameGrade } from '@clew/events';
import type { Episode, EpisodeKind, Finding, FindingCode, Move, MoveKind, Spell, Standing } from './career.ts';
import { type EffectiveFact, eventIdsOf, sortedIds } from './effective-fact.ts';
import { finding, sourceDepartment } from './findings.ts';
import type { PairedTransfers } from './transfers.ts';

/** Without the mark that nothing of it may change. */
export type Draft<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** An episode while the fold runs. */
export interface EpisodeDraft extends Draft<Episode> {
  eventIds: string[];
  particulars: Record<string, string | number | boolean | Grade | null>;
  /** True where something else ended it (an exit, a promotion): its own end event may still come, and changes nothing. */
  awaitsEndEvent: boolean;
}

/** A temporary promotion that runs, or ended on the day. */
export interface ActingDraft {
  readonly episode: EpisodeDraft;
  readonly grade: Grade;
  readonly expectedEndDate: string | null;
  /** False for one that began below the substantive grade: its start did not move the career. */
  readonly isMove: boolean;
}

/** A loan that runs, with what it changed of the posting, to be put back when it ends. */
export interface LoanDraft {
  readonly episode: EpisodeDraft;
  readonly host: string;
  readonly before: Partial<Draft<Standing>>;
  readonly during: Partial<Draft<Standing>>;
}

export interface AbsenceDraft {
  readonly episode: EpisodeDraft;
  readonly isUnpaid: boolean;
}

/** A move of the day, before the standings around the day are known. */
export interface MoveDraft {
  readonly kind: MoveKind;
  readonly eventIds: readonly string[];
  readonly byMachineryOfGovernment?: boolean;
  readonly leavingCause?: string;
  readonly entryRoute?: string | null;
}

export interface CareerState {
  readonly facts: readonly EffectiveFact[];
  readonly transfers: PairedTransfers;
  /** null: out of service. */
  standing: Draft<Standing> | null;
  /** Where the person stood on leaving; null before the first exit. */
  stoodAtExit: Standing | null;
  /** The day on which the grade, department, organisation or role was taken up. */
  postingSince: string;
  acting: ActingDraft[];
  loans: LoanDraft[];
  absences: AbsenceDraft[];
  readonly episodes: Map<string, EpisodeDraft>;
  /** The dates on which things with an identifier start, made when an end asks for it. */
  starts: ReadonlyMap<string, string> | null;

  date: string;
  /** The standing before the day. */
  opening: Standing | null;
  /** True once the day has its own copy of the standing. */
  isCopied: boolean;
  hasExitedToday: boolean;
  actingEndedToday: ActingDraft[];
  dayMoves: MoveDraft[];
  dayEventIds: string[];
  /** Facts of the day that wait for another of the same day (the end of what starts on it). */
  deferred: EffectiveFact[];
  isSecondPass: boolean;

  readonly spells: Draft<Spell>[];
  readonly moves: Move[];
  readonly findings: Finding[];
}

export function newCareerState(facts: readonly EffectiveFact[], transfers: PairedTransfers): CareerState {
  return {
    facts,
    transfers,
    standing: null,
    stoodAtExit: null,
    postingSince: '',
    acting: [],
    loans: [],
    absences: [],
    episodes: new Map(),
    starts: null,
    date: '',
    opening: null,
    isCopied: false,
    hasExitedToday: false,
    actingEndedToday: [],
    dayMoves: [],
    dayEventIds: [],
    deferred: [],
    isSecondPass: false,
    spells: [],
    moves: [],
    findings: [],
  };
}

/** The standing, for changing: the day's own copy, so that no spell or move that has it already changes with it. */
export function edit(state: CareerState): Draft<Standing> {
  if (state.standing === null) throw new Error('invariant: only somebody in service has a standing to change');
  if (!state.isCopied) {
    state.standing = { ...state.standing };
    state.isCopied = true;
  }
  return state.standing;
}

/** Puts the person into service with a standing that nobody else holds. */
export function enter(state: CareerState, standing: Draft<Standing>): void {
  state.standing = standing;
  state.isCopied = true;
  state.postingSince = state.date;
}

/** Notes that a fact had a part in how the person stands at the end of the day. */
export function touch(state: CareerState, fact: EffectiveFact): void {
  state.dayEventIds.push(...eventIdsOf(fact));
}

export function addMove(
  state: CareerState,
  kind: MoveKind,
  fact: EffectiveFact,
  more: Omit<MoveDraft, 'kind' | 'eventIds'> & { readonly with?: EffectiveFact } = {},
): void {
  const { with: other, ...rest } = more;
  const eventIds = other === undefined ? eventIdsOf(fact) : sortedIds([...eventIdsOf(other), ...eventIdsOf(fact)]);
  state.dayMoves.push({ kind, eventIds, ...rest });
}

/** A finding about a fact, on its date; the department that said it can mend it, unless another is named. */
export function addFinding(
  state: CareerState,
  code: FindingCode,
  fact: EffectiveFact,
  department: string | null = sourceDepartment(fact.source),
  with_?: EffectiveFact,
): void {
  const ids = with_ === undefined ? eventIdsOf(fact) : sortedIds([...eventIdsOf(fact), ...eventIdsOf(with_)]);
  state.findings.push(finding(code, fact.data.effectiveDate, department, ids));
}

export function episodeKey(kind: EpisodeKind, id: string): string {
  return `${kind} ${id}`;
}

/** Adds an episode, and gives its draft back. */
export function addEpisode(
  state: CareerState,
  kind: EpisodeKind,
  id: string,
  fact: EffectiveFact<FactName>,
  particulars: EpisodeDraft['particulars'],
): EpisodeDraft {
  const draft: EpisodeDraft = {
    kind,
    id,
    start: fact.data.effectiveDate,
    end: null,
    outcome: null,
    particulars,
    eventIds: [...eventIdsOf(fact)],
    awaitsEndEvent: false,
  };
  state.episodes.set(episodeKey(kind, id), draft);
  return draft;
}

/** Ends an episode on the day. */
export function endEpisode(state: CareerState, draft: EpisodeDraft, outcome: string, by?: EffectiveFact): void {
  draft.end = state.date;
  draft.outcome = outcome;
  draft.awaitsEndEvent = by === undefined;
  if (by !== undefined) draft.eventIds.push(...eventIdsOf(by));
}

/** True where two standings are the same in every particular. */
export function sameStanding(one: Standing, other: Standing): boolean {
  return (
    one === other ||
    (one.department === other.department &&
      one.organisation === other.organisation &&
      one.role === other.role &&
      one.profession === other.profession &&
      one.function === other.function &&
      one.region === other.region &&
      one.fullTimeEquivalent === other.fullTimeEquivalent &&
      one.contract === other.contract &&
      one.accelerated === other.accelerated &&
      one.openlyAdvertised === other.openlyAdvertised &&
      one.status === other.status &&
      one.hostDepartment === other.hostDepartment &&
      one.unpaidAbsence === other.unpaidAbsence &&
      sameGrade(one.grade, other.grade) &&
      sameGrade(one.actingGrade, other.actingGrade) &&
      samePosts(one.concurrentPosts, other.concurrentPosts))
  );
}

/** True where two sorted lists of further posts are the same. */
export function samePosts(one: Standing['concurrentPosts'], other: Standing['concurrentPosts']): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((post, index) => {
    const match = other[index];
    return (
      match !== undefined &&
      post.role === match.role &&
      post.department === match.department &&
      sameGrade(post.grade, match.grade)
    );
  });
}
