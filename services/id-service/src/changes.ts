// What a set of decisions changes in the identity schema, written in one go.

import type { Queryable } from '@clew/database';
import type { BinaryRecord } from '@clew/events';
import type { ConflictReason, MatchedOn, NationalInsuranceToken } from '@clew/identity';
import type { ContentHash, PreparedRequest } from './request.ts';
import type { RecordedAnswer } from './store.ts';

/** A person in a set of requests: known before it, or new in it and then without a number until all of the set is decided. */
export interface Person {
  personId: number;
  staffNumber: string;
  readonly tokens: NationalInsuranceToken[];
}

/** Rows to add. Nothing is ever changed or removed. They name people by reference, since newcomers get their numbers last. */
export interface Changes {
  readonly newcomers: { readonly person: Person; readonly department: string }[];
  readonly tokens: { readonly person: Person; readonly token: NationalInsuranceToken }[];
  readonly localNumbers: { readonly person: Person; readonly request: PreparedRequest }[];
  readonly names: { readonly person: Person; readonly request: PreparedRequest }[];
  readonly conflicts: {
    readonly reason: ConflictReason;
    readonly request: PreparedRequest;
    readonly people: readonly Person[];
  }[];
  readonly answers: AnswerToRecord[];
  readonly events: { readonly eventId: string; readonly record: BinaryRecord }[];
}

export interface AnswerToRecord {
  readonly request: PreparedRequest;
  readonly content: ContentHash;
  readonly outcome: RecordedAnswer['outcome'];
  readonly matchedOn: MatchedOn | null;
  /** Absent for a conflict. */
  readonly person?: Person;
}

export function noChanges(): Changes {
  return { newcomers: [], tokens: [], localNumbers: [], names: [], conflicts: [], answers: [], events: [] };
}

/** Writes the changes. A unique violation here is a fault: the locks should have kept it away. */
export async function writeChanges(client: Queryable, changes: Changes, at: Date): Promise<void> {
  await writePeople(client, changes, at);
  await writeTokensAndLocalNumbers(client, changes, at);
  await writeNames(client, changes, at);
  await writeConflicts(client, changes, at);
  await writeAnswers(client, changes, at);
  await writeEvents(client, changes, at);
}

async function writePeople(client: Queryable, { newcomers }: Changes, at: Date): Promise<void> {
  if (newcomers.length === 0) return;
  await client.query(
    `insert into identity.person (person_id, staff_number, department, issued_at) overriding system value
     select person_id, staff_number, department, $4
       from unnest($1::bigint[], $2::text[], $3::text[]) as new (person_id, staff_number, department)`,
    [
      newcomers.map(({ person }) => person.personId),
      newcomers.map(({ person }) => person.staffNumber),
      newcomers.map(({ department }) => department),
      at,
    ],
  );
}

async function writeTokensAndLocalNumbers(
  client: Queryable,
  { tokens, localNumbers }: Changes,
  at: Date,
): Promise<void> {
  if (tokens.length > 0) {
    await client.query(
      `insert into identity.national_insurance_token (key_version, token, person_id)
       select key_version, decode(token, 'hex'), person_id
         from unnest($1::integer[], $2::text[], $3::bigint[]) as new (key_version, token, person_id)`,
      [
        tokens.map(({ token }) => token.keyVersion),
        tokens.map(({ token }) => token.token),
        tokens.map(({ person }) => person.personId),
      ],
    );
  }
  if (localNumbers.length > 0) {
    await client.query(
      `insert into identity.local_number (department, local_employee_number, person_id, first_seen_at)
       select department, local_employee_number, person_id, $4
         from unnest($1::text[], $2::text[], $3::bigint[]) as new (department, local_employee_number, person_id)`,
      [
        localNumbers.map(({ request }) => request.department),
        localNumbers.map(({ request }) => request.localEmployeeNumber),
        localNumbers.map(({ person }) => person.personId),
        at,
      ],
    );
  }
}

async function writeNames(client: Queryable, { names }: Changes, at: Date): Promise<void> {
  if (names.length === 0) return;
  await client.query(
    `insert into identity.name_record
       (person_id, family_name, family_name_key, given_names, given_names_key, date_of_birth, department, first_seen_at)
     select person_id, family_name, family_name_key, given_names, given_names_key, date_of_birth, department, $8
       from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::text[])
         as new (person_id, family_name, family_name_key, given_names, given_names_key, date_of_birth, department)
     on conflict do nothing`,
    [
      names.map(({ person }) => person.personId),
      names.map(({ request }) => request.familyName.words),
      names.map(({ request }) => request.familyName.key),
      names.map(({ request }) => request.givenNames.words),
      names.map(({ request }) => request.givenNames.key),
      names.map(({ request }) => request.dateOfBirth),
      names.map(({ request }) => request.department),
      at,
    ],
  );
}

async function writeConflicts(client: Queryable, { conflicts }: Changes, at: Date): Promise<void> {
  for (const { reason, request, people } of conflicts) {
    await client.query(
      `insert into identity.identity_conflict (recorded_at, reason, department, local_employee_number, people)
       values ($1, $2, $3, $4, $5)`,
      [at, reason, request.department, request.localEmployeeNumber, people.map(({ personId }) => personId)],
    );
  }
}

async function writeAnswers(client: Queryable, { answers }: Changes, at: Date): Promise<void> {
  if (answers.length === 0) return;
  await client.query(
    `insert into identity.idempotent_answer
       (idempotency_key, key_version, content_hash, outcome, person_id, matched_on, answered_at)
     select idempotency_key, key_version, decode(content_hash, 'hex'), outcome, person_id, matched_on, $7
       from unnest($1::text[], $2::integer[], $3::text[], $4::text[], $5::bigint[], $6::text[])
         as new (idempotency_key, key_version, content_hash, outcome, person_id, matched_on)`,
    [
      answers.map(({ request }) => request.idempotencyKey),
      answers.map(({ content }) => content.keyVersion),
      answers.map(({ content }) => content.hash),
      answers.map(({ outcome }) => outcome),
      answers.map(({ person }) => person?.personId ?? null),
      answers.map(({ matchedOn }) => matchedOn),
      at,
    ],
  );
}

async function writeEvents(client: Queryable, { events }: Changes, at: Date): Promise<void> {
  if (events.length === 0) return;
  await client.query(
    `insert into identity.outbox (event_id, topic, key, headers, value, written_at)
     select event_id, topic, key, headers, decode(value, 'hex'), $6
       from unnest($1::text[], $2::text[], $3::text[], $4::jsonb[], $5::text[]) with ordinality
         as new (event_id, topic, key, headers, value, number)
      order by number`,
    [
      events.map(({ eventId }) => eventId),
      events.map(({ record }) => record.topic),
      events.map(({ record }) => record.key),
      events.map(({ record }) => JSON.stringify(record.headers)),
      events.map(({ record }) => Buffer.from(record.value).toString('hex')),
      at,
    ],
  );
}
