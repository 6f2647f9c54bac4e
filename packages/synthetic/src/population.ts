// A population: its people in any order, its events in order of time or person by person, in memory that does not grow with it; and its truth.
import { parseIsoDate } from './calendar.ts';
import { fitCharacteristics } from './characteristics.ts';
import { type Disorder, defaultDisorder } from './disorder.ts';
import { defaultEffects, type Effects } from './effects.ts';
import { mostPeople } from './identifiers.ts';
import type { PopulationItem } from './items.ts';
import { buildModel, type Model } from './model.ts';
import { organisationItems } from './organisation-events.ts';
import { type PersonPlan, type Planning, planPerson, writeEntry } from './person-items.ts';
import { type Truth, TruthCounter, truthOf } from './truth.ts';

export interface PopulationOptions {
  /** How many people there are in all: about 56 in 100 of them are in post at the end of a window of ten years. */
  readonly people: number;
  /** Length of the window in years, 1 to 40. */
  readonly years: number;
  readonly seed: string | number;
  /** The last day of the window, YYYY-MM-DD. */
  readonly endDate?: string;
  readonly effects?: Effects;
  readonly disorder?: Disorder;
}

/** `time`: as a live service would see it, people interleaved. `person`: one person after another, for a backfill. */
export type PopulationOrder = 'time' | 'person';

export interface Population {
  readonly options: Required<PopulationOptions>;
  readonly model: Model;
  /**
   * Requests and events, lazily. In order of time the window is cut into slices of about `itemsHeld` items, and people are planned anew for each
   * slice that they have a part in: planning is cheap, holding everybody is not.
   */
  items(order?: PopulationOrder, itemsHeld?: number): Generator<PopulationItem, void, undefined>;
  /** People one by one, in the order of their number. */
  plans(): Generator<PersonPlan, void, undefined>;
  /** The declared truth. Complete; counted on the first call, unless `items` or `plans` have been read to the end. */
  truth(): Truth;
}

/** Makes a population; throws RangeError for options out of bounds. Nothing is generated until it is asked for. */
export function createPopulation(options: PopulationOptions): Population {
  const { people, years } = options;
  const endDate = options.endDate ?? '2023-03-31';
  const endDay = parseIsoDate(endDate);
  if (!Number.isInteger(people) || people < 1 || people > mostPeople) {
    throw new RangeError(`people must be a whole number from 1 to ${mostPeople}`);
  }
  if (!Number.isInteger(years) || years < 1 || years > 40)
    throw new RangeError('years must be a whole number from 1 to 40');
  if (endDay === null || endDate < '1980-01-01')
    throw new RangeError('the end date must be a date from 1980 on, YYYY-MM-DD');
  const complete = {
    people,
    years,
    seed: String(options.seed),
    endDate,
    effects: options.effects ?? defaultEffects,
    disorder: options.disorder ?? defaultDisorder,
  };
  const model = buildModel({ ...complete, endDay });
  return populationOf(complete, {
    model,
    disorder: complete.disorder,
    characteristics: fitCharacteristics(model.entries),
  });
}

/** The requests and events of a population, in one call. */
export function generatePopulation(
  options: PopulationOptions & { readonly order?: PopulationOrder },
): Generator<PopulationItem, void, undefined> {
  return createPopulation(options).items(options.order);
}

function populationOf(options: Required<PopulationOptions>, planning: Planning): Population {
  let known: Truth | null = null;
  const countedPlans = function* (): Generator<PersonPlan, void, undefined> {
    const counter = new TruthCounter();
    counter.events = organisationItems(planning.model).length;
    for (let index = 0; index < options.people; index += 1) {
      const plan = planPerson(planning, index, counter);
      count(counter, plan);
      yield plan;
    }
    known = truthOf(planning.model, planning.disorder, counter);
  };
  return {
    options,
    model: planning.model,
    plans: countedPlans,
    items: (order = 'time', itemsHeld = 200_000) =>
      order === 'person'
        ? byPerson(planning, countedPlans())
        : byTime(planning, options.people, countedPlans, itemsHeld),
    truth: () => {
      if (known !== null) return known;
      for (const _ of countedPlans());
      if (known === null) throw new Error('invariant: reading all people counts the truth');
      return known;
    },
  };
}

