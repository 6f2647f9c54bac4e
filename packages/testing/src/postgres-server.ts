// The run's own PostgreSQL server: started once, gone at the end, however the run ends.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@clew/database';

const PREFIX = 'clew-test-postgres-';

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGQUIT');
  } catch {
    // It is gone already.
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** For the moment of exit, where nothing can be awaited. */
function removeNow(directory: string): void {
  try {
    const pid = Number.parseInt(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
    if (pid > 0) kill(pid);
  } catch {
    // It has no server.
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** A run that was killed left its server behind. Its lease names the process; when that is dead, nobody needs it. */
async function removeLeftovers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const directory of names.map((name) => join(tmpdir(), name))) {
    const leases = ((): readonly string[] => {
      try {
        return readdirSync(join(directory, 'leases'));
      } catch {
        return [];
      }
    })();
    if (leases.length > 0 && !leases.some((lease) => lives(Number.parseInt(lease, 10)))) removeNow(directory);
  }
}

/** Starts the server without any durability, since the data die with the run. */
export async function startTestPostgres(): Promise<{ readonly connectionString: string; stop(): Promise<void> }> {
  await removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  const onExit = (): void => removeNow(directory);
  process.on('exit', onExit);
  const server = await startEmbeddedPostgres({ directory, database: 'clew_test', durable: false });
  return {
    connectionString: server.connectionString,
    stop: async () => {
      await server.stop();
      await rm(directory, { recursive: true, force: true });
      process.off('exit', onExit);
    },
  };
}
