// The run's own Kafka, started when the first test asks: configured brokers, else Docker, else Apache's jars, else none with a reason.

import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processLives } from '@clew/database';
import { startLocalKafka } from '@clew/local-kafka';
import { directoriesOf, kill, removeTree } from './leftovers.ts';
import type { KafkaAnswer } from './run.ts';

export interface TestKafka {
  /** Starts it at the first call; the same answer to every later one. */
  ask(): Promise<KafkaAnswer>;
  stop(): Promise<void>;
}

interface Started {
  readonly answer: KafkaAnswer;
  readonly stop: () => Promise<void>;
}

const PREFIX = 'clew-test-kafka-';

/** The image of the broker for tests under Docker. */
const IMAGE = 'confluentinc/cp-kafka:7.9.1';

function configured(): Started | undefined {
  const brokers = (process.env.KAFKA_BROKERS ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (brokers.length === 0) return undefined;
  return { answer: { brokers, kind: 'configured' }, stop: () => Promise.resolve() };
}

/** True where a Docker engine listens. Asked first, because loading testcontainers only to hear "no" takes a second. */
async function dockerAnswers(): Promise<boolean> {
  const host = process.env.DOCKER_HOST ?? 'unix:///var/run/docker.sock';
  const url = new URL(host);
  const target =
    url.protocol === 'unix:' ? { path: url.pathname } : { host: url.hostname, port: Number(url.port || 2375) };
  return new Promise((resolve) => {
    const socket = connect({ ...target, timeout: 2_000 });
    const answer = (reachable: boolean) => (): void => {
      socket.destroy();
      resolve(reachable);
    };
    socket.once('connect', answer(true)).once('error', answer(false)).once('timeout', answer(false));
  });
}

async function withDocker(): Promise<Started | string> {
  if (!(await dockerAnswers())) return 'no Docker engine answers';
  try {
    const { KafkaContainer } = await import('@testcontainers/kafka');
    const container = await new KafkaContainer(IMAGE)
      .withKraft()
      .withEnvironment({
        KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
        KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
        KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
        KAFKA_MESSAGE_MAX_BYTES: '2097152',
      })
      .start();
    const brokers = [`${container.getHost()}:${container.getMappedPort(9093)}`];
    return { answer: { brokers, kind: 'docker' }, stop: async () => void (await container.stop()) };
  } catch (error) {
    return `Docker answers, but Kafka did not start in it (${error instanceof Error ? error.message : 'no reason given'})`;
  }
}

/** A run that was killed left its broker behind: its directory is named after the run's process. */
function removeLeftovers(): void {
  for (const directory of directoriesOf(PREFIX)) {
    const owner = Number(directory.slice(directory.lastIndexOf(PREFIX) + PREFIX.length).split('-')[0]);
    if (processLives(owner)) continue;
    kill(Number(readText(join(directory, 'broker.pid'))), 'SIGKILL');
    removeTree(directory);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function withJars(): Promise<Started | string> {
  removeLeftovers();
  const directory = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const remove = (): void => removeTree(directory);
  process.on('exit', remove);
  try {
    const kafka = await startLocalKafka({ directory });
    await writeFile(join(directory, 'broker.pid'), String(kafka.pid));
    return {
      answer: { brokers: kafka.brokers, kind: 'local' },
      stop: async () => {
        // Its data are thrown away, so an orderly stop would be wasted time.
        await kafka.kill();
        await rm(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    return error instanceof Error ? error.message : 'the local Kafka did not start';
  }
}

async function start(): Promise<Started> {
  const given = configured();
  if (given !== undefined) return given;
  const docker = await withDocker();
  if (typeof docker !== 'string') return docker;
  const jars = await withJars();
  if (typeof jars !== 'string') return jars;
  const reason = `KAFKA_BROKERS is not set; ${docker}; ${jars}`;
  return { answer: { brokers: null, reason }, stop: () => Promise.resolve() };
}

export function createTestKafka(): TestKafka {
  let started: Promise<Started> | undefined;
  return {
    ask: async () => {
      started ??= start();
      return (await started).answer;
    },
    stop: async () => {
      if (started !== undefined) await (await started).stop();
    },
  };
}
