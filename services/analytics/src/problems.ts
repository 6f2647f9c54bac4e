// Refusals of measures and snapshots, as problems of HTTP.
import { translateDatabaseError } from '@clew/database';
import { type MeasureRefusal, type MeasureRefusalCode, SnapshotError, type SnapshotErrorCode } from '@clew/measures';
import type { ProblemKind, ProblemTable, Refusal } from '@clew/service-kit';

const badQuestion: ProblemKind = { status: 400, title: 'The question is not valid' };
const noSnapshot: ProblemKind = { status: 503, title: 'There is no snapshot that can be read' };

/** The codes that are this service's own, with their HTTP statuses. */
export const analyticsProblems = {
  'unknown-measure': { status: 404, title: 'There is no such measure' },
  'unknown-breakdown': badQuestion,
  'repeated-breakdown': badQuestion,
  'unknown-code': badQuestion,
  'empty-period': badQuestion,
  'beyond-snapshot': badQuestion,
  'at-not-allowed': badQuestion,
  'not-whole-months': badQuestion,
  'too-many-rows': badQuestion,
  'snapshot-unknown': { status: 404, title: 'There is no such snapshot' },
  'snapshot-missing': noSnapshot,
  'snapshot-format': noSnapshot,
  'snapshot-damaged': noSnapshot,
  'snapshot-directory': noSnapshot,
  'snapshot-source': noSnapshot,
  'date-invalid': badQuestion,
} as const satisfies Record<Exclude<MeasureRefusalCode, 'invalid-date'> | SnapshotErrorCode, ProblemKind> &
  ProblemTable;

/** The refusals of a question, with the fields of the query that asked it. */
export function refusalsOfQuestion(refusals: readonly MeasureRefusal[]): readonly Refusal[] {
  return refusals.map((refusal) => ({
    ...refusal,
    field: refusal.field === 'name' ? 'params/name' : `query/${refusal.field.split('/')[0]}`,
  }));
}

/** What an operator mends, or the start of another service: the projector makes the ledger's tables. */
const outages: ReadonlySet<string> = new Set(['schema-missing', 'database-refused', 'permission-denied']);

/** What can pass by itself or be mended by an operator: a snapshot that is not there, a database that went away. */
export function refusalOfFault(thrown: unknown): Refusal | undefined {
  if (thrown instanceof SnapshotError) {
    const { code, message, remedy } = thrown;
    return { code, field: 'query/snapshot', message, remedy, retryable: code === 'snapshot-missing' };
  }
  const { code, message, retryable } = translateDatabaseError(thrown);
  const outage = retryable || outages.has(code);
  if (!outage) return undefined;
  const remedy = 'Send the same again after a pause; /readyz says what is waited for.';
  return { code: 'database-unavailable', field: '', message, remedy, retryable: true };
}
