// Canonical JSON (RFC 8785): one writing for one value, so that its hash stands for it.

/**
 * Writes a JSON value: keys in the order of their UTF-16 code units, no spaces, numbers and strings as ECMAScript writes them.
 * Properties that are undefined are left out. Written here and not taken from `canonicalize`, which guards against cycles and
 * `toJSON` and takes three times as long for every event that is read; a property test holds the two together.
 * @throws RangeError where a string has a lone surrogate, which is no Unicode text, or a number is not finite.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return canonicalText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new RangeError('JSON has finite numbers only');
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each)).join(',')}]`;
  if (typeof value === 'object') return canonicalObject(value as Readonly<Record<string, unknown>>);
  throw new RangeError('not a value of JSON');
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '{';
  for (const key of Object.keys(value).sort()) {
    const own = value[key];
    if (own === undefined) continue;
    if (text.length > 1) text += ',';
    text += `${canonicalText(key)}:${canonicalJson(own)}`;
  }
  return `${text}}`;
}

const plain = /^[ !#-[\]-~]*$/;

function canonicalText(text: string): string {
  if (plain.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new RangeError('a lone surrogate is not allowed');
  return JSON.stringify(text);
}
