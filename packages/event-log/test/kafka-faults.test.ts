// The contract of the log under faults, on Kafka.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalKafka } from '@clew/local-kafka';
import { testKafka } from '@clew/testing';
import { describe } from 'vitest';
import { faultContract, outageContract } from './contract-faults.ts';
import type { OwnServer } from './support/harness.ts';
import { sessionTimeout } from './support/kafka.ts';

const kafka = await testKafka();

describe.skipIf(kafka === undefined)('with a broker', () => {
  faultContract('Kafka', () => ({
    settings: { kind: 'kafka', brokers: kafka?.brokers ?? [], sessionTimeoutMilliseconds: sessionTimeout(kafka) },
  }));
});

/** A second broker, from Apache's jars, which the test owns alone. */
async function ownServer(): Promise<OwnServer> {
  const directory = await mkdtemp(join(tmpdir(), 'clew-test-log-'));
  let server = await startLocalKafka({ directory });
  return {
    settings: { kind: 'kafka', brokers: server.brokers, sessionTimeoutMilliseconds: 1_500 },
    kill: () => server.kill(),
    restart: async () => {
      server = await startLocalKafka({ directory });
    },
    dispose: async () => {
      await server.kill();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

// Only the jars give a broker that may be killed: a configured one is not ours, and a container comes back on another port.
describe.skipIf(kafka?.kind !== 'local')('with a broker of its own', () => {
  outageContract('Kafka', ownServer);
});
