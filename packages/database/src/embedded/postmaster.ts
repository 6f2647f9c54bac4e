// One PostgreSQL server process over one data directory: making the cluster, starting, finding and stopping it.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from '../errors.ts';
import type { Binaries, ServerUser } from './binaries.ts';
import { processLives } from './lease.ts';

/** What a server's own postmaster.pid says of it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  /** 'ready' once it takes connections. */
  readonly status: string;
}

export interface Cluster {
  /** Holds `data`, the password's file and the server's log. */
  readonly directory: string;
  readonly binaries: Binaries;
  readonly user: ServerUser | undefined;
  readonly settings: Readonly<Record<string, string>>;
  readonly durable: boolean;
}

export const SUPERUSER = 'clew';
const START_DEADLINE_MILLISECONDS = 60_000;

const dataOf = (cluster: Cluster): string => join(cluster.directory, 'data');
const logOf = (cluster: Cluster): string => join(cluster.directory, 'server.log');
const fault = (message: string): DatabaseError =>
  new DatabaseError('database-unreachable', message, { retryable: false });

/** The server's environment: nothing of ours, so that a PGPORT or PGDATA of the user changes nothing. */
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  TZ: 'UTC',
  ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
};

function run(
  cluster: Cluster,
  program: string,
  parameters: readonly string[],
  output: number | 'pipe',
  detached: boolean,
): ChildProcess {
  return spawn(program, parameters, {
    cwd: cluster.directory,
    env: ENVIRONMENT,
    // Detached: Ctrl-C in a terminal reaches us, and we close our connections before we stop the server.
    detached,
    stdio: ['ignore', output, output],
    ...(cluster.user ?? {}),
  });
}

async function give(path: string, user: ServerUser | undefined): Promise<void> {
  if (user !== undefined) await chown(path, user.uid, user.gid);
}

/** Makes the cluster: in a directory beside, which takes the name `data` only when it is whole. */
export async function initialise(cluster: Cluster, password: string): Promise<void> {
  const fresh = join(cluster.directory, 'data.new');
  const passwordFile = join(cluster.directory, 'password.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await Promise.all([give(fresh, cluster.user), give(passwordFile, cluster.user)]);
  const child = run(
    cluster,
    cluster.binaries.initdb,
    [
      `--pgdata=${fresh}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(cluster.durable ? [] : ['--no-sync']),
      '--no-instructions',
    ],
    'pipe',
    false,
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0)
    throw fault(
      `The embedded PostgreSQL could not be made in ${cluster.directory}: ${output.trim().split('\n').at(-1) ?? 'no reason given'}`,
    );
  await rename(passwordFile, join(cluster.directory, 'password'));
  await rename(fresh, dataOf(cluster));
}

/** Reads postmaster.pid. Undefined where there is none, where it is half written, or where its process is gone or is no PostgreSQL. */
export async function findPostmaster(directory: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port, , , , status] = text.split('\n').map((line) => line.trim());
  const found = { pid: Number(pid), port: Number(port), status: status ?? '' };
  if (!(found.pid > 0) || !(await isRunning(found.pid)) || !(await isPostgres(found.pid))) return undefined;
  return found;
}

/** True where something takes connections at the port. */
async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const end = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', end(true)).once('error', end(false));
  });
}

/** Gives the server of a directory once it takes connections; undefined where there is none, or where it dies before it does. */
export async function findAnsweringPostmaster(directory: string): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_DEADLINE_MILLISECONDS;
  for (;;) {
    const found = await findPostmaster(directory);
    if (found === undefined || (found.status === 'ready' && (await answers(found.port)))) return found;
    if (Date.now() > deadline)
      throw fault(`The PostgreSQL that runs over ${directory} (process ${found.pid}) does not take connections.`);
    await pause(50);
  }
}

/** After a crash the id may belong to a stranger by now. Where the system has no /proc the server's own check must do. */
async function isPostgres(pid: number): Promise<boolean> {
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => undefined);
  return name === undefined || name.trim() === 'postgres';
}

/** A port of the loopback interface that is free at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw fault('No port is free on 127.0.0.1.');
  return address.port;
}

async function startOnce(cluster: Cluster, port: number): Promise<Postmaster | string> {
  const settings = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...cluster.settings,
  };
  const parameters = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logOf(cluster), 'w', 0o600);
  const child = run(cluster, cluster.binaries.postgres, ['-D', dataOf(cluster), ...parameters], log, true);
  closeSync(log);
  let ended: string | undefined;
  child
    .on('error', (error) => (ended = error.message))
    .on('exit', (code, signal) => (ended = `it ended with ${signal ?? code}`));
  const deadline = Date.now() + START_DEADLINE_MILLISECONDS;
  while (ended === undefined) {
    const found = await findPostmaster(cluster.directory);
    if (found !== undefined && found.pid === child.pid && found.status === 'ready') {
      child.unref();
      return found;
    }
    if (Date.now() > deadline) {
      child.kill('SIGQUIT');
      return 'it was not ready within a minute';
    }
    await pause(15);
  }
  const lines = (await readFile(logOf(cluster), 'utf8').catch(() => '')).split('\n');
  return lines.findLast((line) => line.includes('FATAL')) ?? ended;
}

/**
 * Starts the server. A first try may fail: the port was taken meanwhile, or the processes of a killed server
 * still hold its memory; both pass, so it is tried again for a while.
 */
export async function startPostmaster(cluster: Cluster, fixedPort: number | undefined): Promise<Postmaster> {
  const version = (await readFile(join(dataOf(cluster), 'PG_VERSION'), 'utf8')).trim();
  await removeStalePid(cluster);
  const deadline = Date.now() + 20_000;
  for (;;) {
    const started = await startOnce(cluster, fixedPort ?? (await freePort()));
    if (typeof started !== 'string') return started;
    if (Date.now() > deadline || /not compatible|permission/i.test(started)) {
      throw fault(
        `The embedded PostgreSQL in ${cluster.directory} (its data are of version ${version}) did not start: ${started}`,
      );
    }
    await pause(250);
  }
}

/** A postmaster.pid whose number now belongs to a stranger would keep PostgreSQL from starting for ever. */
async function removeStalePid(cluster: Cluster): Promise<void> {
  if ((await findPostmaster(cluster.directory)) === undefined)
    await rm(join(dataOf(cluster), 'postmaster.pid'), { force: true });
}

/** Stops the server: open transactions are rolled back, connections end (PostgreSQL's "fast" shutdown). */
export async function stopPostmaster(directory: string): Promise<void> {
  const found = await findPostmaster(directory);
  if (found === undefined) return;
  const signal = (name: NodeJS.Signals): void => {
    try {
      process.kill(found.pid, name);
    } catch {
      // It ended by itself in this moment.
    }
  };
  signal('SIGINT');
  const hurry = Date.now() + 30_000;
  let hurried = false;
  while (await isRunning(found.pid)) {
    if (!hurried && Date.now() > hurry) {
      hurried = true;
      signal('SIGQUIT');
    }
    await pause(15);
  }
}

/** A dead child of ours that nobody has waited for yet still has its id: on Linux its state tells. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return processLives(pid) && !(stat !== undefined && /\) [ZX] /.test(stat));
}
