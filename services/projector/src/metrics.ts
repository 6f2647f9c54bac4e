// What the projector counts, for Prometheus.
import type { BatchReport } from '@clew/ledger';
import { Counter, Gauge, Histogram, type Registry } from '@clew/service-kit';
import type { Progress } from './progress.ts';

export interface ProjectorMetrics {
  /** Counts what a batch came to, and how long it took. */
  batch(report: BatchReport, seconds: number): void;
  /** Counts a fault of the subscription, by code. */
  fault(code: string): void;
}

/** Registers the metrics. Lag and open parked records are asked when Prometheus asks; where they cannot be, the last values stand. */
export function createMetrics(registry: Registry, progress: Progress): ProjectorMetrics {
  const registers = [registry];
  const records = new Counter({
    name: 'clew_projector_records_total',
    help: 'Records by what became of them: recorded, already-recorded, applied-before, parked',
    labelNames: ['outcome'],
    registers,
  });
  const parked = new Counter({
    name: 'clew_projector_parked_total',
    help: 'Records parked, by the code of the refusal',
    labelNames: ['code'],
    registers,
  });
  const seconds = new Histogram({
    name: 'clew_projector_batch_seconds',
    help: 'Time of a batch, from the log to the commit',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const rows = new Counter({
    name: 'clew_projector_career_rows_total',
    help: 'Rows of careers replaced or added',
    registers,
  });
  const faults = new Counter({
    name: 'clew_projector_faults_total',
    help: 'Faults of the subscription that were waited out, by code',
    labelNames: ['code'],
    registers,
  });
  addGauges(registers, progress);
  return {
    batch: (report, took) => {
      seconds.observe(took);
      rows.inc(report.rowsWritten);
      records.inc({ outcome: 'recorded' }, report.recorded);
      records.inc({ outcome: 'already-recorded' }, report.alreadyRecorded);
      records.inc({ outcome: 'applied-before' }, report.appliedBefore);
      for (const [code, count] of Object.entries(report.parked)) {
        records.inc({ outcome: 'parked' }, count);
        parked.inc({ code }, count);
      }
    },
    fault: (code) => faults.inc({ code }),
  };
}

function addGauges(registers: Registry[], progress: Progress): void {
  new Gauge({
    name: 'clew_projector_lag_records',
    help: 'Records of the partition that are not applied yet; the partitions of this projector alone',
    labelNames: ['topic', 'partition'],
    registers,
    async collect() {
      const lags = await progress.lags().catch(() => undefined);
      if (lags === undefined) return;
      this.reset();
      for (const { topic, partition, lag } of lags) this.set({ topic, partition: String(partition) }, lag);
    },
  });
  new Gauge({
    name: 'clew_projector_parked_open',
    help: 'Parked records that nobody has resolved, by code; of the whole ledger',
    labelNames: ['code'],
    registers,
    async collect() {
      const open = await progress.parkedOpen().catch(() => undefined);
      if (open === undefined) return;
      this.reset();
      for (const [code, count] of Object.entries(open)) this.set({ code }, count);
    },
  });
}
