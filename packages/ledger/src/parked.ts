// Parked records for their operators: listed, shown, tried again, discarded with a reason.
import { type PoolClient, withTransaction } from '@clew/database';
import type { LogRecord } from '@clew/event-log';
import { type LedgerContext, lockAgainstSwitch, tableOf } from './context.ts';
import { storableText } from './copy.ts';
import { copyEvents, knownHashes } from './events-table.ts';
import { takeIn } from './intake.ts';
import { lockPositions } from './positions-table.ts';
import type { ProjectedCareer } from './projection.ts';
import type { RecordPosition } from './receipts.ts';
import { recordAccepted } from './recording.ts';
import { sortRecords } from './sorting.ts';

/** A parked record without its content. */
export interface ParkedSummary extends RecordPosition {
  /** Its name, `topic/partition/offset`: the same in every rebuild. */
  readonly name: string;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly eventId: string | null;
  /** Whether later records of its key wait behind it. */
  readonly blocks: boolean;
  /** When the log took the record (ISO 8601, UTC). */
  readonly parkedAt: string;
  readonly resolution: 'applied' | 'discarded' | null;
  readonly reason: string | null;
}

/** A parked record whole, for an operator who may see personal data. */
export interface ParkedRecord extends ParkedSummary {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

export interface ParkedRefusal {
  readonly code: 'parked-not-found' | 'parked-already-resolved' | 'behind-parked-event' | 'reason-missing';
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** What a retry or a discard came to. */
export type Resolution =
  | {
      readonly ok: true;
      /** Records that are recorded now (or were already): the one that was asked for and those that waited behind it. */
      readonly applied: number;
      /** Records of the key that stay parked. */
      readonly stillParked: number;
      /** Why the first of them does, by code. */
      readonly because: string | null;
    }
  | { readonly ok: false; readonly refusal: ParkedRefusal };

interface ParkedRow extends Omit<ParkedSummary, 'name' | 'parkedAt'> {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Buffer;
  readonly parkedAt: Date;
}

const summaryColumns = `topic, partition, log_offset AS offset, code, field, message, event_id AS "eventId", blocks,
  parked_at AS "parkedAt", resolution, reason`;
const allColumns = `${summaryColumns}, key, headers, value`;

/** The name of a parked record. */
export function parkedName({ topic, partition, offset }: RecordPosition): string {
  return `${topic}/${partition}/${offset}`;
}

/** Reads a name; undefined where it is none. */
export function parseParkedName(name: string): RecordPosition | undefined {
  const [, topic, partition, offset] = /^([\w.-]{1,249})\/(\d{1,9})\/(\d{1,15})$/.exec(name) ?? [];
  return topic === undefined ? undefined : { topic, partition: Number(partition), offset: Number(offset) };
}

/** Lists parked records in the order of the log: open ones unless told otherwise, at most `limit` (default 100), after a given one. */
export async function listParked(
  context: LedgerContext,
  options: {
    readonly state?: 'open' | 'resolved' | 'all';
    readonly code?: string;
    readonly limit?: number;
    readonly after?: RecordPosition;
  } = {},
): Promise<readonly ParkedSummary[]> {
  const states = { open: 'resolution IS NULL', resolved: 'resolution IS NOT NULL', all: 'true' };
  const { after } = options;
  const { rows } = await context.pool.query<ParkedRow>(
    `SELECT ${summaryColumns} FROM ${tableOf(context, 'parked')}
     WHERE ${states[options.state ?? 'open']} AND ($1::text IS NULL OR code = $1)
       AND ($3::text IS NULL OR (topic, partition, log_offset) > ($3, $4::integer, $5::bigint))
     ORDER BY topic, partition, log_offset LIMIT $2`,
    [options.code ?? null, options.limit ?? 100, after?.topic ?? null, after?.partition ?? null, after?.offset ?? null],
  );
  return rows.map(summaryOf);
}

function summaryOf(row: ParkedRow): ParkedSummary {
  return { ...row, name: parkedName(row), parkedAt: row.parkedAt.toISOString() };
}

/** Shows one parked record whole. */
export async function showParked(context: LedgerContext, at: RecordPosition): Promise<ParkedRecord | undefined> {
  const { rows } = await context.pool.query<ParkedRow>(
    `SELECT ${allColumns} FROM ${tableOf(context, 'parked')} WHERE topic = $1 AND partition = $2 AND log_offset = $3`,
    [at.topic, at.partition, at.offset],
  );
  const [row] = rows;
  return row === undefined
    ? undefined
    : { ...summaryOf(row), key: row.key, headers: row.headers, value: new Uint8Array(row.value) };
}

/** Tries a parked record again, and those that wait behind it, in order: after a newer catalogue, or a mended fault. */
export function retryParked(context: LedgerContext, at: RecordPosition): Promise<Resolution> {
  return resolveParked(context, at, null);
}

/** Leaves a parked record out for good, with the reason, and tries those that wait behind it. */
export function discardParked(context: LedgerContext, at: RecordPosition, reason: string): Promise<Resolution> {
  const told = storableText(reason).trim();
  if (told !== '') return resolveParked(context, at, told);
  const message = 'A record is discarded only with a reason.';
  return Promise.resolve(refuse('reason-missing', message, 'Say why it is to be left out.'));
}

function refuse(code: ParkedRefusal['code'], message: string, remedy: string): Resolution {
  return { ok: false, refusal: { code, field: '', message, remedy, retryable: false } };
}

async function resolveParked(
  context: LedgerContext,
  at: RecordPosition,
  discardedBecause: string | null,
): Promise<Resolution> {
  const { resolution, careers } = await withTransaction(
    context.pool,
    async (client) => {
      await lockAgainstSwitch(client, context, 'shared');
      // No batch of the partition may park another record behind this one meanwhile.
      await lockPositions(client, context, [at]);
      return resolveLocked(client, context, at, discardedBecause);
    },
    { retries: 5 },
  );
  for (const { staffNumber, revision, events, after } of careers) {
    context.memory.remember(staffNumber, { revision, events, rows: after });
  }
  return resolution;
}

interface Resolved {
  readonly resolution: Resolution;
  readonly careers: readonly ProjectedCareer[];
}

async function resolveLocked(
  client: PoolClient,
  context: LedgerContext,
  at: RecordPosition,
  discardedBecause: string | null,
): Promise<Resolved> {
  const parked = tableOf(context, 'parked');
  const nothing = (resolution: Resolution): Resolved => ({ resolution, careers: [] });
  const place = [at.topic, at.partition, at.offset];
  const found = await client.query<ParkedRow>(
    `SELECT ${allColumns} FROM ${parked} WHERE topic = $1 AND partition = $2 AND log_offset = $3`,
    place,
  );
  const [row] = found.rows;
  if (row === undefined) {
    return nothing(refuse('parked-not-found', 'No record is parked at this position.', 'List the parked records.'));
  }
  if (row.resolution !== null) {
    return nothing(refuse('parked-already-resolved', 'The record was resolved before.', 'Nothing is left to be done.'));
  }
  if (discardedBecause !== null) {
    await client.query(
      `UPDATE ${parked} SET resolution = 'discarded', reason = $4, resolved_at = now()
       WHERE topic = $1 AND partition = $2 AND log_offset = $3`,
      [...place, discardedBecause],
    );
  }
  const open = await client.query<ParkedRow>(
    `SELECT ${allColumns} FROM ${parked} WHERE topic = $1 AND partition = $2 AND resolution IS NULL
       AND (log_offset = $3 OR (blocks AND key = $4)) ORDER BY log_offset`,
    [...place, row.key],
  );
  const [head] = open.rows;
  if (head !== undefined && head.offset < row.offset) {
    if (discardedBecause !== null)
      return nothing({ ok: true, applied: 0, stillParked: open.rows.length, because: head.code });
    const remedy = `Retry or discard ${parkedName(head)} first.`;
    return nothing(refuse('behind-parked-event', 'The record waits behind an earlier one of its key.', remedy));
  }
  return applyParked(client, context, open.rows);
}

/** Applies parked records of one key in order; what cannot be applied stays, with its reason as it is now. */
async function applyParked(client: PoolClient, context: LedgerContext, rows: readonly ParkedRow[]): Promise<Resolved> {
  const intakes = rows.map((row) => takeIn(recordOf(row)));
  const hashes = await knownHashes(
    client,
    context,
    intakes.filter((each) => each.kind === 'event'),
  );
  const sorted = sortRecords(intakes, { hashes, blockedKeys: new Set(), decisions: new Map() });
  const { recorded, failed, careers } = await recordAccepted(client, context, sorted.accepted);
  await copyEvents(client, context, recorded);
  const remaining = [...sorted.parked, ...failed];
  const staying = new Set(remaining.map((each) => each.record.offset));
  const applied = rows.filter((row) => !staying.has(row.offset));
  const [first] = rows;
  if (first !== undefined) {
    await client.query(
      `UPDATE ${tableOf(context, 'parked')} SET resolution = 'applied', resolved_at = now()
       WHERE topic = $1 AND partition = $2 AND log_offset = ANY ($3::bigint[])`,
      [first.topic, first.partition, applied.map((row) => row.offset)],
    );
    await client.query(
      `UPDATE ${tableOf(context, 'parked')} parked
       SET code = now.code, field = now.field, message = now.message, blocks = now.blocks
       FROM unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::boolean[])
         AS now (log_offset, code, field, message, blocks)
       WHERE topic = $1 AND partition = $2 AND parked.log_offset = now.log_offset`,
      [
        first.topic,
        first.partition,
        remaining.map((each) => each.record.offset),
        remaining.map((each) => each.refusal.code),
        remaining.map((each) => storableText(each.refusal.field)),
        remaining.map((each) => storableText(each.refusal.message)),
        remaining.map((each) => each.blocks),
      ],
    );
  }
  const because = remaining.find((each) => each.blocks)?.refusal.code ?? remaining[0]?.refusal.code ?? null;
  const resolution: Resolution = { ok: true, applied: applied.length, stillParked: remaining.length, because };
  return { resolution, careers };
}

function recordOf(row: ParkedRow): LogRecord {
  const { topic, partition, offset, key, headers, value, parkedAt } = row;
  return { topic, partition, offset, key, headers, value: new Uint8Array(value), recordedAt: parkedAt };
}
