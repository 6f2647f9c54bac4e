// Which log a process uses: Kafka where brokers are configured, PostgreSQL otherwise.
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

/** Splits `a:9092, b:9092`. Throws RangeError for something that is no host and port. */
export function parseBrokers(text: string | readonly string[] | undefined): readonly string[] {
  const list = typeof text === 'string' ? text.split(',') : (text ?? []);
  const brokers = list.map((each) => each.trim()).filter((each) => each !== '');
  const wrong = brokers.findIndex(
    (broker) => !/^[^\s:/]+:\d{1,5}$/.test(broker) && !/^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(broker),
  );
  if (wrong >= 0) throw new RangeError(`Broker ${wrong + 1} of KAFKA_BROKERS is not of the form host:port.`);
  return brokers;
}

/** Opens the configured log; see `openKafkaLog` and `openPostgresLog`. Throws RangeError for brokers that cannot be read. */
export function openLog(options: OpenLogOptions): EventLog {
  const brokers = parseBrokers(options.kafkaBrokers);
  if (brokers.length > 0)
    return openKafkaLog({ brokers, ...(options.clientId === undefined ? {} : { clientId: options.clientId }) });
  return openPostgresLog({ connectionString: options.databaseUrl });
}
