// Batches over HTTP: one answer for each item, in order, whatever the others are.

import { describe, expect, it } from 'vitest';
import { countRows, fresh, personRequest, shareService } from './support.ts';

const shared = shareService();

interface BatchResult {
  readonly position: number;
  readonly outcome: string;
  readonly code?: string;
  readonly staffNumber?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

describe('batches', () => {
  const send = async (body: string, contentType = 'application/json') => {
    const answer = await fetch(`${shared.running.url}/staff-numbers/batch`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    return { status: answer.status, body: (await answer.json()) as { results: BatchResult[]; code?: string } };
  };
  const item = (changes: Record<string, unknown> = {}) => {
    const { key, number, local } = fresh();
    return personRequest({
      idempotencyKey: key,
      nationalInsuranceNumber: number,
      localEmployeeNumber: local,
      ...changes,
    });
  };

  it('answers each item in order, and one person twice in it once', async () => {
    const one = item();
    const elsewhere = item({ nationalInsuranceNumber: one['nationalInsuranceNumber'], department: 'home-office' });
    const reused = { ...item(), idempotencyKey: one['idempotencyKey'] };
    const wrong = item({ dateOfBirth: '1981-02-29' });
    const contradicting = item({
      nationalInsuranceNumber: item()['nationalInsuranceNumber'],
      localEmployeeNumber: one['localEmployeeNumber'],
    });
    const items = [one, elsewhere, one, reused, wrong, 7, contradicting, item()];
    const { status, body } = await send(JSON.stringify(items));
    expect(status).toBe(200);
    expect(body.results.map(({ position }) => position)).toEqual(items.map((_, position) => position));
    expect(body.results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'issued',
      'existing',
      'issued',
      'idempotency-key-reused',
      'invalid-date',
      'wrong-type',
      'identity-conflict',
      'issued',
    ]);
    expect(body.results[1]?.staffNumber).toBe(body.results[0]?.staffNumber);
    expect(body.results[2]?.staffNumber).toBe(body.results[0]?.staffNumber);
    expect(body.results[4]?.errors).toMatchObject([{ field: '/dateOfBirth' }]);
    const before = await countRows(shared.database);
    expect((await send(JSON.stringify(items))).body).toEqual(body);
    expect(await countRows(shared.database)).toEqual(before);
  });

  it('takes NDJSON, and names what cannot be read', async () => {
    const lines = [
      JSON.stringify(item()),
      '{"a": ',
      '',
      JSON.stringify(item()),
      `{"a": "${'x'.repeat(20_000)}"}`,
      '{"__proto__": {}}',
    ];
    const { status, body } = await send(lines.join('\n'), 'application/x-ndjson');
    expect(status).toBe(200);
    expect(body.results.map(({ outcome, code }) => code ?? outcome)).toEqual([
      'issued',
      'malformed-json',
      'issued',
      'too-large',
      'forbidden-key',
    ]);
  });

  it('takes a thousand, and no more', async () => {
    const items = Array.from({ length: 1_000 }, () => item());
    const { body } = await send(items.map((each) => JSON.stringify(each)).join('\n'), 'application/x-ndjson');
    expect(new Set(body.results.map(({ staffNumber }) => staffNumber)).size).toBe(1_000);
    expect((await send(JSON.stringify([...items, item()]))).status).toBe(413);
    const tooMany = [...items, item()].map((each) => JSON.stringify(each)).join('\n');
    expect(await send(tooMany, 'application/x-ndjson')).toMatchObject({
      status: 413,
      body: { code: 'too-many-items' },
    });
  });

  it('answers an empty batch', async () => {
    expect(await send('[]')).toMatchObject({ status: 200, body: { results: [] } });
    expect(await send('', 'application/x-ndjson')).toMatchObject({ status: 200, body: { results: [] } });
  });
});
