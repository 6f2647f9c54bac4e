// The whole of Clew on one machine: what the services stand on, the services, and their end in the reverse order.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BackingOptions, openBroker, openDatabase } from './backing.ts';
import { type ChildService, startChildService } from './child-service.ts';
import { StackFault } from './fault.ts';
import { startKeeper } from './keeper.ts';
import { readLiveStack, removeStackFile, type StackFile, writeStackFile } from './stack-file.ts';
import { ensureTopics } from './topics.ts';

/** The services in the order in which they are named to people. */
export const serviceNames = ['id-service', 'gateway', 'projector', 'analytics'] as const;
export type ServiceName = (typeof serviceNames)[number];

export interface StackOptions extends BackingOptions {
  /** Which services to start (default: all that the repository holds). */
  readonly services?: readonly ServiceName[];
  /** Added to the environment of every service. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Stops the start where it stands, and what was started. */
  readonly signal?: AbortSignal;
}

export interface Stack {
  /** True where the stack was running already, by another process. Stopping it is then that process's affair. */
  readonly attached: boolean;
  readonly home: string;
  readonly databaseUrl: string;
  readonly kafkaBrokers: string | null;
  /** The address of each service that runs. */
  readonly urls: Readonly<Partial<Record<ServiceName, string>>>;
  /** The address of a service; throws StackFault `service-missing` where it does not run. */
  url(name: ServiceName): string;
  /** Resolves when a service has died by itself. */
  readonly failed: Promise<StackFault>;
  /** Stops the services, the broker and the database, in this order. A second call waits for the same. */
  stop(): Promise<void>;
}

const servicesFolder = fileURLToPath(new URL('../../../services/', import.meta.url));

/** Starts everything and resolves when all services are ready. Where something fails, what was started is stopped, and it throws. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = resolve(options.home);
  const closing: (() => Promise<unknown>)[] = [];
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= closeAll(closing);
    return stopping;
  };
  try {
    await refuseSecond(home);
    await mkdir(join(home, 'logs'), { recursive: true });
    const file = await startAll({ ...options, home }, closing);
    const { services, content } = file;
    const failed = Promise.race(services.map(({ died }) => died));
    return { ...describe(home, content, false), failed, stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** Uses the stack that runs in this home, or starts one. */
export async function attachOrStart(options: StackOptions): Promise<Stack> {
  const home = resolve(options.home);
  const live = await readLiveStack(home);
  if (live === null) return startStack(options);
  return { ...describe(home, live, true), failed: new Promise(() => undefined), stop: async () => undefined };
}

async function refuseSecond(home: string): Promise<void> {
  const live = await readLiveStack(home);
  if (live === null) return;
  throw new StackFault('stack-running', `Clew runs already in ${home} (process ${live.pid}); stop it first.`);
}

interface Started {
  readonly services: readonly ChildService[];
  readonly content: StackFile;
}

async function startAll(options: StackOptions, closing: (() => Promise<unknown>)[]): Promise<Started> {
  const { home, onProgress, signal } = options;
  const stopIfAsked = (): void => {
    if (signal?.aborted === true) throw new StackFault('stopped', 'The start was stopped.');
  };
  stopIfAsked();
  const [database, broker] = await openBacking(options, closing);
  stopIfAsked();
  const kept = {
    ...database.embedded,
    ...(broker.pid === null ? {} : { kafkaPid: broker.pid }),
  };
  if (Object.keys(kept).length > 0) closing.push(startKeeper(kept));
  onProgress?.('making the topics');
  await ensureTopics({ databaseUrl: database.url, kafkaBrokers: broker.brokers });
  stopIfAsked();
  onProgress?.('starting the services');
  const services = await startServices(options, database.url, broker.brokers, closing);
  const content = {
    pid: process.pid,
    startedAt: new Date().toISOString(),
    databaseUrl: database.url,
    kafkaBrokers: broker.brokers,
    services: Object.fromEntries(services.map(({ name, url, pid }) => [name, { url, pid }])),
  };
  closing.push(() => removeStackFile(home));
  await writeStackFile(home, content);
  return { services, content };
}

/** The database and the broker at once: each takes seconds. Where one fails, the other is closed all the same. */
async function openBacking(options: StackOptions, closing: (() => Promise<unknown>)[]) {
  const opening = [
    openDatabase(options).then((opened) => {
      closing.push(opened.close);
      return opened.value;
    }),
    openBroker(options).then((opened) => {
      closing.push(opened.close);
      return opened.value;
    }),
  ] as const;
  await Promise.allSettled(opening);
  return Promise.all(opening);
}

async function startServices(
  options: StackOptions,
  databaseUrl: string,
  brokers: string | null,
  closing: (() => Promise<unknown>)[],
): Promise<readonly ChildService[]> {
  const names = options.services ?? serviceNames.filter((name) => existsSync(mainOf(name)));
  const environment = {
    // On one machine the pages should follow what is published, without anybody asking. Nothing is made where nothing changed.
    CLEW_SNAPSHOT_EVERY_SECONDS: process.env['CLEW_SNAPSHOT_EVERY_SECONDS'] ?? '10',
    ...options.environment,
    CLEW_HOME: options.home,
    CLEW_DATA_DIRECTORY: join(options.home, 'keys'),
    DATABASE_URL: databaseUrl,
    // An empty variable counts as absent: a KAFKA_BROKERS of ours must not reach services that shall not use it.
    KAFKA_BROKERS: brokers ?? '',
  };
  const idService = Promise.withResolvers<string>();
  if (!names.includes('id-service')) idService.resolve('');
  const start = async (name: ServiceName): Promise<ChildService> => {
    // The gateway asks the ID service which numbers were issued. It needs the address, and waits for the rest by itself.
    const more = name === 'gateway' ? { CLEW_ID_SERVICE_URL: await idService.promise } : {};
    const logFile = join(options.home, 'logs', `${name}.log`);
    const described = { name, entry: entryOf(name), environment: { ...environment, ...more }, logFile };
    const onListening = name === 'id-service' ? { onListening: idService.resolve } : {};
    const service = await startChildService({ ...described, ...onListening }, options.signal);
    closing.push(service.stop);
    options.onProgress?.(`${name} is ready`);
    return service;
  };
  const starting = names.map((name) => {
    const started = start(name);
    if (name === 'id-service') void started.catch(idService.reject);
    return started;
  });
  await Promise.allSettled(starting);
  return Promise.all(starting);
}

function mainOf(name: ServiceName): string {
  return join(servicesFolder, name, 'main.ts');
}

function entryOf(name: ServiceName): string {
  const entry = mainOf(name);
  if (existsSync(entry)) return entry;
  throw new StackFault('service-missing', `There is no ${entry}.`, { service: name });
}

async function closeAll(closing: (() => Promise<unknown>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const close of closing.toReversed()) {
    await close().catch((fault: unknown) => faults.push(fault));
  }
  if (faults.length > 0) throw new AggregateError(faults, 'something of the stack did not stop cleanly');
}

function describe(home: string, content: StackFile, attached: boolean): Omit<Stack, 'failed' | 'stop'> {
  const urls = Object.fromEntries(Object.entries(content.services).map(([name, { url }]) => [name, url]));
  return {
    attached,
    home,
    databaseUrl: content.databaseUrl,
    kafkaBrokers: content.kafkaBrokers,
    urls,
    url: (name) => {
      const found = urls[name];
      if (found !== undefined) return found;
      throw new StackFault('service-missing', `${name} does not run here.`, { service: name });
    },
  };
}
