// What every statistic shares: columns, errors, long work, random numbers. The public face.

export type { Clusters } from './clusters.ts';
export { type Column, type Factor, factor, isFactor, type MissingRule } from './columns.ts';
export { StatisticsError, type StatisticsErrorCode, statisticsErrorCodes, type Where } from './errors.ts';
export { type RandomStream, randomStream } from './random.ts';
export type { Work } from './work.ts';
