// What holds of every set of facts, however wrong: order and repetition do not matter, spells keep apart, moves fit spells, nothing is dropped.
import type { EventName } from '@clew/events';
import { definitionOf, factNames } from '@clew/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreFactNames, personFactNames, recordedEvents } from '../specification/arbitrary.ts';
import { type Career, findingCodes, type RecordedEvent, replay, type Spell, type Standing } from '../src/index.ts';
import { naiveStandingAt, statedFacts } from './naive-model.ts';

const runs = { numRuns: 600 };

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object') {
    for (const each of Object.values(value)) deepFreeze(each);
    Object.freeze(value);
  }
  return value;
}

function standingOf(spell: Spell): Standing {
  const { start: _start, end: _end, endedBy: _endedBy, eventIds: _eventIds, ...standing } = spell;
  return standing;
}

/** Where the person stands at the end of a date, by the spells. */
function spellAt(career: Career, date: string): Spell | null {
  return career.spells.find((each) => each.start <= date && (each.end === null || date < each.end)) ?? null;
}

/** Where the person stood before a date, by the spells. */
function spellBefore(career: Career, date: string): Spell | null {
  return career.spells.find((each) => each.start < date && (each.end === null || date <= each.end)) ?? null;
}

const events = recordedEvents();

describe('replay', () => {
  it('depends on the set of events alone: shuffled, repeated, recorded at other times', () => {
    const disorder = events.chain((each) =>
      fc.record({
        inOrder: fc.constant(each),
        shuffled: fc
          .tuple(
            fc.shuffledSubarray(each, { minLength: each.length }),
            fc.subarray(each),
            fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 1 }),
          )
          .map(([all, again, instants]) =>
            [...again, ...all].map(({ event }, index): RecordedEvent => {
              const recordedAt = new Date(instants[index % instants.length] ?? 0).toISOString();
              return { event, recordedAt };
            }),
          ),
      }),
    );
    fc.assert(
      fc.property(disorder, ({ inOrder, shuffled }) => {
        expect(replay(shuffled)).toEqual(replay(inOrder));
      }),
      runs,
    );
  });

  it('as known at a moment is the replay of what was recorded by then', () => {
    const moment = fc.nat({ max: 10 }).map((minute) => new Date(Date.UTC(2024, 0, 1, 0, minute)).toISOString());
    fc.assert(
      fc.property(events, moment, (each, knownAt) => {
        const prefix = each.filter(({ recordedAt }) => recordedAt <= knownAt);
        expect(replay(each, { knownAt })).toEqual(replay(prefix));
      }),
      runs,
    );
  });

  it('keeps spells in order, apart, and different from the next unless the person left in between', () => {
    fc.assert(
      fc.property(events, (each) => {
        const { spells } = replay(each);
        for (const [index, spell] of spells.entries()) {
          if (spell.end !== null) expect(spell.start < spell.end).toBe(true);
          expect(spell.endedBy === null).toBe(spell.end === null);
          expect(spell.eventIds.length).toBeGreaterThan(0);
          const next = spells[index + 1];
          if (next === undefined) continue;
          expect(spell.end !== null && spell.end <= next.start).toBe(true);
          if (spell.endedBy === 'exit') continue;
          expect(spell.end).toBe(next.start);
          expect(standingOf(spell)).not.toEqual(standingOf(next));
        }
      }),
      runs,
    );
  });

  it('gives each move the standings before and after its day, and a move for each entry and exit', () => {
    fc.assert(
      fc.property(events, (each) => {
        const career = replay(each);
        const places = career.moves.map(({ date, sequence }) => `${date} ${String(sequence).padStart(3, '0')}`);
        expect(places).toEqual([...new Set(places)].sort());
        for (const move of career.moves) {
          const [before, after] = [spellBefore(career, move.date), spellAt(career, move.date)];
          expect(move.from).toEqual(before === null ? null : standingOf(before));
          expect(move.to).toEqual(after === null ? null : standingOf(after));
          expect(move.eventIds.length).toBeGreaterThan(0);
        }
        const exits = career.moves.filter((move) => move.kind === 'exited').map((move) => move.date);
        for (const spell of career.spells) if (spell.endedBy === 'exit') expect(exits).toContain(spell.end);
      }),
      runs,
    );
  });

  it('changes nothing that it is given', () => {
    fc.assert(
      fc.property(events, (each) => {
        const before = JSON.stringify(each);
        expect(replay(deepFreeze(each))).toEqual(replay(each));
        expect(JSON.stringify(each)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });

  it('drops nothing: every fact of the career is behind something that came out, or was amended away', () => {
    const names = personFactNames.filter((name) => definitionOf(name).topic === 'career');
    fc.assert(
      fc.property(recordedEvents({ names }), (each) => {
        const career = replay(each);
        const told = new Set<string>(
          [...career.spells, ...career.moves, ...career.episodes, ...career.findings].flatMap((some) => some.eventIds),
        );
        for (const { eventId, by } of career.superseded) {
          told.add(eventId);
          told.add(by);
        }
        for (const { event } of each) {
          // A change of particulars that another fact of the same day undoes leaves no trace: the day's end counts.
          if (event.name === 'retracted' || event.name === 'corrected' || told.has(event.id)) continue;
          const sameDay = each.filter(
            (other) =>
              'effectiveDate' in other.event.data && other.event.data.effectiveDate === event.data.effectiveDate,
          );
          const isUndone = event.name === 'postingChanged' || event.name === 'transferredIn';
          expect({ name: event.name, isExplained: isUndone && sameDay.length > 1 }).toEqual({
            name: event.name,
            isExplained: true,
          });
        }
      }),
      runs,
    );
  });

  it('agrees with a naive model that works every date out from nothing', () => {
    const names = coreFactNames;
    fc.assert(
      fc.property(recordedEvents({ names, maxEvents: 12 }), (each) => {
        const career = replay(each);
        const facts = statedFacts(each);
        const dates = new Set(facts.map(({ fact }) => fact.data.effectiveDate));
        for (const date of [...dates, '2018-01-01', '2020-03-20', '2023-01-01']) {
          const spell = spellAt(career, date);
          const standing = spell === null ? null : { department: spell.department, grade: spell.grade };
          expect({ date, standing }).toEqual({ date, standing: naiveStandingAt(facts, date) });
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('was tried with every fact, both amendments, and every finding that there is', () => {
    const seen = new Set<EventName>();
    const found = new Set<string>();
    const all = recordedEvents({ names: factNames, maxEvents: 40 });
    for (const each of fc.sample(all, { numRuns: 2500, seed: 1 })) {
      for (const { event } of each) seen.add(event.name);
      for (const { code } of replay(each).findings) found.add(code);
    }
    expect([...factNames, 'corrected', 'retracted'].filter((name) => !seen.has(name as EventName))).toEqual([]);
    expect(Object.keys(findingCodes).filter((code) => !found.has(code))).toEqual([]);
  });
});
