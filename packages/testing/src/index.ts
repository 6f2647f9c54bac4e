// What tests stand on: real PostgreSQL and Kafka, services as processes, and real data where it is at hand.

export { createTestDatabase, type TestDatabase, testServerUrl } from '@clew/database/testing';
export { steadyPort } from '@clew/local-kafka';
export { type DatabaseDoor, openDatabaseDoor } from './database-door.ts';
export { type KafkaForTests, testKafka } from './kafka.ts';
export { killPostgres } from './kill-postgres.ts';
export { untilGone } from './processes.ts';
export { type LogLine, type ServiceProcess, serviceProcesses } from './service-process.ts';
export { sharedData } from './shared-data.ts';
