// Rebuild: the whole ledger again from the log's first record, in a shadow schema, compared with the live one, then switched.
import { type Pool, type PoolClient, withTransaction } from '@clew/database';
import type { EventLog, RecordBatch, StoredPosition } from '@clew/event-log';
import { applyBatches, type LoadDecisions } from './apply-batch.ts';
import { createCareerMemory } from './career-memory.ts';
import { type LedgerContext, lockAgainstSwitch, tableOf } from './context.ts';
import { countsOf, type LedgerCounts } from './counts.ts';
import { digestWithin } from './digest.ts';
import { migrateSchema, pointViewsAtLive } from './migrations.ts';
import { repeatResolutions } from './repeat-resolutions.ts';
import type { Decision } from './sorting.ts';

export interface RebuildProgress {
  readonly phase: 'reading' | 'catching-up' | 'comparing' | 'switching' | 'done';
  /** Records applied to the shadow, of those that the live ledger had applied when the rebuild last looked. */
  readonly recordsDone: number;
  readonly recordsTotal: number;
}

export interface RebuildOptions {
  readonly log: EventLog;
  readonly onProgress?: (progress: RebuildProgress) => void;
  /** Switch even where the rebuilt careers differ from the live ones, as they must after a change of the career rules. */
  readonly acceptDifference?: boolean;
  /** Records in one transaction (default 2,000). */
  readonly maximumBatchRecords?: number;
  /** Partition numbers read at once, each with its topics side by side (default 2). */
  readonly lanes?: number;
  /** As of a ledger (default 100,000). */
  readonly rememberedEvents?: number;
  readonly signal?: AbortSignal;
}

export interface RebuiltState {
  readonly digest: string;
  readonly counts: LedgerCounts;
}

export type RebuildReport =
  | {
      readonly ok: true;
      /** False where the states differ and that was not accepted: the live ledger goes on, and the shadow stays for a look. */
      readonly switched: boolean;
      readonly live: RebuiltState;
      readonly rebuilt: RebuiltState;
      readonly identical: boolean;
      readonly records: number;
      readonly schemas: { readonly shadow: string; readonly previous: string };
    }
  | {
      readonly ok: false;
      readonly refusal: {
        readonly code: 'rebuild-running' | 'log-behind-ledger';
        readonly field: string;
        readonly message: string;
        readonly remedy: string;
        readonly retryable: boolean;
      };
    };

const rebuildLock = 0x72656275; // "rebu"

