// Deciding a set of requests one after the other, each knowing what the ones before it changed.

import { type ConflictReason, decideIdentity, type MatchedOn, type NationalInsuranceToken } from '@clew/identity';
import { contradicted, existing, type IssueResult, issued, keyReused } from './answer.ts';
import type { AnswerToRecord, Changes, Person } from './changes.ts';
import type { ContentHash, PreparedRequest } from './request.ts';
import { type Knowledge, localName, tokenName } from './store.ts';

/** An answer that can be read once the newcomers are settled. */
export type LaterResult = () => IssueResult;

/** What was answered under a key within this set. */
interface AnswerInHand {
  readonly contentHash: string;
  readonly result: LaterResult;
}

/** What the requests before left behind: `decide` adds to `changes`, and writes nothing itself. */
export class Deciding {
  readonly #knowledge: Knowledge;
  readonly #changes: Changes;
  readonly #people = new Map<number, Person>();
  readonly #byToken = new Map<string, Person>();
  readonly #byLocalNumber = new Map<string, Person>();
  readonly #answers = new Map<string, AnswerInHand>();

  constructor(knowledge: Knowledge, changes: Changes) {
    this.#knowledge = knowledge;
    this.#changes = changes;
    for (const [personId, staffNumber] of knowledge.staffNumberByPerson) {
      this.#people.set(personId, {
        personId,
        staffNumber,
        tokens: [...(knowledge.tokensByPerson.get(personId) ?? [])],
      });
    }
    for (const [name, personId] of knowledge.personByToken) this.#byToken.set(name, this.#person(personId));
    for (const [name, personId] of knowledge.personByLocalNumber) this.#byLocalNumber.set(name, this.#person(personId));
  }

  /** Decides one request. Its result can be read once every newcomer in `changes` has a number. */
  decide(request: PreparedRequest): LaterResult {
    const repeated = this.#repeated(request);
    if (repeated !== undefined) return repeated;
    const holder = this.#byLocalNumber.get(localName(request));
    const decision = decideIdentity(
      {
        byToken: request.tokens.flatMap((token) => this.#byToken.get(tokenName(token)) ?? []),
        byLocalEmployeeNumber: holder === undefined ? undefined : { person: holder, tokens: holder.tokens },
      },
      request,
    );
    switch (decision.kind) {
      case 'issue':
        return this.#issue(request);
      case 'existing':
        return this.#existing(request, decision.person, decision.matchedOn);
      case 'conflict':
        return this.#conflict(request, decision.reason, decision.people);
    }
  }

  #person(personId: number): Person {
    const person = this.#people.get(personId);
    if (person === undefined) throw new Error('a token or a local number has no person');
    return person;
  }

  /** The answer that the key has already, from the store or from this very set. */
  #repeated(request: PreparedRequest): LaterResult | undefined {
    const inHand = this.#answers.get(request.idempotencyKey);
    if (inHand !== undefined) return inHand.contentHash === newestHash(request).hash ? inHand.result : () => keyReused;
    const recorded = this.#knowledge.answers.get(request.idempotencyKey);
    if (recorded === undefined) return undefined;
    // A hash under a retired key cannot be compared: then the key counts as used up.
    const same = request.contentHashes.some(
      ({ keyVersion, hash }) => keyVersion === recorded.keyVersion && hash === recorded.contentHash,
    );
    if (!same) return () => keyReused;
    if (recorded.personId === null) return () => contradicted;
    const { staffNumber } = this.#person(recorded.personId);
    const { matchedOn } = recorded;
    return () => (matchedOn === null ? issued(staffNumber) : existing(staffNumber, matchedOn));
  }

  #issue(request: PreparedRequest): LaterResult {
    const person: Person = { personId: 0, staffNumber: '', tokens: [] };
    this.#changes.newcomers.push({ person, department: request.department });
    this.#learn(request, person);
    return this.#remember({ request, person, outcome: 'issued', matchedOn: null }, () => issued(person.staffNumber));
  }

  #existing(request: PreparedRequest, person: Person, matchedOn: MatchedOn): LaterResult {
    this.#learn(request, person);
    return this.#remember({ request, person, outcome: 'existing', matchedOn }, () =>
      existing(person.staffNumber, matchedOn),
    );
  }

  #conflict(request: PreparedRequest, reason: ConflictReason, people: readonly Person[]): LaterResult {
    this.#changes.conflicts.push({ reason, request, people });
    return this.#remember({ request, outcome: 'conflict', matchedOn: null }, () => contradicted);
  }

  /** The person takes over what the request says, so that the next request finds it. */
  #learn(request: PreparedRequest, person: Person): void {
    for (const token of request.tokens) this.#addToken(person, token);
    const name = localName(request);
    if (!this.#byLocalNumber.has(name)) {
      this.#byLocalNumber.set(name, person);
      this.#changes.localNumbers.push({ person, request });
    }
    this.#changes.names.push({ person, request });
  }

  /** Also the way in which a person known under an older key gets a token under the newest: at the next request. */
  #addToken(person: Person, token: NationalInsuranceToken): void {
    if (this.#byToken.has(tokenName(token))) return;
    this.#byToken.set(tokenName(token), person);
    person.tokens.push(token);
    this.#changes.tokens.push({ person, token });
  }

  #remember(answer: Omit<AnswerToRecord, 'content'>, result: LaterResult): LaterResult {
    const content = newestHash(answer.request);
    this.#changes.answers.push({ ...answer, content });
    this.#answers.set(answer.request.idempotencyKey, { contentHash: content.hash, result });
    return result;
  }
}

function newestHash({ contentHashes }: PreparedRequest): ContentHash {
  const [newest] = contentHashes;
  if (newest === undefined) throw new Error('a request was prepared without a key');
  return newest;
}
