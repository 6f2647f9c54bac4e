// CloudEvents in binary mode, as they stand on Kafka: attributes in `ce_` headers, data as the value, the subject as the key.
import { type DecodeOptions, decodeEvent, encodeEvent, topicOf } from './envelope.ts';
import { type ClewEvent, nameOfType } from './event.ts';
import { refusal } from './refusal.ts';
import { type Result, refused } from './result.ts';

/** A record as a log takes it. */
export interface BinaryRecord {
  readonly topic: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Encodes an event for the log. */
export function encodeRecord(event: ClewEvent): BinaryRecord {
  const { data, datacontenttype, ...attributes } = encodeEvent(event);
  return {
    topic: topicOf(event).name,
    key: event.subject,
    headers: {
      ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce_${name}`, value])),
      'content-type': datacontenttype,
    },
    value: encoder.encode(JSON.stringify(data)),
  };
}

interface ReceivedRecord {
  readonly topic: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array;
}

/** Decodes a record of the log. The key must be the subject, and the topic the one of the event's type. */
export function decodeRecord(
  record: ReceivedRecord,
  options: DecodeOptions = { unknownFields: 'ignore' },
): Result<ClewEvent> {
  const data = parseJson(record.value);
  if (data === undefined) {
    return refused(refusal('malformed-json', '/data', 'The value is not JSON in UTF-8.', 'Encode the data as JSON.'));
  }
  const json: Record<string, unknown> = { data };
  for (const [name, value] of Object.entries(record.headers)) {
    if (name.startsWith('ce_')) json[name.slice(3)] = value;
  }
  const decoded = decodeEvent(json, options);
  if (!decoded.ok) return decoded;
  if (topicOf(decoded.value).name !== record.topic) {
    return refused(
      refusal('wrong-topic', '/type', 'The event type does not belong on this topic.', 'Publish it on its own topic.'),
    );
  }
  if (record.key !== decoded.value.subject) {
    return refused(
      refusal(
        'subject-mismatch',
        '/subject',
        'The key of the record is not the subject.',
        'Key the record by its subject.',
      ),
    );
  }
  return decoded;
}

/** The key and id of a record that could not be decoded, as far as they can be read, so that it can be found again. */
export function identifyRecord(record: ReceivedRecord): { readonly id: string | null; readonly name: string | null } {
  return { id: record.headers['ce_id'] ?? null, name: nameOfType.get(record.headers['ce_type'] ?? '') ?? null };
}

/** Parses JSON from bytes; undefined where they are not UTF-8 or not JSON. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}

/** Text from bytes; throws where they are not UTF-8. A buffer's own reading is twice as fast, but puts a mark where it cannot read. */
function textOf(bytes: Uint8Array): string {
  const text = bytes instanceof Buffer ? bytes.toString() : undefined;
  const isSure = text !== undefined && !text.includes('\u{FFFD}') && !text.startsWith('\u{FEFF}');
  return isSure ? text : decoder.decode(bytes);
}
