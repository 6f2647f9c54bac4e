// What the tests share: careers replayed from a population's events, and an exact interval for a Poisson count.
import { type Career, replay } from '@clew/career';
import { type ClewEvent, definitionOf, factNameOf } from '@clew/events';
import { sharedData } from '@clew/testing';
import { bindStaffNumbers, type Population } from '../src/index.ts';

/** The folder of the official tables; null where the shared data is not at hand. */
export const officialDirectory = sharedData('civil-service-statistics-2023');

/**
 * Every person's career, by staff number, as the core folds it from the population's events. Where a day is given, the staff numbers
 * were issued on it, as they are when a history is loaded long after it happened.
 */
export function careersOf(population: Population, issuedOn?: string): Map<string, Career> {
  const events = new Map<string, ClewEvent[]>();
  for (const bound of bindStaffNumbers(population.items('person'), population.options.seed)) {
    const event = issuedOn === undefined ? bound : issuedLater(bound, issuedOn);
    if (definitionOf(factNameOf(event)).subject !== 'staff-number') continue;
    const own = events.get(event.subject);
    if (own === undefined) events.set(event.subject, [event]);
    else own.push(event);
  }
  return new Map(
    [...events].map(([subject, own]) => [
      subject,
      replay(
        own.map((event) => ({ event, recordedAt: event.time })),
        {},
      ),
    ]),
  );
}

function issuedLater(event: ClewEvent, effectiveDate: string): ClewEvent {
  return event.name === 'staffNumberIssued' ? { ...event, data: { ...event.data, effectiveDate } } : event;
}

/** P(X <= count) of a Poisson variable. */
function poissonCumulative(count: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), Math.exp(-mean)];
  for (let each = 1; each <= count; each += 1) {
    term *= mean / each;
    sum += term;
  }
  return Math.min(1, sum);
}

/** The exact (Garwood) 95% interval of the mean of a Poisson count below some hundreds, by bisection. */
export function poissonInterval(count: number): readonly [low: number, high: number] {
  const solve = (accepts: (mean: number) => boolean): number => {
    let [low, high] = [0, count + 20 + 10 * Math.sqrt(count + 1)];
    for (let step = 0; step < 80; step += 1) {
      const middle = (low + high) / 2;
      if (accepts(middle)) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  const low = count === 0 ? 0 : solve((mean) => 1 - poissonCumulative(count - 1, mean) < 0.025);
  return [low, solve((mean) => poissonCumulative(count, mean) > 0.025)];
}
