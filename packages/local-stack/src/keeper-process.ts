// A small process beside the stack: when the stack is gone without having stopped its database and broker, this one does.
// Run as `node keeper-process.ts '{"postgresDirectory": ..., "postmasterPid": ..., "kafkaPid": ...}'`, with a pipe from the stack as
// standard input.
import { existsSync } from 'node:fs';
import { startEmbeddedPostgres } from '@clew/database';
import { z } from 'zod';

const told = z
  .object({
    postgresDirectory: z.string().optional(),
    postmasterPid: z.int().positive().optional(),
    kafkaPid: z.int().positive().optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

process.on('SIGTERM', () => process.exit(0));
process.stdin
  .on('end', () => void release())
  .on('error', () => void release())
  .resume();

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

async function release(): Promise<void> {
  signal(told.kafkaPid, 'SIGTERM');
  if (told.postgresDirectory !== undefined && existsSync(told.postgresDirectory)) {
    // Taking a lease and giving it back forgets the leases of the dead, and stops the server where nobody else holds one.
    const server = await startEmbeddedPostgres({ directory: told.postgresDirectory });
    await server.stop();
  } else {
    // The home was deleted meanwhile: asking for it again would make a new server beside the one that nobody can use any more.
    signal(told.postmasterPid, 'SIGINT');
  }
  process.exit(0);
}
