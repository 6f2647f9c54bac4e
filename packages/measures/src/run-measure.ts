// Answering a measure over a snapshot: the queries run, their groups put together, rates worked out. Exact: not yet protected.
import { poissonRate } from '@clew/statistics';
import { type BreakdownName, breakdown, compareCodes } from './breakdowns.ts';
import { addDays } from './dates.ts';
import type { FlowMeasure, HeadcountMeasure, Measure, RateMeasure } from './define-measure.ts';
import {
  backgroundQuery,
  eventsQuery,
  exposureQuery,
  flowsQuery,
  headcountBackgroundQuery,
  headcountQuery,
  type Query,
} from './queries.ts';
import {
  type MeasureRequest,
  measureRefusal,
  type Question,
  type Reading,
  type ReadingOptions,
  readRequest,
} from './request.ts';
import type { Background, Contributors, Group, RateRow, RawCountRow, RawRateRow, RawResult } from './result.ts';
import type { AnswerRow, Snapshot } from './snapshot/open.ts';

/** The days of a person-year. */
export const personYearDays = 365.25;

/** More rows than anybody reads; a combination of everything with everything is a mistake, or an attack. */
export const maximumRows = 100_000;

/**
 * Answers a measure exactly. What leaves the machine goes through `protect` first.
 * A request that cannot be answered comes back as refusals, each with a code, a field and a remedy.
 */
export async function runMeasure(
  snapshot: Snapshot,
  request: MeasureRequest,
  options: ReadingOptions = {},
): Promise<Reading<RawResult>> {
  const reading = readRequest(request, snapshot.manifest, options);
  if (!reading.ok) return reading;
  const question = reading.value;
  const value = await answer(snapshot, question);
  if (value.rows.length > maximumRows) {
    const remedy = 'Ask for fewer breakdowns at once.';
    return { ok: false, refusals: [measureRefusal('too-many-rows', 'by', remedy)] };
  }
  return { ok: true, value };
}

async function answer(snapshot: Snapshot, question: Question): Promise<RawResult> {
  const { measure, by, from, to } = question;
  const { id, asOf, knownAt } = snapshot.manifest;
  const { name, title, unit, actionPoints, definitions } = measure;
  const common = {
    measure: { name, title, unit, actionPoints, definitions },
    by,
    snapshot: { id, asOf, knownAt },
    protected: false,
    notes: [],
  };
  switch (measure.kind) {
    case 'rate': {
      const rate = { ...question, measure };
      const [rows, totals] = [await rateRows(snapshot, rate, by), await rateRows(snapshot, rate, measure.apart)];
      return { kind: 'rate', ...common, from, to, rows, totals };
    }
    case 'headcount': {
      const people = { ...question, measure };
      const [rows, totals] = [await headcountRows(snapshot, people, by), await headcountRows(snapshot, people, [])];
      return { kind: 'headcount', ...common, at: addDays(to, -1), rows, totals };
    }
    case 'flow': {
      const flow = { ...question, measure };
      const [rows, totals] = [await flowRows(snapshot, flow, by), await flowRows(snapshot, flow, measure.totalsBy)];
      return { kind: 'flow', ...common, from, to, rows, totals };
    }
  }
}

/** Groups of an answer by a text that stands for their codes. */
class Groups<Value> {
  readonly #by: readonly BreakdownName[];
  readonly #values = new Map<string, { readonly group: Group; readonly value: Value }>();

  constructor(by: readonly BreakdownName[]) {
    this.#by = by;
  }

