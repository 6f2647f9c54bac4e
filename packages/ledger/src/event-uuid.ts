// An event's id as the database keeps it: the 128 bits of the ULID as a uuid. Sixteen bytes where the text takes 27, and the same order.

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const values = new Uint8Array(128);
for (let value = 0; value < alphabet.length; value += 1) values[alphabet.charCodeAt(value)] = value;

/** Eight characters are 40 bits: ten hexadecimal digits, and exact in a number. */
function hexadecimalOf(text: string, from: number, to: number, digits: number): string {
  let number = 0;
  for (let index = from; index < to; index += 1) number = number * 32 + (values[text.charCodeAt(index)] ?? 0);
  return number.toString(16).padStart(digits, '0');
}

/** The uuid of a ULID that was validated before, in PostgreSQL's own writing. */
export function uuidOfEventId(id: string): string {
  const hex =
    hexadecimalOf(id, 0, 2, 2) +
    hexadecimalOf(id, 2, 10, 10) +
    hexadecimalOf(id, 10, 18, 10) +
    hexadecimalOf(id, 18, 26, 10);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

function charactersOf(hex: string, count: number): string {
  let number = Number.parseInt(hex, 16);
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text = alphabet.charAt(number % 32) + text;
    number = Math.floor(number / 32);
  }
  return text;
}

/** The ULID of a uuid. */
export function eventIdOfUuid(uuid: string): string {
  const hex = uuid.replaceAll('-', '');
  return (
    charactersOf(hex.slice(0, 2), 2) +
    charactersOf(hex.slice(2, 12), 8) +
    charactersOf(hex.slice(12, 22), 8) +
    charactersOf(hex.slice(22), 8)
  );
}
