// The ledger as its users hold it: one object over one schema of a database.
import type { Pool } from '@clew/database';
import type { RecordBatch, StoredPosition } from '@clew/event-log';
import { applyBatches, type BatchReport } from './apply-batch.ts';
import { type AuditResult, audit } from './audit.ts';
import { createCareerMemory } from './career-memory.ts';
import { createCombiner } from './combiner.ts';
import { type LedgerContext, tableOf } from './context.ts';
import { countsOf, type LedgerCounts, parkedByCode } from './counts.ts';
import { digestOf } from './digest.ts';
import { liveSchema } from './migrations.ts';
import {
  discardParked,
  listParked,
  type ParkedRecord,
  type ParkedSummary,
  type Resolution,
  retryParked,
  showParked,
} from './parked.ts';
import { type ReadCareer, readCareer } from './reading.ts';
import { type RebuildOptions, type RebuildReport, rebuild } from './rebuild.ts';
import { type EventReceipt, type RecordPosition, receiptsOf } from './receipts.ts';

export interface LedgerOptions {
  /** A pool of @clew/database: its types are relied upon. The ledger never ends it. A rebuild needs four connections of it. */
  readonly pool: Pool;
  /** Default `ledger`. */
  readonly schema?: string;
  /** How many events of recently written careers to remember (default 100,000, about 150 MB; 0: none). */
  readonly rememberedEvents?: number;
}

/** The ledger. Everything throws faults alone (see `translateDatabaseError`); what an operator asks in vain is a refusal. */
export interface Ledger {
  /**
   * Applies one batch of the log in one transaction, which it may share with batches of the same partition number that other calls
   * bring at the same time; see `applyBatches`. It is the `handle` of a subscription.
   */
  applyBatch(batch: RecordBatch): Promise<BatchReport>;
  /** Where the reading of each partition stands. It is the `loadPositions` of a subscription. */
  positions(): Promise<readonly StoredPosition[]>;
  /** What became of events, in the order of the ids. */
  receipts(eventIds: readonly string[]): Promise<readonly EventReceipt[]>;
  /** One career as known at a moment; undefined where nothing had been recorded of the staff number by then. */
  readCareer(staffNumber: string, options?: { readonly knownAt?: string }): Promise<ReadCareer | undefined>;
  readonly parked: {
    list(options?: Parameters<typeof listParked>[1]): Promise<readonly ParkedSummary[]>;
    /** Open ones, counted by code. */
    openByCode(): Promise<Readonly<Record<string, number>>>;
    show(at: RecordPosition): Promise<ParkedRecord | undefined>;
    retry(at: RecordPosition): Promise<Resolution>;
    discard(at: RecordPosition, reason: string): Promise<Resolution>;
  };
  /** SHA-256 of all careers, the same wherever the same events were recorded. */
  digest(): Promise<string>;
  counts(options?: { readonly inPostAt?: string }): Promise<LedgerCounts>;
  audit(): Promise<readonly AuditResult[]>;
  rebuild(options: RebuildOptions): Promise<RebuildReport>;
}

/** Opens a ledger whose schema was migrated. */
export function openLedger(options: LedgerOptions): Ledger {
  const schema = options.schema ?? liveSchema;
  if (!/^[a-z_][a-z0-9_]{0,50}$/.test(schema)) throw new RangeError('not the name of a schema of the ledger');
  const memory = createCareerMemory(options.rememberedEvents ?? 100_000);
  const context: LedgerContext = { pool: options.pool, schema, memory };
  return {
    applyBatch: createCombiner({ apply: (batches) => applyBatches(context, batches), transactions: 2 }),
    positions: () => positionsOf(context),
    receipts: (eventIds) => receiptsOf(context, eventIds),
    readCareer: (staffNumber, reading) => readCareer(context, staffNumber, reading),
    parked: {
      list: (listing) => listParked(context, listing),
      openByCode: () => parkedByCode(context.pool, context),
      show: (at) => showParked(context, at),
      retry: (at) => retryParked(context, at),
      discard: (at, reason) => discardParked(context, at, reason),
    },
    digest: () => digestOf(context),
    counts: (counting) => countsOf(context.pool, context, counting),
    audit: () => audit(context),
    rebuild: (rebuilding) => rebuild(context, rebuilding),
  };
}

async function positionsOf(context: LedgerContext): Promise<readonly StoredPosition[]> {
  const { rows } = await context.pool.query<StoredPosition>(
    `SELECT topic, partition, next_offset AS "nextOffset" FROM ${tableOf(context, 'position')} ORDER BY topic, partition`,
  );
  return rows;
}
