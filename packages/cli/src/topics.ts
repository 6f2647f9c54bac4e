// What `clew topics apply` does.
import { LogError } from '@clew/event-log';
import { topics } from '@clew/events';
import { ensureTopics } from '@clew/local-stack';
import { Refused } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { configuredBacking, homeOf, withPlace } from './place.ts';
import { type Column, print, printJson, table, terminalWidth } from './terminal.ts';

interface AppliedTopic {
  readonly name: string;
  readonly partitions: number;
  readonly created: boolean;
}

const columns: readonly Column<AppliedTopic>[] = [
  { title: 'topic', cell: ({ name }) => name },
  { title: 'partitions', cell: ({ partitions }) => String(partitions), align: 'right' },
  { title: '', cell: ({ created }) => (created ? 'created' : 'was there') },
];

/** Makes the missing topics and prints all. */
export async function applyTopics(options: SharedOptions): Promise<void> {
  const kafkaBrokers = configuredBacking().kafkaBrokers ?? null;
  const apply = (databaseUrl: string) => applyOn(databaseUrl, kafkaBrokers);
  // With Kafka no database is needed: the machine that deploys may not reach it.
  const applied =
    kafkaBrokers === null
      ? await withPlace(homeOf(options.home), (place) => apply(place.databaseUrl))
      : await apply('');
  if (options.json === true) printJson({ topics: applied });
  else print(table(applied, columns, terminalWidth()));
}

async function applyOn(databaseUrl: string, kafkaBrokers: string | null): Promise<readonly AppliedTopic[]> {
  try {
    const created = await ensureTopics({ databaseUrl, kafkaBrokers });
    return Object.values(topics).map(({ name, partitions }) => ({ name, partitions, created: created.includes(name) }));
  } catch (fault) {
    if (!(fault instanceof LogError) || fault.code !== 'partition-count-differs') throw fault;
    throw new Refused(fault.code, fault.message, 'Use another broker, or make the topic anew while it is empty.');
  }
}
