// What a Kafka reader knows of one of its partitions, between the batches.
import type { Watermark } from '../port.ts';

export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** Where the reader's store stands, as last known: the next batch must begin here. */
  position: number;
  /** False until the store was asked after the partition came to us: until then nothing is handled. */
  verified: boolean;
  inHand: boolean;
  /** Handler faults in a row. */
  failures: number;
  /** Looks in a row at which the position was outside the log. */
  beyond: number;
  retry: NodeJS.Timeout | undefined;
  /** The position that the group was last told, for the tools that show lag. */
  committed: number;
}

export function createState(topic: string, partition: number, position: number): PartitionState {
  return {
    topic,
    partition,
    position,
    verified: false,
    inHand: false,
    failures: 0,
    beyond: 0,
    retry: undefined,
    committed: -1,
  };
}

export const nameOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

/** Why a position cannot be read from, or undefined where it can. Reading on from elsewhere would skip records. */
export function outsideLog({ topic, partition, position }: PartitionState, mark: Watermark): string | undefined {
  if (position >= mark.first && position <= mark.next) return undefined;
  const where = position > mark.next ? `the log ends at ${mark.next}` : `the log now begins at ${mark.first}`;
  return `The store stands at ${position} of partition ${partition} of ${topic}, but ${where}: waiting. Was the log restored, or were records deleted?`;
}
