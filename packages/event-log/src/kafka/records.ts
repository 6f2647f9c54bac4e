// Kafka's messages as the log's records, and its batches in pieces of the size that the reader asked for.
import type { Batch, KafkaMessage } from 'kafkajs';
import { MAXIMUM_BATCH_BYTES } from '../limits.ts';
import type { LogRecord, RecordBatch } from '../port.ts';

const EMPTY = new Uint8Array(0);

function headerText(value: Buffer | string | (Buffer | string)[] | undefined): string | undefined {
  // A header may come more than once from a foreign producer: the last one counts, as in HTTP's and CloudEvents' readings.
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? undefined : last.toString();
}

function readHeaders(message: KafkaMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers ?? {})) {
    const text = headerText(value);
    // defineProperty: a foreign header named __proto__ must become a header and nothing else.
    if (text !== undefined)
      Object.defineProperty(headers, name, { value: text, enumerable: true, configurable: true, writable: true });
  }
  return headers;
}

function toLogRecord(topic: string, partition: number, message: KafkaMessage): LogRecord {
  return {
    topic,
    partition,
    offset: Number(message.offset),
    key: message.key === null ? null : message.key.toString('utf8'),
    headers: readHeaders(message),
    value: message.value ?? EMPTY,
    recordedAt: new Date(Number(message.timestamp)),
  };
}

/** The offset that the fetch asked for. kafkajs keeps it on every batch, but not in its types. */
export function fetchedOffset(batch: Batch): number {
  const offset = Number(Reflect.get(batch, 'fetchedOffset'));
  if (!Number.isSafeInteger(offset))
    throw new Error('This version of kafkajs does not say from which offset a batch was fetched.');
  return offset;
}

/** How many messages from an index on go into one piece: `limit` of them, or fewer where they are large. At least one. */
function pieceLength(messages: readonly KafkaMessage[], from: number, limit: number): number {
  let bytes = 0;
  for (let index = from; index < messages.length && index < from + limit; index += 1) {
    bytes += messages[index]?.value?.byteLength ?? 0;
    if (bytes > MAXIMUM_BATCH_BYTES && index > from) return index - from;
  }
  return Math.min(limit, messages.length - from);
}

/**
 * Cuts what kafkajs fetched into batches of at most `limit` records and `MAXIMUM_BATCH_BYTES`: the broker counts compressed bytes.
 * The last one's `nextOffset` is past the control records that may end a fetch (a foreign producer's transactions), which are never handed out.
 */
export function* cutBatches(batch: Batch, fromOffset: number, limit: number): Generator<RecordBatch> {
  const { topic, partition, messages } = batch;
  const end = Number(batch.lastOffset()) + 1;
  const highWatermark = Number(batch.highWatermark);
  let from = fromOffset;
  for (let index = 0; index < messages.length; ) {
    const length = pieceLength(messages, index, limit);
    const records = messages.slice(index, index + length).map((message) => toLogRecord(topic, partition, message));
    index += length;
    const nextOffset = index >= messages.length ? end : (records.at(-1)?.offset ?? from) + 1;
    yield {
      topic,
      partition,
      fromOffset: from,
      nextOffset,
      records,
      highWatermark: Math.max(highWatermark, nextOffset),
    };
    from = nextOffset;
  }
}
