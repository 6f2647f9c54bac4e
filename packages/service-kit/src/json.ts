// Reading JSON from strangers: strict UTF-8, bounded depth, no prototype poisoning, no text that PostgreSQL cannot hold.

import secureJsonParse from 'secure-json-parse';
import type { Refusal } from './refusal.ts';

/** How many arrays and objects may stand inside each other. Real requests need fewer than ten. */
export const defaultMaximumDepth = 64;

export type JsonReading =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal };

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });

/** Parses JSON bytes. Never throws; a refusal never repeats the bytes. */
export function parseJson(bytes: Uint8Array, options: { readonly maximumDepth?: number } = {}): JsonReading {
  const maximumDepth = options.maximumDepth ?? defaultMaximumDepth;
  if (bytes.byteLength === 0) {
    return refused('body-missing', 'The body is empty.', 'Send a JSON body.');
  }
  const text = decode(bytes);
  if (text === undefined) {
    return refused('malformed-utf8', 'The body has bytes that are not UTF-8.', 'Encode the JSON as UTF-8.');
  }
  if (deeperThan(text, maximumDepth)) {
    const message = `Arrays and objects stand inside each other more than ${maximumDepth} levels deep.`;
    return refused('too-deep', message, `Send at most ${maximumDepth} levels.`);
  }
  // Well-formedness first, so that what the second parser refuses can only be a forbidden key.
  try {
    JSON.parse(text);
  } catch {
    return refused('malformed-json', 'The body is not well-formed JSON.', 'Send JSON as RFC 8259 defines it.');
  }
  return parseWellFormed(text);
}

function parseWellFormed(text: string): JsonReading {
  let value: unknown;
  try {
    value = secureJsonParse(text, undefined, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    const message = 'An object has the key "__proto__", or "constructor" with "prototype" inside.';
    return refused('forbidden-key', message, 'Remove the key.');
  }
  if (mayHoldUnstorableText.test(text) && holdsUnstorableText(value)) {
    const message = 'A text holds a NUL character or half of a surrogate pair.';
    return refused('text-not-storable', message, 'Remove the character, or send the whole pair.');
  }
  return { ok: true, value };
}

function refused(code: string, message: string, remedy: string): JsonReading {
  return { ok: false, refusal: { code, field: '', message, remedy, retryable: false } };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts brackets outside strings, before parsing: a parser that recurses would meet the depth first. */
function deeperThan(text: string, maximum: number): boolean {
  if (text.length <= maximum) return false;
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (inString) {
      if (unit === backslash) index += 1;
      else if (unit === quote) inString = false;
    } else if (unit === quote) {
      inString = true;
    } else if (unit === 0x7b || unit === 0x5b) {
      depth += 1;
      if (depth > maximum) return true;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

// UTF-8 cannot carry a lone surrogate, and JSON no raw NUL: both can only come as escapes.
const mayHoldUnstorableText = /\\u(?:0000|[dD][89a-fA-F])/;

function holdsUnstorableText(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0') || !value.isWellFormed();
  if (Array.isArray(value)) return value.some(holdsUnstorableText);
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(([key, inner]) => holdsUnstorableText(key) || holdsUnstorableText(inner));
  }
  return false;
}
