// The projector is replay: whatever the events, however they are cut into batches, mixed, doubled and delivered again.
import type { RecordBatch } from '@clew/event-log';
import { type ClewEvent, type EventName, topicOf } from '@clew/events';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLedger } from '../src/index.ts';
import { foldSubject } from '../src/organisations.ts';
import { batchOf, staffNumbers } from './support/events.ts';
import { drafts, eventsOf, neverGenerated } from './support/generate.ts';
import { comparePerson, createTestLedger, type TestLedger, violations } from './support/ledger.ts';

const people = 3;

/** How a set of events reaches the ledger. */
const deliveries = fc.record({
  doubled: fc.array(fc.nat({ max: 100 }), { maxLength: 6 }),
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
  order: fc.array(fc.nat({ max: 1_000 }), { minLength: 61, maxLength: 61 }),
  /** How many records a batch goes back before the position, as after a reader's restart. */
  overlaps: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 8 }),
});

interface Delivery {
  readonly doubled: readonly number[];
  readonly sizes: readonly number[];
  readonly order: readonly number[];
  readonly overlaps: readonly number[];
}

describe('live projection', () => {
  let one: TestLedger;
  let other: TestLedger;
  let runs = 0;
  beforeAll(async () => {
    // One remembers everything, the other nothing but two events: both must come to the same.
    [one, other] = await Promise.all([createTestLedger(), createTestLedger({ rememberedEvents: 2 })]);
  });
  afterAll(async () => {
    await one.dispose();
    await other.dispose();
  });

  test('gives what replay gives', async () => {
    const seen = new Set<EventName>();
    await fc.assert(
      fc.asyncProperty(drafts(people), deliveries, deliveries, async (given, first, second) => {
        runs += 1;
        const staff = staffNumbers(people);
        const events = eventsOf(given, staff, `run-${runs}`);
        for (const event of events) seen.add(event.name);
        await deliver(one, events, first, runs);
        await deliver(other, events, second, runs);
        for (const ledger of [one, other]) {
          for (const person of staff) {
            const own = events.filter((event) => event.subject === person);
            const { expected, actual } = await comparePerson(ledger.pool, person, own);
            if (own.length > 0) expect(actual).toEqual(expected);
          }
          await expectOrganisations(ledger, events);
        }
      }),
      { numRuns: 120, endOnFailure: true },
    );
    expect(neverGenerated(seen)).toEqual([]);
    expect(await violations(one.ledger)).toEqual([]);
    expect(await one.ledger.digest()).toBe(await other.ledger.digest());
  });
});

/** Publishes and projects: a shuffled arrival, by topic and two partitions each, batches in turns, some records again. */
async function deliver(into: TestLedger, events: readonly ClewEvent[], delivery: Delivery, run: number): Promise<void> {
  const arrivals = [...events, ...delivery.doubled.flatMap((index) => events[index % events.length] ?? [])]
    .map((event, index) => ({ event, at: delivery.order[index % delivery.order.length] ?? 0 }))
    .sort((left, right) => left.at - right.at)
    .map(({ event }) => event);
  const partitions = [...Map.groupBy(arrivals, placeOf(run))].map(([place, own]) => ({ place, own, next: 0 }));
  // A second reader of the same store, as while a zombie has not noticed yet.
  const zombie = openLedger({ pool: into.pool });
  for (let turn = 0; partitions.some((each) => each.next < each.own.length); turn += 1) {
    const waiting = partitions.filter((each) => each.next < each.own.length);
    const partition = waiting[(delivery.order[turn % delivery.order.length] ?? 0) % waiting.length];
    if (partition === undefined) return;
    const size = delivery.sizes[turn % delivery.sizes.length] ?? 1;
    const from = Math.max(0, partition.next - (delivery.overlaps[turn % delivery.overlaps.length] ?? 0));
    const batch = batchAt(partition.place, from, partition.own.slice(from, partition.next + size));
    const both = turn % 5 === 0 ? [into.ledger, zombie] : [into.ledger];
    const reports = await Promise.all(both.map((each) => each.applyBatch(batch)));
    partition.next = reports[0]?.nextOffset ?? 0;
    for (const report of reports) expect(report).toMatchObject({ parked: {}, nextOffset: batch.nextOffset });
  }
}

function placeOf(run: number): (event: ClewEvent) => string {
  return (event) => {
    const half = event.subject.charCodeAt(event.subject.length - 1) % 2;
    return `${topicOf(event).name}/${run * 2 + half}`;
  };
}

function batchAt(place: string, fromOffset: number, events: readonly ClewEvent[]): RecordBatch {
  const [topic = '', partition = ''] = place.split('/');
  return batchOf({ topic, partition: Number(partition), fromOffset }, events);
}

async function expectOrganisations({ pool }: TestLedger, events: readonly ClewEvent[]): Promise<void> {
  const own = Map.groupBy(events, (event) => event.subject);
  for (const [subject, mine] of own) {
    if (!subject.startsWith('run-')) continue;
    const expected = foldSubject(
      subject,
      mine.map((event) => ({ event, recordedAt: '2024-01-01T00:00:00.000Z' })),
    );
    const { rows } = await pool.query<{ organisations: number; relocations: number }>(
      `SELECT (SELECT count(*) FROM ledger.organisation WHERE code = $1) AS organisations,
         (SELECT count(*) FROM ledger.role_relocation WHERE role = $1) AS relocations`,
      [subject],
    );
    expect(rows).toEqual([
      { organisations: expected.organisation.length, relocations: expected.roleRelocation.length },
    ]);
  }
}
