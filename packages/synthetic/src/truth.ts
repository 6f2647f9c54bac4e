// The declared truth: what was planted, what could be expected of the lives that were lived, and what happened.
import { modelGrades } from './assumptions.ts';
import { daysPerYear, isoDate } from './calendar.ts';
import { departmentCodes } from './calibration/official-2023.ts';
import type { DeclarationKind } from './declarations.ts';
import { type Disorder, type DisorderCounts, noDisorderCounts } from './disorder.ts';
import { type Background, backgrounds, type Effects } from './effects.ts';
import type { Expected, Observer, Outcome, State } from './happenings.ts';
import type { Model } from './model.ts';
import type { Person } from './person.ts';
import { londonRegion } from './posting-fit.ts';

/** One outcome in one cell. `rate` is what an estimator should find: expected over personYears, times 100. */
export interface TruthOutcome {
  /** Sum over the days lived of the probability that it happens on the day, given everything up to it: the planted hazard, exactly. */
  readonly expected: number;
  /** How often it happened. Over populations, events less expected has mean 0, and a variance of at most expected. */
  readonly events: number;
  /** Planted rate per 100 person-years; null where nobody lived. */
  readonly rate: number | null;
}

/** Substantive grade, true background, London or not, and whether a classed background stands declared at the end. */
export interface TruthCell {
  readonly grade: string;
  readonly socioEconomicBackground: Background;
  readonly london: boolean;
  readonly declared: boolean;
  /** In post within the window, in years of 365.25 days; from spells' dates, absences and loans included. */
  readonly personYears: number;
  readonly promotion: TruthOutcome;
  readonly exit: TruthOutcome;
  readonly temporaryPromotion: TruthOutcome;
  readonly expressionOfInterest: {
    readonly decisions: number;
    readonly expectedSuccesses: number;
    readonly successes: number;
  };
}

export interface Truth {
  readonly label: 'clew synthetic truth';
  readonly version: 1;
  readonly seed: string;
  readonly people: number;
  readonly years: number;
  /** The window: its first day, and the first day after it. Rates are of [from, to). */
  readonly from: string;
  readonly to: string;
  readonly effects: Effects;
  readonly disorder: Disorder;
  /** How often each kind of disorder was planted. */
  readonly planted: DisorderCounts;
  /** Findings that the planted disorder must give, and no others. */
  readonly expectedFindings: Readonly<Record<string, number>>;
  readonly reorganisation: {
    readonly organisation: string;
    readonly from: string;
    readonly to: string;
    readonly date: string;
    readonly people: number;
  } | null;
  readonly declarations: Readonly<Record<DeclarationKind, number>>;
  readonly inPostAtEnd: number;
  readonly events: number;
  readonly cells: readonly TruthCell[];
  readonly notes: readonly string[];
}

const notes = [
  'A rate of a cell is 100 x events / personYears; its planted value is 100 x expected / personYears, over the same lives.',
  'Within a cell the hazard varies with age and profession (and while acting), so the planted rate is the mean hazard of the days lived.',
  'To compare rates by any coarser grouping, add up expected, events and personYears over its cells.',
  'With declared backgrounds only, compare with the cells that have declared true: declaring bears on nothing that happens later.',
  'What was before the window is history without hazards: people who were in post when it opened had survived until then (left truncation).',
  'Expected of a temporary promotion includes the success of an expression of interest that starts one.',
];

interface Tally {
  days: number;
  expected: [promotion: number, exit: number, temporaryPromotion: number];
  events: [promotion: number, exit: number, temporaryPromotion: number];
  decisions: number;
  expectedSuccesses: number;
  successes: number;
}

const outcomePlace: Readonly<Partial<Record<Outcome, 0 | 1 | 2>>> = { promotion: 0, exit: 1, temporaryPromotion: 2 };

/** Counts the truth of people one by one, in the order of their index; the sums are the same for the same order. */
export class TruthCounter implements Observer {
  readonly #tallies = new Map<string, Tally>();
  readonly #person = new Map<string, Tally>();
  readonly planted: DisorderCounts = noDisorderCounts();
  readonly declarations: Record<DeclarationKind, number> = { class: 0, 'prefer-not-to-say': 0, none: 0, withdrawn: 0 };
  events = 0;
  inPostAtEnd = 0;
  reorganised = 0;

