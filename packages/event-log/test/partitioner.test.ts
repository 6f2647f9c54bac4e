// murmur2 as Kafka's Java client has it: its own test vectors, and Java itself where it is at hand.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { murmur2, partitionOf } from '../src/index.ts';
import { javaTool } from './support/java.ts';

// org.apache.kafka.common.utils.UtilsTest, testMurmur2
test.each([
  ['21', -973_932_308],
  ['foobar', -790_332_482],
  ['a-little-bit-long-string', -985_981_536],
  ['a-little-bit-longer-string', -1_486_304_829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
  ['abc', 479_470_107],
])('murmur2 of %s is %i', (text, hash) => {
  expect(murmur2(Buffer.from(text))).toBe(hash);
});

test('a partition is within its topic, whatever the key, and a view into a larger buffer hashes as its own bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 100 }), (key, partitions) => {
      const partition = partitionOf(key, partitions);
      expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
      const padded = Buffer.concat([Buffer.from('xyz'), Buffer.from(key)]);
      expect(murmur2(padded.subarray(3))).toBe(murmur2(Buffer.from(key)));
    }),
  );
});

const java = await javaTool();

describe.skipIf(java === undefined)('beside Java', () => {
  test('2,000 keys go where the Java client puts them', async () => {
    const keys = Array.from(
      { length: 2_000 },
      (_, index) => `K${(index * 7919).toString(36)}-${'é'.repeat(index % 5)}${index}`,
    );
    const { stdout } = await promisify(execFile)(
      java?.program ?? '',
      [...(java?.parameters ?? []), 'partitions', '24', ...keys],
      { maxBuffer: 1 << 22 },
    );
    expect(stdout.trim().split('\n').map(Number)).toEqual(keys.map((key) => partitionOf(key, 24)));
  });
});
