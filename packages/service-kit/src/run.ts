// The life of a service's process: read configuration, start, stop cleanly within a bound.

import type { z } from 'zod';
import { describedVariables, exitWithMistakes, readConfiguration } from './configuration.ts';
import { createLogger, type Logger } from './logger.ts';

export interface StartContext<Configuration> {
  readonly configuration: Configuration;
  readonly logger: Logger;
  /** Aborted when the process is told to stop: whoever waits during the start must give up then. */
  readonly stopping: AbortSignal;
  /** Registers what must be closed at the end; closed in reverse order, as soon as it is open. */
  readonly closing: (name: string, close: () => Promise<unknown> | unknown) => void;
}

export interface RunOptions<Shape extends z.core.$ZodLooseShape> {
  readonly name: string;
  /** The environment's schema; spread `serviceVariables` into it for HOST, PORT, LOG_LEVEL and STOP_WITHIN_SECONDS. */
  readonly configuration: z.ZodObject<Shape>;
  /** Builds and starts everything; resolves when the service works. */
  readonly start: (context: StartContext<z.output<z.ZodObject<Shape>>>) => Promise<void>;
}

interface Closing {
  readonly name: string;
  readonly close: () => Promise<unknown> | unknown;
}

/**
 * Runs a service until SIGTERM or SIGINT. Exit codes: 0 after a clean stop, 1 where the configuration is wrong, the start failed,
 * or the stop took longer than its bound. `--help` prints the variables.
 */
export async function runService<Shape extends z.core.$ZodLooseShape>(options: RunOptions<Shape>): Promise<void> {
  if (process.argv.includes('--help')) return printHelp(options.name, options.configuration);
  const reading = readConfiguration(options.configuration, process.env);
  if (!reading.ok) exitWithMistakes(options.name, reading.mistakes);
  const { LOG_LEVEL: level, STOP_WITHIN_SECONDS: bound } = reading.configuration as Record<string, unknown>;
  const logger = createLogger({ service: options.name, ...(typeof level === 'string' ? { level } : {}) });
  const stopWithinSeconds = typeof bound === 'number' ? bound : 10;
  const stopping = new AbortController();
  const opened: Closing[] = [];
  const stopped = whenToldToStop(logger, stopping, stopWithinSeconds);
  try {
    const closing = (name: string, close: Closing['close']) => void opened.push({ name, close });
    await options.start({ configuration: reading.configuration, logger, stopping: stopping.signal, closing });
    logger.info({ event: 'started' }, 'started');
    await stopped;
  } catch (fault) {
    if (!stopping.signal.aborted) await failStart(logger, fault, opened, stopWithinSeconds);
  }
  await closeAll(logger, opened);
  logger.info({ event: 'stopped' }, 'stopped');
  process.exit(0);
}

// The timers that force the end stay referenced: a close that waits for nothing would let the process end without its reason.

/** Resolves at the first signal; a second one, or the bound, ends the process by force. */
function whenToldToStop(logger: Logger, stopping: AbortController, withinSeconds: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onSignal = (signal: string) => {
    if (stopping.signal.aborted) return forceExit(logger, `a second ${signal}`);
    logger.info({ event: 'stopping', signal, withinSeconds }, 'stopping');
    setTimeout(() => forceExit(logger, `the stop took longer than ${withinSeconds} s`), withinSeconds * 1_000);
    stopping.abort(new Error(`told to stop by ${signal}`));
    resolve();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  return promise;
}

async function failStart(
  logger: Logger,
  fault: unknown,
  opened: readonly Closing[],
  withinSeconds: number,
): Promise<never> {
  logger.fatal({ event: 'start-failed', err: fault }, 'the service cannot start');
  setTimeout(() => forceExit(logger, `closing took longer than ${withinSeconds} s`), withinSeconds * 1_000);
  await closeAll(logger, opened);
  process.exit(1);
}

function forceExit(logger: Logger, reason: string): never {
  logger.fatal({ event: 'forced-exit', reason }, 'forced exit');
  logger.flush();
  process.exit(1);
}

async function closeAll(logger: Logger, opened: readonly Closing[]): Promise<void> {
  for (const { name, close } of opened.toReversed()) {
    try {
      await close();
      logger.debug({ event: 'closed', what: name });
    } catch (fault) {
      logger.error({ event: 'close-failed', what: name, err: fault });
    }
  }
}

function printHelp(name: string, schema: z.ZodObject<z.core.$ZodLooseShape>): void {
  const variables = describedVariables(schema).map(
    ({ variable, description }) => `  ${variable.padEnd(24)} ${description ?? ''}`,
  );
  process.stdout.write(`${name}: configured by environment variables\n\n${variables.join('\n')}\n`);
}
