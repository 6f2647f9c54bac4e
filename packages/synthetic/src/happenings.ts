// What can happen in a life, how somebody stands between happenings, and what the truth is counted from.
import type { Person } from './person.ts';
import type { PostingCell } from './postings.ts';

/** How somebody stands between happenings. */
export interface State extends PostingCell {
  readonly grade: number;
  readonly organisation: string | null;
  readonly function: number;
  /** Counts postings: each has its own role. */
  readonly posting: number;
  readonly fullTimeEquivalent: number;
}

export type Happening =
  | { readonly kind: 'hired'; readonly day: number; readonly to: State; readonly isReturn: boolean }
  | { readonly kind: 'exited'; readonly day: number; readonly from: State; readonly cause: string }
  | { readonly kind: 'promoted'; readonly day: number; readonly from: State; readonly to: State }
  | { readonly kind: 'regraded'; readonly day: number; readonly from: State; readonly to: State }
  | {
      readonly kind: 'moved';
      readonly day: number;
      readonly from: State;
      readonly to: State;
      readonly withRole: boolean;
    }
  | { readonly kind: 'reorganised'; readonly day: number; readonly state: State }
  | {
      readonly kind: 'actingStarted';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly endDay: number;
    }
  | { readonly kind: 'actingEnded'; readonly day: number; readonly state: State; readonly number: number }
  | {
      readonly kind: 'interestSubmitted';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly forPromotion: boolean;
    }
  | {
      readonly kind: 'interestDecided';
      readonly day: number;
      readonly state: State;
      readonly number: number;
      readonly successful: boolean;
    }
  | {
      readonly kind: 'lesser';
      readonly day: number;
      readonly state: State;
      readonly lesser: LesserKind;
      readonly number: number;
    };

export type LesserKind =
  | 'loan'
  | 'absence'
  | 'learning'
  | 'apprenticeship'
  | 'talentScheme'
  | 'mentoring'
  | 'nameChange';

/** What the truth is counted from. Grades are the model's, substantive. */
export interface Observer {
  /** Days in post in the window, and what was expected to happen on them. */
  lived(state: State, person: Person, days: number, expected: Expected): void;
  happened(outcome: Outcome, state: State, person: Person): void;
  /** A decision with a probability, such as of an expression of interest. */
  decided(state: State, person: Person, probability: number, successful: boolean, startsActing: boolean): void;
}

export type Outcome = 'promotion' | 'exit' | 'temporaryPromotion' | 'departmentLeft';

export interface Expected {
  readonly promotion: number;
  readonly exit: number;
  readonly temporaryPromotion: number;
}

export interface Career {
  readonly person: Person;
  readonly happenings: readonly Happening[];
  /** How the person stood when the window opened, or on the day of the first entry. */
  readonly first: State;
  /** How the person stands at the end of the window; null when out of service. */
  readonly last: State | null;
  readonly actingAtEnd: boolean;
}
