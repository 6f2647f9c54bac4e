// What `clew generate` does: @clew/synthetic writes the population, or it goes through the services.
import { writeFile } from 'node:fs/promises';
import { createPool } from '@clew/database';
import { openLog, type Stack } from '@clew/local-stack';
import { createPopulation, type Population, runGenerateCommand } from '@clew/synthetic';
import type { GenerateOptions } from './commands/generate.ts';
import { readEffectsFile } from './effects-file.ts';
import { Refused } from './failure.ts';
import { NumberedPopulation } from './numbered-population.ts';
import { homeOf, withStack } from './place.ts';
import { waitForProjection } from './projection.ts';
import { publishPopulation } from './publish-population.ts';
import { formatCount, Progress, print, printJson } from './terminal.ts';

/** Generates, and leaves the exit code of the generator. */
export async function generateOfCommand(options: GenerateOptions): Promise<void> {
  if (options.publish === true) return publishGenerated(options);
  const { people, years, seed, effects, endDate, out, truth, order, check, json } = options;
  process.exitCode = await runGenerateCommand({
    people,
    years,
    seed,
    ...(effects === undefined ? {} : { effectsFile: effects }),
    ...(endDate === undefined ? {} : { endDate }),
    ...(out === undefined ? {} : { out }),
    ...(truth === undefined ? {} : { truthFile: truth }),
    ...(order === undefined ? {} : { order }),
    ...(check === undefined ? {} : { checkDirectory: check }),
    ...(json === true ? { json } : {}),
    standardOutput: process.stdout,
    standardError: process.stderr,
  });
}

async function publishGenerated(options: GenerateOptions): Promise<void> {
  if (options.out !== undefined || options.check !== undefined) {
    throw new Refused(
      'options-conflict',
      '--publish writes no file and compares nothing.',
      'Leave out --out and --check.',
    );
  }
  const population = await populationOf(options);
  const progress = new Progress();
  const report = await withStack(
    { home: homeOf(options.home), progress, services: ['id-service', 'gateway', 'projector'] },
    (stack, signal) => publishAndWait(population, stack, progress, signal),
  );
  if (options.truth !== undefined) await writeFile(options.truth, `${JSON.stringify(population.truth(), null, 2)}\n`);
  if (options.json === true) printJson(report);
  else
    print(
      `${formatCount(report.published.accepted)} events of ${formatCount(report.staffNumbers.people)} people are projected.`,
    );
}

async function populationOf({ people, years, seed, endDate, effects }: GenerateOptions): Promise<Population> {
  const planted = effects === undefined ? {} : { effects: await readEffectsFile(effects) };
  try {
    return createPopulation({ people, years, seed, ...planted, ...(endDate === undefined ? {} : { endDate }) });
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    throw new Refused('invalid-option', fault.message, 'See clew generate --help.');
  }
}

async function publishAndWait(population: Population, stack: Stack, progress: Progress, signal: AbortSignal) {
  const numbered = new NumberedPopulation(stack.url('id-service'));
  const published = await publishPopulation(population, numbered, stack, progress, signal);
  const pool = createPool({
    connectionString: stack.databaseUrl,
    applicationName: 'clew-generate',
    maximumConnections: 2,
  });
  const log = openLog(stack);
  try {
    const onProgress = (done: number, total: number): void =>
      progress.passing(`${formatCount(done)} of ${formatCount(total)} records projected`);
    await waitForProjection({ pool, log, staffNumbers: numbered.staffNumbers, signal, onProgress });
    return { staffNumbers: numbered.counts, published };
  } finally {
    await log.close();
    await pool.end();
  }
}
