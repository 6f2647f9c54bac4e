// The ledger as its users hold it: one object over one schema of a database.
import type { Pool } from '@clew/database';
import type { RecordBatch, StoredPosition } from '@clew/event-log';
import { applyBatch, type BatchReport } from './apply-batch.ts';
import { createCareerMemory } from './career-memory.ts';
import { type LedgerContext, tableOf } from './context.ts';
import { liveSchema } from './migrations.ts';

export interface LedgerOptions {
  /** A pool of @clew/database: its types are relied upon. The ledger never ends it. */
  readonly pool: Pool;
  /** Default `ledger`. */
  readonly schema?: string;
  /** How many events of recently written careers to remember (default 100,000, about 200 MB; 0: none). */
  readonly rememberedEvents?: number;
}

export interface Ledger {
  /** Applies one batch of the log in one transaction; see `applyBatch`. It is the `handle` of a subscription. */
  applyBatch(batch: RecordBatch): Promise<BatchReport>;
  /** Where the reading of each partition stands. It is the `loadPositions` of a subscription. */
  positions(): Promise<readonly StoredPosition[]>;
}

/** Opens a ledger whose schema was migrated. */
export function openLedger(options: LedgerOptions): Ledger {
  const schema = options.schema ?? liveSchema;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) throw new RangeError('not the name of a schema of the ledger');
  const memory = createCareerMemory(options.rememberedEvents ?? 100_000);
  const context: LedgerContext = { pool: options.pool, schema, memory };
  return {
    applyBatch: (batch) => applyBatch(context, batch),
    positions: () => positionsOf(context),
  };
}

async function positionsOf(context: LedgerContext): Promise<readonly StoredPosition[]> {
  const { rows } = await context.pool.query<StoredPosition>(
    `SELECT topic, partition, next_offset AS "nextOffset" FROM ${tableOf(context, 'position')} ORDER BY topic, partition`,
  );
  return rows;
}
