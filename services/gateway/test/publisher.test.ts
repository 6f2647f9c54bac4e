// The SDK against the real gateway: what is published arrives once, whatever happens on the way.
import { topics } from '@clew/events';
import { migrateLedger, openLedger } from '@clew/ledger';
import { createPublisher, eventIdFrom, newEventId } from '@clew/publisher';
import { createTestDatabase } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { progressInLedger } from '../src/index.ts';
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

describe('waitUntilProjected', () => {
  it('waits for the projector, and tells what was parked and what never came', async () => {
    const database = await createTestDatabase();
    const ledger = openLedger({ pool: database.pool });
    await migrateLedger(database.pool);
    const here = await openDoor({ database, progressOf: progressInLedger(ledger) });
    const publisher = await createPublisher({ gatewayUrl: here.url, source });
    const events = Array.from({ length: 3_000 }, () => {
      const data = { effectiveDate: '2024-04-01', cause: 'resignation' } as const;
      const result = publisher.event('exited', { subject: anyStaffNumber(), time: '2024-04-02T10:00:00Z', data });
      if (!result.ok) throw new Error('not valid');
      return result.value;
    });
    const { last } = await publisher.publishAll(events);
    const early = await publisher.waitUntilProjected(last, { withinMilliseconds: 1 });
    expect(early).toMatchObject({ projected: 0, waiting: last });
    const never = newEventId();
    const waiting = publisher.waitUntilProjected([...last, never]);
    const subscription = await here.log.subscribe({
      group: 'projector',
      topics: Object.values(topics).map(({ name }) => name),
      loadPositions: () => ledger.positions(),
      handle: (batch) => ledger.applyBatch(batch),
    });
    expect(await waiting).toEqual({ projected: last.length, parked: [], notPublished: [never], waiting: [] });
    // When the last event of each partition is projected, all of them are.
    const { rows } = await database.pool.query('SELECT count(*) AS recorded FROM ledger.event');
    expect(rows[0].recorded).toBe(3_000);
    await subscription.stop();
    await publisher.close();
    await here.close();
    await database.dispose();
  });
});
