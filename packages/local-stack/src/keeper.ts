// Starts the keeper process, and dismisses it after a clean stop.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Kept {
  readonly postgresDirectory?: string;
  /** The server's own process, for the case that its directory is deleted under it. */
  readonly postmasterPid?: number;
  readonly kafkaPid?: number;
}

const program = fileURLToPath(new URL('./keeper-process.ts', import.meta.url));

/** Starts the keeper. What comes back dismisses it, and resolves when it is gone. */
export function startKeeper(kept: Kept): () => Promise<void> {
  const child = spawn(process.execPath, [program, JSON.stringify(kept)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  return async () => {
    child.kill('SIGTERM');
    await gone;
  };
}
