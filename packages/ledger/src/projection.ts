// From new events to careers: lock the people, recall or load what is known of them, replay, and say what must be written.
import { type RecordedEvent, replay } from '@clew/career';
import type { PoolClient } from '@clew/database';
import { emptyRows, type PersonRows, rowsOf } from './career-rows.ts';
import { type CareerChange, readRows } from './career-writing.ts';
import type { LedgerContext } from './context.ts';
import { type History, historiesOfPeople } from './history.ts';
import type { AcceptedRecord } from './intake.ts';
import { type LockedPerson, lockPeople, newRevision } from './people.ts';

/** A career that will be written, with all of its events, so that it can be remembered after the commit. */
export interface ProjectedCareer extends CareerChange {
  readonly events: readonly RecordedEvent[];
}

export interface Projection {
  readonly people: ReadonlyMap<string, LockedPerson>;
  readonly careers: readonly ProjectedCareer[];
  /** The staff numbers whose fold failed, and how: their new events must be parked. */
  readonly faults: ReadonlyMap<string, string>;
}

interface Before {
  readonly events: readonly RecordedEvent[];
  readonly rows: PersonRows;
}

/** Projects new events about people. Nothing of a career is written here. */
export async function projectPeople(
  client: PoolClient,
  context: LedgerContext,
  accepted: readonly AcceptedRecord[],
): Promise<Projection> {
  const bySubject = Map.groupBy(accepted, (each) => each.recorded.event.subject);
  const people = await lockPeople(client, context, [...bySubject.keys()]);
  const known = await loadKnown(client, context, people);
  const revision = newRevision();
  const careers: ProjectedCareer[] = [];
  const faults = new Map<string, string>();
  for (const [staffNumber, own] of bySubject) {
    const person = people.get(staffNumber);
    if (person === undefined) throw new Error('a person of the batch was not locked');
    const before = known.get(staffNumber) ?? { events: [], rows: emptyRows };
    const base = { personId: person.personId, staffNumber, isNew: person.revision === null, revision };
    const folded = fold(before, own);
    if ('fault' in folded) {
      faults.set(staffNumber, folded.fault);
      // A new person needs a row all the same: whoever comes next looks for it to lock it.
      const { rows } = 'fault' in before ? { rows: emptyRows } : before;
      if (base.isNew) careers.push({ ...base, eventCount: 0, events: [], before: rows, after: rows });
    } else if (!('fault' in before)) {
      const { events, rows } = folded;
      careers.push({ ...base, eventCount: events.length, events, before: before.rows, after: rows });
    }
  }
  return { people, careers, faults };
}

function fold(
  before: Before | { readonly fault: string },
  own: readonly AcceptedRecord[],
): Before | { readonly fault: string } {
  if ('fault' in before) return before;
  try {
    const events = [...before.events, ...own.map((each) => each.recorded)];
    return { events, rows: rowsOf(replay(events)) };
  } catch (fault) {
    // The kind of fault alone: a message could quote the data.
    return { fault: fault instanceof Error ? fault.name : 'unknown fault' };
  }
}

async function loadKnown(
  client: PoolClient,
  context: LedgerContext,
  people: ReadonlyMap<string, LockedPerson>,
): Promise<ReadonlyMap<string, Before | { readonly fault: string }>> {
  const known = new Map<string, Before | { readonly fault: string }>();
  const unknown: LockedPerson[] = [];
  for (const person of people.values()) {
    if (person.revision === null) continue;
    const remembered = context.memory.recall(person.staffNumber, person.revision);
    if (remembered === undefined) unknown.push(person);
    else known.set(person.staffNumber, remembered);
  }
  if (unknown.length === 0) return known;
  const personIds = unknown.map((each) => each.personId);
  const staffNumbers = new Map(unknown.map((each) => [each.personId, each.staffNumber]));
  const histories = await historiesOfPeople(client, context, staffNumbers);
  const rows = await readRows(client, context, personIds);
  for (const { staffNumber, personId } of unknown) {
    const history: History = histories.get(personId) ?? { events: [] };
    const own = rows.get(personId);
    if (own === undefined) throw new Error('a career that was locked has no row');
    known.set(staffNumber, 'fault' in history ? history : { events: history.events, rows: own });
  }
  return known;
}
