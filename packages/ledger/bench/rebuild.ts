// A rebuild of the whole ledger from the log: how many events a second, beside raw COPY of the same rows.
import { openLedger } from '../src/index.ts';
import { fill } from './fill.ts';
import { type BenchResult, measure, microsecondsPerEvent, significant, watchMemory } from './measure.ts';
import { type ProjectionBenchOptions, projectAll, remembered, withServers } from './projection.ts';
import { rawCopy } from './raw-copy.ts';

/** Projects a synthetic service, then, timed, rebuilds it, compares and switches. */
export function benchRebuild(options: ProjectionBenchOptions = {}): Promise<BenchResult> {
  const { adapter = 'postgres', batchRecords = 2_000 } = options;
  return withServers(adapter, async (servers) => {
    const { log, pool, directory } = servers;
    const records = await fill(servers, options);
    const ledger = openLedger({ pool, ...remembered(options) });
    const filling = watchMemory();
    await projectAll(log, ledger, { records, batchRecords, memory: filling });
    filling.stop();
    const memory = watchMemory();
    let identical = false;
    const measured = await measure(pool, async () => {
      const report = await ledger.rebuild({ log, maximumBatchRecords: batchRecords, ...remembered(options) });
      if (!report.ok) throw new Error(report.refusal.code);
      identical = report.identical;
    });
    const { seconds, walBytes } = measured;
    const { peakMebibytes } = memory.stop();
    const { events } = await ledger.counts();
    const reference = await rawCopy(pool, directory);
    return {
      name: `rebuild-${adapter}`,
      unit: 'events/s',
      figure: significant(records / seconds),
      reference: significant(events / reference.seconds),
      ratio: significant(records / seconds / (events / reference.seconds)),
      detail: {
        records,
        events,
        batchRecords,
        identical,
        walBytesPerEvent: Math.round(walBytes / events),
        processorMicrosecondsPerEvent: microsecondsPerEvent(measured, events),
        referenceProcessorMicrosecondsPerEvent: microsecondsPerEvent(reference, events),
        peakMebibytes,
      },
    };
  });
}
