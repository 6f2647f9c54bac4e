// What the contract suite needs of an adapter: how to open it, here and in another process, and a server that may be killed.

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  type EventLog,
  type KafkaCompression,
  type NewRecord,
  openKafkaLog,
  openPostgresLog,
} from '../../src/index.ts';

/** An adapter's settings as plain data, so that a child process can be given them. */
export type LogSettings =
  | { readonly kind: 'postgres'; readonly connectionString: string; readonly sessionTimeoutMilliseconds: number }
  | {
      readonly kind: 'kafka';
      readonly brokers: readonly string[];
      readonly sessionTimeoutMilliseconds: number;
      readonly compression?: KafkaCompression;
    };

/** A server of the log that a test owns alone and may kill. */
export interface OwnServer {
  readonly settings: LogSettings;
  kill(): Promise<void>;
  restart(): Promise<void>;
  dispose(): Promise<void>;
}

export interface Harness {
  readonly settings: LogSettings;
  /** Undefined where the log is not ours to kill (configured brokers). */
  readonly ownServer?: () => Promise<OwnServer>;
}

export function openByKind(settings: LogSettings): EventLog {
  return settings.kind === 'postgres'
    ? openPostgresLog({ ...settings, pollMilliseconds: 200 })
    : openKafkaLog(settings);
}

export const unique = (prefix: string): string => `${prefix}-${randomBytes(5).toString('hex')}`;

export async function makeTopic(log: EventLog, partitions: number): Promise<string> {
  const name = unique('contract');
  await log.administration.ensureTopics([{ name, partitions }]);
  return name;
}

/** Records `r<from>` to `r<from + count - 1>` over a number of keys. */
export function makeRecords(topic: string, from: number, count: number, keys = 20): NewRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    key: `key-${(from + index) % keys}`,
    headers: { ce_id: `id-${from + index}` },
    value: Buffer.from(`r${from + index}`),
  }));
}

export const valuesOf = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `r${from + index}`).sort();

/** A reader in a process of its own, which can be frozen and killed. */
export interface WorkerOptions {
  readonly log: LogSettings;
  readonly sink: string;
  readonly group: string;
  readonly topic: string;
  /** Where to say a line and wait until told to go on: `received` before the transaction, `written` before its commit, `never`. */
  readonly holdAt: 'received' | 'written' | 'never';
  /** The server ends the transaction of a process that is frozen in it after this long. */
  readonly idleInTransactionMilliseconds?: number;
  readonly reportMemory?: boolean;
}

export interface Worker {
  readonly child: ChildProcess;
  /** Resolves with the first line that begins so, of those already said too. Rejects when the process ends before. */
  line(prefix: string): Promise<string>;
  lines(): readonly string[];
  /** Lets the held handler go on, and never holds again. */
  release(): void;
  /** SIGKILL, and resolves when the process is gone. */
  kill(): Promise<void>;
}

export function startWorker(options: WorkerOptions): Worker {
  const script = fileURLToPath(new URL('./worker.ts', import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', script, JSON.stringify(options)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line);
    tell();
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  void gone.then(tell);
  return {
    child,
    lines: () => said,
    line: (prefix) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = said.find((line) => line.startsWith(prefix));
          if (found === undefined && child.exitCode === null && child.signalCode === null) return;
          listeners.delete(look);
          if (found === undefined)
            reject(new Error(`The worker ended before it said "${prefix}"; it said: ${said.join(' | ')}`));
          else resolve(found);
        };
        listeners.add(look);
        look();
      }),
    release: () => child.stdin?.write('go\n'),
    kill: async () => {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
      await gone;
    },
  };
}
