// Real PostgreSQL and Kafka for tests.

export type { TestDatabase } from './postgres.ts';
export { createTestDatabase, testServerUrl } from './postgres.ts';
