// Kafka's topics: made as Clew needs them (kept for ever, timed by the broker), counted, and measured.
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { MAXIMUM_RECORD_BYTES } from '../limits.ts';
import { LogError, type TopicDefinition, type Watermark } from '../port.ts';
import { partitionsDiffer } from '../topics.ts';
import { toKafkaLogError } from './client.ts';

/** A batch that we send holds at most one record over half of this; see publisher.ts. */
export const MAXIMUM_MESSAGE_BYTES = 2 * MAXIMUM_RECORD_BYTES;

/** What every topic of Clew is set to: nothing is ever deleted or compacted, and `recordedAt` is the broker's clock. */
const TOPIC_SETTINGS: Readonly<Record<string, string>> = {
  'cleanup.policy': 'delete',
  'retention.ms': '-1',
  'retention.bytes': '-1',
  'message.timestamp.type': 'LogAppendTime',
  'max.message.bytes': String(MAXIMUM_MESSAGE_BYTES),
};

export interface KafkaAdministration {
  ensureTopics(
    definitions: readonly TopicDefinition[],
    replicationFactor: number,
  ): Promise<{ readonly created: readonly string[] }>;
  topics(): Promise<readonly TopicDefinition[]>;
  watermarks(topics: readonly string[]): Promise<readonly Watermark[]>;
  check(): Promise<void>;
  /** Forgets a group that was made for one reading. Never throws. */
  deleteGroup(group: string): Promise<void>;
}

async function readTopics(admin: Admin): Promise<readonly TopicDefinition[]> {
  const { topics } = await admin.fetchTopicMetadata();
  return topics
    .filter(({ name }) => !name.startsWith('__'))
    .map(({ name, partitions }) => ({ name, partitions: partitions.length }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Mends the settings of topics that exist already: whoever made them, they must not lose records or take a producer's time. */
async function mendSettings(admin: Admin, names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const { TOPIC: type } = kafkajs.ConfigResourceTypes;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type, name })),
  });
  const wrong = resources.flatMap(({ resourceName, configEntries }) => {
    const now = new Map(configEntries.map((entry) => [entry.configName, entry.configValue]));
    if (Object.entries(TOPIC_SETTINGS).every(([name, value]) => now.get(name) === value)) return [];
    // The request replaces all settings of a topic, so those that others made are said again.
    const kept = configEntries.filter((entry) => entry.configSource === kafkajs.ConfigSource.TOPIC_CONFIG);
    const settings = {
      ...Object.fromEntries(kept.map((entry) => [entry.configName, entry.configValue])),
      ...TOPIC_SETTINGS,
    };
    return [
      { type, name: resourceName, configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })) },
    ];
  });
  if (wrong.length > 0) await admin.alterConfigs({ validateOnly: false, resources: wrong });
}

async function ensureTopics(
  admin: Admin,
  definitions: readonly TopicDefinition[],
  replicationFactor: number,
): Promise<{ created: string[] }> {
  const found = new Map((await readTopics(admin)).map((topic) => [topic.name, topic.partitions]));
  for (const definition of definitions) {
    const partitions = found.get(definition.name);
    if (partitions !== undefined && partitions !== definition.partitions)
      throw partitionsDiffer(definition, partitions);
  }
  const missing = definitions.filter(({ name }) => !found.has(name));
  if (missing.length > 0) {
    const made = await admin.createTopics({
      waitForLeaders: true,
      topics: missing.map(({ name, partitions }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor,
        configEntries: Object.entries(TOPIC_SETTINGS).map(([setting, value]) => ({ name: setting, value })),
      })),
    });
    // Another process was faster: what it made must be what we wanted.
    if (!made) return ensureTopics(admin, definitions, replicationFactor);
  }
  await mendSettings(
    admin,
    definitions.filter(({ name }) => found.has(name)).map(({ name }) => name),
  );
  return { created: missing.map(({ name }) => name) };
}

async function readWatermarks(admin: Admin, names: readonly string[]): Promise<readonly Watermark[]> {
  const known = new Set((await readTopics(admin)).map(({ name }) => name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownTopic(unknown);
  const perTopic = await Promise.all(
    names.map(async (topic) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => ({
        topic,
        partition,
        first: Number(low),
        next: Number(high),
      })),
    ),
  );
  return perTopic.flatMap((marks) => marks.sort((left, right) => left.partition - right.partition));
}

export function unknownTopic(name: string): LogError {
  return new LogError('unknown-topic', `The log has no topic ${name}: apply the topic definitions first.`, {
    retryable: false,
  });
}

/** Administration over short-lived connections: it is seldom used, and a fresh one never remembers a broker that is gone. */
export function createKafkaAdministration(kafka: Kafka): KafkaAdministration {
  const withAdmin = async <Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> => {
    const admin = kafka.admin();
    try {
      await admin.connect();
      return await work(admin);
    } catch (error) {
      throw toKafkaLogError(error);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  };
  return {
    ensureTopics: (definitions, replicationFactor) =>
      withAdmin((admin) => ensureTopics(admin, definitions, replicationFactor)),
    topics: () => withAdmin(readTopics),
    watermarks: (names) => withAdmin((admin) => readWatermarks(admin, names)),
    check: () => withAdmin(async (admin) => void (await admin.describeCluster())),
    deleteGroup: (group) =>
      withAdmin((admin) => admin.deleteGroups([group])).then(
        () => undefined,
        () => undefined,
      ),
  };
}
