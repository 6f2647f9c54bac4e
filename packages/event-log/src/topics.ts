// What both adapters say of topics.
import { LogError, type TopicDefinition } from './port.ts';

/** The refusal that both adapters give: more or fewer partitions would tear the order of a key apart. */
export function partitionsDiffer(definition: TopicDefinition, found: number): LogError {
  const message = `The topic ${definition.name} has ${found} partitions and should have ${definition.partitions}: it was not touched, because another count breaks the order per key.`;
  return new LogError('partition-count-differs', message, { retryable: false });
}
