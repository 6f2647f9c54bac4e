// GET /receipts: what became of an event, from the door, through the real log and the real ledger, to the career.

import { topics } from '@clew/events';
import { type Ledger, migrateLedger, openLedger } from '@clew/ledger';
import { createTestDatabase, type TestDatabase } from '@clew/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { progressInLedger } from '../src/index.ts';
import { anEvent, anyStaffNumber, batch, type Door, openDoor, single } from './support.ts';

let database: TestDatabase;
let door: Door;
let ledger: Ledger;
beforeAll(async () => {
  database = await createTestDatabase();
  ledger = openLedger({ pool: database.pool });
  door = await openDoor({ database, progressOf: progressInLedger(ledger) });
});
afterAll(async () => {
  await door.close();
  await database.dispose();
});

/** Lets the ledger apply all that the log holds. */
async function project(): Promise<void> {
  await migrateLedger(database.pool);
  const positions = new Map(
    (await ledger.positions()).map((each) => [`${each.topic}/${each.partition}`, each.nextOffset]),
  );
  for (const mark of await door.log.administration.watermarks(Object.values(topics).map(({ name }) => name))) {
    const nextOffset = positions.get(`${mark.topic}/${mark.partition}`) ?? mark.first;
    for await (const batchOfLog of door.log.read({ ...mark, nextOffset })) await ledger.applyBatch(batchOfLog);
  }
}

const get = async (path: string) => {
  const response = await fetch(`${door.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const send = (...events: unknown[]) => door.post(JSON.stringify(events), batch);
const hire = (subject: string) =>
  anEvent(
    {
      subject,
      data: {
        effectiveDate: '2020-01-06',
        posting: { department: 'hm-treasury', grade: { scheme: 'civil-service', code: 'EO' } },
      },
    },
    'hired',
  );

describe('a receipt', () => {
  it('says accepted, and once the ledger has it, what it changed', async () => {
    const subject = anyStaffNumber();
    const [hired, exited] = [hire(subject), anEvent({ subject })];
    await send(hired, exited);
    const accepted = await get(`/receipts/${hired.id}`);
    expect(accepted).toMatchObject({ status: 200, body: { id: hired.id, status: 'accepted' } });
    expect(accepted.body['logPosition']).toMatch(/^career\.events\.v1\//);
    await project();
    expect((await get(`/receipts/${hired.id}`)).body).toMatchObject({
      status: 'projected',
      logPosition: accepted.body['logPosition'],
      acceptedAt: accepted.body['acceptedAt'],
      changes: { spells: [{ start: '2020-01-06', end: '2024-04-01' }], superseded: null },
    });
    expect((await get(`/receipts/${exited.id}`)).body).toMatchObject({
      status: 'projected',
      changes: { moves: [{ date: '2024-04-01', kind: 'exited' }] },
    });
  });

  it('says recorded of an event that is about no person', async () => {
    const event = anEvent(
      { subject: 'home-office', data: { effectiveDate: '2024-04-01', name: 'Home Office' } },
      'organisationCreated',
    );
    await send(event);
    await project();
    expect((await get(`/receipts/${event.id}`)).body).toMatchObject({ status: 'recorded' });
  });

  it('says parked, with the reason, of an event that the ledger could not apply', async () => {
    const event = anEvent();
    await send(event);
    // A foreign producer writes to the log behind the door: the ledger parks it, and what follows of the same person waits.
    const subject = anyStaffNumber();
    const foreign = {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: anEvent().id,
      ce_type: 'clew.exited.v7',
    };
    await door.log.publish([
      { topic: topics.career.name, key: subject, headers: foreign, value: new TextEncoder().encode('{}') },
    ]);
    const behind = anEvent({ subject });
    await send(behind);
    await project();
    expect((await get(`/receipts/${event.id}`)).body).toMatchObject({ status: 'projected' });
    expect((await get(`/receipts/${behind.id}`)).body).toMatchObject({
      status: 'parked',
      errors: [{ code: 'behind-parked-event', remedy: expect.stringMatching(/\S/) }],
    });
  });

  it('says refused, with every reason, until the mended event is accepted under the same id', async () => {
    const event = anEvent();
    await door.post(JSON.stringify({ ...event, data: { effectiveDate: '2024-02-30' } }), single);
    expect((await get(`/receipts/${event.id}`)).body).toMatchObject({
      status: 'refused',
      errors: [
        { field: '/data/effectiveDate', code: 'invalid-date', retryable: false },
        { field: '/data/cause', code: 'missing-field' },
      ],
    });
    await door.post(JSON.stringify(event), single);
    expect((await get(`/receipts/${event.id}`)).body).toMatchObject({ status: 'accepted' });
  });

  it('keeps nothing of what a refused event said', async () => {
    const secret = 'Zebediah-Quux';
    const event = anEvent({ subject: secret, data: { effectiveDate: secret, cause: secret } });
    await door.post(JSON.stringify(event), single);
    const { rows } = await database.pool.query('SELECT refusal::text FROM gateway.refusal');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  it('of an id that nobody sent is a 404 problem, and of no id at all a 400', async () => {
    expect(await get(`/receipts/${anEvent().id}`)).toMatchObject({ status: 404, body: { code: 'receipt-unknown' } });
    expect(await get('/receipts/42')).toMatchObject({ status: 400 });
  });
});

describe('many receipts', () => {
  it('come in the order of the ids, with GET and with POST', async () => {
    const [one, other] = [anEvent(), anEvent()];
    const unknown = anEvent();
    await send(one, other);
    const ids = [other.id, unknown.id, one.id];
    const viaGet = await get(`/receipts?ids=${ids.join(',')}`);
    const viaPost = await fetch(`${door.url}/receipts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ids }),
    });
    expect(viaGet.body).toEqual(await viaPost.json());
    const receipts = viaGet.body['receipts'] as readonly { id: string; status: string }[];
    expect(receipts.map(({ id }) => id)).toEqual(ids);
    expect(receipts.map(({ status }) => status)).toEqual(['accepted', 'unknown', 'accepted']);
  });

  it.each([
    ['no ids', ''],
    ['an id that is none', 'x'],
    ['501 ids', Array.from({ length: 501 }, () => anEvent().id).join(',')],
  ])('with %s is a 400', async (_, ids) => {
    expect((await get(`/receipts?ids=${ids}`)).status).toBe(400);
  });
});
