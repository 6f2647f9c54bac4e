// Ids of events: made once by the publisher, before anything is sent, and kept; that is what makes sending again safe.
import { hash } from 'node:crypto';
import { monotonicFactory } from 'ulid';

/** A new id. Within one process later ids sort after earlier ones, even within a millisecond. */
export const newEventId: () => string = (() => {
  const next = monotonicFactory();
  return () => next();
})();

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The id of a fact that has a key of its own, for importers that run more than once: the same namespace, key and time always give the
 * same id, so a second run sends duplicates and nothing else. The first 48 bits are the time (milliseconds since 1970; earlier times
 * count as 1970), the other 80 the start of SHA-256 over namespace and key.
 *
 * @param namespace whose keys these are, such as `/departments/hm-treasury/systems/oracle`
 * @param key what names the fact there, such as `appointment:1042:started`; hashed, so it may be long
 * @param time when the source recorded the fact, ISO 8601. Throws RangeError for text that is no instant.
 */
export function eventIdFrom(namespace: string, key: string, time: string): string {
  const milliseconds = Date.parse(time);
  if (!Number.isFinite(milliseconds)) throw new RangeError('the time of an event is not an instant');
  const digest = hash('sha256', `${namespace.length}:${namespace}${key}`, 'buffer');
  return timeCharacters(Math.max(0, milliseconds)) + randomnessCharacters(digest);
}

function timeCharacters(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (let index = 0; index < 10; index += 1) {
    text = alphabet.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Ten bytes are 80 bits: sixteen characters of five. */
function randomnessCharacters(digest: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of digest.subarray(0, 10)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
