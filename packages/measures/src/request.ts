// Reading a request for a measure: names looked up in closed lists, dates made whole, every mistake named with its remedy.
import { z } from 'zod';
import { type BreakdownName, breakdown } from './breakdowns.ts';
import { measures } from './catalogue/index.ts';
import { addDays, addYears, financialYearStart, monthStart } from './dates.ts';
import type { Measure } from './define-measure.ts';
import { nearest } from './nearest.ts';
import type { SnapshotManifest } from './snapshot/manifest.ts';

/** What a caller asks, as text: from a command line, an address or a program. */
export interface MeasureRequest {
  readonly name: string;
  /** Breakdowns, in the order of the columns. */
  readonly by?: readonly string[];
  /** The period's first day. */
  readonly from?: string;
  /** The first day after the period. */
  readonly to?: string;
  /** For a headcount: the day. */
  readonly at?: string;
  /** Only people and events of these codes, by breakdown; all of them must hold. */
  readonly filters?: Readonly<Record<string, string>>;
}

/** What is wrong with a request. It never repeats what the caller sent. */
export interface MeasureRefusal {
  readonly code: MeasureRefusalCode;
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

export const measureRefusalCodes = {
  'unknown-measure': 'There is no measure of this name.',
  'unknown-breakdown': 'The measure cannot be broken down by this.',
  'repeated-breakdown': 'A breakdown is named twice.',
  'unknown-code': 'A filter names a code that its list does not hold.',
  'invalid-date': 'A date does not exist, is not written YYYY-MM-DD, or lies outside 1900 to 2199.',
  'empty-period': 'The period ends before it begins.',
  'beyond-snapshot': 'The period goes past the last day that the snapshot covers.',
  'at-not-allowed': 'Only a headcount is taken at a date.',
  'not-whole-months': 'Protected answers are given for whole months.',
  'too-many-rows': 'The answer would have too many rows.',
} as const;

export type MeasureRefusalCode = keyof typeof measureRefusalCodes;

/** A request that can be answered. */
export interface Question<Kind extends Measure = Measure> {
  readonly measure: Kind;
  /** As asked for, and what is always kept apart. */
  readonly by: readonly BreakdownName[];
  readonly from: string;
  readonly to: string;
  readonly filters: Readonly<Partial<Record<BreakdownName, string>>>;
}

export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusals: readonly MeasureRefusal[] };

export function measureRefusal(code: MeasureRefusalCode, field: string, remedy: string): MeasureRefusal {
  return { code, field, message: measureRefusalCodes[code], remedy, retryable: false };
}

/** 'Perhaps it is ...', in a name of ours: what the caller sent is not repeated. */
function perhaps(text: string, names: readonly string[]): string {
  const meant = nearest(text, names);
  return meant === undefined ? '' : `Perhaps it is ${meant}. `;
}

/** 'transferType' and 'transfer-type' are one name, as JSON and command lines write it. */
function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The measure of a name, in either way of writing it. */
export function findMeasure(name: string): Measure | undefined {
  return measures.find((measure) => measure.name === kebab(name));
}

export interface ReadingOptions {
  /**
   * Only periods of whole months, and headcounts on the last day of one: who could ask for every day would see, from one day to the
   * next, the day on which a count first reached the threshold, and so a single person's promotion. Default false.
   */
  readonly wholeMonths?: boolean;
}

/** Reads a request against the days that a snapshot covers. Without dates it is the last whole financial year. */
export function readRequest(
  request: MeasureRequest,
  snapshot: Pick<SnapshotManifest, 'asOf'>,
  { wholeMonths = false }: ReadingOptions = {},
): Reading<Question> {
  const measure = findMeasure(request.name);
  if (measure === undefined) {
    const names = measures.map(({ name }) => name);
    const remedy = `${perhaps(request.name, names)}Name one of: ${names.join(', ')}.`;
    return { ok: false, refusals: [measureRefusal('unknown-measure', 'name', remedy)] };
  }
  const refusals: MeasureRefusal[] = [];
  const by = readBreakdowns(measure, request.by ?? [], refusals);
  const filters = readFilters(measure, request.filters ?? {}, refusals);
  const period = readPeriod(measure, request, { asOf: snapshot.asOf, wholeMonths }, refusals);
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, value: { measure, by, filters, ...period } };
}

function readBreakdowns(measure: Measure, given: readonly string[], refusals: MeasureRefusal[]): BreakdownName[] {
  const allowed = measure.breakdowns;
  const names: BreakdownName[] = [];
  for (const [index, text] of given.entries()) {
    const name = allowed.find((each) => each === kebab(text));
    const field = given.length === 1 ? 'by' : `by/${index}`;
    if (name === undefined) {
      const remedy = `${perhaps(text, allowed)}Break ${measure.name} down by any of: ${allowed.join(', ')}.`;
      refusals.push(measureRefusal('unknown-breakdown', field, remedy));
    } else if (names.includes(name)) {
      refusals.push(measureRefusal('repeated-breakdown', field, 'Name each breakdown once.'));
    } else names.push(name);
  }
  const added = measure.kind === 'flow' ? addedUnlessGiven(measure.unlessGiven, names) : [];
  const apart = measure.apart.filter((name) => !names.includes(name));
  return [...added, ...names, ...apart];
}

