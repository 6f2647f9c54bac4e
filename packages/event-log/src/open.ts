// Which log a process uses: Kafka where brokers are configured, PostgreSQL otherwise.
import { parseBrokers } from './brokers.ts';
import { openKafkaLog } from './kafka/log.ts';
import type { EventLog } from './port.ts';
import { openPostgresLog } from './postgres/log.ts';

export interface OpenLogOptions {
  /** The database that keeps the log where there is no Kafka. */
  readonly databaseUrl: string;
  /** `host:port`, several as a list or separated by commas. Empty or absent: the log is kept in PostgreSQL. */
  readonly kafkaBrokers?: string | readonly string[] | undefined;
  /** Shown to the broker or the database server (default `clew`). */
  readonly clientId?: string;
}

/** Opens the configured log; see `openKafkaLog` and `openPostgresLog`. Throws RangeError for brokers that cannot be read. */
export function openLog(options: OpenLogOptions): EventLog {
  const brokers = parseBrokers(options.kafkaBrokers);
  if (brokers.length > 0)
    return openKafkaLog({ brokers, ...(options.clientId === undefined ? {} : { clientId: options.clientId }) });
  return openPostgresLog({ connectionString: options.databaseUrl });
}
