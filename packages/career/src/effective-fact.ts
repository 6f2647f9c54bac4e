// A fact in force: what an event states, or what the amendment in force put in its place.
import type { ClewEvent, FactName } from '@clew/events';

/**
 * A fact after amendments. `id` and `source` are those of the root, the fact that was first published, so that a correction
 * changes neither its identity nor its place among the facts of a day; `time` is that of the event in force.
 */
export type EffectiveFact<Name extends FactName = FactName> = ClewEvent<Name> & {
  /** The correction that is in force; absent where the fact stands as it was published. */
  readonly amendedBy?: string;
};

/** The events behind a fact in force, sorted: the root, and the correction in force. */
export function eventIdsOf(fact: EffectiveFact): readonly string[] {
  if (fact.amendedBy === undefined) return [fact.id];
  return fact.id < fact.amendedBy ? [fact.id, fact.amendedBy] : [fact.amendedBy, fact.id];
}

/** The event that says what holds: the correction in force, else the root. */
export function eventInForce(fact: EffectiveFact): string {
  return fact.amendedBy ?? fact.id;
}

/** Sorted, and each once. */
export function sortedIds(ids: readonly string[]): readonly string[] {
  return ids.length < 2 ? ids : [...new Set(ids)].sort();
}
