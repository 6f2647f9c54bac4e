// The topics of the log, made where they are missing, on either adapter.
import { type EventLog, openLog as openConfiguredLog } from '@clew/event-log';
import { topics } from '@clew/events';

export interface LogPlace {
  readonly databaseUrl: string;
  /** Comma-separated; null: the log is PostgreSQL's. */
  readonly kafkaBrokers: string | null;
}

/** Opens the log of a stack. */
export function openLog({ databaseUrl, kafkaBrokers }: LogPlace): EventLog {
  const brokers = kafkaBrokers === null ? {} : { kafkaBrokers };
  return openConfiguredLog({ databaseUrl, ...brokers, clientId: 'clew-local-stack' });
}

/** Creates the topics that are missing; gives the names of those created. Throws LogError where one exists with another partition count. */
export async function ensureTopics(place: LogPlace): Promise<readonly string[]> {
  const log = openLog(place);
  try {
    const definitions = Object.values(topics).map(({ name, partitions }) => ({ name, partitions }));
    const { created } = await log.administration.ensureTopics(definitions);
    return created;
  } finally {
    await log.close();
  }
}
