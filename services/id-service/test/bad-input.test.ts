// What bad input gets from each address: a 4xx problem with a code, a field and a remedy, never a 500, never half a write.

import { problemSchema } from '@clew/service-kit';
import { describe, expect, it } from 'vitest';
import { personRequest, shareService } from './support.ts';

const shared = shareService();

const json = 'application/json';
const bytes = (...values: number[]) => Uint8Array.from(values);
const person = (changes: Record<string, unknown>) => JSON.stringify(personRequest(changes));
type Row = readonly [
  what: string,
  body: string | Uint8Array<ArrayBuffer>,
  status: number,
  code: string,
  field: string | undefined,
];

const issueTable: readonly Row[] = [
  ['malformed JSON', '{"familyName"', 400, 'malformed-json', ''],
  ['no body', '', 400, 'body-missing', ''],
  ['broken UTF-8', bytes(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d), 400, 'malformed-utf8', ''],
  ['__proto__', '{"__proto__": {"department": "home-office"}}', 400, 'forbidden-key', ''],
  ['constructor', '{"constructor": {"prototype": {"a": 1}}}', 400, 'forbidden-key', ''],
  ['constructor as a plain field', person({ constructor: 'x' }), 400, 'unknown-field', '/constructor'],
  ['too deep', `${'{"a":'.repeat(70)}1${'}'.repeat(70)}`, 400, 'too-deep', ''],
  ['too large', person({ familyName: 'x'.repeat(1_100_000) }), 413, 'too-large', ''],
  ['a long name', person({ familyName: 'x'.repeat(201) }), 400, 'invalid-value', '/familyName'],
  ['an array', '[]', 400, 'wrong-type', ''],
  ['a number', '7', 400, 'wrong-type', ''],
  ['a name that is a number', person({ familyName: 7 }), 400, 'wrong-type', '/familyName'],
  ['a name that is null', person({ familyName: null }), 400, 'wrong-type', '/familyName'],
  ['a name without letters', person({ familyName: '--' }), 400, 'invalid-value', '/familyName'],
  ['no name', person({ givenNames: undefined }), 400, 'missing-field', '/givenNames'],
  ['a date that does not exist', person({ dateOfBirth: '1981-02-29' }), 400, 'invalid-date', '/dateOfBirth'],
  ['a date in the future', person({ dateOfBirth: '2999-01-01' }), 400, 'invalid-date', '/dateOfBirth'],
  ['a British date', person({ dateOfBirth: '29/02/1980' }), 400, 'invalid-date', '/dateOfBirth'],
  [
    'an NI number of a wrong shape',
    person({ nationalInsuranceNumber: 'AB12345' }),
    400,
    'national-insurance-number-shape',
    '/nationalInsuranceNumber',
  ],
  [
    'an NI number with an impossible prefix',
    person({ nationalInsuranceNumber: 'QQ123456C' }),
    400,
    'national-insurance-number-prefix',
    '/nationalInsuranceNumber',
  ],
  ['a department that is no code', person({ department: 'HM Treasury' }), 400, 'invalid-value', '/department'],
  [
    'a local number with a line feed',
    person({ localEmployeeNumber: 'a\nb' }),
    400,
    'invalid-value',
    '/localEmployeeNumber',
  ],
  ['NUL in a name', person({ familyName: 'a\0b' }), 400, 'text-not-storable', ''],
  ['half a surrogate pair', person({}).replace('Testperson', '\\udc00'), 400, 'text-not-storable', ''],
  ['several mistakes', person({ dateOfBirth: 'x', nationalInsuranceNumber: 'x' }), 400, 'invalid-request', undefined],
];

async function send(path: string, body: string | Uint8Array<ArrayBuffer>, contentType: string) {
  const headers = { 'content-type': contentType, 'idempotency-key': 'bad-input' };
  const answer = await fetch(shared.running.url + path, { method: 'POST', headers, body });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    problem: problemSchema.parse(await answer.json()),
  };
}

describe('POST /staff-numbers', () => {
  it.each(issueTable)('%s', async (_what, body, status, code, field) => {
    const { status: answered, type, problem } = await send('/staff-numbers', body, json);
    expect(type).toContain('application/problem+json');
    expect([answered, problem.code]).toEqual([status, code]);
    if (field !== undefined) expect(problem.errors.map((error) => error.field)).toEqual([field]);
    expect(problem.errors.every(({ remedy }) => remedy !== '')).toBe(true);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'refuses %s',
    async (contentType) => {
      expect((await send('/staff-numbers', person({}), contentType)).status).toBe(415);
    },
  );

  it('wrote nothing for any of them', async () => {
    const { rows } = await shared.database.pool.query(
      `select (select count(*) from identity.person) as people, (select count(*) from identity.idempotent_answer) as answers`,
    );
    expect(rows).toEqual([{ people: 0, answers: 0 }]);
  });
});

describe('the other addresses', () => {
  const table: readonly (readonly [
    path: string,
    what: string,
    body: string,
    contentType: string,
    status: number,
    code: string,
  ])[] = [
    ['/staff-numbers/batch', 'an object', '{}', json, 400, 'wrong-type'],
    ['/staff-numbers/batch', 'a text', '"text"', json, 400, 'wrong-type'],
    ['/staff-numbers/batch', 'malformed JSON', '[', json, 400, 'malformed-json'],
    [
      '/staff-numbers/batch',
      'a thousand and one',
      JSON.stringify(new Array(1_001).fill({})),
      json,
      413,
      'too-many-items',
    ],
    ['/staff-numbers/batch', 'text/csv', '[]', 'text/csv', 415, 'unsupported-media-type'],
    ['/staff-numbers/batch', 'a body too large', `[${' '.repeat(4_200_000)}]`, json, 413, 'too-large'],
    ['/staff-numbers/resolve', 'no numbers', '{}', json, 400, 'missing-field'],
    ['/staff-numbers/resolve', 'a number among texts', '{"staffNumbers": ["a", 7]}', json, 400, 'wrong-type'],
    ['/staff-numbers/resolve', 'a text', '{"staffNumbers": "a"}', json, 400, 'wrong-type'],
    ['/staff-numbers/K4T9WM2H7C', 'a wrong method', '{}', json, 405, 'method-not-allowed'],
    ['/nowhere', 'a wrong address', '{}', json, 404, 'not-found'],
    ['/staff-numbers', 'NDJSON', '{}', 'application/x-ndjson', 415, 'unsupported-media-type'],
  ];
  it.each(table)('%s given %s', async (path, _what, body, contentType, status, code) => {
    const answer = await send(path, body, contentType);
    expect([answer.status, answer.problem.code]).toEqual([status, code]);
  });

  it.each(['%00', '%ff', '..%2f..', 'x'.repeat(300), '%E2%80%AEK4T', "'; drop table person; --"])(
    'resolves %s to a refusal',
    async (asked) => {
      const answer = await fetch(`${shared.running.url}/staff-numbers/${asked}`);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      expect(problemSchema.parse(await answer.json()).errors).toHaveLength(1);
    },
  );
});
