// Makes a file complete by itself: staff numbers that follow from the seed, and the ID service's own events beside them.
import type { ClewEvent } from '@clew/events';
import { isoInstant } from './calendar.ts';
import { eventUlid, syntheticStaffNumber } from './identifiers.ts';
import { bindStaffNumber, type PersonItem, type PopulationItem } from './items.ts';
import { hashText } from './random.ts';

const source = '/clew/id-service';
// Above the number of any person's own events.
const firstIdentitySequence = 60_000;

/**
 * Turns requests and events into whole events: the first request of a person becomes `staffNumberIssued`, later ones need none. Where a
 * person has a second local number, the service had first taken them for somebody new: a second number is issued and then merged into
 * the first; one in eight of these was merged into a wrong number before, and unmerged.
 */
export function* bindStaffNumbers(
  items: Iterable<PopulationItem>,
  seed: string | number,
): Generator<ClewEvent, void, undefined> {
  for (const item of items) {
    if (item.kind === 'person') yield* identityEvents(item, String(seed));
    else if (item.personKey === null) yield item.event;
    else yield bindStaffNumber(item.event, syntheticStaffNumber(String(seed), indexOf(item.personKey)));
  }
}

function indexOf(personKey: string): number {
  return Number(personKey.slice(1));
}

/** Numbers that were issued by mistake: of indices that no population reaches. */
function mistakenNumber(seed: string, index: number): string {
  return syntheticStaffNumber(seed, index + 100_000_000);
}

function identityEvents(item: PersonItem, seed: string): ClewEvent[] {
  if (item.reason !== 'first' && item.reason !== 'second-local-number') return [];
  const index = indexOf(item.personKey);
  const own = syntheticStaffNumber(seed, index);
  const at = Date.parse(item.at);
  const make = (place: number, seconds: number): { id: string; source: string; time: string } => {
    const milliseconds = at + 1000 * seconds;
    return {
      id: eventUlid(milliseconds, hashText(seed), index, firstIdentitySequence + place),
      source,
      time: isoInstant(milliseconds),
    };
  };
  const effectiveDate = item.at.slice(0, 10);
  const issued = { effectiveDate, department: item.request.department };
  if (item.reason === 'first') return [{ ...make(0, 0), subject: own, name: 'staffNumberIssued', data: issued }];
  const second = mistakenNumber(seed, index);
  const events: ClewEvent[] = [{ ...make(1, 0), subject: second, name: 'staffNumberIssued', data: issued }];
  if (index % 8 === 0 && index > 0) {
    const wrong = { effectiveDate, survivor: syntheticStaffNumber(seed, index - 1), reason: 'Taken for one person' };
    const merger: ClewEvent = { ...make(2, 60), subject: second, name: 'staffNumberMerged', data: wrong };
    const undone = { effectiveDate, merger: merger.id, reason: 'Two people of one name' };
    events.push(merger, { ...make(3, 120), subject: second, name: 'staffNumberUnmerged', data: undone });
  }
  const right = { effectiveDate, survivor: own, reason: 'Same person, confirmed by the department' };
  events.push({ ...make(4, 180), subject: second, name: 'staffNumberMerged', data: right });
  return events;
}
