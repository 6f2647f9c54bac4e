// The positions of a Kafka reader's partitions: seek where the store stands, hand batches over, go where the store says.
import type { Consumer, EachBatchPayload } from 'kafkajs';
import { nameOfError, pauseMilliseconds } from '../pauses.ts';
import type { RecordBatch, StoredPosition, SubscribeOptions, SubscriptionFault, Watermark } from '../port.ts';
import { createState, nameOf, outsideLog, type PartitionState } from './partition-state.ts';
import { cutBatches, fetchedOffset } from './records.ts';

export interface ReaderOptions {
  readonly consumer: Consumer;
  readonly subscribe: SubscribeOptions;
  readonly loadWatermarks: () => Promise<readonly Watermark[]>;
  readonly heartbeatMilliseconds: number;
  readonly report: (fault: SubscriptionFault) => void;
}

export interface Reader {
  /** Loads what the first join needs: kafkajs's seek works only within the event of the join, so nothing can be awaited there. */
  prepare(): Promise<void>;
  /** Takes the partitions of a join, seeks at once, and asks the store in the background where it really stands. */
  join(assignment: Readonly<Record<string, readonly number[]>>): void;
  eachBatch(payload: EachBatchPayload): Promise<void>;
  /** Told of a fetch that held nothing for us (control records only), up to and with its last offset. */
  skipTo(place: { readonly topic: string; readonly partition: number }, lastOffset: number): void;
  /** Looks at the stored positions of idle partitions afresh: a store may be restored while no record comes. */
  recheck(): Promise<void>;
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
  /** Positions to tell the group, changed since the last call. */
  uncommitted(): readonly StoredPosition[];
  /** Takes no further batch, and resolves when those in hand are done. */
  stop(): Promise<void>;
}

