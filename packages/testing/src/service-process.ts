// A service as its operator has it: a process with an environment of its own, log lines, and an exit code.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { vi } from 'vitest';

export type LogLine = Readonly<Record<string, unknown>>;

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** The exit code; null where a signal ended it. Everything that it wrote has been read by then. */
  readonly exited: Promise<number | null>;
  /** What it has written so far. */
  readonly output: { readonly standard: string; readonly error: string };
  /** The log lines so far. */
  lines(): readonly LogLine[];
  /** Waits for a log line of this event. */
  seen(event: string): Promise<LogLine>;
  /** Waits until it listens, and gives its address. */
  url(): Promise<string>;
}

const PATIENCE_MILLISECONDS = 60_000;

/** The processes of one test file: `killAll` belongs into its `afterEach`. */
export function serviceProcesses(script: string) {
  const running: ServiceProcess[] = [];
  return {
    /** Starts it with these variables and PATH alone, so that nothing of this machine reaches it. */
    start: (environment: Readonly<Record<string, string>> = {}, parameters: readonly string[] = []): ServiceProcess => {
      const started = startProcess(script, environment, parameters);
      running.push(started);
      return started;
    },
    /** Ends what still runs, and resolves when it is gone. */
    killAll: async (): Promise<void> => {
      for (const { child, exited } of running.splice(0)) {
        child.kill('SIGKILL');
        await exited;
      }
    },
  };
}

function startProcess(
  script: string,
  environment: Readonly<Record<string, string>>,
  parameters: readonly string[],
): ServiceProcess {
  const child = spawn(process.execPath, [script, ...parameters], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { standard: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.standard += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.error += text;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const lines = (): readonly LogLine[] =>
    output.standard
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as LogLine);
  const seen = (event: string): Promise<LogLine> =>
    vi.waitFor(
      () => {
        const found = lines().find((line) => line['event'] === event);
        if (found === undefined) throw new Error(`The process has not logged ${event}.`);
        return found;
      },
      { timeout: PATIENCE_MILLISECONDS },
    );
  return { child, exited, output, lines, seen, url: async () => String((await seen('listening'))['url']) };
}
