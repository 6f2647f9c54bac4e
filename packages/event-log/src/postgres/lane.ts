// One partition of one reader: fetch a batch, hand it over, go where the store says, one batch at a time.

import { nameOfError, pauseMilliseconds } from '../pauses.ts';
import type { BatchOutcome, LogRecord, RecordBatch, SubscribeOptions, SubscriptionFault } from '../port.ts';
import type { Topic } from './store.ts';

/** How many batches a partition that is behind is handed before others have their turn. */
const batchesInTurn = 20;

export interface LaneOptions {
  readonly topic: Topic;
  readonly partition: number;
  readonly limit: number;
  readonly read: (topic: Topic, partition: number, fromOffset: number, limit: number) => Promise<readonly LogRecord[]>;
  readonly handle: SubscribeOptions['handle'];
  readonly report: (fault: SubscriptionFault) => void;
  /** Shares the reader's parallelism among its partitions. */
  readonly gate: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Told when a read failed: the subscription then checks the whole log. */
  readonly onUnreachable: (error: unknown) => void;
}

export interface Lane {
  readonly topic: string;
  readonly partition: number;
  /** Where the reader's store stands; undefined until it was asked. */
  position(): number | undefined;
  /** True while nothing is in hand and nothing waits: the moment at which the store's position may be looked at afresh. */
  idle(): boolean;
  /** Goes to a position. Ignored while a batch is in hand: its outcome decides. */
  moveTo(position: number): void;
  /** Tells the lane how far the log goes, and sets it to work where there is something to do. */
  advance(highWatermark: number): void;
  /** Takes no further batch, and resolves when the one in hand is done. */
  stop(): Promise<void>;
}

/** An offset that a handler may answer: anything else is a fault of the handler. */
function checkOutcome(outcome: BatchOutcome): number {
  if (!Number.isSafeInteger(outcome.nextOffset) || outcome.nextOffset < 0)
    throw new RangeError('The handler answered no offset.');
  return outcome.nextOffset;
}

export function createLane(options: LaneOptions): Lane {
  const { topic, partition, report } = options;
  let position: number | undefined;
  let highWatermark = 0;
  let stopped = false;
  let working: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let failures = 0;
  let beyond = 0;
  const place = { topic: topic.name, partition };

  const recovered = (attempt: number): void =>
    report({ code: 'recovered', message: `Partition ${partition} of ${topic.name} goes on.`, ...place, attempt });

  const handleOne = async (batch: RecordBatch): Promise<boolean> => {
    try {
      position = checkOutcome(await options.handle(batch));
    } catch (error) {
      failures += 1;
      const message = `The handler failed (${nameOfError(error)}); the same batch is offered again.`;
      report({ code: 'handler-failed', message, ...place, attempt: failures });
      return false;
    }
    if (failures > 0) recovered(failures);
    failures = 0;
    return true;
  };

  /** Gives false where the lane must wait: the end, a fault, or a stop. */
  const step = async (): Promise<boolean> => {
    if (stopped || position === undefined || position >= highWatermark) return false;
    const fromOffset = position;
    let records: readonly LogRecord[];
    try {
      records = await options.read(topic, partition, fromOffset, options.limit);
    } catch (error) {
      options.onUnreachable(error);
      return false;
    }
    const last = records.at(-1);
    if (last === undefined || stopped) return false;
    const nextOffset = last.offset + 1;
    highWatermark = Math.max(highWatermark, nextOffset);
    return handleOne({ ...place, fromOffset, nextOffset, records, highWatermark });
  };

  /** A few batches in a row, for the keys of a partition come again soon: then what the reader remembers of them still serves. */
  const turn = async (): Promise<boolean> => {
    for (let batch = 0; batch < batchesInTurn; batch += 1) if (!(await step())) return false;
    return true;
  };

  const work = async (): Promise<void> => {
    while (await options.gate(turn)) {
      // The gate is let go between two turns, so that one busy partition does not starve the others.
    }
  };

  const start = (): void => {
    if (working !== undefined || stopped || retry !== undefined) return;
    if (position === undefined || position >= highWatermark) return;
    working = work().finally(() => {
      working = undefined;
      if (failures === 0 || stopped) return;
      retry = setTimeout(() => {
        retry = undefined;
        start();
      }, pauseMilliseconds(failures));
    });
  };

  /** A log that ends before the position has lost records, or is another log: reading on would skip what it gets next. */
  const checkEnd = (): void => {
    if (position === undefined || working !== undefined) return;
    if (position > highWatermark) {
      beyond += 1;
      // Told at growing distances: at the 1st, 2nd, 4th, 8th ... look.
      if (Number.isInteger(Math.log2(beyond))) {
        const message = `The store stands at ${position} of partition ${partition} of ${topic.name}, but the log ends at ${highWatermark}: waiting. Was the log restored to an earlier day?`;
        report({ code: 'position-beyond-log', message, ...place, attempt: beyond });
      }
    } else if (beyond > 0) {
      recovered(beyond);
      beyond = 0;
    }
  };

  return {
    ...place,
    position: () => position,
    idle: () => working === undefined && retry === undefined,
    moveTo: (target) => {
      if (working === undefined) position = target;
    },
    advance: (end) => {
      highWatermark = working === undefined ? end : Math.max(highWatermark, end);
      checkEnd();
      start();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(retry);
      await working;
    },
  };
}
