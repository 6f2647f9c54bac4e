// Hashes of a release and of a registry: SHA-256 over every part in a fixed order, so that what was altered is known.
import { createHash, type Hash } from 'node:crypto';
import type { PublishedTable, Release } from './release.ts';
import type { Registry } from './table.ts';

type Content = Omit<Release, 'contentHash'>;

/** The hash of what a release holds, hexadecimal. */
export function contentHash(release: Content): string {
  const hash = createHash('sha256');
  const { number, referenceDate, method, parameters } = release;
  const sorted = Object.entries(parameters).toSorted(([one], [other]) => (one < other ? -1 : 1));
  text(hash, { format: 'clew release 1', number, referenceDate, method, parameters: sorted });
  for (const table of release.tables) addTable(hash, 'table', table);
  for (const table of release.estimates) addTable(hash, 'estimate', table);
  for (const measurement of release.measurements) {
    const { name, quantity, dimensions, shape, values, standardDeviation, sensitivity } = measurement;
    const by = dimensions.map((each) => [each.classification, each.level]);
    text(hash, { measurement: name, quantity, dimensions: by, shape, standardDeviation, sensitivity });
    numbers(hash, values);
  }
  return hash.digest('hex');
}

/** The hash of a registry: of every classification with its levels and categories, and of every table. Titles are no part of it. */
export function registryHash({ classifications, tables }: Registry): string {
  const hash = createHash('sha256');
  for (const { name, secret, levels } of classifications) {
    const trees = levels.map((level) => [level.name, level.codes, [...level.categoryOf]]);
    text(hash, { classification: name, secret, levels: trees });
  }
  for (const { name, quantity, dimensions } of tables) {
    text(hash, { table: name, quantity, dimensions: dimensions.map((each) => [each.classification, each.level]) });
  }
  return hash.digest('hex');
}

function addTable(hash: Hash, kind: 'table' | 'estimate', table: PublishedTable): void {
  const { name, quantity, dimensions, shape, values, standardErrors, basis } = table;
  const by = dimensions.map((each) => [each.classification, each.level]);
  text(hash, { kind, name, quantity, dimensions: by, shape });
  numbers(hash, values);
  numbers(hash, standardErrors);
  hash.update(basis);
}

/** Seals what a method made. */
export function seal(content: Content): Release {
  return Object.freeze({ ...content, contentHash: contentHash(content) });
}

/** Lengths go before texts, so that no text runs into the next. */
function text(hash: Hash, value: unknown): void {
  const json = JSON.stringify(value);
  hash.update(`${Buffer.byteLength(json)}:${json}`);
}

const chunk = 65_536;

/** Little-endian doubles on every machine; every NaN alike. */
function numbers(hash: Hash, values: Float64Array): void {
  const bytes = Buffer.alloc(Math.min(values.length, chunk) * 8);
  for (let from = 0; from < values.length; from += chunk) {
    const length = Math.min(chunk, values.length - from);
    for (let place = 0; place < length; place += 1) bytes.writeDoubleLE(values[from + place] as number, place * 8);
    hash.update(length * 8 === bytes.length ? bytes : bytes.subarray(0, length * 8));
  }
}
