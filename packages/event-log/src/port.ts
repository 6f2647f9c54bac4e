// The log port: what Clew asks of an ordered, partitioned, append-only log, whichever product keeps it.

/** A topic as Clew defines it. The partition count is fixed at the start: changing it would break the order per key. */
export interface TopicDefinition {
  readonly name: string;
  readonly partitions: number;
}

/** A record that is not in the log yet. The key decides the partition (murmur2, as Kafka's own clients do). */
export interface NewRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

/** Where a record stands: offsets are integers below 2^53 that rise within a partition. */
export interface LogPosition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** A record as the log keeps it. `recordedAt` is the log's own append time, never a publisher's or a reader's clock. */
export interface LogRecord extends LogPosition {
  /** null where a foreign producer wrote a record without a key. */
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
  readonly recordedAt: Date;
}

/** Consecutive records of one partition, as the reader was given them. */
export interface RecordBatch {
  readonly topic: string;
  readonly partition: number;
  /** The position that the reader stood at: nothing between it and the first record exists in the log. */
  readonly fromOffset: number;
  /** The position after the last record. */
  readonly nextOffset: number;
  readonly records: readonly LogRecord[];
  /** The offset that the next record of the partition will get, as last seen: lag = highWatermark - nextOffset. */
  readonly highWatermark: number;
}

/**
 * What the handler of a batch answers.
 * `nextOffset` is the position that the reader's own store now holds for the partition, and the log continues from there:
 * past the batch where it was applied, elsewhere where the store turned out to stand elsewhere
 * (another reader went on meanwhile, or the store was restored to an earlier day).
 */
export interface BatchOutcome {
  readonly nextOffset: number;
}

/** The positions that the reader's store holds. The log never keeps them itself: exactly-once is the store's transaction. */
export interface StoredPosition {
  readonly topic: string;
  readonly partition: number;
  readonly nextOffset: number;
}

export interface SubscribeOptions {
  /** Readers of one group share the partitions of the topics. */
  readonly group: string;
  readonly topics: readonly string[];
  /** Reads the store's positions; a partition that it does not name starts at its first record. May be called at any time. */
  readonly loadPositions: () => Promise<readonly StoredPosition[]>;
  /**
   * Handles one batch; one call at a time for a partition, and back-pressure is that nothing more is fetched for it meanwhile.
   * A throw means a fault: the log waits (with growing pauses), reports it to `onFault`, and offers the batch again.
   */
  readonly handle: (batch: RecordBatch) => Promise<BatchOutcome>;
  /** The most records handed over at once (default 1,000). */
  readonly maximumBatchRecords?: number;
  /** Told of each fault and each recovery, so that a service can say why it waits. Never given a record's content. */
  readonly onFault?: (fault: SubscriptionFault) => void;
  /** Told when the partitions of this reader change. */
  readonly onAssignment?: (partitions: readonly { readonly topic: string; readonly partition: number }[]) => void;
}

export interface SubscriptionFault {
  readonly code: 'handler-failed' | 'log-unreachable' | 'position-beyond-log' | 'recovered';
  readonly message: string;
  readonly topic?: string;
  readonly partition?: number;
  readonly attempt: number;
}

/** A running subscription. */
export interface Subscription {
  /** Lets the batch in hand finish, takes no more, leaves the group, and resolves when all is quiet. */
  stop(): Promise<void>;
  /** The partitions that this reader holds now. */
  assignment(): readonly { readonly topic: string; readonly partition: number }[];
  /** True while the reader is in its group and the log answers. */
  healthy(): boolean;
}

/** The two ends of a partition: `first` is its oldest offset, `next` the offset that the next record will get. */
export interface Watermark {
  readonly topic: string;
  readonly partition: number;
  readonly first: number;
  readonly next: number;
}

export interface LogAdministration {
  /** Creates what is missing; refuses (throws LogError `partition-count-differs`) where a topic exists with another partition count. */
  ensureTopics(definitions: readonly TopicDefinition[]): Promise<{ readonly created: readonly string[] }>;
  topics(): Promise<readonly TopicDefinition[]>;
  watermarks(topics: readonly string[]): Promise<readonly Watermark[]>;
}

/** The log. Kafka and PostgreSQL adapters keep the same promises, held by one contract suite. */
export interface EventLog {
  /**
   * Appends records and resolves when the log holds them durably (Kafka: all in-sync replicas; PostgreSQL: committed).
   * Positions come back in the order of the input. Records of one key keep their order.
   * Throws LogError; after a throw any of the records may or may not be in the log: send again, readers recognise the event id.
   */
  publish(records: readonly NewRecord[]): Promise<readonly LogPosition[]>;
  subscribe(options: SubscribeOptions): Promise<Subscription>;
  /** Reads a partition from a position to its present end, without a group: for rebuilds and inspection. */
  read(
    from: StoredPosition,
    options?: { readonly maximumBatchRecords?: number; readonly until?: number },
  ): AsyncIterable<RecordBatch>;
  readonly administration: LogAdministration;
  /** Resolves when the log answers; throws LogError `log-unreachable` with the reason otherwise. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export type LogErrorCode =
  | 'log-unreachable'
  | 'unknown-topic'
  | 'record-too-large'
  | 'record-invalid'
  | 'partition-count-differs'
  | 'position-beyond-log'
  | 'closed';

/** A fault of the log. `retryable` says whether the same call may succeed later. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  readonly retryable: boolean;
  constructor(code: LogErrorCode, message: string, options: { readonly retryable: boolean; readonly cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'LogError';
    this.code = code;
    this.retryable = options.retryable;
  }
}
