// What `clew measure` does: find the ledger and the snapshots, and let @clew/measures answer.
import { join } from 'node:path';
import { createPool, type Pool } from '@clew/database';
import { listMeasures, runMeasureCommand, type SnapshotProgress } from '@clew/measures';
import type { MeasureOptions } from './commands/measure.ts';
import { Refused } from './failure.ts';
import { homeOf, withLedger } from './place.ts';
import { Progress, terminalWidth } from './terminal.ts';

/** Prints the answer to a measure. */
export async function runMeasureOfCommand(name: string | undefined, options: MeasureOptions): Promise<void> {
  const format = options.json === true ? 'json' : options.csv === true ? 'csv' : 'table';
  if (options.list === true) {
    process.stdout.write(
      listMeasures({ format: format === 'json' ? 'json' : 'table', ...(name === undefined ? {} : { name }) }),
    );
    return;
  }
  if (name === undefined) throw new Refused('measure-missing', 'No measure is named.', 'See clew measure --list.');
  if (options.json === true && options.csv === true) {
    throw new Refused('two-formats', 'Both --json and --csv are given.', 'Give one of them.');
  }
  process.stdout.write(await answer(name, options, format));
}

async function answer(name: string, options: MeasureOptions, format: 'table' | 'json' | 'csv'): Promise<string> {
  const home = homeOf(options.home);
  const progress = new Progress();
  const { by, from, to, at, where: filters, asOf, snapshot: snapshotId } = options;
  const command = {
    request: defined({ name, by, from, to, at, filters }) as { readonly name: string },
    format,
    directory: join(home, 'snapshots'),
    unprotected: options.unprotected === true,
    width: terminalWidth(),
    onProgress: ({ phase, table, rows }: SnapshotProgress) =>
      progress.passing(`snapshot: ${phase} ${table ?? ''}, ${rows} rows`),
    ...defined({ asOf, snapshotId }),
  } as const;
  const none = (): Promise<Pool> => Promise.reject(new Error('a snapshot that is there needs no ledger'));
  const outcome =
    snapshotId === undefined
      ? await withLedger(home, (_ledger, place) =>
          withPool(place.databaseUrl, (openLedger) => runMeasureCommand({ ...command, openLedger })),
        )
      : await runMeasureCommand({ ...command, openLedger: none });
  if (outcome.ok) return outcome.text;
  const details = outcome.refusals.map(({ field, message, remedy }) => `${field}: ${message} ${remedy}`);
  throw new Refused(outcome.refusals[0]?.code ?? 'refused', 'The measure cannot be answered.', '', details);
}

async function withPool<Result>(
  databaseUrl: string,
  work: (openLedger: () => Promise<Pool>) => Promise<Result>,
): Promise<Result> {
  const pool = createPool({ connectionString: databaseUrl, applicationName: 'clew-measure', maximumConnections: 4 });
  try {
    return await work(async () => pool);
  } finally {
    await pool.end();
  }
}

/** Without the fields that are undefined. */
function defined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