/** Rebuilds the ledger of a context. Live events go on meanwhile, but for the short while of comparing and switching. */
export async function rebuild(live: LedgerContext, options: RebuildOptions): Promise<RebuildReport> {
  const guard = await live.pool.connect();
  let freed = false;
  try {
    const key = [rebuildLock, live.schema];
    const { rows } = await guard.query<{ mine: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS mine', key);
    const isMine = rows[0]?.mine === true;
    const report = isMine
      ? await rebuildGuarded(live, options)
      : refuse('rebuild-running', 'Another rebuild runs.', 'Wait until it has ended.', true);
    if (isMine) await guard.query('SELECT pg_advisory_unlock($1, hashtext($2))', key);
    freed = true;
    return report;
  } finally {
    // After a fault the connection is destroyed, which frees the lock with it.
    guard.release(!freed);
  }
}

function refuse(
  code: 'rebuild-running' | 'log-behind-ledger',
  message: string,
  remedy: string,
  retryable: boolean,
): RebuildReport {
  return { ok: false, refusal: { code, field: '', message, remedy, retryable } };
}

async function rebuildGuarded(live: LedgerContext, options: RebuildOptions): Promise<RebuildReport> {
  const shadow: LedgerContext = {
    pool: live.pool,
    schema: `${live.schema}_shadow`,
    memory: createCareerMemory(options.rememberedEvents ?? 100_000),
  };
  const previous = `${live.schema}_previous`;
  const behind = await partitionsBehind(options.log, await positionsOf(live));
  if (behind > 0) {
    const message = `The log ends before the ledger's position in ${behind} partitions, or begins after its first record.`;
    return refuse(
      'log-behind-ledger',
      message,
      'Restore the log first: the ledger cannot be rebuilt from a part of it.',
      false,
    );
  }
  await live.pool.query(`DROP SCHEMA IF EXISTS ${shadow.schema} CASCADE`);
  await live.pool.query(`DROP SCHEMA IF EXISTS ${previous} CASCADE`);
  await migrateSchema(live.pool, shadow.schema);
  const reader = new ShadowReader(live, shadow, options);
  await reader.catchUp('reading');
  await reader.catchUp('catching-up');
  const outcome = await withTransaction(live.pool, async (client) => {
    await lockAgainstSwitch(client, live, 'exclusive');
    await reader.catchUp('catching-up');
    await copyPositions(live, shadow);
    await repeatResolutions(live, shadow);
    reader.report('comparing');
    // Side by side, for the live ledger stands still meanwhile.
    const [before, rebuilt] = await Promise.all([stateOf(client, live), stateIn(live.pool, shadow)]);
    const identical = sameState(before, rebuilt);
    const switched = identical || options.acceptDifference === true;
    if (switched) {
      reader.report('switching');
      await switchSchemas(client, live.schema, shadow.schema, previous);
    }
    return { live: before, rebuilt, identical, switched };
  });
  reader.report('done');
  return { ok: true, ...outcome, records: reader.done, schemas: { shadow: shadow.schema, previous } };
}

/** Nothing but careers is compared by digest; what is parked and counted must be the same too. */
function sameState(one: RebuiltState, other: RebuiltState): boolean {
  return one.digest === other.digest && JSON.stringify(one.counts) === JSON.stringify(other.counts);
}

async function stateOf(client: PoolClient, context: LedgerContext): Promise<RebuiltState> {
  return { digest: await digestWithin(client, context), counts: await countsOf(client, context) };
}

function stateIn(pool: Pool, context: LedgerContext): Promise<RebuiltState> {
  return withTransaction(pool, (client) => stateOf(client, context));
}

async function positionsOf(context: LedgerContext): Promise<readonly StoredPosition[]> {
  const { rows } = await context.pool.query<StoredPosition>(
    `SELECT topic, partition, next_offset AS "nextOffset" FROM ${tableOf(context, 'position')}
     WHERE next_offset > 0 ORDER BY partition, topic`,
  );
  return rows;
}

async function partitionsBehind(log: EventLog, positions: readonly StoredPosition[]): Promise<number> {
  const watermarks = await log.administration.watermarks([...new Set(positions.map((each) => each.topic))]);
  const marks = new Map(watermarks.map((each) => [`${each.topic}/${each.partition}`, each]));
  return positions.filter((each) => {
    const mark = marks.get(`${each.topic}/${each.partition}`);
    return mark === undefined || mark.next < each.nextOffset || mark.first > 0;
  }).length;
}

/** The last offsets of a partition can be empty in a log: then the live position is past the last record that was read. */
async function copyPositions(live: LedgerContext, shadow: LedgerContext): Promise<void> {
  await live.pool.query(
    `INSERT INTO ${tableOf(shadow, 'position')} SELECT * FROM ${tableOf(live, 'position')}
     ON CONFLICT (topic, partition) DO UPDATE
     SET next_offset = excluded.next_offset, last_recorded_at = excluded.last_recorded_at`,
  );
}

async function switchSchemas(client: PoolClient, live: string, shadow: string, previous: string): Promise<void> {
  await client.query(`ALTER SCHEMA ${live} RENAME TO ${previous}`);
  await client.query(`ALTER SCHEMA ${shadow} RENAME TO ${live}`);
  await pointViewsAtLive(client, { force: true });
}

/** Reads the log into the shadow up to where the live ledger stands, a few partitions at once, each batch a transaction. */
class ShadowReader {
  done = 0;
  private total = 0;
  private readonly positions = new Map<string, number>();
  private readonly live: LedgerContext;
  private readonly shadow: LedgerContext;
  private readonly options: RebuildOptions;
  private readonly decisions: LoadDecisions;

  constructor(live: LedgerContext, shadow: LedgerContext, options: RebuildOptions) {
    this.live = live;
    this.shadow = shadow;
    this.options = options;
    this.decisions = (batch) => decisionsOf(live, batch);
  }

  report(phase: RebuildProgress['phase']): void {
    this.options.onProgress?.({ phase, recordsDone: this.done, recordsTotal: this.total });
  }

  async catchUp(phase: 'reading' | 'catching-up'): Promise<void> {
    const positions = await positionsOf(this.live);
    this.total = positions.reduce((sum, each) => sum + each.nextOffset, 0);
    this.report(phase);
    const groups = [...Map.groupBy(positions, (each) => each.partition).values()];
    const waiting = groups.values();
    const lane = async (): Promise<void> => {
      for (const group of waiting) await this.readTogether(group, phase);
    };
    await Promise.all(Array.from({ length: this.options.lanes ?? 2 }, lane));
  }

  /** Reads the partitions of one number side by side: they hold the same people, who are then folded and written once for all. */
  private async readTogether(group: readonly StoredPosition[], phase: 'reading' | 'catching-up'): Promise<void> {
    const readers = group.map((to) => this.batchesOf(to));
    try {
      for (;;) {
        this.options.signal?.throwIfAborted();
        const results = await Promise.all(readers.map((each) => each.next()));
        const batches = results.flatMap((each) => (each.done === true ? [] : each.value));
        if (batches.length === 0) return;
        await this.apply(batches);
        this.report(phase);
      }
    } finally {
      await Promise.all(readers.map((each) => each.return(undefined)));
    }
  }

  private async apply(batches: readonly RecordBatch[]): Promise<void> {
    const reports = await applyBatches(this.shadow, batches, this.decisions);
    for (const [index, { topic, partition, nextOffset, records }] of batches.entries()) {
      if (reports[index]?.nextOffset !== nextOffset) throw new Error('somebody else writes the shadow schema');
      this.positions.set(`${topic}/${partition}`, nextOffset);
      this.done += records.length;
    }
  }

  private async *batchesOf(to: StoredPosition): AsyncGenerator<RecordBatch, void, undefined> {
    const nextOffset = this.positions.get(`${to.topic}/${to.partition}`) ?? 0;
    if (nextOffset >= to.nextOffset) return;
    const batches = this.options.log.read(
      { topic: to.topic, partition: to.partition, nextOffset },
      { maximumBatchRecords: this.options.maximumBatchRecords ?? 2_000, until: to.nextOffset },
    );
    for await (const batch of batches) yield endAt(batch, to.nextOffset);
  }
}

/** Leaves out what the live ledger has not applied yet. */
function endAt(batch: RecordBatch, until: number): RecordBatch {
  if (batch.nextOffset <= until) return batch;
  return { ...batch, nextOffset: until, records: batch.records.filter((each) => each.offset < until) };
}

/** What was decided of the records of a batch: discards stand, and of two contents under one id the same one stays refused. */
async function decisionsOf(live: LedgerContext, batch: RecordBatch): Promise<ReadonlyMap<number, Decision>> {
  const { rows } = await live.pool.query<Decision & { readonly offset: number }>(
    `SELECT log_offset AS offset, resolution, code, reason FROM ${tableOf(live, 'parked')}
     WHERE topic = $1 AND partition = $2 AND log_offset >= $3 AND log_offset < $4`,
    [batch.topic, batch.partition, batch.fromOffset, batch.nextOffset],
  );
  return new Map(rows.map(({ offset, ...decision }) => [offset, decision]));
}
