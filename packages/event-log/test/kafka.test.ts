// The contract of the log, on Kafka.
import { testKafka } from '@clew/testing';
import { describe } from 'vitest';
import { contract } from './contract.ts';
import { sessionTimeout } from './support/kafka.ts';

const kafka = await testKafka();

describe.skipIf(kafka === undefined)('with a broker', () => {
  contract('Kafka', () => ({
    settings: { kind: 'kafka', brokers: kafka?.brokers ?? [], sessionTimeoutMilliseconds: sessionTimeout(kafka) },
  }));
});
