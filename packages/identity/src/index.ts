// The pure core of the ID service: no clock, no randomness, no I/O; what it needs of them are arguments.

export { parseDateOfBirth } from './date-of-birth.ts';
export {
  type Candidates,
  type ConflictReason,
  decideIdentity,
  type IdentityDecision,
  type IdentityRequest,
  type MatchedOn,
} from './decide.ts';
export type { IdentityMistake, IdentityReading } from './mistake.ts';
export { type NormalisedName, normaliseName } from './names.ts';
export { type NationalInsuranceKey, parseNationalInsuranceNumber } from './national-insurance-number.ts';
export { randomBytesForStaffNumber, staffNumberFromRandom } from './random-number.ts';
export {
  keyedHash,
  type NationalInsuranceToken,
  nationalInsuranceTokens,
  parseTokenKeys,
  type TokenKey,
  type TokenKeys,
  writeTokenKeys,
} from './tokens.ts';
