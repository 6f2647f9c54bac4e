// A real Kafka broker on this machine, from Apache's jars: one node, KRaft, 384 MB; for tests and for the demo.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fetchKafkaJars, findJava, LocalKafkaUnavailable } from './jars.ts';
import { steadyPort } from './steady-port.ts';

export interface LocalKafkaOptions {
  /** Where the broker keeps its data. A second start over it goes on with what is there, on the same port. */
  readonly directory: string;
  readonly onProgress?: (step: string) => void;
}

export interface LocalKafka {
  readonly brokers: readonly string[];
  readonly pid: number;
  /** Stops the broker in order; its data stay. */
  stop(): Promise<void>;
  /** Kills the broker (SIGKILL), as a power cut would; for tests of faults. */
  kill(): Promise<void>;
}

interface Ports {
  readonly broker: number;
  readonly controller: number;
}

const START_DEADLINE_MILLISECONDS = 90_000;

/** What makes a broker small: few threads, one partition for each internal topic, and no waiting for more members. */
function properties(directory: string, ports: Ports): string {
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.bootstrap.servers': `127.0.0.1:${ports.controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.broker}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': join(directory, 'data'),
    'auto.create.topics.enable': 'false',
    'group.initial.rebalance.delay.ms': '0',
    'group.min.session.timeout.ms': '1000',
    'message.max.bytes': '2097152',
    // The cleaner's default buffer alone is a third of this heap.
    'log.cleaner.dedupe.buffer.size': '2097152',
    'offsets.topic.num.partitions': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.num.partitions': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'num.network.threads': '2',
    'num.io.threads': '2',
    'background.threads': '2',
    // After a kill the broker waits until its old session has run out before it starts again.
    'broker.session.timeout.ms': '1500',
    'broker.heartbeat.interval.ms': '500',
  };
  return `${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n')}\n`;
}

const LOG4J = `status = warn
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d %p %c{1} %m%n
rootLogger.level = warn
rootLogger.appenderRef.out.ref = out
logger.server.name = kafka.server.KafkaRaftServer
logger.server.level = info
logger.broker.name = kafka.server.BrokerServer
logger.broker.level = info
`;

/** The controller's address is part of the cluster's own data, so the ports of the first start are kept. */
async function choosePorts(directory: string): Promise<Ports> {
  const file = join(directory, 'ports.json');
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return JSON.parse(kept) as Ports;
  const broker = await steadyPort();
  const ports = { broker, controller: await steadyPort(broker) };
  await writeFile(file, JSON.stringify(ports));
  return ports;
}

interface Program {
  readonly java: string;
  readonly base: readonly string[];
}

async function format(program: Program, directory: string, configuration: string): Promise<void> {
  const formatted = await stat(join(directory, 'data', 'meta.properties')).then(
    () => true,
    () => false,
  );
  if (formatted) return;
  const bytes = randomBytes(16);
  // An id that began with a dash would be read as an option.
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  const clusterId = bytes.toString('base64url');
  await promisify(execFile)(program.java, [
    ...program.base,
    'kafka.tools.StorageTool',
    'format',
    '--standalone',
    '-t',
    clusterId,
    '-c',
    configuration,
  ]);
}

async function waitUntilStarted(child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MILLISECONDS;
  for (;;) {
    const text = await readFile(log, 'utf8');
    if (text.includes('Kafka Server started')) return;
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      const reason = text.split('\n').findLast((line) => /ERROR|FATAL|Exception/.test(line)) ?? 'it gave no reason';
      throw new LocalKafkaUnavailable(`Kafka did not start: ${reason} (see ${log})`);
    }
    await pause(50);
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const hurry = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await ended;
  clearTimeout(hurry);
}

/** Starts the broker and resolves when it takes requests. Throws LocalKafkaUnavailable with a remedy. */
export async function startLocalKafka(options: LocalKafkaOptions): Promise<LocalKafka> {
  const directory = resolve(options.directory);
  const java = await findJava();
  const jars = await fetchKafkaJars(options.onProgress);
  await mkdir(directory, { recursive: true });
  const ports = await choosePorts(directory);
  const configuration = join(directory, 'server.properties');
  const logging = join(directory, 'log4j2.properties');
  await Promise.all([writeFile(configuration, properties(directory, ports)), writeFile(logging, LOG4J)]);
  const base = ['-Xms128m', '-Xmx384m', `-Dlog4j2.configurationFile=${logging}`, '-cp', join(jars, '*')];
  options.onProgress?.('starting Kafka');
  await format({ java, base }, directory, configuration);
  const log = join(directory, 'server.log');
  const output = openSync(log, 'w');
  // Detached: Ctrl-C in a terminal reaches us, and whoever uses the broker stops before it does.
  const child = spawn(java, [...base, 'kafka.Kafka', configuration], {
    stdio: ['ignore', output, output],
    detached: true,
  });
  closeSync(output);
  const onExit = (): void => void child.kill('SIGKILL');
  process.on('exit', onExit);
  child.once('exit', () => process.off('exit', onExit));
  await waitUntilStarted(child, log);
  child.unref();
  return {
    brokers: [`127.0.0.1:${ports.broker}`],
    pid: child.pid ?? 0,
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}
