// A log of either adapter for a test of its own: on a broker that tests share, each has topics of its own under the catalogue's names.
import {
  type EventLog,
  type LogPosition,
  openKafkaLog,
  openPostgresLog,
  type RecordBatch,
  type TopicDefinition,
} from '@clew/event-log';
import { topics } from '@clew/events';

/** What a process needs to open the log: it is handed on as JSON. */
export interface LogConfiguration {
  readonly kind: 'postgres' | 'kafka';
  readonly connectionString: string;
  readonly brokers: readonly string[];
  /** Put before the names of topics and groups. */
  readonly prefix: string;
}

/** The catalogue's topics, with few partitions. */
export const testTopics: readonly TopicDefinition[] = Object.values(topics).map((topic) => ({
  name: topic.name,
  partitions: Math.min(topic.partitions, 3),
}));

export function openTestLog({ kind, connectionString, brokers, prefix }: LogConfiguration): EventLog {
  if (kind === 'kafka') return renamed(openKafkaLog({ brokers, clientId: 'clew-ledger-test' }), prefix);
  return openPostgresLog({ connectionString, sessionTimeoutMilliseconds: 2_000, pollMilliseconds: 50 });
}

/** The same log under other names of topics. */
function renamed(log: EventLog, prefix: string): EventLog {
  const out = (topic: string): string => `${prefix}.${topic}`;
  const back = <At extends { readonly topic: string }>(at: At): At => ({
    ...at,
    topic: at.topic.slice(prefix.length + 1),
  });
  const backBatch = (batch: RecordBatch): RecordBatch => ({ ...back(batch), records: batch.records.map(back) });
  return {
    publish: async (records) =>
      (await log.publish(records.map((each) => ({ ...each, topic: out(each.topic) })))).map(
        (each): LogPosition => back(each),
      ),
    subscribe: async (options) => {
      const subscription = await log.subscribe({
        ...options,
        group: out(options.group),
        topics: options.topics.map(out),
        loadPositions: async () => (await options.loadPositions()).map((each) => ({ ...each, topic: out(each.topic) })),
        handle: (batch) => options.handle(backBatch(batch)),
      });
      return { ...subscription, assignment: () => subscription.assignment().map(back) };
    },
    async *read(from, options) {
      for await (const batch of log.read({ ...from, topic: out(from.topic) }, options)) yield backBatch(batch);
    },
    administration: {
      ensureTopics: (definitions) =>
        log.administration.ensureTopics(definitions.map((each) => ({ ...each, name: out(each.name) }))),
      topics: () => log.administration.topics(),
      watermarks: async (names) => (await log.administration.watermarks(names.map(out))).map(back),
    },
    check: () => log.check(),
    close: () => log.close(),
  };
}
