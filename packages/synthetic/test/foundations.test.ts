// Random numbers, logarithms and days: the ground that the same bytes on every machine stand on.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOn, birthday, dayOf, isoDate, isoInstant, parseIsoDate } from '../src/calendar.ts';
import { exponential, naturalLogarithm } from '../src/mathematics.ts';
import { randomStream, xoshiro } from '../src/random.ts';

describe('random numbers', () => {
  it('are those of xoshiro128** (the reference outputs of its authors for the state 1, 2, 3, 4)', () => {
    const random = xoshiro(1, 2, 3, 4);
    const reference = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    expect(reference.map(() => random.integer())).toEqual(reference);
  });

  it('differ between people, purposes and seeds', () => {
    const firsts = new Set<number>();
    for (let seed = 0; seed < 10; seed += 1) {
      for (let person = 0; person < 100; person += 1) {
        for (let purpose = 0; purpose < 5; purpose += 1) firsts.add(randomStream(seed, person, purpose).integer());
      }
    }
    expect(firsts.size).toBeGreaterThan(4990);
  });

  it('give geometric waiting times with the right mean and least value', () => {
    const random = randomStream(1, 2, 3);
    const days = Array.from({ length: 40_000 }, () => random.geometricDays(0.02));
    expect(Math.min(...days)).toBe(1);
    const mean = days.reduce((so, each) => so + each, 0) / days.length;
    expect(Math.abs(mean - 50)).toBeLessThan(1);
    expect(random.geometricDays(0)).toBe(Number.POSITIVE_INFINITY);
    expect(random.geometricDays(1)).toBe(1);
  });

  it('give weighted and cumulative draws in proportion', () => {
    const random = randomStream(4, 5, 6);
    const [byWeight, byCumulative] = [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    for (let draw = 0; draw < 40_000; draw += 1) {
      const [one, other] = [random.weighted([1, 0, 2, 1]), random.cumulative([1, 1, 3, 4])];
      byWeight[one] = (byWeight[one] ?? 0) + 1;
      byCumulative[other] = (byCumulative[other] ?? 0) + 1;
    }
    for (const counts of [byWeight, byCumulative]) {
      expect(counts[1]).toBe(0);
      expect(Math.abs((counts[2] ?? 0) - 20_000)).toBeLessThan(400);
      expect(Math.abs((counts[0] ?? 0) - 10_000)).toBeLessThan(350);
    }
  });
});

describe('logarithm and exponential', () => {
  it('agree with the engine to the last digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
        const [own, engine] = [naturalLogarithm(value), Math.log(value)];
        expect(Math.abs(own - engine)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(engine)));
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (power) => {
        expect(Math.abs(exponential(power) / Math.exp(power) - 1)).toBeLessThan(2e-14);
      }),
    );
  });

  it('keep to what they are for', () => {
    expect(naturalLogarithm(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(() => naturalLogarithm(-1)).toThrow(RangeError);
    expect(() => exponential(1000)).toThrow(RangeError);
  });
});

describe('days', () => {
  it('are those of the calendar', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40_000, max: 60_000 }), (day) => {
        const date = new Date(day * 86_400_000);
        expect(isoDate(day)).toBe(date.toISOString().slice(0, 10));
        expect(dayOf(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day);
        expect(parseIsoDate(isoDate(day))).toBe(day);
        expect(isoInstant(day * 86_400_000 + 45_296_789)).toBe(new Date(day * 86_400_000 + 45_296_789).toISOString());
      }),
    );
  });

  it('do not exist where they do not', () => {
    for (const text of ['2023-02-29', '2023-13-01', '2023-1-1', 'today', '2023-04-31'])
      expect(parseIsoDate(text)).toBeNull();
  });

  it('count ages to the birthday', () => {
    const born = dayOf(1990, 2, 28);
    expect(ageOn(born, dayOf(2020, 2, 27))).toBe(29);
    expect(ageOn(born, dayOf(2020, 2, 28))).toBe(30);
    expect(birthday(born, 30)).toBe(dayOf(2020, 2, 28));
    expect(birthday(dayOf(1992, 2, 29), 21)).toBe(dayOf(2013, 3, 1));
  });
});
