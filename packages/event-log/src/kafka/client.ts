// The connection to Kafka by kafkajs: how it is set up, its codecs, and its errors in the log's words. No type of kafkajs leaves src/kafka.
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import kafkajs, { type Kafka } from 'kafkajs';
import snappy from 'kafkajs-snappy';
import { compressFrame, decompressFrame } from 'lz4-napi';
import { LogError } from '../port.ts';

export type KafkaCompression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** Who we are to a broker that asks. */
export interface KafkaCredentials {
  readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512';
  readonly username: string;
  readonly password: string;
}

export interface KafkaConnectionOptions {
  /** `host:port` of one or more brokers; the rest of the cluster is learnt from them. */
  readonly brokers: readonly string[];
  /** Shown in the broker's logs and quotas (default `clew`). */
  readonly clientId?: string;
  /** TLS with the machine's certificate authorities (default false). */
  readonly tls?: boolean;
  readonly credentials?: KafkaCredentials;
}

/** What kafkajs hands to a codec: the bytes so far. */
interface Encoder {
  readonly buffer: Buffer;
}

const codec = (compress: (bytes: Buffer) => Promise<Buffer>, decompress: (bytes: Buffer) => Promise<Buffer>) => () => ({
  compress: (encoder: Encoder) => compress(encoder.buffer),
  decompress,
});

// kafkajs knows gzip. The usual packages for lz4 and zstd compile native code at installation, and the one for zstd fails to:
// lz4-napi comes compiled, and Node itself has zstd.
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.Snappy] = snappy;
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.LZ4] = codec(
  (bytes) => compressFrame(bytes),
  (bytes) => decompressFrame(bytes),
);
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = codec(promisify(zstdCompress), promisify(zstdDecompress));

export const COMPRESSION_TYPES: Readonly<Record<KafkaCompression, number>> = {
  none: kafkajs.CompressionTypes.None,
  gzip: kafkajs.CompressionTypes.GZIP,
  snappy: kafkajs.CompressionTypes.Snappy,
  lz4: kafkajs.CompressionTypes.LZ4,
  zstd: kafkajs.CompressionTypes.ZSTD,
};

/** How patiently kafkajs itself tries again: about three seconds, then the fault is ours to report. */
export const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 } as const;

export function connectKafka(options: KafkaConnectionOptions): Kafka {
  return new kafkajs.Kafka({
    brokers: [...options.brokers],
    clientId: options.clientId ?? 'clew',
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: RETRY,
    // What kafkajs would log we report through the port, where a service can put it into its own words.
    logLevel: kafkajs.logLevel.NOTHING,
    ...(options.tls === undefined ? {} : { ssl: options.tls }),
    ...(options.credentials === undefined ? {} : { sasl: saslOptions(options.credentials) }),
  });
}

function saslOptions({ mechanism, username, password }: KafkaCredentials) {
  if (mechanism === 'plain') return { mechanism, username, password };
  return mechanism === 'scram-sha-256' ? { mechanism, username, password } : { mechanism, username, password };
}

/** The error beneath kafkajs's wrappers ("number of retries exceeded", ...). */
function rootCause(error: unknown): unknown {
  let found = error;
  while (found instanceof Error && found.cause instanceof Error) found = found.cause;
  return found;
}

/** Turns an error of kafkajs into one of the log. Its text names brokers and codes, never a record. */
export function toKafkaLogError(error: unknown): Error {
  if (error instanceof LogError) return error;
  const cause = rootCause(error);
  if (!(cause instanceof Error))
    return new LogError('log-unreachable', 'Kafka cannot be used.', { retryable: true, cause: error });
  const type: unknown = Reflect.get(cause, 'type');
  if (type === 'UNKNOWN_TOPIC_OR_PARTITION') {
    return new LogError(
      'unknown-topic',
      'Kafka does not know the topic or the partition: apply the topic definitions first.',
      { retryable: false, cause: error },
    );
  }
  if (type === 'MESSAGE_TOO_LARGE' || type === 'RECORD_LIST_TOO_LARGE') {
    return new LogError('record-too-large', 'The broker takes no record or batch as large as this one.', {
      retryable: false,
      cause: error,
    });
  }
  const refused = typeof type === 'string' && /AUTHORIZATION|AUTHENTICATION|SASL|UNSUPPORTED/.test(type);
  const wrongPassword = cause.name === 'KafkaJSSASLAuthenticationError';
  const reason = typeof type === 'string' && type !== '' ? type : cause.message.slice(0, 200);
  return new LogError('log-unreachable', `Kafka cannot be used: ${reason}`, {
    retryable: !refused && !wrongPassword,
    cause: error,
  });
}

/** Waits for something that should end soon, and goes on without it where it does not. */
export async function bounded(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work.catch(() => undefined), limit]);
  clearTimeout(timer);
}
