// The gateway, for tests and for the local stack.

export { configurationSchema } from './configuration.ts';
export { type Credential, readCredentials } from './credentials.ts';
export { problems as gatewayProblems } from './faults.ts';
export { createGateway, type GatewayOptions } from './gateway.ts';
export { migrateGateway } from './migrate.ts';
export { type EventProgress, type ProgressOf, progressInLedger } from './progress.ts';
export { createHttpDirectory, DirectoryUnavailable, type StaffNumberDirectory } from './staff-numbers.ts';