  key(row: AnswerRow | Group): string {
    return JSON.stringify(this.#by.map((name) => String((row as AnswerRow)[name])));
  }

  add(row: AnswerRow | Group, value: Value): void {
    const group = Object.fromEntries(this.#by.map((name) => [name, String((row as AnswerRow)[name])])) as Group;
    this.#values.set(this.key(row), { group, value });
  }

  get(row: AnswerRow | Group): Value | undefined {
    return this.#values.get(this.key(row))?.value;
  }

  groups(): readonly Group[] {
    return [...this.#values.values()].map(({ group }) => group);
  }
}

async function ask<Value>(
  snapshot: Snapshot,
  query: Query,
  by: readonly BreakdownName[],
  read: (row: AnswerRow) => Value,
): Promise<Groups<Value>> {
  const groups = new Groups<Value>(by);
  for (const row of await snapshot.query(query.sql, query.parameters)) groups.add(row, read(row));
  return groups;
}

/** Whether the answer shows background, and so needs its declaration rate beside it: in its rows, and over all in its totals. */
function showsBackground(question: Question): boolean {
  return question.by.includes('seb') || question.filters.seb !== undefined;
}

async function rateRows(
  snapshot: Snapshot,
  question: Question<RateMeasure>,
  by: readonly BreakdownName[],
): Promise<readonly RawRateRow[]> {
  const ofPeople = by.filter((name) => breakdown(name).eventsOnly !== true);
  const exposures = await ask(snapshot, exposureQuery(question, ofPeople), ofPeople, (row) => ({
    personDays: Number(row['personDays']),
    people: Number(row['people']),
  }));
  const events = await ask(snapshot, eventsQuery(question, question.measure.events, by), by, (row) => ({
    events: Number(row['events']),
    eventPeople: Number(row['eventPeople']),
  }));
  const backgrounds = await backgroundsOf(snapshot, question, ofPeople, backgroundQuery);
  const everyGroup = new Groups<true>(by);
  for (const group of crossed(exposures.groups(), by)) everyGroup.add(group, true);
  for (const group of events.groups()) everyGroup.add(group, true);
  const rows = everyGroup.groups().map((group) => {
    const exposure = exposures.get(group) ?? { personDays: 0, people: 0 };
    const happened = events.get(group) ?? { events: 0, eventPeople: 0 };
    const background = backgrounds(group);
    const figures = rateRow(group, exposure.personDays, happened.events, labelsOfSnapshot(snapshot));
    return { ...figures, ...exposure, ...happened, ...background };
  });
  return sortedRows(rows, by);
}

/** Every group with every code of the breakdowns that only events have: a cause that took nobody has a rate of none. */
function crossed(groups: readonly Group[], by: readonly BreakdownName[]): readonly Group[] {
  const onlyEvents = by.filter((name) => breakdown(name).eventsOnly === true);
  return onlyEvents.reduce<readonly Group[]>(
    (present, name) =>
      present.flatMap((group) => (breakdown(name).codes ?? []).map((code) => ({ ...group, [name]: code }))),
    groups,
  );
}

/** A rate with its interval from days and events; without days there is none. */
export function rateRow(
  group: Group,
  personDays: number,
  events: number,
  labelOf: LabelOf = ownLabel,
): RateRow & { readonly events: number } {
  const personYears = personDays / personYearDays;
  const { rate, low, high } =
    personYears > 0 ? poissonRate(events, personYears, { per: 100 }) : { rate: null, low: null, high: null };
  return { ...described(group, labelOf), events, personYears, rate, low, high };
}

/** The words for a code of a breakdown. */
export type LabelOf = (name: BreakdownName, code: string) => string;

const ownLabel: LabelOf = (name, code) => breakdown(name).label(code);

/** Departments under the names that the ledger knew when the snapshot was made; the rest as the breakdown says. */
function labelsOfSnapshot({ manifest }: Snapshot): LabelOf {
  const { organisations } = manifest;
  return (name, code) =>
    name === 'department' && Object.hasOwn(organisations, code)
      ? (organisations[code] ?? code)
      : breakdown(name).label(code);
}

function described(group: Group, labelOf: LabelOf) {
  const labels = Object.fromEntries(
    Object.entries(group).map(([name, code]) => [name, labelOf(name as BreakdownName, code)]),
  ) as Group;
  return { group, labels, declarationRate: null, responseRate: null, suppression: null };
}

type BackgroundFields = Pick<Contributors, 'background'> & Pick<RateRow, 'declarationRate' | 'responseRate'>;

/** Finds the declaration of the group that a row belongs to: that of the department beside each class of the department. */
async function backgroundsOf(
  snapshot: Snapshot,
  question: Question,
  by: readonly BreakdownName[],
  query: (question: Question, by: readonly BreakdownName[]) => Query,
): Promise<(group: Group) => BackgroundFields> {
  if (!showsBackground(question)) {
    return () => ({ background: null, declarationRate: null, responseRate: null });
  }
  const others = by.filter((name) => name !== 'seb');
  const found = await ask(
    snapshot,
    query(question, others),
    others,
    (row): Background => ({
      people: Number(row['people']),
      declared: Number(row['declared']),
      answered: Number(row['answered']),
    }),
  );
  return (group) => {
    const background = found.get(group) ?? { people: 0, declared: 0, answered: 0 };
    return { background, ...declarationRates(background) };
  };
}

/** Both rates of a group's declarations; null where it has nobody. */
export function declarationRates({ people, declared, answered }: Background) {
  return people === 0
    ? { declarationRate: null, responseRate: null }
    : { declarationRate: declared / people, responseRate: answered / people };
}

async function headcountRows(
  snapshot: Snapshot,
  question: Question<HeadcountMeasure>,
  by: readonly BreakdownName[],
): Promise<readonly RawCountRow[]> {
  const counts = await ask(snapshot, headcountQuery(question, by), by, (row) => Number(row['count']));
  const backgrounds = await backgroundsOf(snapshot, question, by, headcountBackgroundQuery);
  const rows = counts.groups().map((group) => {
    const count = counts.get(group) ?? 0;
    const counted = { count, people: count, eventPeople: count };
    return { ...described(group, labelsOfSnapshot(snapshot)), ...counted, ...backgrounds(group) };
  });
  return sortedRows(rows, by);
}

async function flowRows(
  snapshot: Snapshot,
  question: Question<FlowMeasure>,
  by: readonly BreakdownName[],
): Promise<readonly RawCountRow[]> {
  const flows = await ask(snapshot, flowsQuery(question, by), by, (row) => ({
    count: Number(row['events']),
    people: Number(row['eventPeople']),
  }));
  const ofPeople = by.filter((name) => breakdown(name).eventsOnly !== true);
  // Of everybody in service: a move's declaration rate would be that of the movers, who are few.
  const backgrounds = await backgroundsOf(snapshot, question, ofPeople, backgroundQuery);
  const rows = flows.groups().map((group) => {
    const { count, people } = flows.get(group) ?? { count: 0, people: 0 };
    const counted = { count, people, eventPeople: people };
    return { ...described(group, labelsOfSnapshot(snapshot)), ...counted, ...backgrounds(group) };
  });
  return sortedRows(rows, by);
}

/** Rows in the order of their groups: of closed lists as the list has it, else by label. */
export function sortedRows<Row extends { readonly group: Group; readonly labels: Group }>(
  rows: readonly Row[],
  by: readonly BreakdownName[],
): readonly Row[] {
  return rows.toSorted((one, other) => {
    for (const name of by) {
      const [left, right] = [one.group[name] ?? '', other.group[name] ?? ''];
      if (left === right) continue;
      const order =
        compareCodes(name, left, right) || (one.labels[name] ?? '').localeCompare(other.labels[name] ?? '', 'en-GB');
      if (order !== 0) return order;
    }
    return 0;
  });
}

/** The measures that there are, as a list for those who choose. */
export function describeMeasure(measure: Measure) {
  const { name, title, summary, kind, unit, actionPoints, breakdowns, apart, definitions } = measure;
  return { name, title, summary, kind, unit, actionPoints, breakdowns, alwaysApart: apart, definitions };
}