function count(counter: TruthCounter, plan: PersonPlan): void {
  counter.close(plan.declaration);
  counter.events += plan.eventCount;
  for (const key of Object.keys(plan.counts) as (keyof typeof plan.counts)[]) counter.planted[key] += plan.counts[key];
  if (plan.career.last !== null) counter.inPostAtEnd += 1;
  for (const each of plan.career.happenings) if (each.kind === 'reorganised') counter.reorganised += 1;
}

function* byPerson(planning: Planning, plans: Iterable<PersonPlan>): Generator<PopulationItem, void, undefined> {
  for (const { item } of organisationItems(planning.model)) yield item;
  for (const plan of plans) {
    for (const entry of plan.entries) yield writeEntry(planning, plan, entry);
  }
}

/** The items of one slice of time. Three flat arrays beside the items: an object for each would double what the collector has to carry. */
class Slice {
  readonly #items: PopulationItem[] = [];
  readonly #instants: number[] = [];
  readonly #people: number[] = [];

  readonly from: number;
  readonly to: number;

  constructor(from: number, to: number) {
    this.from = from;
    this.to = to;
  }

  add(at: number, person: number, item: PopulationItem): void {
    this.#items.push(item);
    this.#instants.push(at);
    this.#people.push(person);
  }

  addPerson(planning: Planning, plan: PersonPlan, person: number): void {
    for (const entry of plan.entries) {
      if (entry.at >= this.from && entry.at < this.to) this.add(entry.at, person, writeEntry(planning, plan, entry));
    }
  }

  /** By instant, then by person, then as the person has them. */
  *inOrder(): Generator<PopulationItem, void, undefined> {
    const [instants, people] = [Float64Array.from(this.#instants), Int32Array.from(this.#people)];
    const order = Uint32Array.from(instants, (_, place) => place).sort(
      (one, other) =>
        (instants[one] ?? 0) - (instants[other] ?? 0) || (people[one] ?? 0) - (people[other] ?? 0) || one - other,
    );
    for (const place of order) {
      const item = this.#items[place];
      if (item !== undefined) yield item;
    }
  }
}

function* byTime(
  planning: Planning,
  people: number,
  countedPlans: () => Iterable<PersonPlan>,
  itemsHeld: number,
): Generator<PopulationItem, void, undefined> {
  const bounds = sliceBounds(planning, people, itemsHeld);
  // The first and last instant of each person, so that slices that the person has no part in cost nothing.
  const [firsts, lasts] = [new Float64Array(people), new Float64Array(people)];
  const ofOrganisations = organisationItems(planning.model);
  for (let number = 0; number + 1 < bounds.length; number += 1) {
    const slice = new Slice(bounds[number] ?? 0, bounds[number + 1] ?? 0);
    for (const { at, item } of ofOrganisations) if (at >= slice.from && at < slice.to) slice.add(at, -1, item);
    if (number === 0) {
      let index = 0;
      for (const plan of countedPlans()) {
        firsts[index] = plan.entries[0]?.at ?? 0;
        lasts[index] = plan.entries.at(-1)?.at ?? 0;
        slice.addPerson(planning, plan, index);
        index += 1;
      }
    } else {
      for (let index = 0; index < people; index += 1) {
        if ((firsts[index] ?? 0) >= slice.to || (lasts[index] ?? 0) < slice.from) continue;
        slice.addPerson(planning, planPerson(planning, index), index);
      }
    }
    yield* slice.inOrder();
  }
}

/** Cuts time so that each slice has about as many items as may be held: by the quantiles of a sample of people. */
function sliceBounds(planning: Planning, people: number, itemsHeld: number): number[] {
  const sampled = Math.min(people, 1500);
  const instants: number[] = [];
  for (let index = 0; index < sampled; index += 1) {
    for (const entry of planPerson(planning, index).entries) instants.push(entry.at);
  }
  const sorted = Float64Array.from(instants).sort();
  const slices = Math.max(1, Math.ceil((sorted.length * (people / sampled)) / itemsHeld));
  const bounds = [Number.NEGATIVE_INFINITY];
  for (let slice = 1; slice < slices; slice += 1) {
    const bound = sorted[Math.floor((slice * sorted.length) / slices)] ?? 0;
    if (bound > (bounds.at(-1) ?? 0)) bounds.push(bound);
  }
  return [...bounds, Number.POSITIVE_INFINITY];
}
