// The public face of the ledger.
export type { BatchReport } from './apply-batch.ts';
export { eventIdOfUuid, uuidOfEventId } from './event-uuid.ts';
export { type Ledger, type LedgerOptions, openLedger } from './ledger.ts';
export { migrateLedger } from './migrations.ts';
