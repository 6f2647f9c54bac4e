// An event type that has changed twice: what was said in either earlier form is read as the current one.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineEvent, type EventDefinition } from '../src/index.ts';
import { hasEarlierVersion, upcastData } from '../src/upcast.ts';

const moved = defineEvent({
  name: 'moved',
  version: 3,
  topic: 'career',
  subject: 'staff-number',
  summary: 'An event type of this test.',
  actionPoints: [],
  data: z.object({ to: z.object({ region: z.string() }) }),
  // Out of order on purpose: the versions decide, not the place in the list.
  earlierVersions: [
    { version: 2, upcast: ({ region }) => ({ to: { region } }) },
    { version: 1, upcast: ({ place }) => ({ region: place }) },
  ],
  validExamples: [],
  invalidExamples: [],
}) as unknown as EventDefinition;

test.each([
  [1, { place: 'wales' }],
  [2, { region: 'wales' }],
  [3, { to: { region: 'wales' } }],
])('version %i is read as the current one', (version, data) => {
  expect(upcastData(moved, version, data)).toEqual({ to: { region: 'wales' } });
});

test('only declared versions are known', () => {
  expect([0, 1, 2, 3, 4].map((version) => hasEarlierVersion(moved, version))).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
});
