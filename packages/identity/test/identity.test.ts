// Normalising, tokens and the decision: tables of what departments send, and properties of what must always hold.

import { createHmac } from 'node:crypto';
import { isStaffNumber, staffNumberAlphabet } from '@clew/events';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideIdentity,
  keyedHash,
  nationalInsuranceTokens,
  normaliseName,
  parseDateOfBirth,
  parseNationalInsuranceNumber,
  parseTokenKeys,
  randomBytesForStaffNumber,
  staffNumberFromRandom,
  type TokenKeys,
  writeTokenKeys,
} from '../src/index.ts';

describe('staffNumberFromRandom', () => {
  it('gives valid numbers, and none where the bytes run out', () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: randomBytesForStaffNumber });
    fc.assert(
      fc.property(bytes, (random) => {
        const number = staffNumberFromRandom(random);
        if (number !== undefined) expect(isStaffNumber(number)).toBe(true);
        if (random.length < 9) expect(number).toBeUndefined();
      }),
    );
    expect(staffNumberFromRandom(new Uint8Array(48).fill(255))).toBeUndefined();
  });

  it('has no bias: over all values of a byte each character comes equally often', () => {
    const allBytes = Array.from({ length: 256 }, (_, byte) => byte);
    const letters = new Map<string, number>();
    const others = new Map<string, number>();
    for (const byte of allBytes) {
      const first = staffNumberFromRandom(Uint8Array.from([byte, ...new Array<number>(8).fill(0)]))?.charAt(0);
      const fifth = staffNumberFromRandom(Uint8Array.from([0, 0, 0, 0, byte, 0, 0, 0, 0]))?.charAt(4);
      if (first !== undefined) letters.set(first, (letters.get(first) ?? 0) + 1);
      if (fifth !== undefined) others.set(fifth, (others.get(fifth) ?? 0) + 1);
    }
    expect([letters.size, new Set(letters.values())]).toEqual([19, new Set([13])]);
    expect([others.size, new Set(others.values())]).toEqual([staffNumberAlphabet.length, new Set([8])]);
  });
});

describe('normaliseName', () => {
  it.each([
    ['SMITH', 'smith', 'smith'],
    ['  Smith   Jones ', 'smith jones', 'smithjones'],
    ['Smith-Jones', 'smith jones', 'smithjones'],
    ["O'Neil", 'oneil', 'oneil'],
    ['O’Neil', 'oneil', 'oneil'],
    ['ONeil', 'oneil', 'oneil'],
    ['Zoë', 'zoe', 'zoe'],
    ['Zoe\u0308', 'zoe', 'zoe'],
    ['Łukasz Ørsted', 'lukasz orsted', 'lukaszorsted'],
    ['Straße', 'strasse', 'strasse'],
    ['van der Berg', 'van der berg', 'berg'],
    ['Le', 'le', 'le'],
    ['de la', 'de la', 'dela'],
    ['ﬁona', 'fiona', 'fiona'],
    ['Ｍａｒｙ', 'mary', 'mary'],
    ['Ιωάννα', 'ιωαννα', 'ιωαννα'],
    ['李 明', '李 明', '李明'],
    ['J. R. R.', 'j r r', 'jrr'],
  ])('%s', (written, words, key) => {
    expect(normaliseName(written)).toEqual({ ok: true, value: { words, key } });
  });

  it.each(['', '   ', '-', "'", '...'])('refuses what has no letters: %j', (written) => {
    expect(normaliseName(written)).toMatchObject({ ok: false, mistake: { code: 'invalid-value' } });
  });

  it('normalising twice changes nothing, and case and accents never matter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (written) => {
        const once = normaliseName(written);
        if (!once.ok) return;
        expect(normaliseName(once.value.words)).toEqual(once);
        expect(normaliseName(written.normalize('NFD'))).toEqual(once);
      }),
    );
  });
});

describe('parseNationalInsuranceNumber', () => {
  it.each([
    ['AB123456C', 'AB123456'],
    ['ab 12 34 56 c', 'AB123456'],
    ['AB-12-34-56-C', 'AB123456'],
    ['AB123456', 'AB123456'],
    ['AB123456D', 'AB123456'],
    ['NZ000000A', 'NZ000000'],
  ])('%s', (written, key) => {
    expect(parseNationalInsuranceNumber(written)).toEqual({ ok: true, value: key });
  });

  const prefixes = ['D', 'F', 'I', 'Q', 'U', 'V'].flatMap((letter) => [`${letter}A`, `A${letter}`]);
  it.each([...prefixes, 'AO', 'BG', 'GB', 'KN', 'NK', 'NT', 'TN', 'ZZ'])('refuses the prefix %s', (prefix) => {
    expect(parseNationalInsuranceNumber(`${prefix}123456A`)).toMatchObject({
      ok: false,
      mistake: { code: 'national-insurance-number-prefix' },
    });
  });

  it.each([
    '',
    'AB12345',
    'AB1234567',
    'AB123456E',
    'A1123456A',
    'AB12345OC',
    '٣AB123456',
    `AB123456${' '.repeat(50)}`,
  ])('refuses the shape of %j, and does not repeat it', (written) => {
    const reading = parseNationalInsuranceNumber(written);
    expect(reading).toMatchObject({ ok: false, mistake: { code: 'national-insurance-number-shape' } });
    if (written.length > 3) expect(JSON.stringify(reading)).not.toContain(written);
  });
});

