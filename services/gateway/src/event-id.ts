// A ULID as PostgreSQL's uuid: both are 128 bits, and sixteen bytes index better than twenty-six characters.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const values = new Map([...alphabet].map((character, value) => [character.charCodeAt(0), value]));

/** The 32 hexadecimal digits of a ULID. Throws RangeError for text that is not one: callers have validated. */
export function uuidOfUlid(ulid: string): string {
  if (ulid.length !== 26) throw new RangeError('a ULID has 26 characters');
  let hexadecimal = '';
  let bits = 0;
  let held = 0;
  for (let index = 0; index < 26; index += 1) {
    const value = values.get(ulid.charCodeAt(index));
    if (value === undefined || (index === 0 && value > 7)) throw new RangeError('not a character of a ULID');
    held = (held << 5) | value;
    bits += index === 0 ? 3 : 5;
    while (bits >= 4) {
      bits -= 4;
      hexadecimal += ((held >> bits) & 0xf).toString(16);
    }
    held &= (1 << bits) - 1;
  }
  return hexadecimal;
}

/** The digits of a uuid as PostgreSQL writes it. */
export function digitsOfUuid(uuid: string): string {
  return uuid.replaceAll('-', '');
}
