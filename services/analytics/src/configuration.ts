// What the analytics service reads from its environment.
import { join } from 'node:path';
import {
  databaseVariables,
  isLoopback,
  loopbackOnlyWithout,
  serviceVariables,
  tokenHashesSchema,
} from '@clew/service-kit';
import { z } from 'zod';

/** The service's variables. */
export const configurationSchema = z
  .object({
    ...serviceVariables,
    ...databaseVariables,
    CLEW_ANALYTICS_TOKENS: tokenHashesSchema
      .optional()
      .describe(
        'SHA-256 in hexadecimal of the tokens that callers send, comma-separated; without it the service listens on loopback only',
      ),
    CLEW_HOME: z.string().optional().describe('Where the embedded state lives; snapshots are kept in it'),
    CLEW_SNAPSHOT_DIRECTORY: z
      .string()
      .optional()
      .describe('Where snapshots are kept; CLEW_HOME/snapshots, or .clew/snapshots, unless told'),
    CLEW_SNAPSHOT_AS_OF: z.iso
      .date('Expected a date that exists, as YYYY-MM-DD')
      .optional()
      .describe('The last day that the current snapshot covers; today unless told'),
    CLEW_SNAPSHOT_EVERY_SECONDS: z.coerce
      .number()
      .int()
      .min(0)
      .max(31_536_000)
      .default(0)
      .describe('How often a new snapshot is made where the ledger has changed; 0 only at the start and when asked'),
  })
  .refine(
    (given) => given.CLEW_ANALYTICS_TOKENS !== undefined || isLoopback(given.HOST),
    loopbackOnlyWithout('CLEW_ANALYTICS_TOKENS'),
  );

export type AnalyticsConfiguration = z.infer<typeof configurationSchema>;

/** The directory of the snapshots. */
export function snapshotDirectoryOf(configuration: AnalyticsConfiguration): string {
  return configuration.CLEW_SNAPSHOT_DIRECTORY ?? join(configuration.CLEW_HOME ?? '.clew', 'snapshots');
}
