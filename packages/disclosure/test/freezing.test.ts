// Frozen releases: every part of one is in its hash, and the next is made only of what was frozen, by the same registry, method and parameters.
import { describe, expect, test } from 'vitest';
import { checkContext } from '../src/check-context.ts';
import { registryHash, seal } from '../src/content-hash.ts';
import {
  contentHash,
  defineClassification,
  isRefusal,
  type PublishedTable,
  type Registry,
  type Release,
  registerLattice,
} from '../src/index.ts';
import { methodOf, published, publishSeries, registry, secretOf, staffOn } from './made-staff.ts';

const table = (name: string, values: readonly number[]): PublishedTable => ({
  name,
  quantity: 'headcount',
  dimensions: [{ classification: 'grade', level: 'grade' }],
  shape: [values.length],
  values: Float64Array.from(values),
  standardErrors: Float64Array.from(values, () => 1),
  basis: Uint8Array.from(values, () => 2),
});
const measurement = {
  name: 'measured',
  quantity: 'headcount' as const,
  dimensions: [{ classification: 'background', level: 'background' }],
  shape: [2],
  values: Float64Array.of(4, 5),
  standardDeviation: 9,
  sensitivity: Math.SQRT2,
};
const content: Omit<Release, 'contentHash'> = {
  number: 1,
  referenceDate: '2024-03-31',
  method: 'clew',
  parameters: { threshold: 4, base: 1 },
  tables: [table('one', [10, 20])],
  estimates: [table('two', [30, Number.NaN])],
  measurements: [measurement],
};

describe('the hash of a release', () => {
  const [one, two] = [content.tables[0] as PublishedTable, content.estimates[0] as PublishedTable];
  const changes: readonly (readonly [string, Partial<Release>])[] = [
    ['number', { number: 2 }],
    ['date', { referenceDate: '2024-04-01' }],
    ['method', { method: 'other' }],
    ['a parameter', { parameters: { threshold: 5, base: 1 } }],
    ['a parameter more', { parameters: { threshold: 4, base: 1, more: 0 } }],
    ['a table less', { tables: [] }],
    ['a table as an estimate', { tables: [], estimates: [one, two] }],
    ['a value', { tables: [{ ...one, values: one.values.with(1, 21) }] }],
    ['a value withheld', { tables: [{ ...one, values: one.values.with(1, Number.NaN) }] }],
    ['a standard error', { tables: [{ ...one, standardErrors: one.standardErrors.with(0, 2) }] }],
    ['a basis', { tables: [{ ...one, basis: one.basis.with(0, 3) }] }],
    ['the name of a table', { tables: [{ ...one, name: 'other' }] }],
    ['a quantity', { tables: [{ ...one, quantity: 'promotions' }] }],
    ['a dimension', { tables: [{ ...one, dimensions: [] }] }],
    ['an estimate', { estimates: [{ ...two, values: two.values.with(0, 31) }] }],
    ['a measurement less', { measurements: [] }],
    ['a measured value', { measurements: [{ ...measurement, values: Float64Array.of(4, 6) }] }],
    ['the noise of a measurement', { measurements: [{ ...measurement, standardDeviation: 8 }] }],
    ['the sensitivity of a measurement', { measurements: [{ ...measurement, sensitivity: 1 }] }],
  ];

  test.each(changes)('knows of %s', (_, change) => {
    expect(contentHash({ ...content, ...change })).not.toBe(contentHash(content));
  });

  test('is the same for the same content, in whatever order parameters were given', () => {
    expect(contentHash({ ...content, parameters: { base: 1, threshold: 4 } })).toBe(contentHash(content));
    expect(contentHash(structuredClone(content))).toBe(contentHash(content));
  });

  test('knows of the last of very many values', () => {
    const many = new Float64Array(70_000);
    const of = (values: Float64Array) => contentHash({ ...content, tables: [{ ...one, values }] });
    expect(of(many.with(69_999, 1))).not.toBe(of(many));
    expect(of(many.with(65_536, 1))).not.toBe(of(many));
  });

  test('is sealed into it, and a sealed release takes no other part', () => {
    const release = seal(content);
    expect(release.contentHash).toBe(contentHash(content));
    expect(() => Object.assign(release, { number: 7 })).toThrow(TypeError);
  });
});

