// From what a row says to an event: what files may leave out is filled in, always in the same way, so that a second run says the same.
import { contentHash, encodeEvent, type Result } from '@clew/events';
import { eventIdFrom } from '../event-id.ts';
import { type PreparedEvent, prepareJson } from '../prepare.ts';
import { eventNamed } from './columns.ts';

/** What a row says; `id` and `time` may be missing. */
export interface RowJson {
  readonly id?: unknown;
  readonly time?: unknown;
  readonly type?: unknown;
  readonly source?: unknown;
  readonly data?: unknown;
  readonly [attribute: string]: unknown;
}

const noId = '00000000000000000000000000';

/**
 * Fills in and checks a row.
 * - `time`, when the source recorded it: without one, midnight UTC of the effective date. An amendment must carry its own, because
 *   the time decides which of several corrections is the last.
 * - `id`: without one, made from everything else that the row says. The same fact so has the same id in every file and in every run:
 *   sending a file again, sorted differently, or with more rows, sends duplicates and the new rows. Two equal rows are one fact.
 */
export function prepareRow(row: RowJson, source: string | undefined): Result<PreparedEvent> {
  const { id, time = defaultTime(row), ...rest } = row;
  const complete = {
    specversion: '1.0',
    id: id ?? noId,
    ...(source === undefined ? {} : { source }),
    ...(time === undefined ? {} : { time }),
    ...rest,
  };
  const prepared = prepareJson(complete);
  if (!prepared.ok || id !== undefined) return prepared;
  const { event } = prepared.value;
  const named = { ...event, id: eventIdFrom(event.source, `content:${contentHash(event)}`, event.time) };
  return { ok: true, value: { event: named, line: JSON.stringify(encodeEvent(named)) } };
}

/** Midnight UTC of the effective date; undefined for an amendment. Where the date is no date, it alone is to be refused, not the time too. */
function defaultTime(row: RowJson): string | undefined {
  const name = typeof row.type === 'string' ? eventNamed(row.type) : undefined;
  if (name === 'corrected' || name === 'retracted') return undefined;
  const { effectiveDate } = Object(row.data) as { readonly effectiveDate?: unknown };
  return typeof effectiveDate === 'string' && exists(effectiveDate) ? `${effectiveDate}T00:00:00.000Z` : anyTime;
}

const anyTime = '1970-01-01T00:00:00.000Z';

function exists(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00.000Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(date);
}
