// The public face of the ledger.
export type { BatchReport } from './apply-batch.ts';
export type { AuditResult } from './audit.ts';
export type { LedgerCounts, MoveCount } from './counts.ts';
export { eventIdOfUuid, uuidOfEventId } from './event-uuid.ts';
export { type Ledger, type LedgerOptions, openLedger } from './ledger.ts';
export { migrateLedger } from './migrations.ts';
export {
  type ParkedRecord,
  type ParkedRefusal,
  type ParkedSummary,
  parkedName,
  parseParkedName,
  type Resolution,
} from './parked.ts';
export type { ReadCareer } from './reading.ts';
export type { RebuildOptions, RebuildProgress, RebuildReport, RebuiltState } from './rebuild.ts';
export type { EventEffect, EventReceipt, ParkedReason, RecordPosition } from './receipts.ts';
