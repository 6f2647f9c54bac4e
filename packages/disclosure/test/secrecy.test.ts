// The secret and the keys: in no release, refusal, error, log line or copy, however they are printed.
import { createSecretKey } from 'node:crypto';
import { inspect } from 'node:util';
import { serialize } from 'node:v8';
import { describe, expect, test } from 'vitest';
import { isRefusal, protectAmount, protectMoves } from '../src/index.ts';
import { deriveKey, keyedStream, recordKeys } from '../src/keyed.ts';
import { methodOf, registry, secretOf, staffOn } from './made-staff.ts';

const secret = secretOf(5);
const shownAs = [Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64'), [...secret].join(',')];
const asKey = createSecretKey(secret);

/** All ways in which a value may come to be read by somebody. */
function printed(value: unknown): string {
  const all = { depth: 12, maxArrayLength: null, maxStringLength: null, showHidden: true } as const;
  return `${JSON.stringify(value)} ${inspect(value, all)} ${String(value)} ${inspect(value, all).replace(/\s+/g, '')}`;
}

function expectSecret(value: unknown): void {
  for (const form of shownAs) expect(printed(value)).not.toContain(form);
}

describe.each(['clew', 'cell-key', 'laplace', 'randomised-response'])('%s', (name) => {
  const method = methodOf(name);
  const workforce = staffOn(0, { people: 300 });
  const context = { secret, releaseNumber: 1, earlier: [], memory: null };
  const publication = method.publish(registry, workforce, context);

  test('publishes neither secret nor key, and keeps neither', () => {
    if (isRefusal(publication)) throw new Error(publication.message);
    expectSecret(publication);
    expectSecret(method);
    const bytes = serialize(publication);
    expect(bytes.includes(Buffer.from(secret))).toBe(false);
    for (const purpose of ['record keys', 'measurements', 'what is measured', name]) {
      expect(bytes.includes(deriveKey(secret, purpose).export())).toBe(false);
    }
    expect(bytes.includes(Buffer.from(recordKeys(secret, workforce.personNumber).buffer))).toBe(false);
  });

  test('takes the secret as a key object, which shows nothing when it is logged with its context', () => {
    const answer = method.publish(registry, workforce, { ...context, secret: asKey });
    expect(answer).toEqual(publication);
    expectSecret({ ...context, secret: asKey });
    expect(
      method.publish(registry, workforce, { ...context, secret: createSecretKey(secret.subarray(1)) }),
    ).toMatchObject({
      code: 'secret-too-short',
    });
  });

  test('refuses without it', () => {
    const twice = { ...registry, tables: [...registry.tables, ...registry.tables] };
    for (const [refusal, code] of [
      [method.publish(registry, workforce, { ...context, releaseNumber: 2 }), 'release-out-of-order'],
      [method.publish(registry, { ...workforce, people: 4 }, context), 'workforce-invalid'],
      [method.publish(twice, workforce, context), 'registry-invalid'],
    ] as const) {
      expect(refusal).toMatchObject({ code });
      expectSecret(refusal);
    }
  });
});

test('a fault in the middle has neither secret nor key in its message or stack', () => {
  // A workforce that lies about its columns after it was checked.
  let asked = 0;
  const columns = new Map(staffOn(0, { people: 50 }).columns);
  const lying = new Proxy(columns, {
    get: (target, property) =>
      property === 'get'
        ? (name: string) => {
            if (name === 'profession') asked += 1;
            return asked > 1 ? undefined : target.get(name);
          }
        : Reflect.get(target, property).bind?.(target),
  });
  let fault: unknown;
  try {
    methodOf('clew').publish(
      registry,
      { ...staffOn(0, { people: 50 }), columns: lying },
      { secret, releaseNumber: 1, earlier: [], memory: null },
    );
  } catch (caught) {
    fault = caught;
  }
  expect(fault).toBeInstanceOf(RangeError);
  expectSecret(fault);
  expectSecret((fault as Error).stack);
});

test('keys and streams show nothing of themselves', () => {
  const key = deriveKey(secret, 'test');
  const stream = keyedStream(key, 'label');
  for (const value of [key, stream]) {
    expectSecret(value);
    expect(printed(value)).not.toContain(key.export().toString('hex'));
  }
});

test('outputs under a secret have it in no answer and in no refusal', () => {
  const amounts = { personNumber: Uint32Array.of(1, 2), amount: Float64Array.of(3, 4) };
  expectSecret(protectAmount(amounts, { value: 2, standardError: 1 }, secret));
  const moves = {
    until: '2024-03-31',
    personNumber: Uint32Array.from({ length: 40 }, (_, each) => each),
    origin: new Uint16Array(40),
    destination: new Uint16Array(40).fill(1),
  };
  expectSecret(protectMoves(moves, ['here', 'there'], secret));
  expectSecret(protectMoves(moves, ['here', 'here'], secret));
});
