// What the ID service reads from its environment.

import { parseTokenKeys, type TokenKeys } from '@clew/identity';
import { serviceVariables } from '@clew/service-kit';
import { z } from 'zod';
import { loadOrMakeKeys } from './key-file.ts';

const brokers = z
  .string()
  .transform((written) => written.split(',').map((broker) => broker.trim()))
  .refine(
    (list) => list.every((broker) => /^[A-Za-z0-9.[\]:-]+:\d{1,5}$/.test(broker)),
    'Expected host:port,host:port',
  );

/** The service's variables. */
export const idServiceConfiguration = z
  .object({
    ...serviceVariables,
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/ })
      .describe('PostgreSQL, as postgresql://user:password@host:port/database'),
    KAFKA_BROKERS: brokers
      .optional()
      .describe('Kafka, as host:port,host:port; without it the log is kept in PostgreSQL'),
    CLEW_NI_KEYS: z
      .string()
      .transform((written, context): TokenKeys => {
        const reading = parseTokenKeys(written);
        if (reading.ok) return reading.value;
        context.addIssue({ code: 'custom', message: reading.mistake.message });
        return z.NEVER;
      })
      .optional()
      .describe('Keys of the tokens of National Insurance numbers, newest first, as version:base64,version:base64'),
    CLEW_DATA_DIRECTORY: z.string().optional().describe('Where the key file is kept when CLEW_NI_KEYS is not set'),
  })
  .refine(({ CLEW_NI_KEYS, CLEW_DATA_DIRECTORY }) => CLEW_NI_KEYS !== undefined || CLEW_DATA_DIRECTORY !== undefined, {
    path: ['CLEW_NI_KEYS'],
    error: 'Neither it nor CLEW_DATA_DIRECTORY is set.',
  });

export type IdServiceConfiguration = z.infer<typeof idServiceConfiguration>;

/** The keys that are configured, else those of the key file. */
export async function keysOf(configuration: IdServiceConfiguration): Promise<TokenKeys> {
  const { CLEW_NI_KEYS, CLEW_DATA_DIRECTORY } = configuration;
  if (CLEW_NI_KEYS !== undefined) return CLEW_NI_KEYS;
  if (CLEW_DATA_DIRECTORY === undefined) throw new Error('neither keys nor a data directory are configured');
  return loadOrMakeKeys(CLEW_DATA_DIRECTORY);
}
