// One service as a child process: started, watched until it is ready, stopped within a bound.
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { StackFault } from './fault.ts';

export interface ChildServiceOptions {
  readonly name: string;
  /** The service's main.ts. */
  readonly entry: string;
  /** Added to the environment of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where what it writes goes. */
  readonly logFile: string;
  /** How long it may take until /readyz answers 200 (default 90,000). */
  readonly readyWithinMilliseconds?: number;
  /** How long a clean stop may take before the process is killed (default 12,000). */
  readonly stopWithinMilliseconds?: number;
  /** Told the address as soon as the service listens, which is before it is ready. */
  readonly onListening?: (url: string) => void;
}

export interface ChildService {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  /** Resolves when the process has ended without being told to; never, where it is stopped. */
  readonly died: Promise<StackFault>;
  /** SIGTERM, and SIGKILL after the bound. Resolves when the process is gone; a second call waits for the same. */
  stop(): Promise<void>;
}

const guard = pathToFileURL(fileURLToPath(new URL('./parent-guard.ts', import.meta.url))).href;
const keptLines = 12;

/** Starts a service and resolves when it is ready. Throws StackFault where it dies first, or is not ready within the bound. */
export async function startChildService(options: ChildServiceOptions, signal?: AbortSignal): Promise<ChildService> {
  const child = spawnService(options);
  const lines = followOutput(child, options.logFile);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (fault) => resolve(`it could not be started: ${fault.message}`));
    child.once('exit', (code, by) => resolve(by === null ? `it ended with code ${code}` : `it was ended by ${by}`));
  });
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await stopChild(child, ended, options.stopWithinMilliseconds ?? 12_000);
    await lines.closed;
  };
  const died = new Promise<StackFault>((resolve) => {
    void ended.then(async (how) => {
      if (isStopping) return;
      await lines.closed;
      const about = { service: options.name, lastLines: lines.last() };
      resolve(new StackFault('service-died', `${options.name} died: ${how}. See ${options.logFile}.`, about));
    });
  });
  try {
    const url = await whenReady(options, lines, died, signal);
    return { name: options.name, pid: child.pid ?? 0, url, died, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Detached: Ctrl-C in a terminal reaches us alone, and we stop the services in order. The pipe tells them if we are gone. */
function spawnService({ entry, environment }: ChildServiceOptions): ChildProcess {
  return spawn(process.execPath, ['--import', guard, entry], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: '0', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

interface Output {
  last(): readonly string[];
  /** Resolves with the address of the `listening` line. */
  readonly listening: Promise<string>;
  /** Resolves when the process has closed its output and the log file holds it all. */
  readonly closed: Promise<void>;
}

function followOutput(child: ChildProcess, logFile: string): Output {
  const file = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const last: string[] = [];
  const listening = Promise.withResolvers<string>();
  const keep = (line: string): void => {
    file.write(`${line}\n`);
    last.push(line);
    if (last.length > keptLines) last.shift();
    const url = listeningUrl(line);
    if (url !== null) listening.resolve(url);
  };
  const ends = [child.stdout, child.stderr].map(
    (stream) =>
      new Promise<void>((resolve) => {
        if (stream === null) return resolve();
        createInterface({ input: stream }).on('line', keep).once('close', resolve);
      }),
  );
  const closed = Promise.all(ends).then(() => closeFile(file));
  return { last: () => [...last], listening: listening.promise, closed };
}

function closeFile(file: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    file.once('error', () => resolve()).end(() => resolve());
  });
}

function listeningUrl(line: string): string | null {
  if (!line.includes('"listening"')) return null;
  try {
    const { event, url } = JSON.parse(line) as { event?: unknown; url?: unknown };
    return event === 'listening' && typeof url === 'string' ? url : null;
  } catch {
    return null;
  }
}

async function whenReady(
  options: ChildServiceOptions,
  lines: Output,
  died: Promise<StackFault>,
  signal: AbortSignal | undefined,
): Promise<string> {
  const deadline = Date.now() + (options.readyWithinMilliseconds ?? 90_000);
  const finished = new AbortController();
  const late = pause(deadline - Date.now(), null, { signal: finished.signal }).catch(() => null);
  const stopped = signal === undefined ? [] : [whenAborted(signal)];
  const dead = died.then((fault) => Promise.reject(fault));
  try {
    const url = await Promise.race([lines.listening, dead, late, ...stopped]);
    if (url === null) throw notReady(options, lines, 'it has not said at which address it listens');
    options.onListening?.(url);
    for (;;) {
      const reason = await Promise.race([whyNotReady(url), dead, ...stopped]);
      if (reason === null) return url;
      if (Date.now() >= deadline) throw notReady(options, lines, reason);
      await pause(40);
    }
  } finally {
    finished.abort();
  }
}

function notReady({ name, logFile }: ChildServiceOptions, lines: Output, reason: string): StackFault {
  const about = { service: name, lastLines: lines.last() };
  return new StackFault('service-not-ready', `${name} is not ready: ${reason}. See ${logFile}.`, about);
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(new StackFault('stopped', 'The start was stopped.'));
    if (signal.aborted) give();
    else signal.addEventListener('abort', give, { once: true });
  });
}

/** Asks /readyz; null where it is ready, else why not. */
export async function whyNotReady(url: string): Promise<string | null> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(3_000) });
    const text = await answer.text();
    return answer.status === 200 ? null : reasonOf(text);
  } catch {
    return 'it does not answer';
  }
}

/** The `detail` of the problem that a service answers with. */
function reasonOf(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    if (typeof detail === 'string' && detail !== '') return detail.replace(/\.$/, '');
  } catch {
    // Not the problem that a Clew service answers with.
  }
  return 'it says that it is not ready';
}

async function stopChild(child: ChildProcess, ended: Promise<string>, withinMilliseconds: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMilliseconds);
  await ended;
  clearTimeout(timer);
}
