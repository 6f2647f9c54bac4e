// One batch of the log, one transaction: events, careers, parked records and the position, all or nothing.
import { type PoolClient, translateDatabaseError, withTransaction } from '@clew/database';
import type { BatchOutcome, LogRecord, RecordBatch } from '@clew/event-log';
import { type LedgerContext, lockAgainstSwitch, tableOf } from './context.ts';
import { copyEvents, knownHashes } from './events-table.ts';
import { type AcceptedRecord, type Intake, takeIn } from './intake.ts';
import { insertParked, parkedNow } from './parked-table.ts';
import type { ProjectedCareer } from './projection.ts';
import { recordAccepted } from './recording.ts';
import { type Decision, sortRecords } from './sorting.ts';

/** What a batch came to. */
export interface BatchReport extends BatchOutcome {
  /** Records of the batch that had been applied before, by this or another projector. */
  readonly appliedBefore: number;
  readonly recorded: number;
  /** Events that were in the ledger already, with the same content. */
  readonly alreadyRecorded: number;
  /** Parked now, by code. */
  readonly parked: Readonly<Record<string, number>>;
  readonly peopleTouched: number;
  /** Rows of careers that were replaced or added. */
  readonly rowsWritten: number;
}

/** What a rebuild asks of the live ledger: decisions about records of a partition from one offset to before another. */
export type LoadDecisions = (batch: RecordBatch) => Promise<ReadonlyMap<number, Decision>>;

interface Applied {
  readonly report: BatchReport;
  readonly careers: readonly ProjectedCareer[];
}

const untouched = { recorded: 0, alreadyRecorded: 0, parked: {}, peopleTouched: 0, rowsWritten: 0 };

/** Another projector may record the same id, or make the same person, between our look and our write: then the look is repeated. */
const attempts = 5;

/**
 * Applies a batch. Where the stored position is past the batch's beginning, what was applied already is left out; where it is
 * before it (a restored database), nothing is applied and the answer sends the log back. Throws faults only: nothing was written then,
 * or, where the connection broke in the commit, the batch comes again and the position tells.
 */
export async function applyBatch(
  context: LedgerContext,
  batch: RecordBatch,
  loadDecisions?: LoadDecisions,
): Promise<BatchReport> {
  const intakes = batch.records.map(takeIn);
  const decisions = (await loadDecisions?.(batch)) ?? new Map();
  for (let attempt = 1; ; attempt += 1) {
    try {
      const applied = await withTransaction(
        context.pool,
        (client) => applyInTransaction(client, context, batch, intakes, decisions),
        { retries: attempts },
      );
      for (const { staffNumber, revision, events, after } of applied.careers) {
        context.memory.remember(staffNumber, { revision, events, rows: after });
      }
      return applied.report;
    } catch (fault) {
      if (attempt >= attempts || translateDatabaseError(fault).code !== 'unique-violation') throw fault;
    }
  }
}

async function applyInTransaction(
  client: PoolClient,
  context: LedgerContext,
  batch: RecordBatch,
  intakes: readonly Intake[],
  decisions: ReadonlyMap<number, Decision>,
): Promise<Applied> {
  await lockAgainstSwitch(client, context, 'shared');
  const position = await lockPosition(client, context, batch);
  const done = { ...untouched, nextOffset: position, appliedBefore: 0 };
  if (position < batch.fromOffset) return { report: done, careers: [] };
  if (position >= batch.nextOffset) return { report: { ...done, appliedBefore: intakes.length }, careers: [] };
  const { blockedKeys, offsets } = await parkedNow(client, context, batch);
  const fresh = intakes.filter(({ record }) => record.offset >= position && !offsets.has(record.offset));
  const sorted = sortRecords(fresh, {
    hashes: await knownHashes(client, context, fresh.filter(isEvent)),
    blockedKeys,
    decisions,
  });
  const { careers, recorded, failed, rowsWritten } = await recordAccepted(client, context, sorted.accepted);
  const parked = [...sorted.parked, ...failed];
  await copyEvents(client, context, recorded);
  await insertParked(client, context, parked);
  await movePosition(client, context, batch, fresh.at(-1)?.record);
  const report: BatchReport = {
    nextOffset: batch.nextOffset,
    appliedBefore: intakes.length - fresh.length,
    recorded: recorded.length,
    alreadyRecorded: sorted.alreadyRecorded,
    parked: countBy(parked.map((each) => each.refusal.code)),
    peopleTouched: careers.length,
    rowsWritten,
  };
  return { report, careers };
}

function isEvent(intake: Intake): intake is AcceptedRecord {
  return intake.kind === 'event';
}

function countBy(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

/** Locks the partition's row and gives its next offset. A partition that was never read stands at 0. */
export async function lockPosition(
  client: PoolClient,
  context: LedgerContext,
  { topic, partition }: Pick<RecordBatch, 'topic' | 'partition'>,
): Promise<number> {
  const table = tableOf(context, 'position');
  const select = `SELECT next_offset FROM ${table} WHERE topic = $1 AND partition = $2 FOR UPDATE`;
  const { rows } = await client.query<{ next_offset: number }>(select, [topic, partition]);
  if (rows[0] !== undefined) return rows[0].next_offset;
  await client.query(`INSERT INTO ${table} (topic, partition, next_offset) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING`, [
    topic,
    partition,
  ]);
  const again = await client.query<{ next_offset: number }>(select, [topic, partition]);
  return again.rows[0]?.next_offset ?? 0;
}

async function movePosition(
  client: PoolClient,
  context: LedgerContext,
  batch: RecordBatch,
  last: LogRecord | undefined,
): Promise<void> {
  await client.query(
    `UPDATE ${tableOf(context, 'position')} SET next_offset = $3, last_recorded_at = coalesce($4, last_recorded_at)
     WHERE topic = $1 AND partition = $2`,
    [batch.topic, batch.partition, batch.nextOffset, last?.recordedAt ?? null],
  );
}
