// Real PostgreSQL and Kafka for tests.

export type { KafkaForTests } from './kafka.ts';
export { testKafka } from './kafka.ts';
export type { TestDatabase } from './postgres.ts';
export { createTestDatabase, testServerUrl } from './postgres.ts';
