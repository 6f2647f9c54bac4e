// A request for a staff number: its shape on the wire, and what is made of it before anything is looked up.

import { canonicalJson, organisationCode } from '@clew/events';
import {
  type IdentityReading,
  keyedHash,
  type NationalInsuranceToken,
  type NormalisedName,
  nationalInsuranceTokens,
  normaliseName,
  parseDateOfBirth,
  parseNationalInsuranceNumber,
  type TokenKeys,
} from '@clew/identity';
import type { Refusal } from '@clew/service-kit';
import { z } from 'zod';

const name = z.string().min(1).max(200);

/** The body of `POST /staff-numbers`. */
export const staffNumberRequestSchema = z
  .strictObject({
    nationalInsuranceNumber: z.string().max(40).optional().meta({
      description: 'Kept only as a keyed token of its first eight characters. Leave it out where it is not known.',
    }),
    givenNames: name,
    familyName: name,
    dateOfBirth: z
      .string()
      .max(40)
      .optional()
      .meta({ description: 'YYYY-MM-DD. Leave it out where it is not known.', format: 'date' }),
    department: organisationCode,
    localEmployeeNumber: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]{0,63}$/u, 'Expected 1 to 64 letters, digits, spaces and . _ : / -')
      .meta({ description: "The department's own number for the person" }),
  })
  .meta({ id: 'StaffNumberRequest' });

export type StaffNumberRequest = z.infer<typeof staffNumberRequestSchema>;

/** The key of a request: whoever sends the same one again gets the same answer. */
export const idempotencyKeySchema = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'Expected 1 to 200 printable ASCII characters without spaces')
  .meta({ description: 'Made by the caller, once for each person; must hold nothing personal' });

/** One item of a batch. */
export const batchItemSchema = staffNumberRequestSchema.extend({ idempotencyKey: idempotencyKeySchema });

/** A keyed hash of what was asked, under one of the live keys. */
export interface ContentHash {
  readonly keyVersion: number;
  readonly hash: string;
}

/** A request that can be decided: normalised, its National Insurance number already gone. */
export interface PreparedRequest {
  readonly idempotencyKey: string;
  /** Under every live key, newest first, so that an answer given before a rotation is still recognised. */
  readonly contentHashes: readonly ContentHash[];
  readonly tokens: readonly NationalInsuranceToken[];
  readonly givenNames: NormalisedName;
  readonly familyName: NormalisedName;
  readonly dateOfBirth: string | null;
  readonly department: string;
  readonly localEmployeeNumber: string;
}

export type Preparation =
  | { readonly ok: true; readonly prepared: PreparedRequest }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Normalises a request and replaces its National Insurance number by tokens; names every mistake. `today` is YYYY-MM-DD. */
export function prepareRequest(
  request: StaffNumberRequest,
  idempotencyKey: string,
  keys: TokenKeys,
  today: string,
): Preparation {
  const refusals: Refusal[] = [];
  const take = <Value>(field: string, reading: IdentityReading<Value>): Value | undefined => {
    if (reading.ok) return reading.value;
    refusals.push({ ...reading.mistake, field: `/${field}`, retryable: false });
    return undefined;
  };
  const givenNames = take('givenNames', normaliseName(request.givenNames));
  const familyName = take('familyName', normaliseName(request.familyName));
  const birth = request.dateOfBirth;
  const dateOfBirth = birth === undefined ? null : take('dateOfBirth', parseDateOfBirth(birth, today));
  const written = request.nationalInsuranceNumber;
  const number = written === undefined ? null : take('nationalInsuranceNumber', parseNationalInsuranceNumber(written));
  if (givenNames === undefined || familyName === undefined || dateOfBirth === undefined || number === undefined) {
    return { ok: false, refusals };
  }
  const { department } = request;
  const localEmployeeNumber = request.localEmployeeNumber.normalize('NFC').trim();
  const content = canonicalJson({ givenNames, familyName, dateOfBirth, number, department, localEmployeeNumber });
  return {
    ok: true,
    prepared: {
      idempotencyKey,
      contentHashes: keys.map((key) => ({
        keyVersion: key.version,
        hash: keyedHash(key, 'staff-number-request', content),
      })),
      tokens: number === null ? [] : nationalInsuranceTokens(keys, number),
      givenNames,
      familyName,
      dateOfBirth,
      department,
      localEmployeeNumber,
    },
  };
}
