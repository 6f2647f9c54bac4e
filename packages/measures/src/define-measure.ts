// A measure as it is declared: the question, whose question it is, what is counted, and over what. Everything else derives from it.
import type { MoveKind } from '@clew/career';
import type { BreakdownName } from './breakdowns.ts';

interface Declaration {
  /** As in `clew measure NAME` and `GET /measures/NAME`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** The points of the Social Mobility Commission's action plan (May 2021) that ask for it; 'official statistics' where none does. */
  readonly actionPoints: readonly string[];
  readonly unit: string;
  /** What a caller may ask for. */
  readonly breakdowns: readonly BreakdownName[];
  /** What is always kept apart, asked for or not: adding it up would mislead. */
  readonly apart: readonly BreakdownName[];
  /** What a reader must know to use the figure, one sentence each. */
  readonly definitions: readonly string[];
}

/** Moves that are counted. */
export interface CountedMoves {
  readonly kinds: readonly MoveKind[];
  /** Only moves from one department to another. */
  readonly betweenDepartments?: boolean;
  /**
   * `date`: the day from which the move holds. `lastDayOfService`: the day before, for exits, whose date is the first day out of post:
   * whoever leaves on 31 March was in post on that day, and left in that year.
   */
  readonly countedOn: 'date' | 'lastDayOfService';
}

/** Events per 100 person-years. */
export interface RateMeasure extends Declaration {
  readonly kind: 'rate';
  readonly events: CountedMoves;
  /** Whose days are the exposure: everybody in service, at work, on loan or absent. */
  readonly exposure: 'in-service';
  readonly per: 100;
}

/** People in post on a day. */
export interface HeadcountMeasure extends Declaration {
  readonly kind: 'headcount';
}

/** Moves from one region to another. */
export interface FlowMeasure extends Declaration {
  readonly kind: 'flow';
  /** Where the caller asks for none of `oneOf`, the answer is broken down by `add` as well. */
  readonly unlessGiven: { readonly oneOf: readonly BreakdownName[]; readonly add: readonly BreakdownName[] };
  /** What the totals are broken down by. */
  readonly totalsBy: readonly BreakdownName[];
}

export type Measure = RateMeasure | HeadcountMeasure | FlowMeasure;

/** What every rate says about its person-years. */
export const personYearDefinitions = [
  'A person-year is 365.25 days in service, counted from the dates of spells: [start, end), cut at the period and at 1 April where the year is a breakdown.',
  'In service means at work, on loan or absent, paid or not; on loan, the home department counts.',
  'Person-years have the attributes of the spell; an event has those of the standing that it ended, so that it is counted against those who were at risk of it.',
  'Rates use the substantive grade; somebody on temporary promotion counts below.',
  'The interval is the exact Poisson interval (Garwood), 95%.',
] as const;
