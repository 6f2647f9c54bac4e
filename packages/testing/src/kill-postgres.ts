// A PostgreSQL that goes as when its machine does: every process of it at once.
import { createPool } from '@clew/database';

/**
 * Kills a server with SIGKILL, on this machine: the process that was started, and those that it made for its connections, which else may
 * answer once more before they see that they are alone. They are asked of the server itself: where its data lie is its own affair.
 * Resolves when the connection that told them has broken.
 */
export async function killPostgres(connectionString: string): Promise<void> {
  const pool = createPool({ connectionString, applicationName: 'clew-killer', maximumConnections: 1 });
  const client = await pool.connect();
  client.on('error', () => undefined);
  const gone = new Promise((resolve) => client.once('end', resolve));
  // The one that answers comes last: it is told by its end that all are gone.
  const { rows } = await client.query<{ pid: number }>(
    `SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::integer AS pid
     UNION ALL (SELECT pid FROM pg_stat_activity ORDER BY pid = pg_backend_pid())`,
  );
  for (const { pid } of rows) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has seen that it is alone, and ended by itself.
    }
  }
  await gone;
  client.release(true);
  await pool.end();
}
