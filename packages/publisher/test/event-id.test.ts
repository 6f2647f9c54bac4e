// Ids: always ULIDs, and for importers always the same for the same fact.
import { ulidPattern } from '@clew/events';
import fc from 'fast-check';
import { decodeTime } from 'ulid';
import { describe, expect, it } from 'vitest';
import { eventIdFrom, newEventId } from '../src/index.ts';

describe('a new id', () => {
  it('is a ULID, and sorts after the one before', () => {
    const ids = Array.from({ length: 1_000 }, newEventId);
    expect(ids.every((id) => ulidPattern.test(id))).toBe(true);
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(1_000);
  });
});

describe('an id from a key', () => {
  const times = fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true });

  it('is a ULID with the time of the source, and the same every time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), times, (namespace, key, time) => {
        const id = eventIdFrom(namespace, key, time.toISOString());
        expect(id).toMatch(ulidPattern);
        expect(decodeTime(id)).toBe(time.getTime());
        expect(eventIdFrom(namespace, key, time.toISOString())).toBe(id);
      }),
    );
  });

  it('differs by namespace, key and time, and the border between namespace and key counts', () => {
    const time = '1997-05-02T00:00:00Z';
    const ids = [
      eventIdFrom('ab', 'c', time),
      eventIdFrom('a', 'bc', time),
      eventIdFrom('ab', 'd', time),
      eventIdFrom('ab', 'c', '1997-05-03T00:00:00Z'),
    ];
    expect(new Set(ids).size).toBe(4);
  });

  it('never changes: importers of earlier years rely on it', () => {
    expect(eventIdFrom('/clew/importer', 'appointment:1:started', '1979-05-04T00:00:00Z')).toBe(
      '008JCFAY003P173NMKQBQ1WKBT',
    );
  });

  it('counts times before 1970 as 1970, and throws for what is no time', () => {
    expect(decodeTime(eventIdFrom('a', 'b', '1950-01-01T00:00:00Z'))).toBe(0);
    expect(() => eventIdFrom('a', 'b', 'yesterday')).toThrow(RangeError);
  });
});
