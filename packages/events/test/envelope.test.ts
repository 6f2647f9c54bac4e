// What a wrong envelope gets: one row per mistake, the code and the field that the sender must be told.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  contentHash,
  decodeEvent,
  decodeRecord,
  departmentOfSource,
  encodeEvent,
  encodeRecord,
  topicOf,
} from '../src/index.ts';
import { envelope, exampleNumber, refusalsOf } from './helpers.ts';

const exited = { effectiveDate: '2024-04-01', cause: 'resignation' };
const good = envelope('clew.exited.v1', exited);
const strict = { unknownFields: 'refuse' } as const;
const ulid = '01HZY0G0Q2R9ZC6J3M5V8W1X4A';
const replacement = { type: 'clew.exited.v1', data: exited };

describe('refusals', () => {
  test.each<[string, unknown, string[]]>([
    ['null', null, ['not-an-event at ']],
    ['an array', [good], ['not-an-event at ']],
    ['a text', 'exited', ['not-an-event at ']],
    ['another specversion', { ...good, specversion: '0.3' }, ['invalid-value at /specversion']],
    ['no id', { ...good, id: undefined }, ['missing-field at /id']],
    ['an id that is no ULID', { ...good, id: '42' }, ['event-id-shape at /id']],
    ['an id in lower case', { ...good, id: String(good['id']).toLowerCase() }, ['event-id-shape at /id']],
    ['a number for an id', { ...good, id: 42 }, ['wrong-type at /id']],
    ['a source that names no department', { ...good, source: 'oracle' }, ['invalid-value at /source']],
    ['an unknown type', { ...good, type: 'clew.vanished.v1' }, ['unknown-event-type at /type']],
    ['a type of no shape', { ...good, type: 'exited' }, ['unknown-event-type at /type']],
    ['an unknown version', { ...good, type: 'clew.exited.v2' }, ['unknown-event-version at /type']],
    ['a subject that is no number', { ...good, subject: 'somebody' }, ['staff-number-shape at /subject']],
    ['a wrong check character', { ...good, subject: 'K4T-9WM-2H7C' }, ['staff-number-check-character at /subject']],
    ['a time of no day', { ...good, time: '2024-02-30T10:00:00Z' }, ['invalid-date at /time']],
    ['a time without a zone', { ...good, time: '2024-02-20T10:00:00' }, ['invalid-date at /time']],
    ['data that is a text', { ...good, data: 'gone' }, ['wrong-type at /data']],
    ['no data', { ...good, data: undefined }, ['missing-field at /data']],
    ['an attribute of the sender own', { ...good, colour: 'red' }, ['unknown-field at /colour']],
    [
      '__proto__ as an attribute',
      JSON.parse(JSON.stringify(good).replace('{', '{"__proto__":{"x":1},')),
      ['unknown-field at /__proto__'],
    ],
    [
      '__proto__ in the data',
      { ...good, data: JSON.parse('{"effectiveDate":"2024-04-01","cause":"death","__proto__":{"x":1}}') },
      ['unknown-field at /data/__proto__'],
    ],
    [
      'a day of no month',
      { ...good, data: { ...exited, effectiveDate: '2024-13-01' } },
      ['invalid-date at /data/effectiveDate'],
    ],
    [
      'a date in another century',
      { ...good, data: { ...exited, effectiveDate: '0204-04-01' } },
      ['invalid-date at /data/effectiveDate'],
    ],
    [
      'two mistakes at once',
      { ...good, data: { effectiveDate: 5, cause: 'boredom' } },
      ['wrong-type at /data/effectiveDate', 'invalid-value at /data/cause'],
    ],
    [
      'a correction to an unknown type',
      envelope('clew.corrected.v1', { target: ulid, reason: 'other', replacement: { type: 'clew.x.v1', data: {} } }),
      ['invalid-value at /data/replacement/type'],
    ],
    [
      'a correction with a wrong replacement',
      envelope('clew.corrected.v1', {
        target: ulid,
        reason: 'other',
        replacement: { ...replacement, data: { ...exited, cause: 'x' } },
      }),
      ['invalid-value at /data/replacement/data/cause'],
    ],
    [
      'a retraction of a free reason',
      envelope('clew.retracted.v1', { target: ulid, targetType: 'clew.exited.v1', reason: 'he stayed' }),
      ['invalid-value at /data/reason'],
    ],
  ])('%s', (_what, json, expected) => {
    expect(refusalsOf(decodeEvent(json, strict))).toEqual(expected);
  });

  test('hold no value that was sent, which may be personal', () => {
    const secret = 'Eleanor-Rigby-1966';
    const everyField = ['id', 'source', 'type', 'subject', 'time', 'data', 'specversion'];
    const wrong = everyField.map((field) => decodeEvent({ ...good, [field]: secret }, strict));
    wrong.push(decodeEvent({ ...good, data: { effectiveDate: secret, cause: secret } }, strict));
    for (const result of wrong) {
      expect(result.ok).toBe(false);
      expect(JSON.stringify(result)).not.toContain(secret);
    }
  });

  test('any JSON at all is either an event or refused with a code, never a throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(good)), (value, field) => {
        for (const json of [value, { ...good, [field]: value }, { ...good, data: { ...exited, cause: value } }]) {
          const result = decodeEvent(json, strict);
          if (!result.ok) expect(result.refusals.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('what is accepted', () => {
  test('comes back with its subject and its time in canonical form', () => {
    const decoded = decodeEvent({ ...good, subject: 'k4t 9wm 2h7k' }, strict);
    expect(decoded.ok && [decoded.value.subject, decoded.value.time]).toEqual([
      exampleNumber,
      '2024-04-02T10:00:00.000Z',
    ]);
  });

  test.each([
    [
      'a correction',
      envelope('clew.corrected.v1', { target: ulid, reason: 'keying-error', replacement }),
      'career.events.v1',
    ],
    [
      'a retraction of a declaration',
      envelope('clew.retracted.v1', { target: ulid, targetType: 'clew.diversityDeclared.v1', reason: 'wrong-person' }),
      'diversity.declarations.v1',
    ],
  ])('%s goes the whole way round, on the topic of its target', (_what, json, topic) => {
    const decoded = decodeEvent(json, strict);
    if (!decoded.ok) throw new Error(refusalsOf(decoded).join());
    expect(topicOf(decoded.value).name).toBe(topic);
    expect(decodeRecord(encodeRecord(decoded.value))).toEqual(decoded);
    expect(encodeEvent(decoded.value).data).toEqual(json['data']);
  });

  test('names the department of its source', () => {
    expect(departmentOfSource('/departments/hm-treasury/systems/oracle-hcm')).toBe('hm-treasury');
    expect(departmentOfSource('/clew/id-service')).toBeNull();
  });
});

describe('records of the log', () => {
  const event = decodeEvent(good, strict);
  if (!event.ok) throw new Error('the example must be valid');
  const record = encodeRecord(event.value);

  test('carry attributes in ce_ headers, and the subject as key', () => {
    expect(record.key).toBe(exampleNumber);
    expect(record.headers).toMatchObject({
      ce_specversion: '1.0',
      ce_type: 'clew.exited.v1',
      'content-type': 'application/json',
    });
  });

  test.each([
    ['another key', { ...record, key: 'B000000000' }, ['subject-mismatch at /subject']],
    ['no key', { ...record, key: null }, ['subject-mismatch at /subject']],
    ['another topic', { ...record, topic: 'identity.events.v1' }, ['wrong-topic at /type']],
    ['broken UTF-8', { ...record, value: new Uint8Array([0x7b, 0xff, 0x7d]) }, ['malformed-json at /data']],
    [
      'no headers',
      { ...record, headers: {} },
      [
        'missing-field at /specversion',
        'missing-field at /id',
        'missing-field at /source',
        'missing-field at /type',
        'missing-field at /subject',
        'missing-field at /time',
      ],
    ],
  ])('with %s are refused', (_what, changed, expected) => {
    expect(refusalsOf(decodeRecord(changed))).toEqual(expected);
  });
});

describe('the content hash', () => {
  const hashOf = (json: unknown) => {
    const decoded = decodeEvent(json, strict);
    if (!decoded.ok) throw new Error(refusalsOf(decoded).join());
    return contentHash(decoded.value);
  };

  test('is the same whatever the order of fields, the spelling of the number, the zone of the time, or the id', () => {
    const reversed = Object.fromEntries(Object.entries(good).toReversed());
    const respelt = {
      ...good,
      id: ulid,
      subject: 'k4t9wm2h7k',
      time: '2024-04-02T10:00:00Z',
      data: { cause: 'resignation', effectiveDate: '2024-04-01' },
    };
    expect(hashOf(reversed)).toBe(hashOf(good));
    expect(hashOf(respelt)).toBe(hashOf(good));
  });

  test('is another for other content', () => {
    expect(hashOf({ ...good, data: { ...exited, cause: 'retirement' } })).not.toBe(hashOf(good));
    expect(hashOf({ ...good, time: '2024-04-02T10:00:01Z' })).not.toBe(hashOf(good));
  });
});
