// Event ids go into the database and come back.
import { ulidPattern } from '@clew/events';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eventIdOfUuid, uuidOfEventId } from '../src/index.ts';

test.each([
  ['00000000000000000000000000', '00000000000000000000000000000000'],
  ['7ZZZZZZZZZZZZZZZZZZZZZZZZZ', 'ffffffffffffffffffffffffffffffff'],
  // The example of the ULID specification's own first implementation.
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', '01563e3ab5d3d6764c61efb99302bd5b'],
])('%s is %s', (id, uuid) => {
  expect(uuidOfEventId(id)).toBe(uuid);
  expect(eventIdOfUuid(uuid)).toBe(id);
});

test('every id comes back, and the order is kept', () => {
  const ids = fc.stringMatching(ulidPattern);
  fc.assert(
    fc.property(ids, ids, (one, other) => {
      expect(eventIdOfUuid(uuidOfEventId(one))).toBe(one);
      expect(uuidOfEventId(one) < uuidOfEventId(other)).toBe(one < other);
    }),
  );
});
