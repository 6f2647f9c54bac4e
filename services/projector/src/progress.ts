// How far this projector has come: the lag of its partitions, as the log and the ledger tell it now.
import type { EventLog, Subscription } from '@clew/event-log';
import type { Ledger } from '@clew/ledger';

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  /** Records in the log that are not applied. */
  readonly lag: number;
}

export interface Progress {
  /** The lag of each partition that this projector holds. */
  lags(): Promise<readonly PartitionLag[]>;
  /** Open parked records of the whole ledger, by code. */
  parkedOpen(): Promise<Readonly<Record<string, number>>>;
}

export interface ProgressSources {
  readonly ledger: Ledger;
  readonly log: EventLog;
  /** undefined before the subscription runs. */
  readonly subscription: () => Subscription | undefined;
}

export function createProgress({ ledger, log, subscription }: ProgressSources): Progress {
  const lags = async (): Promise<readonly PartitionLag[]> => {
    const held = subscription()?.assignment() ?? [];
    if (held.length === 0) return [];
    // Positions first: read the other way round, what is applied meanwhile would make the lag negative.
    const positions = await ledger.positions();
    const marks = await log.administration.watermarks([...new Set(held.map((each) => each.topic))]);
    const next = new Map(positions.map((each) => [`${each.topic}/${each.partition}`, each.nextOffset]));
    const ends = new Map(marks.map((each) => [`${each.topic}/${each.partition}`, each]));
    return held.map(({ topic, partition }) => {
      const end = ends.get(`${topic}/${partition}`);
      const position = next.get(`${topic}/${partition}`) ?? end?.first ?? 0;
      return { topic, partition, lag: Math.max(0, (end?.next ?? position) - position) };
    });
  };
  return { lags, parkedOpen: () => ledger.parked.openByCode() };
}
