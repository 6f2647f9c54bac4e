// Reading and writing the identity schema, always for a set of requests at once.

import type { Queryable } from '@clew/database';
import type { MatchedOn, NationalInsuranceToken } from '@clew/identity';
import type { PreparedRequest } from './request.ts';

/** What was answered under an idempotency key. */
export interface RecordedAnswer {
  readonly keyVersion: number;
  readonly contentHash: string;
  readonly outcome: 'issued' | 'existing' | 'conflict';
  readonly personId: number | null;
  readonly matchedOn: MatchedOn | null;
}

/** What the store knows about a set of requests. The maps are keyed as the functions below say. */
export interface Knowledge {
  readonly answers: Map<string, RecordedAnswer>;
  /** `tokenName` to person. */
  readonly personByToken: Map<string, number>;
  /** `localName` to person. */
  readonly personByLocalNumber: Map<string, number>;
  readonly tokensByPerson: Map<number, NationalInsuranceToken[]>;
  readonly staffNumberByPerson: Map<number, string>;
}

export const tokenName = ({ keyVersion, token }: NationalInsuranceToken): string => `${keyVersion}:${token}`;
export const localName = (request: Pick<PreparedRequest, 'department' | 'localEmployeeNumber'>): string =>
  `${request.department}\0${request.localEmployeeNumber}`;

/** Everything that the store knows about the requests, in five reads however many they are. */
export async function readKnowledge(client: Queryable, requests: readonly PreparedRequest[]): Promise<Knowledge> {
  const answers = await readAnswers(client, requests);
  const personByToken = await readTokens(client, requests);
  const personByLocalNumber = await readLocalNumbers(client, requests);
  const answered = [...answers.values()].flatMap(({ personId }) => personId ?? []);
  const people = [...new Set([...personByToken.values(), ...personByLocalNumber.values(), ...answered])];
  return {
    answers,
    personByToken,
    personByLocalNumber,
    tokensByPerson: await readTokensOf(client, people),
    staffNumberByPerson: await readStaffNumbersOf(client, people),
  };
}

async function readAnswers(
  client: Queryable,
  requests: readonly PreparedRequest[],
): Promise<Map<string, RecordedAnswer>> {
  const { rows } = await client.query<RecordedAnswer & { idempotencyKey: string }>(
    `select idempotency_key as "idempotencyKey", key_version as "keyVersion", encode(content_hash, 'hex') as "contentHash",
            outcome, person_id as "personId", matched_on as "matchedOn"
       from identity.idempotent_answer where idempotency_key = any($1::text[])`,
    [requests.map((request) => request.idempotencyKey)],
  );
  return new Map(rows.map((row) => [row.idempotencyKey, row]));
}

async function readTokens(client: Queryable, requests: readonly PreparedRequest[]): Promise<Map<string, number>> {
  const tokens = requests.flatMap((request) => request.tokens);
  const { rows } = await client.query<NationalInsuranceToken & { personId: number }>(
    `select key_version as "keyVersion", encode(token, 'hex') as token, person_id as "personId"
       from identity.national_insurance_token
       join unnest($1::integer[], $2::text[]) as asked (asked_version, asked_token)
         on key_version = asked_version and token = decode(asked_token, 'hex')`,
    [tokens.map(({ keyVersion }) => keyVersion), tokens.map(({ token }) => token)],
  );
  return new Map(rows.map((row) => [tokenName(row), row.personId]));
}

async function readLocalNumbers(client: Queryable, requests: readonly PreparedRequest[]): Promise<Map<string, number>> {
  const { rows } = await client.query<{ department: string; localEmployeeNumber: string; personId: number }>(
    `select department, local_employee_number as "localEmployeeNumber", person_id as "personId"
       from identity.local_number
       join unnest($1::text[], $2::text[]) as asked (asked_department, asked_number)
         on department = asked_department and local_employee_number = asked_number`,
    [requests.map(({ department }) => department), requests.map(({ localEmployeeNumber }) => localEmployeeNumber)],
  );
  return new Map(rows.map((row) => [localName(row), row.personId]));
}

async function readTokensOf(
  client: Queryable,
  people: readonly number[],
): Promise<Map<number, NationalInsuranceToken[]>> {
  const { rows } = await client.query<NationalInsuranceToken & { personId: number }>(
    `select person_id as "personId", key_version as "keyVersion", encode(token, 'hex') as token
       from identity.national_insurance_token where person_id = any($1::bigint[])`,
    [people],
  );
  return Map.groupBy(rows, ({ personId }) => personId);
}

async function readStaffNumbersOf(client: Queryable, people: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await client.query<{ personId: number; staffNumber: string }>(
    'select person_id as "personId", staff_number as "staffNumber" from identity.person where person_id = any($1::bigint[])',
    [people],
  );
  return new Map(rows.map((row) => [row.personId, row.staffNumber]));
}

/** Numbers for people who are about to be written. A transaction that fails leaves a gap, which means nothing. */
export async function reservePeople(client: Queryable, count: number): Promise<readonly number[]> {
  const { rows } = await client.query<{ personId: number }>(
    `select nextval(pg_get_serial_sequence('identity.person', 'person_id')) as "personId" from generate_series(1, $1)`,
    [count],
  );
  return rows.map(({ personId }) => personId);
}

/** Which of the staff numbers are taken already: a hit is expected once in sixteen million draws of a full service. */
export async function readTakenStaffNumbers(
  client: Queryable,
  numbers: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await client.query<{ staffNumber: string }>(
    'select staff_number as "staffNumber" from identity.person where staff_number = any($1::text[])',
    [numbers],
  );
  return new Set(rows.map(({ staffNumber }) => staffNumber));
}