export function createReader({
  consumer,
  subscribe,
  loadWatermarks,
  heartbeatMilliseconds,
  report,
}: ReaderOptions): Reader {
  const states = new Map<string, PartitionState>();
  const inHand = new Set<Promise<void>>();
  let known = new Map<string, number>();
  let stopping = false;
  /** True from a refused heartbeat to the next join: the partitions may be another reader's by now. */
  let leaving = false;
  let verifying: Promise<void> = Promise.resolve();

  const isCurrent = (state: PartitionState): boolean => states.get(nameOf(state)) === state;
  const seek = (state: PartitionState): void => {
    if (isCurrent(state))
      consumer.seek({ topic: state.topic, partition: state.partition, offset: String(state.position) });
  };
  const pause = ({ topic, partition }: PartitionState): void => consumer.pause([{ topic, partitions: [partition] }]);
  const resume = (state: PartitionState): void => {
    if (!isCurrent(state) || stopping) return;
    seek(state);
    consumer.resume([{ topic: state.topic, partitions: [state.partition] }]);
  };
  const recovered = (state: PartitionState, attempt: number): void => {
    const { topic, partition } = state;
    report({ code: 'recovered', message: `Partition ${partition} of ${topic} goes on.`, topic, partition, attempt });
  };
  /** Leaves the partition alone for a while, so that the others go on, and comes back to it. */
  const pauseFor = (state: PartitionState, milliseconds: number, then: () => void): void => {
    if (!isCurrent(state) || stopping) return;
    pause(state);
    clearTimeout(state.retry);
    state.retry = setTimeout(() => {
      state.retry = undefined;
      if (isCurrent(state) && !stopping) then();
    }, milliseconds);
  };

  const loadPositions = async (): Promise<Map<string, number>> => {
    const stored = await subscribe.loadPositions();
    return new Map(stored.map((each) => [nameOf(each), each.nextOffset]));
  };

  /** Compares a position with the log's ends; where it lies outside, waits and looks again, for as long as it takes. */
  const checkInside = (state: PartitionState, marks: ReadonlyMap<string, Watermark>): void => {
    const mark = marks.get(nameOf(state));
    const trouble = mark === undefined ? undefined : outsideLog(state, mark);
    if (trouble === undefined) {
      if (state.beyond > 0) {
        recovered(state, state.beyond);
        state.beyond = 0;
        resume(state);
      }
      return;
    }
    state.beyond += 1;
    report({
      code: 'position-beyond-log',
      message: trouble,
      topic: state.topic,
      partition: state.partition,
      attempt: state.beyond,
    });
    pauseFor(state, pauseMilliseconds(state.beyond), () => void lookAgain(state));
  };

  const lookAgain = async (state: PartitionState): Promise<void> => {
    try {
      // The store is asked too: an operator may have set it back meanwhile.
      const [positions, marks] = await Promise.all([loadPositions(), loadWatermarks()]);
      if (!isCurrent(state) || state.inHand) return;
      const stored = positions.get(nameOf(state));
      if (stored !== undefined && stored !== state.position) {
        state.position = stored;
        seek(state);
      }
      checkInside(state, new Map(marks.map((mark) => [nameOf(mark), mark])));
    } catch {
      // The supervisor reports an unreachable log; this only has to come back.
      pauseFor(state, pauseMilliseconds(3), () => void lookAgain(state));
    }
  };

  /** Asks the store where it stands for the partitions that just came: another reader may have gone on since we last asked. */
  const verify = async (): Promise<void> => {
    for (let attempt = 1; !stopping; attempt += 1) {
      try {
        const [positions, marks] = await Promise.all([loadPositions(), loadWatermarks()]);
        known = positions;
        const ends = new Map(marks.map((mark) => [nameOf(mark), mark]));
        for (const state of states.values()) {
          if (state.verified || state.inHand) continue;
          state.position = positions.get(nameOf(state)) ?? ends.get(nameOf(state))?.first ?? 0;
          state.verified = true;
          seek(state);
          checkInside(state, ends);
        }
        if (attempt > 1)
          report({ code: 'recovered', message: "The store's positions can be read again.", attempt: attempt - 1 });
        return;
      } catch (error) {
        report({
          code: 'handler-failed',
          message: `The positions could not be read (${nameOfError(error)}).`,
          attempt,
        });
        await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds(attempt)));
      }
    }
  };

  const fail = (state: PartitionState, error: unknown): void => {
    state.failures += 1;
    const { topic, partition, failures } = state;
    const message = `The handler failed (${nameOfError(error)}); the same batch is offered again.`;
    report({ code: 'handler-failed', message, topic, partition, attempt: failures });
    pauseFor(state, pauseMilliseconds(failures), () => resume(state));
  };

  /** Hands over one piece. Gives false where the rest of the fetch is of no use: a fault, or the store stands elsewhere. */
  const handlePiece = async (
    state: PartitionState,
    piece: RecordBatch,
    payload: EachBatchPayload,
  ): Promise<boolean> => {
    try {
      const { nextOffset } = await subscribe.handle(piece);
      if (!Number.isSafeInteger(nextOffset) || nextOffset < 0) throw new RangeError('The handler answered no offset.');
      state.position = nextOffset;
    } catch (error) {
      fail(state, error);
      return false;
    }
    if (state.failures > 0) recovered(state, state.failures);
    state.failures = 0;
    if (!isCurrent(state)) return false;
    if (state.position === piece.nextOffset) {
      payload.resolveOffset(String(piece.nextOffset - 1));
      return !payload.isStale();
    }
    seek(state);
    if (state.position > piece.highWatermark) await lookAgain(state);
    return false;
  };

  const handleFetch = async (state: PartitionState, payload: EachBatchPayload): Promise<void> => {
    const { batch } = payload;
    if (fetchedOffset(batch) !== state.position) {
      // kafkajs went elsewhere by itself: its position was outside the log.
      seek(state);
      await lookAgain(state);
      return;
    }
    state.inHand = true;
    try {
      for (const piece of cutBatches(batch, state.position, subscribe.maximumBatchRecords ?? 1_000)) {
        if (stopping || leaving || !isCurrent(state)) return;
        if (!(await handlePiece(state, piece, payload))) return;
      }
    } finally {
      state.inHand = false;
    }
  };

  /** A long batch must not cost us our place in the group, so heartbeats go on beside it. */
  const withHeartbeats = async (payload: EachBatchPayload, work: () => Promise<void>): Promise<void> => {
    const beat = (): void => {
      payload.heartbeat().catch(() => {
        leaving = true;
      });
    };
    const timer = setInterval(beat, heartbeatMilliseconds);
    try {
      await work();
    } finally {
      clearInterval(timer);
    }
  };

  return {
    prepare: async () => {
      const [positions, marks] = await Promise.all([loadPositions(), loadWatermarks()]);
      known = new Map([...marks.map((mark) => [nameOf(mark), mark.first] as const), ...positions]);
    },
    join: (assignment) => {
      leaving = false;
      const names = Object.entries(assignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      const wanted = new Set(names.map(nameOf));
      for (const [name, state] of states) {
        if (wanted.has(name)) continue;
        clearTimeout(state.retry);
        states.delete(name);
      }
      for (const { topic, partition } of names) {
        const state =
          states.get(nameOf({ topic, partition })) ??
          createState(topic, partition, known.get(nameOf({ topic, partition })) ?? 0);
        states.set(nameOf(state), state);
        seek(state);
        // kafkajs remembers a pause of an earlier time that the partition was ours.
        if (state.retry === undefined) consumer.resume([{ topic, partitions: [partition] }]);
      }
      verifying = verify();
      subscribe.onAssignment?.(names);
    },
    eachBatch: (payload) => {
      const work = withHeartbeats(payload, async () => {
        await verifying;
        const state = states.get(nameOf(payload.batch));
        if (
          state === undefined ||
          stopping ||
          leaving ||
          payload.isStale() ||
          state.retry !== undefined ||
          !state.verified
        )
          return;
        await handleFetch(state, payload);
      }).finally(() => inHand.delete(work));
      inHand.add(work);
      return work;
    },
    skipTo: (place, lastOffset) => {
      const state = states.get(nameOf(place));
      if (state !== undefined && !state.inHand && state.position <= lastOffset) state.position = lastOffset + 1;
    },
    recheck: async () => {
      const before = new Map(
        [...states.values()]
          .filter((state) => state.verified && !state.inHand && state.retry === undefined)
          .map((state) => [state, state.position]),
      );
      const positions = await loadPositions();
      for (const [state, position] of before) {
        const stored = positions.get(nameOf(state));
        if (
          stored === undefined ||
          stored === state.position ||
          state.inHand ||
          state.position !== position ||
          !isCurrent(state)
        )
          continue;
        state.position = stored;
        seek(state);
        await lookAgain(state);
      }
    },
    assignment: () => [...states.values()].map(({ topic, partition }) => ({ topic, partition })),
    uncommitted: () =>
      [...states.values()].flatMap((state) => {
        if (!state.verified || state.committed === state.position) return [];
        state.committed = state.position;
        return [{ topic: state.topic, partition: state.partition, nextOffset: state.position }];
      }),
    stop: async () => {
      stopping = true;
      for (const { retry } of states.values()) clearTimeout(retry);
      await Promise.allSettled(inHand);
    },
  };
}
