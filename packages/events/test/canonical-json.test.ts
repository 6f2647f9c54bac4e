// Canonical JSON beside the reference implementation, and the quick reading of an envelope beside the schema's.
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../src/canonical-json.ts';
import { decodeEvent, decodeRecord, encodeRecord } from '../src/index.ts';
import { envelope } from './helpers.ts';

describe('canonical JSON', () => {
  test('is what the reference implementation writes, of any value and any Unicode', () => {
    const values = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });
    fc.assert(
      fc.property(values, (value) => {
        expect(canonicalJson(value)).toBe(canonicalize(value));
      }),
    );
  });

  test.each([
    [
      'keys by code units, not by code points',
      { '\u{1F600}': 1, '\uFB33': 2, a: 3 },
      '{"a":3,"\u{1F600}":1,"\uFB33":2}',
    ],
    ['what must be escaped', ['"', '\\', '\n', '\u0007', '/', '\u007F'], '["\\"","\\\\","\\n","\\u0007","/","\u007F"]'],
    ['numbers as ECMAScript has them', [1e21, 0.1, -0, 1e-7], '[1e+21,0.1,0,1e-7]'],
    ['nothing for what is undefined', { a: undefined, b: null }, '{"b":null}'],
  ])('%s', (_, value, expected) => {
    expect(canonicalJson(value)).toBe(expected);
  });

  test.each([['\uD800'], [{ '\uDC00': 1 }], [Number.NaN], [Number.POSITIVE_INFINITY]])(
    'refuses what is no JSON',
    (value) => {
      expect(() => canonicalJson(value)).toThrow(RangeError);
    },
  );
});

describe('the quick reading of an envelope', () => {
  const good = envelope('clew.exited.v1', { effectiveDate: '2024-04-01', cause: 'resignation' });
  const attribute = fc.constantFrom(
    'specversion',
    'id',
    'source',
    'type',
    'subject',
    'time',
    'datacontenttype',
    'data',
  );
  const odd = fc.oneof(
    fc.constantFrom('', '1.0', 'application/json', 'clew.exited.v2', 'K4T-9WM-2H7K', ' ', 'x'.repeat(201)),
    fc.constantFrom(
      '2024-02-30T10:00:00.000Z',
      '2024-02-20T24:00:00.000Z',
      '2024-02-20T10:00:00Z',
      '0000-01-01T00:00:00.000Z',
    ),
    fc.constantFrom(
      '/departments/a/systems/b',
      '/clew/gateway',
      '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
      '7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    ),
    fc.jsonValue(),
  );

  test('comes to what the schema comes to, whatever is wrong', () => {
    fc.assert(
      fc.property(fc.dictionary(attribute, odd, { maxKeys: 2 }), (changes) => {
        const json = { ...good, ...changes };
        // An attribute that the quick reading does not know sends the whole envelope to the schema.
        const bySchema = decodeEvent({ ...json, tracestate: 'a=b' }, { unknownFields: 'ignore' });
        expect(decodeEvent(json, { unknownFields: 'ignore' })).toEqual(bySchema);
      }),
      { numRuns: 2_000 },
    );
  });

  test('reads bytes as the strict decoder does', () => {
    const decoded = decodeEvent(good, { unknownFields: 'refuse' });
    if (!decoded.ok) throw new Error('the example is good');
    const record = encodeRecord(decoded.value);
    const text = new TextDecoder().decode(record.value);
    const read = (bytes: Uint8Array) => decodeRecord({ ...record, value: bytes }).ok;
    expect(read(Buffer.from(text))).toBe(true);
    expect(read(Buffer.from(`\u{FEFF}${text}`))).toBe(true);
    const withMark = text.replace('{', '{"note":"\u{FFFD}",');
    expect(read(Buffer.from(withMark))).toBe(true);
    const broken = Buffer.from(text.replace('{', '{"note":"?",'));
    broken[broken.indexOf('?')] = 0xff;
    expect(read(broken)).toBe(false);
    expect(read(new Uint8Array(broken))).toBe(false);
  });
});
