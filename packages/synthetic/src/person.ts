// Who somebody is: born when, of what background, when and how they came in. Nothing of it is anybody real.
import { birthday, civilOf, dayOf, daysPerYear } from './calendar.ts';
import type { Model } from './model.ts';
import { yearStart } from './model.ts';
import { randomStream } from './random.ts';

export interface Person {
  readonly index: number;
  readonly bornDay: number;
  /** 0 high, 1 intermediate, 2 low: the truth, declared or not. */
  readonly background: number;
  /** Grade (the model's) and London (1) when the window opens, or on entry. */
  readonly grade: number;
  readonly london: number;
  readonly inPostAtStart: boolean;
  /** The first day lived in the window: its first day, or the day of the hire. */
  readonly entryDay: number;
  /** The day of the first hire: before the window for those who were in post when it opened. */
  readonly hiredDay: number;
}

/** Draws a person. The draws of one person are independent of those of all others. */
export function drawPerson(model: Model, index: number): Person {
  const random = randomStream(model.seedHash, index, 1);
  const entry = model.entries.entry(random.cumulative(model.entries.cumulative));
  const from = entry.year === 0 ? model.startDay : yearStart(model, entry.year - 1);
  const to = entry.year === 0 ? model.startDay : yearStart(model, entry.year);
  const entryDay = entry.year === 0 ? from : from + random.below(to - from);
  // Of that age on the last day of the year (or the day before the window opens).
  const lastDay = to - 1;
  const civil = civilOf(lastDay);
  const latestBirth = dayOf(civil.year - entry.age, civil.month, civil.day);
  const bornDay = latestBirth - random.below(birthday(latestBirth, 1) - latestBirth);
  const inPostAtStart = entry.year === 0;
  // Assumption: time served when the window opens is exponential with a mean of ten years; nobody was hired before the age of 16.
  const since = Math.max(1, entryDay - birthday(bornDay, 16));
  const served = inPostAtStart ? Math.min(since, random.geometricDays(1 / (10 * daysPerYear))) : 0;
  return {
    index,
    bornDay,
    background: entry.background,
    grade: entry.grade,
    london: entry.london,
    inPostAtStart,
    entryDay,
    hiredDay: entryDay - served,
  };
}
