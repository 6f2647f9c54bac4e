// What the ID service reads from its environment.

import { parseTokenKeys, type TokenKeys } from '@clew/identity';
import {
  databaseVariables,
  isLoopback,
  logVariables,
  loopbackOnlyWithout,
  serviceVariables,
  tokenHashesSchema,
} from '@clew/service-kit';
import { z } from 'zod';
import { loadOrMakeKeys } from './key-file.ts';

/** The service's variables. */
export const idServiceConfiguration = z
  .object({
    ...serviceVariables,
    ...databaseVariables,
    ...logVariables,
    CLEW_ID_SERVICE_TOKENS: tokenHashesSchema
      .optional()
      .describe(
        'SHA-256 in hexadecimal of the tokens that callers send, comma-separated; without it the service listens on loopback only',
      ),
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
    // Asked even where other variables are wrong: every mistake is named at once.
    when: () => true,
  })
  .refine(
    (given) => given.CLEW_ID_SERVICE_TOKENS !== undefined || isLoopback(given.HOST),
    loopbackOnlyWithout('CLEW_ID_SERVICE_TOKENS'),
  );

export type IdServiceConfiguration = z.infer<typeof idServiceConfiguration>;

/** The keys that are configured, else those of the key file. */
export async function keysOf(configuration: IdServiceConfiguration): Promise<TokenKeys> {
  const { CLEW_NI_KEYS, CLEW_DATA_DIRECTORY } = configuration;
  if (CLEW_NI_KEYS !== undefined) return CLEW_NI_KEYS;
  if (CLEW_DATA_DIRECTORY === undefined) throw new Error('neither keys nor a data directory are configured');
  return loadOrMakeKeys(CLEW_DATA_DIRECTORY);
}
