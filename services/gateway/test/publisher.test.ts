// The SDK against the real gateway: what is published arrives once, whatever happens on the way.
import { createPublisher, eventIdFrom } from '@clew/publisher';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyStaffNumber, type Door, openDoor } from './support.ts';

const source = '/departments/hm-treasury/systems/oracle';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

describe('publishAll', () => {
  it('publishes and sums up; a second run with the same ids changes nothing', async () => {
    const publisher = await createPublisher({ gatewayUrl: door.url, source });
    const time = '2024-04-02T10:00:00Z';
    const events = Array.from({ length: 12_345 }, (_, index) => {
      const result = publisher.event('exited', {
        id: eventIdFrom(source, `leaver:${index}`, time),
        subject: anyStaffNumber(),
        time,
        data: { effectiveDate: '2024-04-01', cause: 'resignation' },
      });
      if (!result.ok) throw new Error(JSON.stringify(result.refusals));
      return result.value;
    });
    const progress: number[] = [];
    const summary = await publisher.publishAll(events, { onProgress: ({ sent }) => progress.push(sent) });
    expect(summary).toMatchObject({ sent: 12_345, accepted: 12_345, duplicates: 0, refused: 0, refusals: [] });
    expect(summary.last).toHaveLength(24);
    expect(progress.at(-1)).toBe(12_345);
    const again = await publisher.publishAll(events);
    expect(again).toMatchObject({ sent: 12_345, accepted: 12_345, duplicates: 12_345, refused: 0 });
    const published = await door.published();
    expect(published).toHaveLength(12_345);
    expect(new Set(published).size).toBe(12_345);
    await publisher.close();
  });
});
