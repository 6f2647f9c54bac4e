// The decision: is this request about somebody whom we know, about somebody new, or does it contradict itself?

import type { NationalInsuranceToken } from './tokens.ts';

/** On what an existing number was found. */
export type MatchedOn = 'national-insurance-number' | 'department-and-local-employee-number';

/** What the store knows that bears on one request. `Person` is whatever the store tells people apart by. */
export interface Candidates<Person> {
  /** The people who have one of the request's tokens; more than one is a contradiction in the store's own data. */
  readonly byToken: readonly Person[];
  /** Who has the department's local employee number, and the tokens that are known of that person. */
  readonly byLocalEmployeeNumber:
    | { readonly person: Person; readonly tokens: readonly NationalInsuranceToken[] }
    | undefined;
}

/** What the request says: its tokens under all live keys, none where it came without a National Insurance number. */
export interface IdentityRequest {
  readonly tokens: readonly NationalInsuranceToken[];
}

/** Why a request contradicts what is known. */
export type ConflictReason =
  /** The token says one person, the local employee number another. */
  | 'token-and-local-number-differ'
  /** The person with this local employee number has another National Insurance number. */
  | 'another-national-insurance-number'
  /** Two people have the tokens of one National Insurance number. */
  | 'token-of-several-people';

/**
 * The answer for one request.
 * A later decision by comparison of names and birth dates adds the kind `review` and further values of `matchedOn`; it stands
 * between the exact matches below and `issue`, and the conflicts below stay vetoes before it.
 */
export type IdentityDecision<Person> =
  | { readonly kind: 'existing'; readonly person: Person; readonly matchedOn: MatchedOn }
  | { readonly kind: 'issue' }
  | { readonly kind: 'conflict'; readonly reason: ConflictReason; readonly people: readonly Person[] };

/** Decides one request from exact matches. The request counts as a whole: nothing of a conflict is taken over. */
export function decideIdentity<Person>(
  candidates: Candidates<Person>,
  request: IdentityRequest,
): IdentityDecision<Person> {
  const byToken = [...new Set(candidates.byToken)];
  const byNumber = candidates.byLocalEmployeeNumber;
  const [person] = byToken;
  if (byToken.length > 1) return { kind: 'conflict', reason: 'token-of-several-people', people: byToken };
  if (person !== undefined) {
    if (byNumber !== undefined && byNumber.person !== person) {
      return { kind: 'conflict', reason: 'token-and-local-number-differ', people: [person, byNumber.person] };
    }
    return { kind: 'existing', person, matchedOn: 'national-insurance-number' };
  }
  if (byNumber === undefined) return { kind: 'issue' };
  if (differ(request.tokens, byNumber.tokens)) {
    return { kind: 'conflict', reason: 'another-national-insurance-number', people: [byNumber.person] };
  }
  return { kind: 'existing', person: byNumber.person, matchedOn: 'department-and-local-employee-number' };
}

/** Tokens are comparable only under the same key: where no key is shared, nothing speaks against the match. */
function differ(some: readonly NationalInsuranceToken[], others: readonly NationalInsuranceToken[]): boolean {
  return some.some(({ keyVersion, token }) =>
    others.some((other) => other.keyVersion === keyVersion && other.token !== token),
  );
}
