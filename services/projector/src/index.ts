// The public face of the projector: its parts, for its process and for tests.
export { configurationSchema, type ProjectorConfiguration } from './configuration.ts';
export { createMetrics, type ProjectorMetrics } from './metrics.ts';
export { createProgress, type PartitionLag, type Progress } from './progress.ts';
export { type ProjectorOptions, projectedTopics, startProjector } from './projector.ts';
