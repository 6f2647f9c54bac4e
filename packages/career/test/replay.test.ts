// What the tables cannot say: provenance, knownAt, long chains, and refusals of what is no instant.
import type { ClewEvent } from '@clew/events';
import { describe, expect, it } from 'vitest';
import { benchReplay } from '../bench/replay.ts';
import {
  corrected,
  givenEvents,
  hired,
  postingChanged,
  promoted,
  retracted,
  transferredIn,
  transferredOut,
} from '../specification/given.ts';
import { type RecordedEvent, replay } from '../src/index.ts';

const recorded = (events: readonly ClewEvent[]): RecordedEvent[] =>
  events.map((event) => ({ event, recordedAt: event.time }));

describe('provenance', () => {
  it('names the root and the correction in force, and both halves of a transfer', () => {
    const { events } = givenEvents(
      [
        hired('2020-04-01', 'home-office', 'EO'),
        promoted('2021-01-01', 'HEO', undefined, { label: 'promotion' }),
        corrected('promotion', promoted('2021-02-01', 'HEO')),
        transferredOut('2022-01-01', 'home-office', 'hm-treasury'),
        transferredIn('2022-01-03', 'home-office', 'hm-treasury'),
      ],
      1,
    );
    const [hire, promotion, correction, out, joining] = events.map((event) => event.id);
    const career = replay(recorded(events));
    const expected = [[hire], [promotion, correction], [out, joining]];
    expect(career.spells.map((spell) => spell.eventIds)).toEqual(expected);
    expect(career.moves.map((move) => move.eventIds)).toEqual(expected);
    expect(career.findings.find(({ code }) => code === 'transferDatesDiffer')?.eventIds).toEqual([out, joining]);
  });

  it('gives a spell only the events of its first day that made it', () => {
    const { events } = givenEvents(
      [
        hired('2020-04-01', 'home-office', 'EO', { role: 'R-1' }),
        postingChanged('2021-01-01', { role: 'R-2' }),
        postingChanged('2021-01-01', { region: 'wales' }),
        postingChanged('2021-01-01', { region: 'wales' }),
      ],
      1,
    );
    const [, role, region, nothing] = events.map((event) => event.id);
    const career = replay(recorded(events));
    expect(career.spells.at(-1)?.eventIds).toEqual([role, region]);
    expect(career.findings.find(({ code }) => code === 'changeWithoutChange')?.eventIds).toEqual([nothing]);
  });
});

describe('knownAt', () => {
  const { events } = givenEvents(
    [
      hired('2020-04-01', 'home-office', 'EO'),
      promoted('2021-01-01', 'HEO', undefined, { label: 'promotion' }),
      retracted('promotion', 'promoted'),
    ],
    1,
  );
  const instants = ['2020-04-02T00:00:00.000Z', '2021-01-02T00:00:00.000Z', '2021-03-01T00:00:00.000Z'];
  const known = events.map((event, index) => ({ event, recordedAt: instants[index] ?? '' }));
  const gradesAt = (knownAt?: string) =>
    replay(known, knownAt === undefined ? {} : { knownAt }).spells.map((spell) => spell.grade.code);

  it('leaves out what the log took later, and takes what it took at that very instant', () => {
    expect(gradesAt('2020-04-01T23:59:59.999Z')).toEqual([]);
    expect(gradesAt('2020-04-02T00:00:00.000Z')).toEqual(['EO']);
    expect(gradesAt('2021-02-01T00:00:00.000Z')).toEqual(['EO', 'HEO']);
    expect(gradesAt('2021-03-01T00:00:00.000Z')).toEqual(['EO']);
    expect(gradesAt()).toEqual(['EO']);
  });

  it('refuses what is no instant in UTC with milliseconds', () => {
    for (const knownAt of ['2020-04-02', '2020-04-02T00:00:00Z', '2020-04-02T00:00:00.000+01:00', '']) {
      expect(() => replay(known, { knownAt })).toThrow(RangeError);
    }
  });

  it('counts an event that the log took twice from the first time on', () => {
    const [first] = known;
    if (first === undefined) throw new Error('the hire is there');
    const again = { ...first, recordedAt: '2022-01-01T00:00:00.000Z' };
    expect(replay([again, ...known], { knownAt: '2020-05-01T00:00:00.000Z' }).spells).toHaveLength(1);
  });
});

describe('size', () => {
  it('resolves a chain of 20,000 corrections, each of the one before', () => {
    const id = (number: number) => String(number).padStart(26, '0');
    const [hire] = givenEvents([hired('2020-04-01', 'home-office', 'EO')], 1).events;
    if (hire === undefined || hire.name !== 'hired') throw new Error('the hire is there');
    const chain: ClewEvent[] = [{ ...hire, id: id(0) }];
    for (let number = 1; number <= 20_000; number += 1) {
      const effectiveDate = `${2000 + (number % 50)}-01-01`;
      const replacement = { name: 'hired', data: { ...hire.data, effectiveDate } } as const;
      const data = { target: id(number - 1), reason: 'keying-error', replacement } as const;
      chain.push({ ...hire, id: id(number), name: 'corrected', data });
    }
    const career = replay(recorded(chain));
    expect(career.spells.map((spell) => spell.start)).toEqual(['2000-01-01']);
    expect(career.superseded).toHaveLength(20_000);
  });

  it('is nothing for no events', () => {
    const { declarations: _, ...lists } = replay([]);
    expect(Object.values(lists)).toEqual([[], [], [], [], []]);
  });

  it('has a bench that measures the careers that it says', () => {
    const measured = benchReplay(50);
    expect(measured).toMatchObject({ careers: 50, eventsPerCareer: 20 });
    expect(measured.careersPerSecond).toBeGreaterThan(0);
  });
});
