// What comes out can be published: every event valid, every type of the catalogue there, in an order that a live service could have.
import { type ClewEvent, contentHash, decodeEvent, encodeEvent, factNames, isStaffNumber } from '@clew/events';
import { parseNationalInsuranceNumber } from '@clew/identity';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  bindStaffNumbers,
  createPopulation,
  type PersonItem,
  type PopulationItem,
  syntheticStaffNumber,
} from '../src/index.ts';

const seed = 11;
let items: PopulationItem[] = [];
let events: ClewEvent[] = [];

beforeAll(() => {
  items = [...createPopulation({ people: 4000, years: 10, seed }).items()];
  events = [...bindStaffNumbers(items, seed)];
});

describe('the events of a population', () => {
  it('are valid, with nothing that the catalogue does not know', () => {
    const refused = events.flatMap((event) => {
      const reading = decodeEvent(encodeEvent(event), { unknownFields: 'refuse' });
      return reading.ok ? [] : [{ event, refusals: reading.refusals }];
    });
    expect(refused.slice(0, 3)).toEqual([]);
    expect(events.length).toBeGreaterThan(30_000);
  });

  it('hold every type of the catalogue, and both amendments', () => {
    const found = new Set<string>(events.map((event) => event.name));
    expect([...factNames, 'corrected', 'retracted'].filter((name) => !found.has(name))).toEqual([]);
  });

  it('have ids of their own; what has the id of another is a resend of it', () => {
    const hashes = new Map<string, string>();
    let resent = 0;
    for (const event of events) {
      const [known, hash] = [hashes.get(event.id), contentHash(event)];
      if (known === undefined) hashes.set(event.id, hash);
      else {
        expect(hash).toBe(known);
        resent += 1;
      }
    }
    expect(resent).toBeGreaterThan(50);
  });

  it('have an id that begins with their time', () => {
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    for (const { id, time } of events) {
      const milliseconds = [...id.slice(0, 10)].reduce((so, character) => so * 32 + alphabet.indexOf(character), 0);
      expect(milliseconds).toBe(Date.parse(time));
    }
  });

  it('name as targets of amendments only events that came before', () => {
    const seen = new Set<string>();
    for (const event of events) {
      if (event.name === 'corrected' || event.name === 'retracted') expect(seen.has(event.data.target)).toBe(true);
      seen.add(event.id);
    }
  });

  it('take effect within the window, or come from the history before it', () => {
    for (const event of events) {
      if (event.name === 'corrected' || event.name === 'retracted') continue;
      if (event.name !== 'hired' && event.name !== 'promoted') {
        expect(event.data.effectiveDate >= '2013-03-01' && event.data.effectiveDate <= '2023-06-30').toBe(true);
      }
    }
  });
});

describe('the items of a population', () => {
  it('come in order of time', () => {
    let last = '';
    for (const { at } of items) {
      expect(at >= last).toBe(true);
      last = at;
    }
  });

  it('ask for a staff number before anything is said of a person', () => {
    const known = new Set<string>();
    for (const item of items) {
      if (item.kind === 'person') {
        expect(item.reason === 'first').toBe(!known.has(item.personKey));
        known.add(item.personKey);
      } else if (item.personKey !== null) expect(known.has(item.personKey)).toBe(true);
    }
    expect(known.size).toBe(4000);
  });

  it('ask for reasons of every kind, each request with a key of its own', () => {
    const requests = items.filter((item): item is PersonItem => item.kind === 'person');
    const reasons = new Set(requests.map((item) => item.reason));
    expect([...reasons].sort()).toEqual([
      'another-department',
      'first',
      'name-changed',
      'returned',
      'second-local-number',
    ]);
    expect(new Set(requests.map((item) => item.requestKey)).size).toBe(requests.length);
  });

  it('give one person one National Insurance number that services take, and nobody else the same', () => {
    const owners = new Map<string, string>();
    for (const item of items) {
      if (item.kind !== 'person') continue;
      const { nationalInsuranceNumber } = item.request;
      expect(nationalInsuranceNumber).toMatch(/^(NC|PP)\d{6}[A-D]$/);
      expect(parseNationalInsuranceNumber(nationalInsuranceNumber).ok).toBe(true);
      const key = nationalInsuranceNumber.slice(0, 8);
      expect(owners.get(key) ?? item.personKey).toBe(item.personKey);
      owners.set(key, item.personKey);
    }
  });

  it('give no two people one local number in one department', () => {
    const owners = new Map<string, string>();
    for (const item of items) {
      if (item.kind !== 'person') continue;
      const key = `${item.request.department} ${item.request.localEmployeeNumber}`;
      expect(owners.get(key) ?? item.personKey).toBe(item.personKey);
      owners.set(key, item.personKey);
    }
  });

  it('show plainly that nobody in them is real', () => {
    for (const item of items) {
      if (item.kind !== 'person') continue;
      expect(item.request.givenNames).toMatch(/^Given\d{4}$/);
      expect(item.request.familyName).toMatch(/^Family\d{4}$/);
    }
  });
});

describe('staff numbers of files', () => {
  it('are valid and each its own', () => {
    const numbers = Array.from({ length: 50_000 }, (_, index) => syntheticStaffNumber('seed', index));
    expect(numbers.every((number) => isStaffNumber(number))).toBe(true);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
