// Reading one partition to its end without sharing it with anybody: for rebuilds and inspection.
import { randomUUID } from 'node:crypto';
import kafkajs, { type EachBatchPayload, type Kafka, type PartitionAssigner } from 'kafkajs';
import { LogError, type RecordBatch, type StoredPosition } from '../port.ts';
import type { KafkaAdministration } from './administration.ts';
import { bounded, RETRY, toKafkaLogError } from './client.ts';
import { cutBatches, fetchedOffset } from './records.ts';

export interface ReadLimits {
  readonly maximumBatchRecords?: number;
  readonly until?: number;
}

const SESSION_MILLISECONDS = 30_000;
const HEARTBEAT_MILLISECONDS = 5_000;

/** kafkajs fetches only as a member of a group. This group has one member, and its assigner gives that member one partition. */
const assignOne =
  (topic: string, partition: number): PartitionAssigner =>
  () => {
    const name = 'ClewOnePartition';
    const { MemberAssignment, MemberMetadata } = kafkajs.AssignerProtocol;
    return {
      name,
      version: 0,
      assign: ({ members }) =>
        Promise.resolve(
          members.map(({ memberId }) => ({
            memberId,
            memberAssignment: MemberAssignment.encode({
              version: 0,
              assignment: { [topic]: [partition] },
              userData: Buffer.alloc(0),
            }),
          })),
        ),
      protocol: ({ topics }) => ({
        name,
        metadata: MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }),
      }),
    };
  };

/** Hands single items from a producer to a consumer, each waiting for the other: nothing heaps up between them. */
function createHandover<Item>() {
  let give: ((item: Item | Error | undefined) => void) | undefined;
  let taken: (() => void) | undefined;
  let waiting: Item | Error | undefined;
  let ended = false;
  return {
    /** Resolves when the item was taken. */
    put: (item: Item): Promise<void> =>
      new Promise((resolve) => {
        if (ended) return resolve();
        taken = resolve;
        if (give === undefined) waiting = item;
        else give(item);
        give = undefined;
      }),
    fail: (error: Error): void => {
      if (give === undefined) waiting = error;
      else give(error);
      give = undefined;
    },
    take: (): Promise<Item | Error | undefined> => {
      taken?.();
      taken = undefined;
      return new Promise((resolve) => {
        if (waiting === undefined) give = resolve;
        else resolve(waiting);
        waiting = undefined;
      });
    },
    end: (): void => {
      ended = true;
      taken?.();
    },
  };
}

function trim(piece: RecordBatch, until: number): RecordBatch {
  if (piece.nextOffset <= until) return piece;
  return { ...piece, records: piece.records.filter(({ offset }) => offset < until), nextOffset: until };
}

/** A broker that has just started, or took a group over, first loads its groups: kafkajs gives up at once, we try again. */
function coordinatorMoves(error: Error): boolean {
  return /^(GROUP_LOAD_IN_PROGRESS|GROUP_COORDINATOR_NOT_AVAILABLE|NOT_COORDINATOR_FOR_GROUP)$/.test(
    String(Reflect.get(error, 'type')),
  );
}

function beyond({ topic, partition, nextOffset }: StoredPosition, where: string): LogError {
  return new LogError(
    'position-beyond-log',
    `Position ${nextOffset} is not in partition ${partition} of ${topic}, which ${where}.`,
    { retryable: false },
  );
}

/** Throws LogError; the group that it makes is deleted in the end. */
export async function* readPartition(
  kafka: Kafka,
  administration: KafkaAdministration,
  from: StoredPosition,
  limits: ReadLimits,
): AsyncGenerator<RecordBatch> {
  const { topic, partition } = from;
  const mark = (await administration.watermarks([topic])).find((each) => each.partition === partition);
  if (mark === undefined)
    throw new LogError('unknown-topic', `The topic ${topic} has no partition ${partition}.`, { retryable: false });
  if (from.nextOffset > mark.next) throw beyond(from, `ends at ${mark.next}`);
  if (from.nextOffset < mark.first) throw beyond(from, `begins at ${mark.first}`);
  const until = Math.min(limits.until ?? mark.next, mark.next);
  if (from.nextOffset >= until) return;

  const groupId = `clew-read-${randomUUID()}`;
  const consumer = kafka.consumer({
    groupId,
    sessionTimeout: SESSION_MILLISECONDS,
    heartbeatInterval: HEARTBEAT_MILLISECONDS,
    maxWaitTimeInMs: 250,
    maxBytesPerPartition: 4 * 1_048_576,
    partitionAssigners: [assignOne(topic, partition)],
    retry: { ...RETRY, restartOnFailure: (error) => Promise.resolve(coordinatorMoves(error)) },
  });
  const handover = createHandover<RecordBatch>();
  let position = from.nextOffset;
  consumer.on(consumer.events.GROUP_JOIN, () => consumer.seek({ topic, partition, offset: String(position) }));
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart) handover.fail(toKafkaLogError(payload.error));
  });
  consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) => {
    if (payload.batchSize > 0) return;
    const nextOffset = Number(payload.lastOffset) + 1;
    const fromOffset = position;
    position = nextOffset;
    void handover.put({ topic, partition, fromOffset, nextOffset, records: [], highWatermark: mark.next });
  });

  const eachBatch = async (payload: EachBatchPayload): Promise<void> => {
    const beat = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_MILLISECONDS);
    try {
      if (fetchedOffset(payload.batch) !== position)
        return handover.fail(beyond({ ...from, nextOffset: position }, 'lost it meanwhile'));
      for (const piece of cutBatches(payload.batch, position, limits.maximumBatchRecords ?? 1_000)) {
        if (payload.isStale() || !payload.isRunning()) return;
        await handover.put(piece);
        position = piece.nextOffset;
        payload.resolveOffset(String(piece.nextOffset - 1));
      }
    } finally {
      clearInterval(beat);
    }
  };

  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
    for (let reached = from.nextOffset; reached < until; ) {
      const piece = await handover.take();
      if (piece === undefined) return;
      if (piece instanceof Error) throw piece;
      reached = piece.nextOffset;
      const wanted = trim(piece, until);
      if (wanted.records.length > 0) yield wanted;
    }
  } catch (error) {
    throw toKafkaLogError(error);
  } finally {
    handover.end();
    await bounded(consumer.disconnect(), 10_000);
    await administration.deleteGroup(groupId);
  }
}
