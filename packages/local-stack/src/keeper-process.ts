// A small process beside the stack: when the stack is gone without having stopped its database and broker, this one does.
// Run as `node keeper-process.ts '{"postgresDirectory": ..., "kafkaPid": ...}'`, with a pipe from the stack as standard input.
import { startEmbeddedPostgres } from '@clew/database';
import { z } from 'zod';

const told = z
  .object({ postgresDirectory: z.string().optional(), kafkaPid: z.int().positive().optional() })
  .parse(JSON.parse(process.argv[2] ?? '{}'));

process.on('SIGTERM', () => process.exit(0));
process.stdin
  .on('end', () => void release())
  .on('error', () => void release())
  .resume();

async function release(): Promise<void> {
  if (told.kafkaPid !== undefined) {
    try {
      process.kill(told.kafkaPid, 'SIGTERM');
    } catch {
      // It is gone already.
    }
  }
  if (told.postgresDirectory !== undefined) {
    // Taking a lease and giving it back forgets the leases of the dead, and stops the server where nobody else holds one.
    const server = await startEmbeddedPostgres({ directory: told.postgresDirectory });
    await server.stop();
  }
  process.exit(0);
}
