// The gateway's environment, checked whole at the start.
import {
  databaseVariables,
  isLoopback,
  logVariables,
  loopbackOnlyWithout,
  serviceVariables,
  tokenSchema,
} from '@clew/service-kit';
import { z } from 'zod';
import { readCredentials } from './credentials.ts';

export const configurationSchema = z
  .object({
    ...serviceVariables,
    ...databaseVariables,
    ...logVariables,
    CLEW_ID_SERVICE_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where the ID service is; without it staff numbers are held to their check character only'),
    CLEW_ID_SERVICE_TOKEN: tokenSchema
      .optional()
      .describe('The token that the ID service asks for, where it has CLEW_ID_SERVICE_TOKENS'),
    CLEW_GATEWAY_CREDENTIALS: z
      .string()
      .transform((text, context) => {
        try {
          return readCredentials(text);
        } catch (fault) {
          context.addIssue({ code: 'custom', message: fault instanceof Error ? fault.message : 'cannot be read' });
          return z.NEVER;
        }
      })
      .optional()
      .describe(
        'JSON, or the path of a JSON file: [{"tokenSha256", "department", "systems"?}]; without it the door is open, on loopback only',
      ),
    CLEW_STREAM_IDLE_SECONDS: z.coerce
      .number()
      .int()
      .min(1)
      .max(3_600)
      .default(60)
      .describe('How long a stream of events may be silent'),
  })
  .refine(
    (given) => given.CLEW_GATEWAY_CREDENTIALS !== undefined || isLoopback(given.HOST),
    loopbackOnlyWithout('CLEW_GATEWAY_CREDENTIALS'),
  );

export type GatewayConfiguration = z.infer<typeof configurationSchema>;
