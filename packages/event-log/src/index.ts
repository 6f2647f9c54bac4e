// The log of Clew: one port, kept by Kafka or by PostgreSQL.

export { parseBrokers } from './brokers.ts';
export type { KafkaCompression, KafkaCredentials } from './kafka/client.ts';
export type { KafkaLogOptions } from './kafka/log.ts';
export { openKafkaLog } from './kafka/log.ts';
export { MAXIMUM_BATCH_BYTES, MAXIMUM_RECORD_BYTES, recordBytes } from './limits.ts';
export type { OpenLogOptions } from './open.ts';
export { openLog } from './open.ts';
export { murmur2, partitionOf } from './partitioner.ts';
export * from './port.ts';
export type { PostgresLogOptions } from './postgres/log.ts';
export { openPostgresLog } from './postgres/log.ts';
