// Random facts and amendments over the whole catalogue, for properties: any valid event, about few people, on few dates.
import {
  type ClewEvent,
  catalogue,
  definitionOf,
  type EventName,
  type FactName,
  factNameOf,
  typeOfName,
} from '@clew/events';
import fc from 'fast-check';
import { eventOf } from './events.ts';

/** What is drawn: everything but ids and subjects, which are given out fresh for each run. */
export interface Draft {
  readonly person: number;
  readonly fact: number;
  readonly example: number;
  readonly day: number;
  /** Out of ten: 8 amends by a correction, 9 by a retraction, else a plain fact. */
  readonly kind: number;
  readonly target: number;
  readonly minute: number;
}

export const drafts = (people: number): fc.Arbitrary<Draft[]> =>
  fc.array(
    fc.record({
      person: fc.nat({ max: people - 1 }),
      fact: fc.nat({ max: catalogue.length - 1 }),
      example: fc.nat({ max: 5 }),
      day: fc.nat({ max: 60 }),
      kind: fc.nat({ max: 9 }),
      target: fc.nat({ max: 50 }),
      minute: fc.nat({ max: 600 }),
    }),
    { minLength: 5, maxLength: 45 },
  );

function dateOf(day: number): string {
  // Few dates, far apart enough to outlast a year, so that many events share one.
  return new Date(Date.UTC(2018, 0, 1) + day * 37 * 86_400_000).toISOString().slice(0, 10);
}

/** The data of a draft: a valid example of its type, on the draft's date. */
function dataOf(draft: Draft): { readonly name: FactName; readonly data: Record<string, unknown> } {
  const definition = catalogue[draft.fact] ?? catalogue[0];
  const examples = definition.validExamples as readonly Record<string, unknown>[];
  const example = examples[draft.example % examples.length] ?? {};
  return { name: definition.name, data: { ...example, effectiveDate: dateOf(draft.day) } };
}

function subjectOf(name: FactName, draft: Draft, people: readonly string[], code: string): string {
  const { subject } = definitionOf(name);
  if (subject === 'staff-number') return people[draft.person] ?? '';
  return `${code}-${subject === 'role' ? 'role' : 'agency'}-${draft.person}`;
}

/** Makes events of drafts: amendments name an earlier event of the same run, of any kind, and keep its subject. */
export function eventsOf(given: readonly Draft[], people: readonly string[], code: string): ClewEvent[] {
  const events: ClewEvent[] = [];
  for (const draft of given) {
    const { name, data } = dataOf(draft);
    const time = new Date(Date.UTC(2024, 0, 1) + draft.minute * 60_000).toISOString();
    const target = draft.kind >= 8 ? events[draft.target % Math.max(1, events.length)] : undefined;
    if (target === undefined) {
      events.push(eventOf(name, subjectOf(name, draft, people, code), data as never, { time }));
      continue;
    }
    const targetName = factNameOf(target);
    if (draft.kind === 9) {
      const retraction = { target: target.id, targetName, reason: 'keying-error' as const };
      events.push(eventOf('retracted', target.subject, retraction, { time }));
      continue;
    }
    const same = dataOf({ ...draft, fact: catalogue.findIndex((each) => each.name === targetName) });
    const correction = { target: target.id, reason: 'keying-error' as const, replacement: same };
    events.push(eventOf('corrected', target.subject, correction as never, { time }));
  }
  return events;
}

/** The names that were never generated, of all that there are. */
export function neverGenerated(seen: ReadonlySet<EventName>): readonly EventName[] {
  return [...typeOfName.keys()].filter((name) => !seen.has(name));
}
