// Services as processes that a test may kill, freeze and start again at the same address, with all that they wrote.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChildService, startChildService } from '@clew/local-stack';
import { steadyPort } from '@clew/testing';

/** A line of a service's log. */
export interface LogLine {
  readonly level: string;
  readonly event?: string;
  readonly [field: string]: unknown;
}

export interface RunningService {
  readonly name: string;
  readonly url: string;
  /** SIGKILL, as the kernel does it when memory runs out. */
  kill(): Promise<void>;
  /** Starts it again at the same address; resolves when it is ready. */
  restart(): Promise<void>;
  /** SIGSTOP: it is there, and does nothing. */
  freeze(): void;
  /** Lets it go on, where it was frozen. */
  thaw(): void;
  /** SIGTERM; resolves when it has ended. */
  stop(): Promise<void>;
  /** Resolves with a reason when the process ends without having been told to. */
  readonly died: Promise<string>;
  /** Everything that it has written, over all of its lives. */
  text(): Promise<string>;
  lines(): Promise<readonly LogLine[]>;
  /** Why it is not ready, in the words of its /readyz; null where it is. */
  whyNotReady(): Promise<string | null>;
}

export interface ServiceToStart {
  /** Of the folder under services/. */
  readonly service: string;
  /** Tells two of one service apart; the service's own unless told. */
  readonly name?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Where log files go. */
  readonly home: string;
}

export async function startService(options: ServiceToStart): Promise<RunningService> {
  const { service, home } = options;
  const name = options.name ?? service;
  const logFile = join(home, `${name}.log`);
  const entry = join(import.meta.dirname, '..', '..', 'services', service, 'main.ts');
  const environment = { ...options.environment, PORT: String(await steadyPort()) };
  const death = Promise.withResolvers<string>();
  let isKilled = false;
  let isFrozen = false;
  const start = async (): Promise<ChildService> => {
    const child = await startChildService({ name, entry, environment, logFile });
    void child.died.then((fault) => {
      if (!isKilled) death.resolve(`${fault.message} ${(fault.lastLines ?? []).join(' | ')}`);
    });
    return child;
  };
  let child = await start();
  const text = () => readFile(logFile, 'utf8');
  return {
    name,
    url: child.url,
    kill: async () => {
      isKilled = true;
      process.kill(child.pid, 'SIGKILL');
      await child.died;
    },
    restart: async () => {
      isKilled = false;
      child = await start();
    },
    freeze: () => {
      isFrozen = true;
      process.kill(child.pid, 'SIGSTOP');
    },
    thaw: () => {
      if (isFrozen) process.kill(child.pid, 'SIGCONT');
      isFrozen = false;
    },
    stop: () => child.stop(),
    died: death.promise,
    text,
    lines: async () => (await text()).split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    whyNotReady: async () => {
      const answer = await fetch(`${child.url}/readyz`, { signal: AbortSignal.timeout(5_000) });
      return answer.status === 200 ? null : ((await answer.json()) as { detail: string }).detail;
    },
  };
}
