// The demo: everything started on an empty home, a population through the whole of it, and the report.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { topics } from '@clew/events';
import { openLog, readLiveStack, type Stack, startStack } from '@clew/local-stack';
import type { DemoOptions } from './commands/demo.ts';
import { describeDemo } from './demo-report.ts';
import { demonstrate } from './demo-synthetic.ts';
import { describeStack } from './dev.ts';
import { readEffectsFile } from './effects-file.ts';
import { Refused, Stopped } from './failure.ts';
import { importMinisters, readMinisters } from './import-ifg.ts';
import { describeImport } from './import-report.ts';
import { configuredBacking, homeOf, interruptible, whenStopped } from './place.ts';
import { Progress, print, printJson, terminalWidth } from './terminal.ts';

/** Runs the demo. Ctrl-C while it stays up is its proper end; during the work it is a stop (code 130). */
export async function runDemo(options: DemoOptions): Promise<void> {
  const progress = new Progress();
  const present = await prepare(options);
  let isReported = false;
  try {
    await interruptible(async (signal) => {
      const stack = await startDemoStack(options, progress, signal);
      try {
        const died = stack.failed.then((fault) => Promise.reject(fault));
        const work = present(stack, progress, signal).then(() => {
          isReported = true;
        });
        await Promise.race([work, died, whenStopped(signal)]);
        if (options.once === true) return;
        progress.step('the services stay up; press Ctrl-C to stop');
        await Promise.race([died, whenStopped(signal)]);
      } finally {
        progress.step('stopping');
        await stack.stop();
      }
    });
  } catch (failure) {
    if (!(failure instanceof Stopped && isReported)) throw failure;
  }
}

/** The last day of a synthetic window, unless told; see `createPopulation`. */
const defaultEndDate = '2023-03-31';

type Presentation = (stack: Stack, progress: Progress, signal: AbortSignal) => Promise<void>;

/** Reads what the demo was given before anything is started, so that a mistake costs no time. */
async function prepare(options: DemoOptions): Promise<Presentation> {
  if (options.ifg !== undefined) {
    const tables = await readMinisters(options.ifg);
    return async (stack, progress, signal) => {
      const report = await importMinisters(tables, stack, progress, signal);
      if (options.json === true) printJson({ ...report, urls: pagesOf(stack) });
      else print(`${describeImport(report, terminalWidth())}\n\n${describeStack(stack)}`);
    };
  }
  const effects = options.effects === undefined ? undefined : await readEffectsFile(options.effects);
  return async (stack, progress, signal) => {
    const { people, years, seed } = options;
    const report = await demonstrate(
      { people, years, seed, ...(effects === undefined ? {} : { effects }) },
      { stack, progress, signal },
    );
    if (options.json === true) printJson({ ...report, urls: pagesOf(stack) });
    else print(`${describeDemo(report, terminalWidth())}\n\n${describeStack(stack)}`);
  };
}

function pagesOf(stack: Stack): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(stack.urls).map(([name, url]) => [name, `${url}/docs`]));
}

async function startDemoStack(options: DemoOptions, progress: Progress, signal: AbortSignal): Promise<Stack> {
  const home = join(homeOf(options.home), 'demo');
  const live = await readLiveStack(home);
  if (live !== null) {
    throw new Refused('demo-running', `A demo runs already (process ${live.pid}).`, 'Stop it first, or use its pages.');
  }
  for (const left of ['logs', 'snapshots', 'keys', 'stack.json']) {
    await rm(join(home, left), { recursive: true, force: true });
  }
  const { databaseUrl, kafkaBrokers } = configuredBacking();
  const ownBroker = kafkaBrokers === undefined ? ({ kafka: 'local' } as const) : { kafkaBrokers };
  if (options.kafka === true && kafkaBrokers !== undefined) await refuseUsedTopics(kafkaBrokers);
  return startStack({
    home,
    fresh: true,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(options.kafka === true ? ownBroker : {}),
    // The synthetic window ends there; the pages would else tell of years in which nothing was generated.
    ...(options.ifg === undefined ? { environment: { CLEW_SNAPSHOT_AS_OF: defaultEndDate } } : {}),
    onProgress: (step) => progress.step(step),
    signal,
  });
}

/** An empty ledger over a used log would tell of the events of others as well. */
async function refuseUsedTopics(kafkaBrokers: string): Promise<void> {
  const log = openLog({ databaseUrl: '', kafkaBrokers });
  try {
    const names = new Set<string>(Object.values(topics).map(({ name }) => name));
    const there = (await log.administration.topics()).filter(({ name }) => names.has(name));
    const marks = await log.administration.watermarks(there.map(({ name }) => name));
    const records = marks.reduce((sum, { next, first }) => sum + next - first, 0);
    if (records === 0) return;
    const remedy = 'Unset KAFKA_BROKERS, and the demo starts a broker of its own; or name one whose topics are empty.';
    throw new Refused('topics-not-empty', `The topics of this broker hold ${records} records already.`, remedy);
  } finally {
    await log.close();
  }
}
