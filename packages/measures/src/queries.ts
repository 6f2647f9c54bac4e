// The SQL of measures: who was exposed for how long, what happened, who was in post. Only text of ours; what is asked are parameters.
import type { DuckDBValue } from '@duckdb/node-api';
import { type BreakdownName, breakdown } from './breakdowns.ts';
import { addDays, financialYears } from './dates.ts';
import type { CountedMoves } from './define-measure.ts';
import type { Question } from './request.ts';
import { identifier, literal } from './sql-text.ts';

export interface Query {
  readonly sql: string;
  readonly parameters: Record<string, DuckDBValue>;
}

type Filters = Question['filters'];

/** The period's parts: financial years where something is grouped or filtered by year, else the whole. */
function periods(question: Question, by: readonly BreakdownName[]): string {
  const byYear = by.includes('year') || question.filters.year !== undefined;
  const parts = byYear
    ? financialYears(question.from, question.to)
    : [{ label: 'whole', from: question.from, to: question.to }];
  // Dates that were validated, as text of our own making.
  const rows = parts.map(({ label, from, to }) => `(${literal(label)}, DATE ${literal(from)}, DATE ${literal(to)})`);
  return `(VALUES ${rows.join(', ')}) AS period(label, first_day, next_day)`;
}

function columns(by: readonly BreakdownName[]): string {
  return by.map((name) => `${breakdown(name).sql} AS ${identifier(name)}, `).join('');
}

/** By position: a name would mean the column of a table before the column of the answer. */
function grouping(by: readonly BreakdownName[]): string {
  return by.length === 0 ? '' : `GROUP BY ${by.map((_, index) => index + 1).join(', ')}`;
}

/** The conditions of the filters, as far as they apply: an exposure knows no cause of leaving. */
function conditions(filters: Filters, applies: (name: BreakdownName) => boolean): Query {
  const names = (Object.keys(filters) as BreakdownName[]).filter(applies);
  const parameters = Object.fromEntries(names.map((name) => [parameterOf(name), filters[name] ?? '']));
  const sql = names.map((name) => `AND (${breakdown(name).sql}) = $${parameterOf(name)}`).join(' ');
  return { sql, parameters };
}

function parameterOf(name: BreakdownName): string {
  return `filter_${name.replaceAll('-', '_')}`;
}

const ofPeople = (name: BreakdownName) => breakdown(name).eventsOnly !== true;

const people = `JOIN person ON person.person = standing.person
  LEFT JOIN grade_reference
    ON grade_reference.scheme = standing.grading_scheme AND grade_reference.code = standing.grade`;

/** Days in service by person and group: [start, end) of spells, cut at the period. */
function exposed(question: Question, by: readonly BreakdownName[], filters: Filters): Query {
  const where = conditions(filters, ofPeople);
  return {
    parameters: where.parameters,
    sql: `SELECT ${columns(by)} person.person AS person, any_value(person.seb) AS seb, any_value(person.seb_answered) AS answered,
        sum(date_diff('day', greatest(standing.start_date, period.first_day),
          least(coalesce(standing.end_date, period.next_day), period.next_day))) AS days
      FROM spell AS standing
      JOIN ${periods(question, by)}
        ON standing.start_date < period.next_day AND coalesce(standing.end_date, DATE '9999-12-31') > period.first_day
      ${people}
      WHERE true ${where.sql}
      GROUP BY ${[...by, 'person'].map((_, index) => index + 1).join(', ')}`,
  };
}

/** Person-days and distinct people by group. */
export function exposureQuery(question: Question, by: readonly BreakdownName[]): Query {
  const inner = exposed(question, by, question.filters);
  return {
    parameters: inner.parameters,
    sql: `SELECT ${by.map((name) => `${identifier(name)}, `).join('')} coalesce(sum(days), 0)::DOUBLE AS "personDays",
      count(*)::DOUBLE AS "people" FROM (${inner.sql}) ${grouping(by)}`,
  };
}

/** People of each group, background aside, and how many of them gave an answer, and one that can be classed. */
export function backgroundQuery(question: Question, by: readonly BreakdownName[]): Query {
  const { seb: _, ...filters } = question.filters;
  const inner = exposed(question, by, filters);
  return { parameters: inner.parameters, sql: `${backgroundColumns(by)} FROM (${inner.sql}) ${grouping(by)}` };
}

