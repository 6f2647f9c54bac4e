// The projector's environment, checked whole at the start.
import { databaseVariables, logVariables, serviceVariables } from '@clew/service-kit';
import { z } from 'zod';

export const configurationSchema = z.object({
  ...serviceVariables,
  ...databaseVariables,
  ...logVariables,
  CLEW_PROJECTOR_GROUP: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'Letters, digits, dots, hyphens and underscores only.')
    .default('clew-projector')
    .describe('The group whose projectors share the partitions'),
  CLEW_PROJECTOR_BATCH_RECORDS: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('The most records in one transaction'),
  CLEW_PROJECTOR_REMEMBERED_EVENTS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000_000)
    .default(100_000)
    .describe('How many events of recent careers to keep in memory, at about 1.5 KB each'),
  CLEW_PROJECTOR_READY_LAG: z.coerce
    .number()
    .int()
    .min(0)
    .default(100_000)
    .describe('How many records behind the projector still calls itself ready'),
});

export type ProjectorConfiguration = z.infer<typeof configurationSchema>;
