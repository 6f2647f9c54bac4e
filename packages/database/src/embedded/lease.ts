// Who uses an embedded server: one file per user process, so that the last one to leave stops the server.
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** True while a process of that id exists, whoever owns it. */
export function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && Reflect.get(error, 'code') === 'EPERM';
  }
}

/** Notes that this process uses the server. Gives the lease's file, to be handed back by `releaseLease`. */
export async function takeLease(directory: string): Promise<string> {
  await mkdir(join(directory, 'leases'), { recursive: true });
  const file = join(directory, 'leases', `${process.pid}-${randomBytes(4).toString('hex')}`);
  await writeFile(file, '');
  return file;
}

/** Takes a lease back, forgets those of dead processes, and gives how many are left. Called under the directory's lock. */
export async function releaseLease(directory: string, file: string | undefined): Promise<number> {
  if (file !== undefined) await rm(file, { force: true });
  return liveLeases(directory);
}

/** How many living processes use the server; leases of dead ones are removed. */
async function liveLeases(directory: string): Promise<number> {
  const names = await readdir(join(directory, 'leases')).catch(() => []);
  let live = 0;
  for (const name of names) {
    if (processLives(Number.parseInt(name, 10))) live += 1;
    else await rm(join(directory, 'leases', name), { force: true });
  }
  return live;
}

/** Forgets this process's own leases: they were on a server that is dead, and a new one is about to start. */
export async function forgetOwnLeases(directory: string): Promise<void> {
  const names = await readdir(join(directory, 'leases')).catch(() => []);
  const own = names.filter((name) => Number.parseInt(name, 10) === process.pid);
  await Promise.all(own.map((name) => rm(join(directory, 'leases', name), { force: true })));
}