  lived(state: State, person: Person, days: number, expected: Expected): void {
    const tally = this.#of(state, person);
    tally.days += days;
    tally.expected[0] += expected.promotion;
    tally.expected[1] += expected.exit;
    tally.expected[2] += expected.temporaryPromotion;
  }

  happened(outcome: Outcome, state: State, person: Person): void {
    const place = outcomePlace[outcome];
    if (place !== undefined) this.#of(state, person).events[place] += 1;
  }

  decided(state: State, person: Person, probability: number, successful: boolean, startsActing: boolean): void {
    const tally = this.#of(state, person);
    tally.decisions += 1;
    tally.expectedSuccesses += probability;
    if (successful) tally.successes += 1;
    if (startsActing) tally.expected[2] += probability;
  }

  /** Closes the person whose life was observed last. */
  close(declaration: DeclarationKind): void {
    this.declarations[declaration] += 1;
    for (const [key, tally] of this.#person) {
      const whole = `${key}|${declaration === 'class' ? 1 : 0}`;
      const sum = this.#tallies.get(whole);
      if (sum === undefined) this.#tallies.set(whole, tally);
      else addTally(sum, tally);
    }
    this.#person.clear();
  }

  #of(state: State, person: Person): Tally {
    const key = `${state.grade}|${person.background}|${state.region === londonRegion ? 1 : 0}`;
    const known = this.#person.get(key);
    if (known !== undefined) return known;
    const fresh: Tally = {
      days: 0,
      expected: [0, 0, 0],
      events: [0, 0, 0],
      decisions: 0,
      expectedSuccesses: 0,
      successes: 0,
    };
    this.#person.set(key, fresh);
    return fresh;
  }

  cells(): TruthCell[] {
    return [...this.#tallies]
      .map(([key, tally]) => ({ place: key.split('|').map(Number), tally }))
      .sort((one, other) => comparePlaces(one.place, other.place))
      .map(({ place, tally }) => cellOf(place, tally));
  }
}

function comparePlaces(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length; index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function addTally(sum: Tally, more: Tally): void {
  sum.days += more.days;
  for (const place of [0, 1, 2] as const) {
    sum.expected[place] += more.expected[place];
    sum.events[place] += more.events[place];
  }
  sum.decisions += more.decisions;
  sum.expectedSuccesses += more.expectedSuccesses;
  sum.successes += more.successes;
}

function cellOf(place: readonly number[], tally: Tally): TruthCell {
  const personYears = tally.days / daysPerYear;
  const outcome = (at: 0 | 1 | 2): TruthOutcome => ({
    expected: rounded(tally.expected[at]),
    events: tally.events[at],
    rate: personYears > 0 ? rounded((100 * tally.expected[at]) / personYears) : null,
  });
  return {
    grade: modelGrades[place[0] ?? 0] ?? 'UNKNOWN',
    socioEconomicBackground: backgrounds[place[1] ?? 0] ?? 'high',
    london: place[2] === 1,
    declared: place[3] === 1,
    personYears: rounded(personYears),
    promotion: outcome(0),
    exit: outcome(1),
    temporaryPromotion: outcome(2),
    expressionOfInterest: {
      decisions: tally.decisions,
      expectedSuccesses: rounded(tally.expectedSuccesses),
      successes: tally.successes,
    },
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Puts the truth of a population together. */
export function truthOf(model: Model, disorder: Disorder, counter: TruthCounter): Truth {
  const { outHalfOnly, inHalfOnly, datesDiffer } = counter.planted;
  const change = model.reorganisation;
  return {
    label: 'clew synthetic truth',
    version: 1,
    seed: model.seed,
    people: model.people,
    years: model.years,
    from: isoDate(model.startDay),
    to: isoDate(model.endDay + 1),
    effects: model.effects,
    disorder,
    planted: counter.planted,
    expectedFindings: {
      leaverWithoutJoiner: outHalfOnly,
      joinerWithoutLeaver: inHalfOnly,
      transferDatesDiffer: datesDiffer,
    },
    reorganisation:
      change === null
        ? null
        : {
            organisation: change.organisation,
            from: departmentCodes[change.fromDepartment] ?? '',
            to: departmentCodes[change.toDepartment] ?? '',
            date: isoDate(change.day),
            people: counter.reorganised,
          },
    declarations: counter.declarations,
    inPostAtEnd: counter.inPostAtEnd,
    events: counter.events,
    cells: counter.cells(),
    notes,
  };
}
