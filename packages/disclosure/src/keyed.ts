// Keys and noise from a secret: everything that looks random here is HMAC-SHA-256 of the secret and of what it is for, so it can be repeated.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { type Refusal, refuse } from './refusal.ts';

/** The fewest bytes of a secret: as many as HMAC-SHA-256 gives. */
const leastSecretBytes = 32;

/**
 * A secret that noise and keys are made from. A `KeyObject` (`createSecretKey(bytes)` of `node:crypto`) shows its bytes in no log, message
 * or copy as JSON, and is what a service should hold; bytes alone do as well.
 */
export type Secret = Uint8Array | KeyObject;

/** A refusal of a secret that could be guessed; null where it is long enough. */
export function checkSecret(secret: Secret): Refusal | null {
  const bytes = secret instanceof Uint8Array ? secret.length : (secret.symmetricKeySize ?? 0);
  if (bytes >= leastSecretBytes) return null;
  return refuse(
    'secret-too-short',
    'secret',
    `The secret has fewer than ${leastSecretBytes} bytes.`,
    `Draw at least ${leastSecretBytes} bytes from a generator for keys, and keep them apart from the figures.`,
  );
}

/** A key for one purpose; keys of different purposes tell nothing of each other. */
export function deriveKey(secret: Secret, purpose: string): KeyObject {
  return createSecretKey(createHmac('sha256', secret).update(`clew disclosure 1\n${purpose}`).digest());
}

const wordsPerDigest = 8;

/**
 * The 32-bit record key of each person: for life, the same in every table and release, so that the same contributors give the same cell
 * key. One digest holds the keys of eight neighbouring numbers: hashing once per person took four times as long and is no safer.
 */
export function recordKeys(secret: Secret, personNumber: Uint32Array): Uint32Array {
  const key = deriveKey(secret, 'record keys');
  const keys = new Uint32Array(personNumber.length);
  const message = Buffer.alloc(4);
  let block = -1;
  let digest = Buffer.alloc(0);
  for (let row = 0; row < keys.length; row += 1) {
    const person = personNumber[row] as number;
    const wanted = Math.floor(person / wordsPerDigest);
    if (wanted !== block) {
      block = wanted;
      message.writeUInt32LE(block);
      digest = createHmac('sha256', key).update(message).digest();
    }
    keys[row] = digest.readUInt32LE((person % wordsPerDigest) * 4);
  }
  return keys;
}

/** A stream of uniform integers that a key and a label determine. */
export interface KeyedStream {
  /** Uniform on 0 to 2^32 - 1. */
  word(): number;
  /** Uniform on 0 to bound - 1, exactly; bound a whole number up to 2^53. */
  below(bound: number): number;
}

const two32 = 4_294_967_296;
const two53 = 9_007_199_254_740_992;

/** The stream: HMAC-SHA-256 in counter mode over the label. */
export function keyedStream(key: KeyObject, label: string): KeyedStream {
  // The label is hashed once, whatever its length; the counter is all that follows.
  const own = createSecretKey(createHmac('sha256', key).update(label).digest());
  const counter = Buffer.alloc(8);
  let digest = Buffer.alloc(0);
  let place = wordsPerDigest;
  let blocks = 0;
  const word = (): number => {
    if (place === wordsPerDigest) {
      counter.writeUInt32LE(blocks % two32, 0);
      counter.writeUInt32LE(Math.floor(blocks / two32), 4);
      digest = createHmac('sha256', own).update(counter).digest();
      blocks += 1;
      place = 0;
    }
    const value = digest.readUInt32LE(place * 4);
    place += 1;
    return value;
  };
  const below = (bound: number): number => {
    const range = bound <= two32 ? two32 : two53;
    const most = range - (range % bound);
    for (;;) {
      const drawn = bound <= two32 ? word() : (word() % 2_097_152) * two32 + word();
      if (drawn < most) return drawn % bound;
    }
  };
  return { word, below };
}
