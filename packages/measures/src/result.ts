// What a measure answers: rows with their groups, totals, and everything that a reader needs to know about them.
import type { BreakdownName } from './breakdowns.ts';
import type { Measure } from './define-measure.ts';

/** Why a figure is not shown: too few people contribute to it; or another suppressed figure could be worked out from it. */
export type Suppression = 'below-threshold' | 'complementary';

/** The codes of a row's group, by breakdown. */
export type Group = Readonly<Partial<Record<BreakdownName, string>>>;

interface CommonRow {
  readonly group: Group;
  /** The same in words. */
  readonly labels: Group;
  /** Share of the people of the group (background aside) with an answer that can be classed; null where no background is shown, or where suppressed. */
  readonly declarationRate: number | null;
  /** Share of them with any answer, "prefer not to say" included. */
  readonly responseRate: number | null;
  /** Why the row's count is null; null where it is shown. */
  readonly suppression: Suppression | null;
}

/** Events per 100 person-years. `rate` and its interval are null where suppressed, and where there are no person-years. */
export interface RateRow extends CommonRow {
  readonly events: number | null;
  readonly personYears: number | null;
  readonly rate: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

export interface CountRow extends CommonRow {
  /** People in post, or moves. */
  readonly count: number | null;
}

/** How many people a figure rests on, for protection. It never leaves with a protected answer. */
export interface Contributors {
  /** Distinct people in the exposure or the count. */
  readonly people: number;
  /** Distinct people with an event. */
  readonly eventPeople: number;
  readonly background: Background | null;
}

export interface Background {
  readonly people: number;
  readonly declared: number;
  readonly answered: number;
}

export type RawRateRow = RateRow & Contributors & { readonly events: number; readonly personDays: number };
export type RawCountRow = CountRow & Contributors & { readonly count: number };

interface CommonResult<Row> {
  readonly measure: Pick<Measure, 'name' | 'title' | 'unit' | 'actionPoints' | 'definitions'>;
  readonly by: readonly BreakdownName[];
  readonly snapshot: { readonly id: string; readonly asOf: string; readonly knownAt: string };
  readonly protected: boolean;
  readonly rows: readonly Row[];
  /** Over everything that was asked for; several rows where something is always kept apart. */
  readonly totals: readonly Row[];
  /** What happened to this answer, in sentences. */
  readonly notes: readonly string[];
}

export interface RateResult<Row extends RateRow = RateRow> extends CommonResult<Row> {
  readonly kind: 'rate';
  readonly from: string;
  readonly to: string;
}

export interface HeadcountResult<Row extends CountRow = CountRow> extends CommonResult<Row> {
  readonly kind: 'headcount';
  readonly at: string;
}

export interface FlowResult<Row extends CountRow = CountRow> extends CommonResult<Row> {
  readonly kind: 'flow';
  readonly from: string;
  readonly to: string;
}

export type RawResult = RateResult<RawRateRow> | HeadcountResult<RawCountRow> | FlowResult<RawCountRow>;
export type MeasureResult = RateResult | HeadcountResult | FlowResult;
