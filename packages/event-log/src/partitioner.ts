// Which partition a key belongs to: murmur2, as Kafka's Java client computes it, so that any client puts a key where we do.

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const ROTATION = 24;

/** 32-bit murmur2 of Kafka (org.apache.kafka.common.utils.Utils.murmur2), as a signed integer. */
export function murmur2(data: Uint8Array): number {
  const { length } = data;
  const view = new DataView(data.buffer, data.byteOffset, length);
  let hash = SEED ^ length;
  const words = length >>> 2;
  for (let word = 0; word < words; word += 1) {
    let k = Math.imul(view.getInt32(word * 4, true), MULTIPLIER);
    k ^= k >>> ROTATION;
    hash = Math.imul(hash, MULTIPLIER) ^ Math.imul(k, MULTIPLIER);
  }
  const rest = words * 4;
  if (rest < length) {
    for (let index = length - 1; index >= rest; index -= 1) hash ^= view.getUint8(index) << ((index - rest) * 8);
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/** The partition of a key, from 0 to `partitions` - 1. */
export function partitionOf(key: string, partitions: number): number {
  return (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions;
}
