// Tokens: what is kept in place of a National Insurance number. Without the key nobody can try all numbers against them.

import { createHmac } from 'node:crypto';
import { type IdentityReading, mistaken, read } from './mistake.ts';
import type { NationalInsuranceKey } from './national-insurance-number.ts';

/** A secret with the version that is kept beside each token made by it. */
export interface TokenKey {
  readonly version: number;
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
}

/** All live keys, newest first. New tokens are kept under each of them; a lookup tries each of them. */
export type TokenKeys = readonly [TokenKey, ...TokenKey[]];

export interface NationalInsuranceToken {
  readonly keyVersion: number;
  /** 32 bytes as 64 hexadecimal characters: HMAC-SHA256(key, first 8 characters). */
  readonly token: string;
}

/** The token of a number under every live key, newest first. */
export function nationalInsuranceTokens(
  keys: TokenKeys,
  number: NationalInsuranceKey,
): readonly NationalInsuranceToken[] {
  return keys.map(({ version, secret }) => ({
    keyVersion: version,
    token: createHmac('sha256', secret).update(number).digest('hex'),
  }));
}

/** A keyed hash of any text, as 64 hexadecimal characters. The purpose keeps it apart from tokens and from other uses. */
export function keyedHash(key: TokenKey, purpose: string, text: string): string {
  return createHmac('sha256', key.secret).update(`${purpose}\0${text}`).digest('hex');
}

const remedy = 'Write version:base64 for each key, divided by commas, newest first; a key is at least 32 random bytes.';

/** Reads keys as configuration writes them: `2:BASE64,1:BASE64`, newest first. The mistake never repeats a key. */
export function parseTokenKeys(written: string): IdentityReading<TokenKeys> {
  const keys = written.split(',').map((part) => parseTokenKey(part.trim()));
  const good = keys.filter((key) => key !== undefined);
  const [first, ...rest] = good;
  if (first === undefined || good.length !== keys.length) {
    return mistaken('invalid-keys', 'A key is not written as version:base64 of at least 32 bytes.', remedy);
  }
  if (!good.every((key, index) => index === 0 || key.version < (good[index - 1]?.version ?? 0))) {
    return mistaken('invalid-keys', 'The versions do not fall from key to key.', remedy);
  }
  return read([first, ...rest]);
}

function parseTokenKey(written: string): TokenKey | undefined {
  const [, version, base64] = /^([1-9]\d{0,8}):([A-Za-z0-9+/]+={0,2})$/.exec(written) ?? [];
  if (version === undefined || base64 === undefined) return undefined;
  const secret = Buffer.from(base64, 'base64');
  return secret.byteLength < 32 ? undefined : { version: Number(version), secret };
}

/** Writes keys as `parseTokenKeys` reads them. The result is a secret. */
export function writeTokenKeys(keys: TokenKeys): string {
  return keys.map(({ version, secret }) => `${version}:${Buffer.from(secret).toString('base64')}`).join(',');
}
