// An event's id as the database keeps it: the 128 bits of the ULID as a uuid. Sixteen bytes where the text takes 27, and the same order.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const values = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;

const bytes = Buffer.alloc(16);

/**
 * The uuid of a ULID that was validated before: 32 hexadecimal digits without hyphens, which PostgreSQL takes as well.
 * Every id of a career passes here each time it is folded: by way of a buffer it takes a third of the time of adding up text.
 */
export function uuidOfEventId(id: string): string {
  // The first character has three bits, so the bytes begin two bits before it.
  let bits = values[id.charCodeAt(0)] ?? 0;
  let held = 3;
  let at = 0;
  for (let index = 1; index < 26; index += 1) {
    bits = ((bits << 5) | (values[id.charCodeAt(index)] ?? 0)) & 0xfff;
    held += 5;
    if (held >= 8) {
      held -= 8;
      bytes[at] = (bits >> held) & 0xff;
      at += 1;
    }
  }
  return bytes.toString('hex');
}

/** The ULID of a uuid, with hyphens or without. */
export function eventIdOfUuid(uuid: string): string {
  const from = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  let id = '';
  let bits = 0;
  let held = 2;
  for (const byte of from) {
    bits = ((bits << 8) | byte) & 0xfff;
    held += 8;
    while (held >= 5) {
      held -= 5;
      id += alphabet.charAt((bits >> held) & 31);
    }
  }
  return id;
}
