// The event in memory: the union of all types, derived from the catalogue. Nothing here is written by hand per type.
import type { z } from 'zod';
import { type amendmentReason, amendments } from './catalogue/amendments.ts';
import { catalogue } from './catalogue/index.ts';
import { cloudEventType, type EventDefinition } from './define-event.ts';

type Definition = (typeof catalogue)[number];

/** The names of the facts: all types but the two amendments. */
export type FactName = Definition['name'];
export type EventName = FactName | 'corrected' | 'retracted';

/** The data of a fact, by its name. */
export type FactData<Name extends FactName = FactName> = {
  [D in Definition as D['name']]: z.infer<D['data']>;
}[Name];

/** A fact without its envelope. */
export type Fact = { [Name in FactName]: { readonly name: Name; readonly data: FactData<Name> } }[FactName];

export interface CorrectedData {
  /** The id of the fact, or of the earlier correction, that is wrong. */
  readonly target: string;
  readonly reason: z.infer<typeof amendmentReason>;
  readonly replacement: Fact;
}

export interface RetractedData {
  readonly target: string;
  /** The fact that it is all about, so that the topic and the kind of subject are known. */
  readonly targetName: FactName;
  readonly reason: z.infer<typeof amendmentReason>;
}

interface Envelope {
  /** ULID, made by the publisher and kept by it before sending. */
  readonly id: string;
  /** The department and the system that say so: `/departments/{code}/systems/{system}`. */
  readonly source: string;
  /** A staff number in canonical form, or the code of an organisation or role. */
  readonly subject: string;
  /** When the source recorded it: an instant in UTC, ISO 8601 with milliseconds. */
  readonly time: string;
}

/** An event of one name. */
export type ClewEvent<Name extends EventName = EventName> = {
  [N in FactName]: Envelope & { readonly name: N; readonly data: FactData<N> };
} & {
  corrected: Envelope & { readonly name: 'corrected'; readonly data: CorrectedData };
  retracted: Envelope & { readonly name: 'retracted'; readonly data: RetractedData };
} extends infer All
  ? All[Name & keyof All]
  : never;

export const factNames: readonly FactName[] = catalogue.map((definition) => definition.name);

const definitions = new Map<string, EventDefinition>(
  catalogue.map((definition) => [definition.name, definition as unknown as EventDefinition]),
);

/** The declaration of a fact. */
export function definitionOf(name: FactName): EventDefinition {
  const found = definitions.get(name);
  if (found === undefined) throw new RangeError('the catalogue holds no such fact');
  return found;
}

/** The CloudEvents type of every event name. */
export const typeOfName: ReadonlyMap<EventName, string> = new Map<EventName, string>([
  ...catalogue.map((definition) => [definition.name, cloudEventType(definition)] as const),
  ...amendments.map((definition) => [definition.name, cloudEventType(definition)] as const),
]);

/** The event name of every CloudEvents type of a current version. */
export const nameOfType: ReadonlyMap<string, EventName> = new Map([...typeOfName].map(([name, type]) => [type, name]));

/** The fact that an event states or amends: it decides the topic and the kind of subject. */
export function factNameOf(event: ClewEvent): FactName {
  if (event.name === 'corrected') return event.data.replacement.name;
  if (event.name === 'retracted') return event.data.targetName;
  return event.name;
}
