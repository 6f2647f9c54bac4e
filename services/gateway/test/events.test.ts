// POST /events: what is accepted, what is answered, and what is then in the log.
import { ulid } from 'ulid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anEvent, batch, bodyOf, type Door, linesOf, openDoor, single, stream } from './support.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
afterAll(() => door.close());

describe('one event', () => {
  it.each([single, 'application/json', `${single}; charset=utf-8`])(
    'is accepted as %s, and is in the log',
    async (mediaType) => {
      const event = anEvent();
      const response = await door.post(JSON.stringify(event), mediaType);
      expect(response.status).toBe(202);
      const body = await bodyOf(response);
      expect(body).toMatchObject({ accepted: 1, duplicates: 0, refused: 0, errors: [] });
      expect(body.receipts).toEqual([
        {
          id: event.id,
          position: 0,
          status: 'accepted',
          receipt: `/receipts/${event.id}`,
          logPosition: expect.stringMatching(/^career\.events\.v1\/\d+\/\d+$/),
        },
      ]);
      expect(await door.published()).toContain(event.id);
    },
  );

  it('sent again is the same receipt, and is published once', async () => {
    const event = anEvent();
    const first = await bodyOf(await door.post(JSON.stringify(event), single));
    const sameInstant = { ...event, time: '2024-04-02T11:00:00+01:00' };
    const again = await bodyOf(await door.post(JSON.stringify(sameInstant), single));
    expect(again.receipts[0]).toEqual({ ...first.receipts[0], duplicate: true });
    expect(again.duplicates).toBe(1);
    expect((await door.published()).filter((id) => id === event.id)).toHaveLength(1);
  });

  it('with an id that was used for other content is refused by name', async () => {
    const event = anEvent();
    await door.post(JSON.stringify(event), single);
    const response = await door.post(JSON.stringify({ ...event, time: '2024-04-03T10:00:00Z' }), single);
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = await bodyOf(response);
    expect(problem).toMatchObject({ code: 'events-refused', status: 422 });
    expect(problem.errors).toEqual([
      expect.objectContaining({
        position: 0,
        id: event.id,
        field: '/id',
        code: 'same-id-other-content',
        retryable: false,
      }),
    ]);
  });
});

describe('a batch', () => {
  it('keeps the valid ones and names the others by position', async () => {
    const events = [
      anEvent(),
      anEvent({ subject: 'B000000000' }),
      anEvent(),
      anEvent({ data: { effectiveDate: '2024-02-30' } }),
    ];
    const response = await door.post(JSON.stringify(events), batch);
    expect(response.status).toBe(207);
    const body = await bodyOf(response);
    expect(body).toMatchObject({ accepted: 2, refused: 2 });
    expect(body.receipts.map((receipt) => receipt.position)).toEqual([0, 2]);
    expect(body.errors.map(({ position, id, field, code }) => [position, id, field, code])).toEqual([
      [1, events[1]?.id, '/subject', 'staff-number-check-character'],
      [3, events[3]?.id, '/data/effectiveDate', 'invalid-date'],
      [3, events[3]?.id, '/data/cause', 'missing-field'],
    ]);
    const published = await door.published();
    expect(published).toEqual(expect.arrayContaining([events[0]?.id, events[2]?.id]));
    expect(published).not.toContain(events[1]?.id);
  });

  it('with the same event twice publishes it once; with an id reused for other content refuses the later one', async () => {
    const event = anEvent();
    const reused = { ...event, subject: anEvent().subject };
    const body = await bodyOf(await door.post(JSON.stringify([event, event, reused]), batch));
    expect(body).toMatchObject({ accepted: 2, duplicates: 1, refused: 1 });
    expect(body.receipts[1]).toEqual({ ...body.receipts[0], position: 1, duplicate: true });
    expect(body.errors[0]).toMatchObject({ position: 2, code: 'same-id-other-content' });
    expect((await door.published()).filter((id) => id === event.id)).toHaveLength(1);
  });

  it('of nothing but refused events is a problem', async () => {
    const response = await door.post(JSON.stringify([{}, 7]), batch);
    expect(response.status).toBe(422);
    expect((await bodyOf(response)).errors.map((error) => error.position)).toEqual(expect.arrayContaining([0, 1]));
  });
});

describe('a stream', () => {
  it('is answered line by line in order, with a last line that counts', async () => {
    const good = anEvent();
    const lines = [
      JSON.stringify(good),
      '{"id":',
      '',
      JSON.stringify(anEvent({ type: 'clew.hirred.v1' })),
      JSON.stringify(good),
    ];
    const response = await door.post(lines.join('\n'), stream);
    expect(response.status).toBe(202);
    expect(response.headers.get('content-type')).toContain(stream);
    const answers = await linesOf(response);
    expect(answers).toEqual([
      expect.objectContaining({ position: 0, line: 1, id: good.id, status: 'accepted' }),
      expect.objectContaining({
        position: 1,
        line: 2,
        status: 'refused',
        errors: [expect.objectContaining({ code: 'malformed-json' })],
      }),
      expect.objectContaining({
        position: 2,
        line: 4,
        status: 'refused',
        errors: [expect.objectContaining({ code: 'unknown-event-type' })],
      }),
      expect.objectContaining({ position: 3, line: 5, id: good.id, status: 'accepted', duplicate: true }),
      { status: 'complete', received: 4, accepted: 2, duplicates: 1, refused: 2 },
    ]);
  });

  it('keeps the order of one person over groups', async () => {
    const subject = anEvent().subject;
    const events = Array.from({ length: 2_500 }, () => anEvent({ subject, id: ulid() }));
    const response = await door.post(events.map((event) => JSON.stringify(event)).join('\n'), stream);
    expect((await linesOf(response)).at(-1)).toEqual({
      status: 'complete',
      received: 2_500,
      accepted: 2_500,
      duplicates: 0,
      refused: 0,
    });
    const mine = new Set(events.map((event) => event.id));
    expect((await door.published()).filter((id) => mine.has(id))).toEqual(events.map((event) => event.id));
  });

  it('with Prefer: return=minimal answers refusals and progress only', async () => {
    const events = [anEvent(), anEvent({ subject: 'nobody' }), anEvent()];
    const response = await door.post(events.map((event) => `${JSON.stringify(event)}\r\n`).join(''), stream, {
      prefer: 'return=minimal',
    });
    expect(response.headers.get('preference-applied')).toBe('return=minimal');
    expect((await linesOf(response)).map((line) => [line['status'], line['position'] ?? line['received']])).toEqual([
      ['refused', 1],
      ['progress', 3],
      ['complete', 3],
    ]);
  });
});
