// A synthetic population as the rows of a snapshot: replayed in memory, person by person, without a log or a database.
import { type RecordedEvent, replay } from '@clew/career';
import { bindStaffNumber, type Population, syntheticStaffNumber } from '@clew/synthetic';
import { personRows } from '../src/snapshot/career-rows.ts';
import type { PersonRows } from '../src/snapshot/tables.ts';

/** Replays each person of a population, and gives the rows of those who were ever in service. */
export function* syntheticRows(population: Population): Generator<PersonRows, void, undefined> {
  let personKey: string | null = null;
  let events: RecordedEvent[] = [];
  for (const item of population.items('person')) {
    if (item.kind !== 'event' || item.personKey === null) continue;
    if (item.personKey !== personKey) {
      if (personKey !== null) yield personRows(personKey, replay(events));
      personKey = item.personKey;
      events = [];
    }
    const staffNumber = syntheticStaffNumber(String(population.options.seed), Number(personKey.slice(1)));
    events.push({ event: bindStaffNumber(item.event, staffNumber), recordedAt: item.at });
  }
  if (personKey !== null) yield personRows(personKey, replay(events));
}
