// The gateway's environment, checked whole at the start.
import { serviceVariables } from '@clew/service-kit';
import { z } from 'zod';
import { readCredentials } from './credentials.ts';

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

export const configurationSchema = z
  .object({
    ...serviceVariables,
    DATABASE_URL: z
      .string()
      .startsWith('postgres')
      .describe('PostgreSQL, as postgresql://user:password@host:port/database'),
    KAFKA_BROKERS: z
      .string()
      .optional()
      .describe('host:port of brokers, comma-separated; without it the log is kept in PostgreSQL'),
    CLEW_ID_SERVICE_URL: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where the ID service is; without it staff numbers are held to their check character only'),
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
  .refine((given) => given.CLEW_GATEWAY_CREDENTIALS !== undefined || loopback.has(given.HOST), {
    path: ['HOST'],
    error: 'Without CLEW_GATEWAY_CREDENTIALS the gateway listens on loopback only.',
    // Asked even where other variables are wrong: every mistake is named at once.
    when: () => true,
  });

export type GatewayConfiguration = z.infer<typeof configurationSchema>;