function backgroundColumns(by: readonly BreakdownName[]): string {
  return `SELECT ${by.map((name) => `${identifier(name)}, `).join('')} count(*)::DOUBLE AS "people",
    count(*) FILTER (seb IS NOT NULL)::DOUBLE AS "declared", count(*) FILTER (answered)::DOUBLE AS "answered"`;
}

/** Events and distinct people with one, by group. The standing is the one that the event ended. */
export function eventsQuery(question: Question, counted: CountedMoves, by: readonly BreakdownName[]): Query {
  const kinds = counted.kinds.map(literal).join(', ');
  const day = counted.countedOn === 'date' ? 'move.date' : 'move.date - 1';
  const between = counted.betweenDepartments === true ? 'AND move.between_departments' : '';
  const source = `SELECT move.*, (${day})::DATE AS counted_on FROM move WHERE move.kind IN (${kinds}) ${between}`;
  return occurrences(question, by, source);
}

/**
 * Moves between known regions, once for each person and day: a transfer on promotion is two moves of one journey.
 * All moves of a day have the same standings before and after, so any of them tells the regions.
 */
export function flowsQuery(question: Question, by: readonly BreakdownName[]): Query {
  const side = ['department', 'grading_scheme', 'grade', 'profession', 'region', 'function', 'organisation'];
  const source = `SELECT person, date, date AS counted_on, bool_or(by_machinery_of_government) AS by_machinery_of_government,
      ${side.map((name) => `any_value(from_${name}) AS from_${name}`).join(', ')}, any_value(to_region) AS to_region,
      NULL::VARCHAR AS leaving_cause
    FROM move
    WHERE from_region <> 'unknown' AND to_region <> 'unknown' AND from_region <> to_region
    GROUP BY person, date`;
  return occurrences(question, by, source);
}

function occurrences(question: Question, by: readonly BreakdownName[], source: string): Query {
  const where = conditions(question.filters, () => true);
  return {
    parameters: where.parameters,
    sql: `SELECT ${columns(by)} count(*)::DOUBLE AS "events", count(DISTINCT person.person)::DOUBLE AS "eventPeople"
      FROM (SELECT source.*, cause_reference.cause_group FROM (${source}) AS source
        LEFT JOIN cause_reference ON cause_reference.code = source.leaving_cause) AS event
      JOIN LATERAL (SELECT event.person AS person, event.from_department AS department, event.from_region AS region,
        event.from_grading_scheme AS grading_scheme, coalesce(event.from_grade, 'UNKNOWN') AS grade,
        event.from_profession AS profession) AS standing ON true
      JOIN ${periods(question, by)} ON event.counted_on >= period.first_day AND event.counted_on < period.next_day
      ${people}
      WHERE true ${where.sql} ${grouping(by)}`,
  };
}

function inPost(question: Question, by: readonly BreakdownName[], filters: Filters): Query {
  const where = conditions(filters, ofPeople);
  const day = `DATE ${literal(addDays(question.to, -1))}`;
  return {
    parameters: where.parameters,
    sql: `SELECT ${columns(by)} person.person AS person, person.seb AS seb, person.seb_answered AS answered
      FROM (SELECT * REPLACE (coalesce(acting_grade, grade) AS grade) FROM spell
        WHERE start_date <= ${day} AND coalesce(end_date, DATE '9999-12-31') > ${day} AND NOT unpaid_absence) AS standing
      JOIN ${periods(question, by)} ON period.first_day <= ${day} AND period.next_day > ${day}
      ${people}
      WHERE true ${where.sql}`,
  };
}

/** People in post on the last day of the period, by group. */
export function headcountQuery(question: Question, by: readonly BreakdownName[]): Query {
  const inner = inPost(question, by, question.filters);
  return {
    parameters: inner.parameters,
    sql: `SELECT ${by.map((name) => `${identifier(name)}, `).join('')} count(*)::DOUBLE AS "count"
      FROM (${inner.sql}) ${grouping(by)}`,
  };
}

/** As `backgroundQuery`, of the people in post. */
export function headcountBackgroundQuery(question: Question, by: readonly BreakdownName[]): Query {
  const { seb: _, ...filters } = question.filters;
  const inner = inPost(question, by, filters);
  return { parameters: inner.parameters, sql: `${backgroundColumns(by)} FROM (${inner.sql}) ${grouping(by)}` };
}
