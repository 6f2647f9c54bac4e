// How much processor time this process and the database server used: on a busy machine it holds where wall time does not.
import { readdir, readFile } from 'node:fs/promises';
import type { Queryable } from '@clew/database';

/** Seconds of processor time, of all threads. `server` is null where it cannot be told: elsewhere than on Linux, or on another machine. */
export interface ProcessorTime {
  readonly node: number;
  readonly server: number | null;
}

const ticksPerSecond = 100;

/** What was used so far, since both began. */
export async function processorTime(admin: Queryable): Promise<ProcessorTime> {
  const { user, system } = process.cpuUsage();
  return { node: (user + system) / 1e6, server: await serverTime(admin).catch(() => null) };
}

/** The fields of /proc/PID/stat from the third on: the second is a name that may hold anything. */
async function statOf(pid: number | string): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8');
  return text.slice(text.lastIndexOf(')') + 2).split(' ');
}

/** The server's own time, that of its processes that have ended, and that of those that run. */
async function serverTime(admin: Queryable): Promise<number | null> {
  const { rows } = await admin.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const parent = (await statOf(rows[0]?.pid ?? 0))[1] ?? '';
  const sum = (fields: readonly string[]): number => fields.reduce((total, field) => total + Number(field), 0);
  let ticks = sum((await statOf(parent)).slice(11, 15));
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue;
    const stat = await statOf(pid).catch(() => []);
    if (stat[1] === parent) ticks += sum(stat.slice(11, 13));
  }
  return ticks / ticksPerSecond;
}
