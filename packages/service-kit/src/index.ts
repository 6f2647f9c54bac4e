// What every service shares, and nothing more.

export {
  type AccessOptions,
  isLoopback,
  loopbackOnlyWithout,
  requireToken,
  tokenHashesSchema,
  tokenHashOf,
  tokenRefusal,
  tokenSchema,
} from './access.ts';
export { databaseVariables, logVariables } from './backing.ts';
export {
  type ConfigurationMistake,
  type ConfigurationReading,
  describedVariables,
  describeMistakes,
  type Environment,
  exitWithMistakes,
  readConfiguration,
  serviceVariables,
} from './configuration.ts';
export { RefusedRequest } from './faults.ts';
export { defaultMaximumDepth, type JsonReading, parseJson } from './json.ts';
export { type Line, readLines } from './lines.ts';
export { createLogger, describeFault, type FaultDescription, type Logger, type LoggerOptions } from './logger.ts';
export { Counter, createRegistry, Gauge, Histogram, Registry } from './metrics.ts';
export type { ServiceDescription } from './openapi.ts';
export { requestContent } from './openapi-document.ts';
export {
  type Problem,
  type ProblemOptions,
  problemOf,
  problemReasonSchema,
  problemSchema,
  problemTable,
  refuse,
} from './problem.ts';
export { type ReadinessCheck, type ReadinessResult, runReadinessChecks } from './readiness.ts';
export { type ProblemKind, type ProblemTable, type Refusal, sharedProblems } from './refusal.ts';
export { type RunOptions, runService, type StartContext } from './run.ts';
export {
  createServer,
  type FastifyReply,
  type FastifyRequest,
  listen,
  type Server,
  type ServerOptions,
} from './server.ts';
export { refusalsOf } from './validation.ts';
export { type WaitOptions, waitFor } from './waiting.ts';
