// PostgreSQL for the whole of Clew: connections, transactions, migrations, errors, and the embedded server.

export { processLives } from './embedded/lease.ts';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './embedded/server.ts';
export { startEmbeddedPostgres } from './embedded/server.ts';
export type { DatabaseErrorCode, MigrationErrorCode, TranslatedDatabaseError } from './errors.ts';
export { DatabaseError, isDatabaseError, translateDatabaseError } from './errors.ts';
export type { MigrateOptions, MigrateResult } from './migrate.ts';
export { migrate } from './migrate.ts';
export type { Pool, PoolClient, PoolOptions, Queryable } from './pool.ts';
export { clewTypes, clientConfig, createClient, createPool, parseInteger, quoteIdentifier } from './pool.ts';
export { reasonDatabaseIsAway } from './reason-away.ts';
export type { TransactionOptions } from './transaction.ts';
export { withTransaction } from './transaction.ts';
export type { WaitOptions } from './wait.ts';
export { waitForDatabase } from './wait.ts';
