// Real PostgreSQL and Kafka for tests.

export { createTestDatabase, type TestDatabase, testServerUrl } from '@clew/database/testing';
export type { KafkaForTests } from './kafka.ts';
export { testKafka } from './kafka.ts';
