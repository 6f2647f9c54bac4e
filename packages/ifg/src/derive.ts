// From the ministers database to a department's feed: people to be numbered, and facts with their envelopes. Pure.
import type { ClewEvent, Fact } from '@clew/events';
import { factsOfPerson } from './career-facts.ts';
import { deterministicEventId, recordedTime } from './event-id.ts';
import { codeOf, organisationCodes, organisationFacts } from './organisations.ts';
import { type IfgPerson, peopleOf } from './people.ts';
import { compareText } from './primary-career.ts';
import type { IfgTables } from './tables.ts';

/** The department in whose name the feed asks for staff numbers. */
export const feedDepartment = 'uk-government-ministers';
/** Who says so, in every event of the feed. */
export const feedSource = `/departments/${feedDepartment}/systems/ifg-ministers-database`;

/** A fact with its id and time. The subject is an organisation's code, or the id of a person whose staff number is not known yet. */
export interface DerivedFact {
  readonly id: string;
  readonly time: string;
  readonly subject: { readonly personId: string } | { readonly organisation: string };
  readonly fact: Fact;
}

export interface Derivation {
  readonly people: readonly IfgPerson[];
  /** Organisations first, then person by person, each in the order of the dates. */
  readonly facts: readonly DerivedFact[];
}

/** Derives the whole feed. The same tables give the same feed, in the same order, under the same ids. */
export function deriveFeed(tables: IfgTables): Derivation {
  const codes = organisationCodes(tables.organisations);
  const people = peopleOf(tables);
  const organisations = organisationFacts(tables, codes).map(({ organisationId, key, fact }) =>
    envelope(key, { organisation: codeOf(codes, organisationId) }, fact),
  );
  const names = Map.groupBy(tables.names, ({ personId }) => personId);
  const appointments = Map.groupBy(tables.appointments, ({ personId }) => personId);
  const spans = Map.groupBy(tables.spans, ({ appointment }) => appointment.personId);
  const surroundings = { codes, links: tables.links };
  const careers = people.flatMap(({ id }) =>
    factsOfPerson(id, names.get(id) ?? [], appointments.get(id) ?? [], spans.get(id) ?? [], surroundings)
      .map(({ key, fact }) => envelope(key, { personId: id }, fact))
      .toSorted((one, other) => compareText(one.time, other.time)),
  );
  return { people, facts: [...organisations, ...careers] };
}

function envelope(key: string, subject: DerivedFact['subject'], fact: Fact): DerivedFact {
  const date = fact.data.effectiveDate;
  return { id: deterministicEventId(date, key), time: recordedTime(date), subject, fact };
}

/** The event of a derived fact. Throws where a person has no staff number: the caller must have asked for all. */
export function eventOf(
  { id, time, subject, fact }: DerivedFact,
  staffNumbers: ReadonlyMap<string, string>,
): ClewEvent {
  const name = 'personId' in subject ? staffNumbers.get(subject.personId) : subject.organisation;
  if (name === undefined)
    throw new Error('a person without a staff number: every person is asked for before publishing');
  return { id, source: feedSource, subject: name, time, ...fact } as ClewEvent;
}
