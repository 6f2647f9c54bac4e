// The analytics service, for its main.ts and its tests.

export { type AnalyticsConfiguration, configurationSchema, snapshotDirectoryOf } from './configuration.ts';
export { analyticsProblems } from './problems.ts';
export { type AnalyticsOptions, createAnalytics } from './service.ts';
export { SnapshotKeeper } from './snapshot-keeper.ts';