describe('the registry of a series', () => {
  const build = (codes: readonly string[], secret = true, ways = 1): Registry =>
    registerLattice([defineClassification({ name: 'answer', secret, codes })], { ways });

  test('has a hash that knows of categories, of what is secret, and of tables', () => {
    const hashes = [
      build(['a', 'b']),
      build(['b', 'a']),
      build(['a', 'b', 'c']),
      build(['a', 'b'], false),
      build(['a', 'b'], true, 0),
      { ...build(['a', 'b']), tables: build(['a', 'b']).tables.toReversed() },
    ].map(registryHash);
    expect(new Set(hashes).size).toBe(hashes.length);
    expect(registryHash(build(['a', 'b']))).toBe(hashes[0]);
  });

  test('cannot change within it: a category more would move every cell', () => {
    const method = methodOf('clew');
    const context = { secret: secretOf(1), releaseNumber: 1, earlier: [], memory: null };
    const first = published(method.publish(registry, staffOn(0), context));
    const next = { ...context, releaseNumber: 2, earlier: [first.release], memory: first.memory };
    const fewer = { ...registry, tables: registry.tables.slice(1) };
    expect(method.publish(fewer, staffOn(1), next)).toMatchObject({ code: 'registry-differs', field: 'registry' });
    expect(isRefusal(method.publish(registry, staffOn(1), next))).toBe(false);
  });
});

describe('what leads up to a release', () => {
  const [first] = publishSeries(methodOf('cell-key'), registry, [staffOn(0, { people: 50 })]) as [Release];
  const memory = { confidential: true, releaseNumber: 1, registryHash: registryHash(registry) } as const;
  const context = { secret: secretOf(1), releaseNumber: 2, earlier: [first], memory };
  const { method, parameters } = first;
  const codeOf = (change: object, date = '2021-03-31', by = method, given = parameters) => {
    const answer = checkContext(registry, { ...context, ...change }, date, by, given);
    return answer === null ? null : answer.code;
  };

  test.each([
    ['nothing wrong', {}, null],
    ['a first release with a memory', { releaseNumber: 1, earlier: [] }, 'release-out-of-order'],
    ['a number that is not whole', { releaseNumber: 2.5 }, 'release-out-of-order'],
    ['a number too high', { releaseNumber: 3 }, 'release-out-of-order'],
    ['a memory of another release', { memory: { ...memory, releaseNumber: 2 } }, 'release-out-of-order'],
    ['a memory of another registry', { memory: { ...memory, registryHash: 'another' } }, 'registry-differs'],
    ['an earlier release of another number', { earlier: [{ ...first, number: 2 }] }, 'release-out-of-order'],
    ['an altered release', { earlier: [{ ...first, referenceDate: '2019-03-31' }] }, 'release-altered'],
    ['a short secret', { secret: new Uint8Array(31) }, 'secret-too-short'],
  ] as const)('%s', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });

  test('a date that is the last one or before it', () => {
    expect(codeOf({}, first.referenceDate)).toBe('release-out-of-order');
    expect(codeOf({}, '2019-01-01')).toBe('release-out-of-order');
  });

  test('another method, another parameter, one more, or one less', () => {
    const { threshold: _, ...fewer } = parameters;
    expect(codeOf({}, '2021-03-31', 'cell-key-light')).toBe('method-differs');
    for (const given of [{ ...parameters, threshold: 3 }, { ...parameters, more: 1 }, fewer]) {
      expect(codeOf({}, '2021-03-31', method, given)).toBe('method-differs');
    }
  });
});
