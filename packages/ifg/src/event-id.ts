// Event ids that follow from the database's own ids, so that a second import says the same things under the same ids.
import { hash } from 'node:crypto';

/** Part of every id. It rises when the derivation says other things of the same rows, so that the new facts get ids of their own. */
export const derivationVersion = 1;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 48 bits of the date (UTC midnight, in milliseconds) and 80 bits of SHA-256 over the key.
 * It holds no staff number, so that another ID service gives the same ids, and no clock or chance.
 */
export function deterministicEventId(date: string, key: string): string {
  const time = BigInt(Math.max(0, Date.parse(`${date}T00:00:00.000Z`)));
  const digest = BigInt(`0x${hash('sha256', `ifg:${derivationVersion}:${key}`, 'hex').slice(0, 20)}`);
  const bits = (time << 80n) | digest;
  let text = '';
  for (let shift = 125n; shift >= 0n; shift -= 5n) text += crockford.charAt(Number((bits >> shift) & 31n));
  return text;
}

/** When the feed says that it recorded a fact: midnight (UTC) of the date from which it holds, since the database gives no other time. */
export function recordedTime(date: string): string {
  return `${date}T00:00:00.000Z`;
}
