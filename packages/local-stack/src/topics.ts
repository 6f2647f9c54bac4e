// The topics of the log, made where they are missing, on either adapter.
import { type EventLog, openKafkaLog, openPostgresLog } from '@clew/event-log';
import { topics } from '@clew/events';

export interface LogPlace {
  readonly databaseUrl: string;
  /** Comma-separated; null: the log is PostgreSQL's. */
  readonly kafkaBrokers: string | null;
}

/** Opens the log of a stack. */
export function openLog({ databaseUrl, kafkaBrokers }: LogPlace): EventLog {
  return kafkaBrokers === null
    ? openPostgresLog({ connectionString: databaseUrl })
    : openKafkaLog({ brokers: kafkaBrokers.split(',').map((each) => each.trim()), clientId: 'clew' });
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
