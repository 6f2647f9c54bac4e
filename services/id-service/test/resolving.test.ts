// Resolving over HTTP: every accepted spelling, and the reason why not.

import { describe, expect, it } from 'vitest';
import { fresh, shareService } from './support.ts';

const shared = shareService();
const { askFor } = shared;

describe('resolving', () => {
  it('takes any accepted spelling, and refuses with the remedy', async () => {
    const { key, number, local } = fresh();
    const { body } = await askFor(key, { nationalInsuranceNumber: number, localEmployeeNumber: local });
    const staffNumber = body.staffNumber ?? expect.fail('not issued');
    const spellings = [
      staffNumber,
      body.printed ?? '',
      staffNumber.toLowerCase(),
      staffNumber.replaceAll('0', 'o').replaceAll('1', 'L'),
    ];
    for (const asked of spellings) {
      const answer = await fetch(`${shared.running.url}/staff-numbers/${asked}`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        expect.objectContaining({ asked, staffNumber, status: 'current' }),
      ]);
    }
    const last = staffNumber.endsWith('2') ? '3' : '2';
    const mistyped = staffNumber.slice(0, 9) + last;
    const expected: readonly (readonly [string, number, string])[] = [
      [mistyped, 400, 'staff-number-check-character'],
      ['12', 400, 'staff-number-shape'],
      ['B00000000B', 404, 'staff-number-unknown'],
    ];
    for (const [asked, status, code] of expected) {
      const answer = await fetch(`${shared.running.url}/staff-numbers/${asked}`);
      expect([asked, answer.status, await answer.json()]).toEqual([asked, status, expect.objectContaining({ code })]);
    }
    const many = await fetch(`${shared.running.url}/staff-numbers/resolve`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ staffNumbers: [staffNumber, mistyped, 'B00000000B', staffNumber] }),
    });
    const { results } = (await many.json()) as { results: { status: string; code?: string }[] };
    expect(results.map(({ status, code }) => code ?? status)).toEqual([
      'current',
      'staff-number-check-character',
      'staff-number-unknown',
      'current',
    ]);
  });

  it('resolves 5,000 at once, and refuses more', async () => {
    const send = (count: number) =>
      fetch(`${shared.running.url}/staff-numbers/resolve`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ staffNumbers: new Array<string>(count).fill('B00000000B') }),
      });
    expect((await send(5_000)).status).toBe(200);
    expect((await send(5_001)).status).toBe(400);
  });
});
