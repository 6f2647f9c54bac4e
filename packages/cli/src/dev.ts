// What `clew dev` does: start the stack, say where it is, wait, stop it.
import { type Stack, startStack } from '@clew/local-stack';
import { Stopped } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { configuredBacking, homeOf, interruptible, whenStopped } from './place.ts';
import { Progress, print, printJson } from './terminal.ts';

export interface RunDevOptions extends SharedOptions {
  readonly kafka?: true;
}

/** Runs until Ctrl-C, which is its proper end. A service that dies ends it with its reason. */
export async function runDev(options: RunDevOptions): Promise<void> {
  const progress = new Progress();
  try {
    await interruptible(async (signal) => {
      const kafka = options.kafka === true ? ({ kafka: 'local' } as const) : {};
      const onProgress = (step: string): void => progress.step(step);
      const stack = await startStack({
        home: homeOf(options.home),
        ...configuredBacking(),
        ...kafka,
        onProgress,
        signal,
      });
      try {
        if (options.json === true) printJson({ home: stack.home, services: stack.urls });
        else print(describeStack(stack));
        progress.step('everything is ready; press Ctrl-C to stop');
        await Promise.race([whenStopped(signal), stack.failed.then((fault) => Promise.reject(fault))]);
      } finally {
        progress.step('stopping');
        await stack.stop();
      }
    });
  } catch (failure) {
    if (!(failure instanceof Stopped)) throw failure;
  }
}

/** The addresses of a stack, for people. */
export function describeStack(stack: Stack): string {
  const log = stack.kafkaBrokers === null ? 'PostgreSQL' : `Kafka at ${stack.kafkaBrokers}`;
  const lines = Object.entries(stack.urls).map(([name, url]) => `  ${name.padEnd(12)} ${url}  (pages: ${url}/docs)`);
  const dashboard = stack.urls.analytics === undefined ? [] : [`  ${'dashboard'.padEnd(12)} ${stack.urls.analytics}/`];
  return [
    ...dashboard,
    ...lines,
    `  ${'log'.padEnd(12)} ${log}`,
    `  ${'log files'.padEnd(12)} ${stack.home}/logs`,
  ].join('\n');
}
