// What the service keeps, tells and logs: no National Insurance number anywhere, nothing personal outside its tables.

import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { fresh, shareService } from './support.ts';

const shared = shareService();
const { askFor } = shared;

/**
 * Those that `fresh` gives. What is looked for, here and below, must not come about by chance: event and request ids, staff numbers and
 * times stand beside it, and four digits of a year are in one request id of 4,000.
 */
const insuranceNumbers = /(?<![0-9A-Z])AA00\d{4}/;

describe('what is kept and what is told', () => {
  beforeAll(async () => {
    const { key, number, local } = fresh();
    await askFor(key, { nationalInsuranceNumber: number, localEmployeeNumber: local });
  });

  it('describes itself, validly', async () => {
    const document = (await (await fetch(`${shared.running.url}/openapi.json`)).json()) as Record<string, unknown>;
    expect((await new Validator().validate(document)).errors ?? []).toEqual([]);
    expect(Object.keys(document['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/staff-numbers',
        '/staff-numbers/batch',
        '/staff-numbers/resolve',
        '/staff-numbers/{number}',
      ]),
    );
    const { schemas } = document['components'] as { schemas: object };
    expect(Object.keys(schemas).toSorted()).toEqual([
      'Problem',
      'ResolvedStaffNumber',
      'StaffNumberAnswer',
      'StaffNumberRequest',
      'UnresolvedStaffNumber',
    ]);
    expect(JSON.stringify(document)).not.toContain('$defs');
  });

  it('never writes a National Insurance number, and tokens only under keys', async () => {
    const { rows } = await shared.database.pool.query<{ everything: string }>(
      `select concat(
         (select string_agg(t::text, '') from identity.person t), (select string_agg(t::text, '') from identity.local_number t),
         (select string_agg(t::text, '') from identity.name_record t), (select string_agg(t::text, '') from identity.idempotent_answer t),
         (select string_agg(t::text, '') from identity.identity_conflict t), (select string_agg(headers::text || convert_from(value, 'UTF8'), '') from identity.outbox)
       ) as everything`,
    );
    const everything = rows[0]?.everything ?? '';
    expect(everything).toContain('testperson');
    expect(everything).not.toMatch(insuranceNumbers);
    const { rows: outbox } = await shared.database.pool.query<{ told: string }>(
      `select string_agg(headers::text || convert_from(value, 'UTF8'), '') as told from identity.outbox`,
    );
    expect(outbox[0]?.told).not.toMatch(/testperson|1980-02/i);
  });

  it('logs nothing personal, whatever is sent and however it fails', async () => {
    const { key, local } = fresh();
    const personal = {
      nationalInsuranceNumber: 'QQ765432A',
      givenNames: 'Quentin',
      familyName: 'Quiller',
      dateOfBirth: '1977-07-31',
    };
    await askFor(key, { ...personal, localEmployeeNumber: local });
    await askFor(key, { ...personal, nationalInsuranceNumber: 'JW765432A', localEmployeeNumber: local });
    await askFor(fresh().key, {
      ...personal,
      dateOfBirth: '1977-07-32',
      Quiller: 'Quiller',
      localEmployeeNumber: local,
    });
    await fetch(`${shared.running.url}/staff-numbers?name=Quiller`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'Quiller' },
      body: '{"familyName": "Quiller',
    });
    await fetch(`${shared.running.url}/Quiller/QQ765432A`);
    await shared.database.pool.query('alter table identity.person rename to person_gone');
    const failed = await askFor(fresh().key, {
      ...personal,
      nationalInsuranceNumber: undefined,
      localEmployeeNumber: fresh().local,
    });
    await shared.database.pool.query('alter table identity.person_gone rename to person');
    expect(failed.status).toBe(500);
    await expect.poll(() => shared.running.lines.some((line) => line.includes('"status":"500"'))).toBe(true);
    const logged = shared.running.lines.join('');
    expect(logged).toContain('request-failed');
    expect(logged).toContain('/staff-numbers');
    expect(logged).not.toMatch(/Quentin|Quiller|(QQ|JW)765432|1977-07-3|testperson/i);
    expect(logged).not.toMatch(insuranceNumbers);
    expect(JSON.stringify(failed)).not.toMatch(/Quentin|Quiller|1977-07-3/i);
  });
});
