// The public face of measures: snapshots of the ledger, and declared questions that are answered over them.

export { type Breakdown, type BreakdownName, breakdown, breakdowns, standardBreakdowns } from './breakdowns.ts';
export { measures } from './catalogue/index.ts';
export {
  type CommandOutcome,
  type CommandRefusal,
  listMeasures,
  type MeasureCommandOptions,
  type ReportFormat,
  runMeasureCommand,
} from './command.ts';
export type { FlowMeasure, HeadcountMeasure, Measure, RateMeasure } from './define-measure.ts';
export { protect, roundingBase, threshold } from './protection.ts';
export { measuresReference } from './reference.ts';
export {
  dateInWords,
  periodInWords,
  type ReportColumn,
  reportColumns,
  rowsToRead,
  suppressedMark,
  totalName,
} from './report-columns.ts';
export { reportCsv } from './report-csv.ts';
export { reportTable } from './report-table.ts';
export {
  findMeasure,
  type MeasureRefusal,
  type MeasureRefusalCode,
  type MeasureRequest,
  measureRefusalCodes,
  type Question,
  type Reading,
} from './request.ts';
export type {
  CountRow,
  FlowResult,
  Group,
  HeadcountResult,
  MeasureResult,
  RateResult,
  RateRow,
  RawCountRow,
  RawRateRow,
  RawResult,
  Suppression,
} from './result.ts';
export { describeMeasure, maximumRows, personYearDays, runMeasure } from './run-measure.ts';
export { personRows } from './snapshot/career-rows.ts';
export {
  type CreatedSnapshot,
  createSnapshot,
  type LedgerSnapshotOptions,
  type RowsSnapshotOptions,
} from './snapshot/create.ts';
export { SnapshotError, type SnapshotErrorCode, snapshotErrorCodes } from './snapshot/error.ts';
export { listSnapshots, manifestSchema, type SnapshotManifest } from './snapshot/manifest.ts';
export { type OpenOptions, openSnapshot, type Snapshot } from './snapshot/open.ts';
export type { SnapshotProgress } from './snapshot/sources.ts';
export type { PersonRows, SnapshotRow } from './snapshot/tables.ts';
