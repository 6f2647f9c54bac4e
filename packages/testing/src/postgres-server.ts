// The run's own PostgreSQL server: started once, gone at the end, however the run ends.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processLives, startEmbeddedPostgres } from '@clew/database';
import { directoriesOf, kill, namesIn, removeTree } from './leftovers.ts';

const PREFIX = 'clew-test-postgres-';

/** For the moment of exit, where nothing can be awaited. */
function removeNow(directory: string): void {
  try {
    const pid = Number.parseInt(readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8'), 10);
    kill(pid, 'SIGQUIT');
  } catch {
    // It has no server.
  }
  removeTree(directory);
}

/** A run that was killed left its server behind. Its lease names the process; when that is dead, nobody needs it. */
function removeLeftovers(): void {
  for (const directory of directoriesOf(PREFIX)) {
    const leases = namesIn(join(directory, 'leases'));
    if (leases.length > 0 && !leases.some((lease) => processLives(Number.parseInt(lease, 10)))) removeNow(directory);
  }
}

/** Starts the server without any durability, since the data die with the run. */
export async function startTestPostgres(): Promise<{ readonly connectionString: string; stop(): Promise<void> }> {
  removeLeftovers();
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