describe('parseDateOfBirth', () => {
  it.each([
    ['1980-02-29', true],
    ['1981-02-29', false],
    ['1980-13-01', false],
    ['1980-00-10', false],
    ['80-01-01', false],
    ['1899-12-31', false],
    ['2026-11-22', true],
    ['2026-11-23', false],
    ['29/02/1980', false],
  ])('%s: %s', (written, ok) => {
    expect(parseDateOfBirth(written, '2026-11-22').ok).toBe(ok);
  });
});

const secret = (fill: number) => new Uint8Array(32).fill(fill);
const keys: TokenKeys = [
  { version: 2, secret: secret(2) },
  { version: 1, secret: secret(1) },
];

describe('tokens', () => {
  it('are the HMAC-SHA256 of the first eight characters under every live key', () => {
    const number = parseNationalInsuranceNumber('ab123456c');
    if (!number.ok) expect.fail('not read');
    const expected = (fill: number) => createHmac('sha256', secret(fill)).update('AB123456').digest('hex');
    expect(nationalInsuranceTokens(keys, number.value)).toEqual([
      { keyVersion: 2, token: expected(2) },
      { keyVersion: 1, token: expected(1) },
    ]);
    expect(keyedHash(keys[0], 'content', 'AB123456')).not.toBe(expected(2));
  });

  it('read their keys as they were written', () => {
    expect(parseTokenKeys(writeTokenKeys(keys))).toMatchObject({ ok: true, value: [{ version: 2 }, { version: 1 }] });
  });

  const base64 = Buffer.from(secret(7)).toString('base64');
  it.each([
    '',
    '1',
    base64,
    `0:${base64}`,
    `1:${base64},2:${base64}`,
    `1:${base64},1:${base64}`,
    '1:c2hvcnQ=',
    `1:${base64},`,
    `x:${base64}`,
  ])('refuse keys written as %s without repeating them', (written) => {
    const reading = parseTokenKeys(written);
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).not.toContain(base64);
  });
});

describe('decideIdentity', () => {
  const mine = [{ keyVersion: 1, token: 'a' }];
  const others = [{ keyVersion: 1, token: 'b' }];
  const retired = [{ keyVersion: 0, token: 'b' }];
  const known = (person: string, tokens: typeof mine = []) => ({ person, tokens });
  const onToken = { kind: 'existing', person: 'A', matchedOn: 'national-insurance-number' };
  const onNumber = { kind: 'existing', person: 'B', matchedOn: 'department-and-local-employee-number' };
  it.each([
    ['nothing is known', [], undefined, mine, { kind: 'issue' }],
    ['nothing is known, no number', [], undefined, [], { kind: 'issue' }],
    ['the token is known', ['A'], undefined, mine, onToken],
    ['token and local number agree', ['A'], known('A', mine), mine, onToken],
    ['the token is known under both keys', ['A', 'A'], undefined, mine, onToken],
    ['the local number is known, no number sent', [], known('B', others), [], onNumber],
    ['the local number is known, of somebody without a token', [], known('B'), mine, onNumber],
    ['the tokens are under different keys', [], known('B', retired), mine, onNumber],
    [
      'they disagree',
      ['A'],
      known('B', others),
      mine,
      { kind: 'conflict', reason: 'token-and-local-number-differ', people: ['A', 'B'] },
    ],
    [
      'the local number is of somebody with another token',
      [],
      known('B', others),
      mine,
      { kind: 'conflict', reason: 'another-national-insurance-number', people: ['B'] },
    ],
    [
      'two people have the token',
      ['A', 'B'],
      undefined,
      mine,
      { kind: 'conflict', reason: 'token-of-several-people', people: ['A', 'B'] },
    ],
  ])('%s', (_name, byToken, byLocalEmployeeNumber, tokens, decision) => {
    expect(decideIdentity({ byToken, byLocalEmployeeNumber }, { tokens })).toEqual(decision);
  });
});
