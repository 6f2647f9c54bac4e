// What a run that was killed (SIGKILL) left behind: found by the next run, since the dead one could do nothing any more.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Ends a process that may be gone already. */
export function kill(pid: number, signal: NodeJS.Signals): void {
  if (!(pid > 0)) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It is gone already.
  }
}

/** The names in a directory; none where there is no such directory. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** The temporary directories of runs, dead or alive, by the beginning of their names. */
export function directoriesOf(prefix: string): readonly string[] {
  return namesIn(tmpdir())
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(tmpdir(), name));
}

/**
 * Removes a directory that a dying server may still write into, without an event loop to wait on (it is called at exit).
 * Gives up after about three seconds; the next run tries again.
 */
export function removeTree(directory: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let attempt = 0; attempt < 60 && existsSync(directory); attempt += 1) {
    try {
      rmSync(directory, { recursive: true, force: true });
    } catch {
      // A file came while its directory was being emptied.
    }
    if (existsSync(directory)) Atomics.wait(clock, 0, 0, 50);
  }
}
