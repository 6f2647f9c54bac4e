// Organisations and relocated roles, folded from their events. Pure.
import { type EffectiveFact, eventIdsOf, type RecordedEvent, resolveAmendments, sortFacts } from '@clew/career';
import { copyLine, jsonbCell, uuidArrayCell } from './copy.ts';
import { uuidOfEventId } from './event-uuid.ts';

/** The columns of a line, in order. */
export const organisationColumns = [
  'code',
  'valid_from',
  'valid_to',
  'name',
  'department',
  'successors',
  'event_ids',
] as const;
export const roleRelocationColumns = [
  'role',
  'date',
  'department',
  'from_region',
  'to_region',
  'grading_scheme',
  'grade',
  'profession',
  'event_ids',
] as const;

/** The lines of the two tables that follow from the events of one organisation or role. */
export interface SubjectRows {
  readonly organisation: readonly string[];
  readonly roleRelocation: readonly string[];
}

interface Successor {
  readonly code: string;
  readonly how: 'renamed' | 'merged' | 'split' | 'functionsTransferred';
  readonly from: string;
  readonly until: string | null;
}

interface Span {
  readonly from: string;
  to: string | null;
  readonly name: string | null;
  readonly department: string;
  readonly eventIds: string[];
}

interface State {
  readonly spans: Span[];
  readonly successors: Successor[];
  department: string;
}

/** Folds the events of one code, in order of date whatever the order of arrival. */
export function foldSubject(code: string, events: readonly RecordedEvent[]): SubjectRows {
  const facts = sortFacts(resolveAmendments(events.map(({ event }) => event)).facts);
  const state: State = { spans: [], successors: [], department: code };
  const roleRelocation: string[] = [];
  for (const fact of facts) {
    if (fact.name === 'roleRelocated') roleRelocation.push(relocationLine(fact));
    else evolve(state, fact);
  }
  return { organisation: spanLines(code, state), roleRelocation };
}

function evolve(state: State, fact: EffectiveFact): void {
  const date = fact.data.effectiveDate;
  switch (fact.name) {
    case 'organisationCreated':
      state.department = fact.data.department ?? state.department;
      openSpan(state, fact, fact.data.name);
      if (fact.data.closedOn !== undefined) closeSpan(state, fact, fact.data.closedOn);
      return;
    case 'organisationRenamed':
      if (fact.data.successor === undefined) {
        openSpan(state, fact, fact.data.name);
        return;
      }
      state.successors.push({ code: fact.data.successor, how: 'renamed', from: date, until: null });
      closeSpan(state, fact, date);
      return;
    case 'organisationMerged':
      state.successors.push({ code: fact.data.into, how: 'merged', from: date, until: null });
      closeSpan(state, fact, date);
      return;
    case 'organisationSplit':
      for (const code of fact.data.into) state.successors.push({ code, how: 'split', from: date, until: null });
      touch(state, fact);
      return;
    case 'functionsTransferred': {
      const until = fact.data.untilDate ?? null;
      state.successors.push({ code: fact.data.to, how: 'functionsTransferred', from: date, until });
      touch(state, fact);
      return;
    }
    default:
      throw new Error(`${fact.name} is not an event of an organisation`);
  }
}

function openSpan(state: State, fact: EffectiveFact, name: string | null): void {
  const from = fact.data.effectiveDate;
  const open = state.spans.at(-1);
  // An end that was announced before (`closedOn`) holds for the new name too.
  const to = open?.to !== undefined && open.to !== null && open.to > from ? open.to : null;
  if (open !== undefined && (open.to === null || open.to > from)) open.to = from;
  if (open !== undefined && open.to !== null && open.to <= open.from) state.spans.pop();
  const { department } = state;
  state.spans.push({ from, to, name, department, eventIds: [...eventIdsOf(fact)] });
}

function closeSpan(state: State, fact: EffectiveFact, to: string): void {
  touch(state, fact);
  const open = state.spans.at(-1);
  if (open !== undefined && (open.to === null || open.to > to)) open.to = to > open.from ? to : open.from;
}

/** Puts the fact's events to the latest span; where none is known, a span without a name says when something was first heard. */
function touch(state: State, fact: EffectiveFact): void {
  const open = state.spans.at(-1);
  if (open === undefined) openSpan(state, fact, null);
  else open.eventIds.push(...eventIdsOf(fact));
}

function spanLines(code: string, { spans, successors }: State): string[] {
  const sorted = successors.toSorted((one, other) => {
    const [left, right] = [`${one.from} ${one.code} ${one.how}`, `${other.from} ${other.code} ${other.how}`];
    return left < right ? -1 : 1;
  });
  const uuids = (ids: readonly string[]) => uuidArrayCell([...new Set(ids)].sort().map(uuidOfEventId));
  return spans.map(({ from, to, name, department, eventIds }) =>
    copyLine([code, from, to, name, department, jsonbCell(sorted), uuids(eventIds)]),
  );
}

function relocationLine(fact: EffectiveFact<'roleRelocated'>): string {
  const { effectiveDate, department, fromRegion, toRegion, grade, profession } = fact.data;
  return copyLine([
    fact.subject,
    effectiveDate,
    department,
    fromRegion,
    toRegion,
    grade?.scheme ?? null,
    grade?.code ?? null,
    profession ?? null,
    uuidArrayCell(eventIdsOf(fact).map(uuidOfEventId)),
  ]);
}
