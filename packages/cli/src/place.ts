// Where Clew's state lives, and the database or the running stack that a command works on.
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ledger } from '@clew/ledger';
import type { ServiceName, Stack } from '@clew/local-stack';
import { databaseUrlSchema, kafkaBrokersSchema } from '@clew/service-kit/backing';
import { Refused, Stopped } from './failure.ts';
import type { Progress } from './terminal.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The home: `--home`, else CLEW_HOME, else `.clew` at the root of the repository. */
export function homeOf(option: string | undefined): string {
  const configured = option ?? present(process.env['CLEW_HOME']);
  return configured === undefined ? join(root, '.clew') : resolve(configured);
}

/** A variable of the environment; an empty one counts as absent. */
export function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}

/** What the environment says of the database and the brokers. Refuses what no service would take, without repeating it. */
export function configuredBacking(): { readonly databaseUrl?: string; readonly kafkaBrokers?: string } {
  const databaseUrl = present(process.env['DATABASE_URL']);
  const kafkaBrokers = present(process.env['KAFKA_BROKERS']);
  const mistakes = [
    ...mistakesOf('DATABASE_URL', databaseUrlSchema, databaseUrl),
    ...mistakesOf('KAFKA_BROKERS', kafkaBrokersSchema, kafkaBrokers),
  ];
  if (mistakes.length > 0) {
    const remedy = 'Set DATABASE_URL to postgresql://user:password@host:port/database, and KAFKA_BROKERS to host:port.';
    throw new Refused('configuration-invalid', 'The environment cannot be used.', remedy, mistakes);
  }
  return {
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(kafkaBrokers === undefined ? {} : { kafkaBrokers }),
  };
}

function mistakesOf(
  variable: string,
  schema: typeof databaseUrlSchema | typeof kafkaBrokersSchema,
  value: string | undefined,
): string[] {
  const reading = value === undefined ? undefined : schema.safeParse(value, { reportInput: false });
  return reading?.error?.issues.map(({ message }) => `${variable}: ${message}`) ?? [];
}

/** Runs work that SIGINT and SIGTERM stop: the signal is told, and the command ends when the work has cleaned up after itself. */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(new Stopped());
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    return await work(stopping.signal);
  } catch (failure) {
    if (stopping.signal.aborted) throw new Stopped();
    throw failure;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

/** Rejects when the signal is given. */
export function whenStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(new Stopped());
    else signal.addEventListener('abort', () => reject(new Stopped()), { once: true });
  });
}

export interface StackWorkOptions {
  readonly home: string;
  readonly progress: Progress;
  readonly services?: readonly ServiceName[];
}

/**
 * Gives the work a stack: the one that runs in this home (`clew dev`), else one of its own, stopped afterwards.
 * A service that dies meanwhile ends the work with its reason.
 */
export function withStack<Result>(
  { home, progress, services }: StackWorkOptions,
  work: (stack: Stack, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  return interruptible(async (signal) => {
    const { attachOrStart } = await import('@clew/local-stack');
    const onProgress = (step: string): void => progress.step(step);
    const chosen = services === undefined ? {} : { services };
    const stack = await attachOrStart({ home, ...configuredBacking(), ...chosen, onProgress, signal });
    if (stack.attached) progress.step('using the stack that is running');
    const died = stack.failed.then((fault) => Promise.reject(fault));
    try {
      return await Promise.race([work(stack, signal), died, whenStopped(signal)]);
    } finally {
      await stack.stop();
    }
  });
}

/** The database and the log that a command reads. */
export interface Place {
  readonly databaseUrl: string;
  readonly kafkaBrokers: string | null;
  /** The addresses of the services, where a stack runs here. */
  readonly urls: Readonly<Record<string, string>>;
}

/** Gives the work the running stack's database, else DATABASE_URL's, else the embedded one of the home, which is started for it. */
export async function withPlace<Result>(home: string, work: (place: Place) => Promise<Result>): Promise<Result> {
  const { openDatabase, readLiveStack } = await import('@clew/local-stack');
  const live = await readLiveStack(home);
  if (live !== null) {
    const urls = Object.fromEntries(Object.entries(live.services).map(([name, { url }]) => [name, url]));
    return work({ databaseUrl: live.databaseUrl, kafkaBrokers: live.kafkaBrokers, urls });
  }
  const configured = configuredBacking();
  const opened = await openDatabase({ home, ...configured, waitMilliseconds: 5_000 });
  try {
    return await work({ databaseUrl: opened.value.url, kafkaBrokers: configured.kafkaBrokers ?? null, urls: {} });
  } finally {
    await opened.close();
  }
}

/** Gives the work the ledger. Refuses where nothing was ever projected into the database. */
export function withLedger<Result>(
  home: string,
  work: (ledger: Ledger, place: Place) => Promise<Result>,
): Promise<Result> {
  return withPlace(home, async (place) => {
    const [{ createPool }, { openLedger }] = await Promise.all([import('@clew/database'), import('@clew/ledger')]);
    const pool = createPool({
      connectionString: place.databaseUrl,
      applicationName: 'clew-command',
      maximumConnections: 6,
    });
    try {
      const { rows } = await pool.query<{ ledger: string | null }>(
        "SELECT to_regclass('ledger.career')::text AS ledger",
      );
      if (rows[0]?.ledger === null) {
        throw new Refused(
          'no-ledger',
          'There is no ledger in this database yet.',
          'Start the services once: npm run dev.',
        );
      }
      return await work(openLedger({ pool }), place);
    } finally {
      await pool.end();
    }
  });
}
