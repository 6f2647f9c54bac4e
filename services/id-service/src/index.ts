// The ID service for those who run it inside a process of their own: tests and the demo.

export { type IdServiceConfiguration, idServiceConfiguration, keysOf } from './configuration.ts';
export { keyFileName, loadOrMakeKeys } from './key-file.ts';
export { migrateIdentity } from './migrations.ts';
export { identityProblems } from './routes.ts';
export { createIdService, type IdService, type IdServiceOptions } from './service.ts';
