// The door's memory in PostgreSQL: what it acknowledged and what it refused. Written in bulk, in one order, so that no two wait for each other.
import type { Queryable } from '@clew/database';
import type { LogPosition } from '@clew/event-log';
import { eventIdOfUuid, uuidOfEventId } from '@clew/ledger';
import type { Refusal } from '@clew/service-kit';
import type { CheckedItem, RefusedItem } from './item.ts';

/** An acknowledged event. */
export interface StoredReceipt {
  /** SHA-256 in hexadecimal. */
  readonly contentHash: string;
  readonly source: string;
  readonly acceptedAt: Date;
  readonly logPosition: string;
}

/** A remembered refusal. */
export interface StoredRefusal {
  readonly department: string | null;
  readonly refusedAt: Date;
  readonly refusals: readonly Refusal[];
}

/** `topic/partition/offset`. */
export function logPositionText(position: LogPosition): string {
  return `${position.topic}/${position.partition}/${position.offset}`;
}

/**
 * Claims ids for publishing, within the caller's transaction; gives the ids that are now ours. An id that another transaction
 * has claimed is waited for: when that one commits the id is not ours, when it rolls back it is.
 * Rows go in by id, so two transactions that share several ids cannot deadlock.
 */
export async function claim(client: Queryable, items: readonly CheckedItem[]): Promise<ReadonlySet<string>> {
  const result = await client.query<{ event_id: string }>(
    `INSERT INTO gateway.receipt (event_id, content_hash, source)
     SELECT event_id, decode(content_hash, 'hex'), source
     FROM unnest($1::uuid[], $2::text[], $3::text[]) AS given (event_id, content_hash, source)
     ORDER BY event_id
     ON CONFLICT (event_id) DO NOTHING
     RETURNING event_id`,
    [
      items.map((item) => uuidOfEventId(item.event.id)),
      items.map((item) => item.contentHash),
      items.map((item) => item.event.source),
    ],
  );
  return new Set(result.rows.map((row) => eventIdOfUuid(row.event_id)));
}

/** Writes where the claimed events now stand in the log. */
export async function recordPositions(
  client: Queryable,
  ids: readonly string[],
  positions: readonly LogPosition[],
): Promise<void> {
  await client.query(
    `UPDATE gateway.receipt SET log_topic = given.topic, log_partition = given.partition, log_offset = given.record_offset
     FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::bigint[]) AS given (event_id, topic, partition, record_offset)
     WHERE receipt.event_id = given.event_id`,
    [
      ids.map(uuidOfEventId),
      positions.map((position) => position.topic),
      positions.map((position) => position.partition),
      positions.map((position) => position.offset),
    ],
  );
}

interface ReceiptRow {
  readonly event_id: string;
  readonly content_hash: string;
  readonly source: string;
  readonly accepted_at: Date;
  readonly log_topic: string;
  readonly log_partition: number;
  readonly log_offset: number;
}

/** The receipts of these events, by id. */
export async function receiptsOf(
  client: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredReceipt>> {
  if (ids.length === 0) return new Map();
  const result = await client.query<ReceiptRow>(
    `SELECT event_id, encode(content_hash, 'hex') AS content_hash, source, accepted_at, log_topic, log_partition, log_offset
     FROM gateway.receipt WHERE event_id = ANY ($1::uuid[])`,
    [ids.map(uuidOfEventId)],
  );
  return new Map(
    result.rows.map((row) => [
      eventIdOfUuid(row.event_id),
      {
        contentHash: row.content_hash,
        source: row.source,
        acceptedAt: row.accepted_at,
        logPosition: `${row.log_topic}/${row.log_partition}/${row.log_offset}`,
      },
    ]),
  );
}

/** Remembers refusals of events whose id could be read; the last one of an id stays. */
export async function rememberRefusals(
  client: Queryable,
  items: readonly RefusedItem[],
  department: string | null,
): Promise<void> {
  const byId = new Map(
    items.flatMap((item) => (item.id === undefined ? [] : [[uuidOfEventId(item.id), item.refusals]])),
  );
  if (byId.size === 0) return;
  await client.query(
    `INSERT INTO gateway.refusal (event_id, department, refusals)
     SELECT event_id, $3, refusals FROM unnest($1::uuid[], $2::jsonb[]) AS given (event_id, refusals)
     ORDER BY event_id
     ON CONFLICT (event_id) DO UPDATE
       SET department = excluded.department, refused_at = excluded.refused_at, refusals = excluded.refusals`,
    [[...byId.keys()], [...byId.values()].map((refusals) => JSON.stringify(refusals)), department],
  );
}

/** The remembered refusals of these events, by id. */
export async function refusalsOfEvents(
  client: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredRefusal>> {
  if (ids.length === 0) return new Map();
  const result = await client.query<{
    event_id: string;
    department: string | null;
    refused_at: Date;
    refusals: readonly Refusal[];
  }>(`SELECT event_id, department, refused_at, refusals FROM gateway.refusal WHERE event_id = ANY ($1::uuid[])`, [
    ids.map(uuidOfEventId),
  ]);
  return new Map(
    result.rows.map((row) => [
      eventIdOfUuid(row.event_id),
      { department: row.department, refusedAt: row.refused_at, refusals: row.refusals },
    ]),
  );
}
