// What one test run shares between its processes: the main one owns the servers, the workers ask it for them.
import { TEST_DATABASE_URL } from '@clew/database/testing';

/** Set by the global setup; the workers and the processes that tests start inherit them. */
export const ENVIRONMENT = {
  /** A superuser's connection string of a server that tests may make databases in. */
  databaseUrl: TEST_DATABASE_URL,
  /** Where the main process answers questions such as "where is Kafka". */
  control: 'CLEW_TEST_CONTROL',
} as const;

/** The answer to "where is Kafka": its brokers, or why there is none. */
export type KafkaAnswer =
  | { readonly brokers: readonly string[]; readonly kind: 'configured' | 'docker' | 'local' }
  | { readonly brokers: null; readonly reason: string };
