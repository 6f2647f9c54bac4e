// Answering a question for somebody outside: always protected, counted, and logged without anything personal.
import {
  findMeasure,
  type MeasureRequest,
  type MeasureResult,
  protect,
  type Reading,
  runMeasure,
} from '@clew/measures';
import type { Logger } from '@clew/service-kit';
import type { AnalyticsMetrics } from './metrics.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';

export interface AnswerContext {
  readonly keeper: SnapshotKeeper;
  readonly metrics: AnalyticsMetrics;
  readonly logger: Logger;
}

/** The only way from a measure to HTTP: what comes out has passed `protect`. */
export async function answerProtected(
  { keeper, metrics, logger }: AnswerContext,
  request: MeasureRequest,
  snapshotId?: string,
): Promise<Reading<MeasureResult>> {
  // A name that does not exist is the caller's text, and must not become a label.
  const measure = findMeasure(request.name)?.name ?? 'unknown';
  const started = performance.now();
  const reading = await keeper.use(snapshotId, (snapshot) => runMeasure(snapshot, request, { wholeMonths: true }));
  const outcome = reading.ok ? 'answered' : (reading.refusals[0]?.code ?? 'refused');
  metrics.questions.inc({ measure, outcome });
  if (!reading.ok) return reading;
  metrics.durations.observe({ measure }, (performance.now() - started) / 1_000);
  const value = protect(reading.value);
  const suppressed = value.rows.filter((row) => row.suppression !== null).length;
  const { by, snapshot, rows } = value;
  logger.info({ event: 'answered', measure, by, snapshot: snapshot.id, rows: rows.length, suppressed });
  return { ok: true, value };
}