function addedUnlessGiven(
  rule: { readonly oneOf: readonly BreakdownName[]; readonly add: readonly BreakdownName[] },
  names: readonly BreakdownName[],
): readonly BreakdownName[] {
  return rule.oneOf.some((name) => names.includes(name)) ? [] : rule.add;
}

function readFilters(measure: Measure, given: Readonly<Record<string, string>>, refusals: MeasureRefusal[]) {
  const filters: Partial<Record<BreakdownName, string>> = {};
  for (const [text, code] of Object.entries(given)) {
    const name = measure.breakdowns.find((each) => each === kebab(text));
    if (name === undefined) {
      const allowed = measure.breakdowns;
      const remedy = `${perhaps(text, allowed)}Filter ${measure.name} by any of: ${allowed.join(', ')}.`;
      refusals.push(measureRefusal('unknown-breakdown', 'filters', remedy));
      continue;
    }
    const codes = breakdown(name).codes;
    if (codes !== undefined && !codes.includes(code)) {
      refusals.push(
        measureRefusal('unknown-code', `filters/${name}`, `${perhaps(code, codes)}Name one of: ${codes.join(', ')}.`),
      );
    } else filters[name] = code;
  }
  return filters;
}

const date = z.iso.date().refine((text) => text >= '1900-01-01' && text < '2200-01-01');

function readDate(text: string | undefined, field: string, refusals: MeasureRefusal[]): string | undefined {
  if (text === undefined) return undefined;
  if (date.safeParse(text).success) return text;
  refusals.push(measureRefusal('invalid-date', field, 'Give a date as YYYY-MM-DD, such as 2023-04-01.'));
  return undefined;
}

interface Calendar {
  readonly asOf: string;
  readonly wholeMonths: boolean;
}

function readPeriod(
  measure: Measure,
  request: MeasureRequest,
  { asOf, wholeMonths }: Calendar,
  refusals: MeasureRefusal[],
) {
  const before = refusals.length;
  const at = readDate(request.at, 'at', refusals);
  const from = readDate(request.from, 'from', refusals);
  const to = readDate(request.to, 'to', refusals);
  const end = addDays(asOf, 1);
  const period = wholePeriod({ from, to }, wholeMonths ? monthStart(end) : end);
  if (refusals.length > before) return period;
  if (request.at !== undefined && measure.kind !== 'headcount') {
    refusals.push(measureRefusal('at-not-allowed', 'at', 'Give from and to instead.'));
    return period;
  }
  const day = at ?? addDays(period.to, -1);
  if (measure.kind === 'headcount' && (at !== undefined || from === undefined)) period.from = day;
  if (at !== undefined) period.to = addDays(at, 1);
  if (period.from >= period.to) {
    refusals.push(
      measureRefusal('empty-period', 'from', 'Give a first day before `to`; `to` is the first day after the period.'),
    );
  } else if (period.to > addDays(asOf, 1)) {
    const remedy = `The snapshot's last day is ${asOf}: end the period there at the latest, or make a newer snapshot.`;
    refusals.push(measureRefusal('beyond-snapshot', at === undefined ? 'to' : 'at', remedy));
  } else if (wholeMonths) {
    refuseDaysWithin(period, { at, isDay: measure.kind === 'headcount' }, refusals);
  }
  return period;
}

/** Refuses what begins or ends in the middle of a month; of a headcount only the day itself matters. */
function refuseDaysWithin(
  { from, to }: { readonly from: string; readonly to: string },
  { at, isDay }: { readonly at: string | undefined; readonly isDay: boolean },
  refusals: MeasureRefusal[],
): void {
  if (!isDay && from !== monthStart(from)) {
    refusals.push(measureRefusal('not-whole-months', 'from', 'Give the first day of a month, such as 2023-04-01.'));
  }
  if (to === monthStart(to)) return;
  const [field, day] = at === undefined ? (['to', 'first'] as const) : (['at', 'last'] as const);
  const example = day === 'first' ? '2023-04-01' : '2023-03-31';
  refusals.push(measureRefusal('not-whole-months', field, `Give the ${day} day of a month, such as ${example}.`));
}

/** What was not given: the last whole financial year; from a first day on, as far as the snapshot goes; up to a last day, one year. */
function wholePeriod(
  given: { readonly from: string | undefined; readonly to: string | undefined },
  end: string,
): { from: string; to: string } {
  const { from, to } = given;
  if (from !== undefined) return { from, to: to ?? end };
  const last = to ?? financialYearStart(end);
  return { from: addYears(last, -1), to: last };
}
