// One person's career, day by day where something happens: what happens, when, and what the hazards were that it came from.
// Time runs in whole days. On each day at risk each outcome has its hazard / 365.25 as its probability, at most one comes true, and it takes
// effect on the next day; so events less the sum of these probabilities is a martingale, and the truth can be stated exactly.
import { returnProbability } from './assumptions.ts';
import { birthday, daysPerYear } from './calendar.ts';
import { fillRates } from './competing-rates.ts';
import type { Career, Expected, Happening, Observer } from './happenings.ts';
import { ageBandOf, nextBandAge } from './hazards.ts';
import { chooseReturn } from './leaving.ts';
import type { Model } from './model.ts';
import { happen, settle } from './occurrences.ts';
import { drawPerson, type Person } from './person.ts';
import { londonRegion } from './posting-fit.ts';
import { type Random, randomStream } from './random.ts';
import { firstState, freshState, type Running } from './states.ts';

const nothingExpected: Expected = { promotion: 0, exit: 0, temporaryPromotion: 0 };

/** Lives one person's career through the window. */
export function simulateCareer(model: Model, index: number, observer: Observer | null = null): Career {
  const person = drawPerson(model, index);
  const random = randomStream(model.seedHash, index, 2);
  const happenings: Happening[] = [];
  const first = firstState(model, person, random);
  const running: Running = {
    state: first,
    day: person.entryDay,
    acting: null,
    interests: [],
    counters: { acting: 0, interest: 0, lesser: 0, posting: 1 },
    reorganised: model.reorganisation === null || person.entryDay >= model.reorganisation.day,
  };
  if (!person.inPostAtStart) happenings.push({ kind: 'hired', day: person.entryDay, to: first, isReturn: false });
  let inPost = true;
  while (inPost) {
    const cause = liveUntilExit(model, person, random, running, happenings, observer);
    if (cause === null) break;
    const back = chooseReturn(random, cause, running.day, returnProbability);
    if (back === null || back > model.endDay) {
      inPost = false;
      continue;
    }
    running.day = back;
    running.acting = null;
    running.interests = [];
    running.reorganised = model.reorganisation === null || back >= model.reorganisation.day;
    running.state = freshState(
      model,
      random,
      running,
      person.background,
      running.state.grade,
      running.state.region === londonRegion ? 1 : 0,
    );
    happenings.push({ kind: 'hired', day: back, to: running.state, isReturn: true });
  }
  return {
    person,
    happenings,
    first,
    last: inPost ? running.state : null,
    actingAtEnd: inPost && running.acting !== null,
  };
}

/** Lives until the exit, and says why; null at the end of the window. */
function liveUntilExit(
  model: Model,
  person: Person,
  random: Random,
  running: Running,
  happenings: Happening[],
  observer: Observer | null,
): string | null {
  const rates = new Float64Array(11);
  for (;;) {
    const band = ageBandOf(ageAt(person, running.day));
    const expected = fillRates(model, person, running, band, rates);
    let total = 0;
    for (const rate of rates) total += rate;
    const daily = Math.min(0.5, total / daysPerYear);
    const boundary = Math.min(
      model.endDay,
      birthday(person.bornDay, Math.min(120, nextBandAge(band))),
      running.acting?.endDay ?? model.endDay,
      running.interests[0]?.day ?? model.endDay,
      running.reorganised || model.reorganisation === null ? model.endDay : model.reorganisation.day,
    );
    const drawn = running.day + random.geometricDays(daily);
    const next = Math.min(drawn, boundary);
    observer?.lived(running.state, person, next - running.day, {
      promotion: (expected.promotion * (next - running.day)) / daysPerYear,
      exit: (expected.exit * (next - running.day)) / daysPerYear,
      temporaryPromotion: (expected.temporaryPromotion * (next - running.day)) / daysPerYear,
    });
    running.day = next;
    if (drawn <= boundary) {
      const cause = happen(model, person, random, running, happenings, observer, rates, band);
      if (cause !== null) return cause;
    }
    settle(model, person, random, running, happenings, observer);
    if (running.day >= model.endDay) {
      // The last day is lived too; what would have come of it falls outside of the window.
      observer?.lived(running.state, person, 1, nothingExpected);
      return null;
    }
  }
}

function ageAt(person: Person, day: number): number {
  let age = Math.floor((day - person.bornDay) / daysPerYear);
  while (birthday(person.bornDay, age + 1) <= day) age += 1;
  while (birthday(person.bornDay, age) > day) age -= 1;
  return age;
}
