// What `clew rebuild` does.
import { openLog } from '@clew/local-stack';
import { exitCodes, Refused } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { homeOf, interruptible, withLedger } from './place.ts';
import { formatCount, Progress, print, printJson } from './terminal.ts';

export interface RunRebuildOptions extends SharedOptions {
  readonly acceptDifference?: true;
}

/** Rebuilds, compares and switches. A difference that was not accepted ends the command with code 1. */
export async function runRebuild(options: RunRebuildOptions): Promise<void> {
  const progress = new Progress();
  const report = await interruptible((signal) =>
    withLedger(homeOf(options.home), async (ledger, place) => {
      const log = openLog(place);
      try {
        return await ledger.rebuild({
          log,
          signal,
          acceptDifference: options.acceptDifference === true,
          onProgress: ({ phase, recordsDone, recordsTotal }) =>
            progress.passing(`${phase}: ${formatCount(recordsDone)} of ${formatCount(recordsTotal)} records`),
        });
      } finally {
        await log.close();
      }
    }),
  );
  if (!report.ok) throw new Refused(report.refusal.code, report.refusal.message, report.refusal.remedy);
  if (options.json === true) printJson(report);
  else {
    const verdict = report.identical ? 'identical' : 'different';
    print(`${formatCount(report.records)} records read; ${formatCount(report.rebuilt.counts.people)} careers rebuilt.`);
    print(`live     ${report.live.digest}\nrebuilt  ${report.rebuilt.digest}\nThey are ${verdict}.`);
    print(
      report.switched
        ? 'The rebuilt careers are live now.'
        : `Nothing was switched; ${report.schemas.shadow} stays for a look.`,
    );
  }
  if (!report.switched) process.exitCode = exitCodes.fault;
}
