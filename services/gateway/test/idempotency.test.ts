// The same event many times at once is one event; the same id for other content is refused: also across gateways.
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnswerBody, anEvent, batch, bodyOf, type Door, openDoor, single } from './support.ts';

let database: TestDatabase;
let doors: readonly Door[];
beforeAll(async () => {
  database = await createTestDatabase();
  doors = [await openDoor({ database }), await openDoor({ database })];
});
afterAll(async () => {
  for (const door of doors) await door.close();
  await database.dispose();
});

const doorFor = (index: number): Door => {
  const door = doors[index % doors.length];
  if (door === undefined) throw new Error('no door');
  return door;
};

/** Sends bodies at once, spread over both gateways. */
function atOnce(bodies: readonly unknown[], mediaType: string): Promise<readonly AnswerBody[]> {
  return Promise.all(
    bodies.map(async (body, index) => bodyOf(await doorFor(index).post(JSON.stringify(body), mediaType))),
  );
}

const timesInLog = async (id: string): Promise<number> =>
  (await doorFor(0).published()).filter((each) => each === id).length;

describe('32 requests at once over two gateways', () => {
  it('with one event give one record and 32 receipts, of which 31 say duplicate', async () => {
    const event = anEvent();
    const answers = await atOnce(Array(32).fill(event), single);
    expect(answers.map(({ accepted }) => accepted)).toEqual(Array(32).fill(1));
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(31);
    expect(new Set(answers.map(({ receipts }) => receipts[0]?.['logPosition'])).size).toBe(1);
    expect(await timesInLog(event.id)).toBe(1);
  });

  it('with one id and 32 contents accept one and refuse 31 by name', async () => {
    const event = anEvent();
    const contents = Array.from({ length: 32 }, (_, index) => ({
      ...event,
      time: `2024-04-02T10:00:${String(index).padStart(2, '0')}Z`,
    }));
    const answers = await atOnce(contents, single);
    expect(answers.filter(({ accepted }) => accepted === 1)).toHaveLength(1);
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused.map((error) => error['code'])).toEqual(Array(31).fill('same-id-other-content'));
    expect(await timesInLog(event.id)).toBe(1);
  });

  it('with the same batch in 32 orders publish each event once, and none waits for another for ever', async () => {
    // Slow inserts overlap: without one order for all of them, two would wait for each other.
    await database.pool.query(`
      CREATE FUNCTION gateway.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.001); RETURN NEW; END $$;
      CREATE TRIGGER dawdle BEFORE INSERT ON gateway.receipt FOR EACH ROW EXECUTE FUNCTION gateway.dawdle()`);
    const events = Array.from({ length: 200 }, () => anEvent());
    const orders = Array.from({ length: 32 }, (_, index) =>
      index % 2 === 0 ? events.slice(index).concat(events.slice(0, index)) : events.toReversed(),
    );
    const answers = await atOnce(orders, batch);
    expect(answers.map(({ accepted }) => accepted)).toEqual(Array(32).fill(200));
    expect(answers.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(31 * 200);
    await database.pool.query('DROP TRIGGER dawdle ON gateway.receipt');
    const mine = new Set(events.map((event) => event.id));
    expect((await doorFor(0).published()).filter((id) => mine.has(id)).toSorted()).toEqual([...mine].toSorted());
  });
});
