// The command line as its user has it: a process, with its output and exit code.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const program = join(import.meta.dirname, '..', 'src', 'main.ts');

/** Starts `clew` with the workspace's own Node. Variables that would reach it from the machine are taken away. */
export function clewProcess(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): ChildProcess & { readonly stdout: Readable; readonly stderr: Readable } {
  const { DATABASE_URL: _database, KAFKA_BROKERS: _brokers, CLEW_DEBUG: _debug, ...inherited } = process.env;
  return spawn(process.execPath, [program, ...parameters], {
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `clew` to its end. */
export function clew(
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const child = clewProcess(parameters, environment);
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
