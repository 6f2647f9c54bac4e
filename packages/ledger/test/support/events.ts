// Small events and batches for tests: ids and staff numbers that are counted, not drawn.
import type { LogRecord, RecordBatch } from '@clew/event-log';
import {
  type ClewEvent,
  type EventName,
  encodeRecord,
  type StaffNumber,
  staffNumberAlphabet,
  staffNumberCheckCharacter,
  topics,
} from '@clew/events';

let counted = 0;

/** A ULID that no other call of this process gave. */
export function nextEventId(): string {
  counted += 1;
  return `01HZY0G0Q2${counted
    .toString(32)
    .toUpperCase()
    .replaceAll(/[ILOU]/g, (each) => ({ I: 'W', L: 'X', O: 'Y', U: 'Z' })[each] ?? each)
    .padStart(16, '0')}`;
}

let people = 0;

/** Staff numbers that no other call of this process gave. */
export function staffNumbers<Count extends number>(
  count: Count,
): StaffNumber[] & { 0: StaffNumber; 1: StaffNumber; 2: StaffNumber } {
  const numbers = Array.from({ length: count }, () => {
    people += 1;
    let digits = '';
    for (let rest = people; digits.length < 8; rest = Math.floor(rest / 29)) {
      digits = staffNumberAlphabet.charAt(rest % 29) + digits;
    }
    return `K${digits}${staffNumberCheckCharacter(`K${digits}`)}` as StaffNumber;
  });
  return numbers as StaffNumber[] & { 0: StaffNumber; 1: StaffNumber; 2: StaffNumber };
}

/** An event of the test department's system. */
export function eventOf<Name extends EventName>(
  name: Name,
  subject: string,
  data: ClewEvent<Name>['data'],
  envelope: { readonly id?: string; readonly time?: string } = {},
): ClewEvent {
  return {
    id: envelope.id ?? nextEventId(),
    source: '/departments/hm-treasury/systems/test',
    subject,
    time: envelope.time ?? '2024-01-01T00:00:00.000Z',
    name,
    data,
  } as unknown as ClewEvent;
}

export function hire(subject: string, effectiveDate: string, department = 'hm-treasury'): ClewEvent {
  return eventOf('hired', subject, {
    effectiveDate,
    posting: { department, grade: { scheme: 'civil-service', code: 'EO' }, region: 'london' },
  });
}

export function exit(subject: string, effectiveDate: string): ClewEvent {
  return eventOf('exited', subject, { effectiveDate, cause: 'resignation' });
}

export function promote(subject: string, effectiveDate: string, code: 'HEO' | 'SEO' | 'G7' = 'HEO'): ClewEvent {
  return eventOf('promoted', subject, { effectiveDate, grade: { scheme: 'civil-service', code } });
}

export interface Place {
  readonly topic?: string;
  readonly partition: number;
  readonly fromOffset: number;
}

/** A record as the log would hand it over; recorded one second after the other by offset. */
export function recordOf(event: ClewEvent, place: Place, change: Partial<LogRecord> = {}): LogRecord {
  const record = encodeRecord(event);
  return {
    ...record,
    topic: place.topic ?? record.topic,
    partition: place.partition,
    offset: place.fromOffset,
    recordedAt: new Date(Date.UTC(2024, 0, 1) + place.fromOffset * 1000),
    ...change,
  };
}

/** A batch of events, or of changed records. */
export function batchOf(place: Place, items: readonly (ClewEvent | Partial<LogRecord>)[]): RecordBatch {
  const topic = place.topic ?? topics.career.name;
  const records = items.map((item, index) => {
    const at = { topic, partition: place.partition, fromOffset: place.fromOffset + index };
    if ('name' in item) return recordOf(item, at);
    const plain: LogRecord = {
      topic,
      partition: at.partition,
      offset: at.fromOffset,
      key: null,
      headers: {},
      value: new Uint8Array(),
      recordedAt: new Date(Date.UTC(2024, 0, 1) + at.fromOffset * 1000),
    };
    return { ...plain, ...item };
  });
  const nextOffset = place.fromOffset + records.length;
  return {
    topic,
    partition: place.partition,
    fromOffset: place.fromOffset,
    nextOffset,
    records,
    highWatermark: nextOffset,
  };
}
