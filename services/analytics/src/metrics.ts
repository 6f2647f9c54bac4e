// What the service counts: questions by measure and outcome, how long answers took, how old the current snapshot is.
import { Counter, Gauge, Histogram, type Registry } from '@clew/service-kit';

export interface AnalyticsMetrics {
  readonly questions: Counter<'measure' | 'outcome'>;
  readonly durations: Histogram<'measure'>;
  readonly snapshots: Counter<'outcome'>;
}

/** Registers the service's metrics. `createdAt` gives when the current snapshot was made (ISO 8601), if there is one. */
export function createMetrics(registry: Registry, createdAt: () => string | undefined): AnalyticsMetrics {
  new Gauge({
    name: 'analytics_snapshot_age_seconds',
    help: 'Time since the current snapshot was made; absent without one',
    registers: [registry],
    collect() {
      const made = createdAt();
      if (made !== undefined) this.set((Date.now() - Date.parse(made)) / 1_000);
    },
  });
  return {
    questions: new Counter({
      name: 'analytics_questions_total',
      help: 'Questions by measure and outcome: answered, or the code of the refusal',
      labelNames: ['measure', 'outcome'],
      registers: [registry],
    }),
    durations: new Histogram({
      name: 'analytics_answer_duration_seconds',
      help: 'Time to answer a measure',
      labelNames: ['measure'],
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers: [registry],
    }),
    snapshots: new Counter({
      name: 'analytics_snapshots_total',
      help: 'Snapshots by outcome: made, reused, failed',
      labelNames: ['outcome'],
      registers: [registry],
    }),
  };
}
