// Events of careers: frequent subsequences against writing all of them down, ways to count, constraints, and groups told apart.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compareSubsequences,
  type EventConstraints,
  type EventSequences,
  eventSequences,
  eventSequencesFromStates,
  factor,
  findSubsequences,
  frequentSubsequences,
  type OccurrenceCounting,
  type StatisticsErrorCode,
  subsequencesByPerson,
} from '../src/index.ts';
import { lettered, near } from './sequences.ts';

const kinds = ['a', 'b', 'c'];

/** Each text is a person: a letter an event at its place, letters in brackets at once, `.` a time without one. */
function events(texts: readonly string[], weights?: readonly number[]): EventSequences {
  const rows = texts.flatMap((text, person) =>
    [...text.matchAll(/\(([^)]*)\)|(.)/g)].flatMap(([, together, alone = ''], time) =>
      [...(together ?? alone)]
        .filter((event) => event !== '.')
        .map((event) => ({ person: String(person), time, event })),
    ),
  );
  const table = {
    persons: factor(
      rows.map(({ person }) => person),
      texts.map((_, person) => String(person)),
    ),
    times: Float64Array.from(rows, ({ time }) => time),
    events: factor(
      rows.map(({ event }) => event),
      kinds,
    ),
  };
  return eventSequences(table, weights === undefined ? {} : { weights: Float64Array.from(weights) });
}

/** All occurrences of all subsequences of one person, by text, as the places of their events, from choosing events in every way. */
function plainOccurrences(sequences: EventSequences, row: number, bounds: EventConstraints): Map<string, number[][]> {
  const [from, to] = [sequences.offsets[row] ?? 0, sequences.offsets[row + 1] ?? 0];
  const all = new Map<string, number[][]>();
  for (let choice = 1; choice < 2 ** (to - from); choice += 1) {
    const places = Array.from({ length: to - from }, (_, at) => from + at).filter((_, at) => (choice >> at) & 1);
    const times = places.map((place) => sequences.times[place] ?? 0);
    const [first = 0, last = 0] = [times[0], times.at(-1)];
    const { largestGap = 99, window = 99, earliestBegin = -99, latestBegin = 99, latestEnd = 99 } = bounds;
    const gaps = times.slice(1).map((time, at) => time - (times[at] ?? 0));
    if (Math.max(0, ...gaps) > largestGap || last - first > window) continue;
    if (first < earliestBegin || first > latestBegin || last > latestEnd) continue;
    const text = places
      .map(
        (place, at) =>
          `${at === 0 ? '' : times[at] === times[at - 1] ? ',' : ')-('}${kinds[sequences.codes[place] ?? 0]}`,
      )
      .join('');
    all.set(`(${text})`, [...(all.get(`(${text})`) ?? []), places]);
  }
  return all;
}

const person = fc
  .array(fc.constantFrom('a', 'b', 'c', '.', '(ab)', '(bc)', '(abc)'), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.join(''));
const bound = fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined });
const constraints: fc.Arbitrary<EventConstraints> = fc
  .record({ largestGap: bound, window: bound, earliestBegin: bound, latestBegin: bound, latestEnd: bound })
  .map((each) => Object.fromEntries(Object.entries(each).filter(([, value]) => value !== undefined)));

describe('frequent subsequences', () => {
  test('are all that enough persons have, under any constraints, with their weights', () => {
    fc.assert(
      fc.property(
        fc.array(person, { minLength: 1, maxLength: 5 }),
        constraints,
        fc.integer({ min: 1, max: 4 }),
        (texts, bounds, least) => {
          fc.pre(texts.some((text) => /[abc]/.test(text)));
          const weights = texts.map((_, at) => 1 + (at % 2));
          const sequences = events(texts, weights);
          const expected = new Map<string, number>();
          texts.forEach((_, row) => {
            for (const text of plainOccurrences(sequences, row, bounds).keys()) {
              expected.set(text, (expected.get(text) ?? 0) + (weights[row] ?? 0));
            }
          });
          const found = frequentSubsequences(sequences, { leastSupport: least, constraints: bounds });
          const ours = new Map(found.texts.map((text, at) => [text, found.counts[at]]));
          expect(ours).toEqual(new Map([...expected].filter(([, support]) => support >= least)));
          expect([...found.counts]).toEqual([...found.counts].sort((one, other) => other - one));
        },
      ),
    );
  });

  test('have at most so many events', () => {
    const found = frequentSubsequences(events(['a(bc)', 'abc']), { leastShare: 0.1, mostEvents: 2 });
    expect(found.texts).toContain('(b,c)');
    expect(found.texts).not.toContain('(a)-(b,c)');
  });

  test('of equal counts, those of earlier kinds first, at once before later', () => {
    expect(frequentSubsequences(events(['(ab)c']), { leastSupport: 1 }).texts).toEqual([
      '(a)',
      '(a,b)',
      '(a,b)-(c)',
      '(a)-(c)',
      '(b)',
      '(b)-(c)',
      '(c)',
    ]);
  });

  test('may begin later than at the first chance, where the window asks for it', () => {
    expect(frequentSubsequences(events(['aabc']), { leastSupport: 1, constraints: { window: 2 } }).texts).toContain(
      '(a)-(b)-(c)',
    );
  });

  test('stop when they are told to', () => {
    const signal = AbortSignal.abort();
    const search = () => frequentSubsequences(events(['abc']), { leastSupport: 1, signal });
    expect(search).toThrow(expect.objectContaining({ code: 'cancelled' }));
  });
});

// The person a b a b c, and a b at once.
const counted: readonly (readonly [string, string, OccurrenceCounting, EventConstraints, number])[] = [
  ['ababc', '(a)-(b)', 'once', {}, 1],
  ['ababc', '(c)-(a)', 'once', {}, 0],
  ['ababc', '(a)-(b)', 'occurrences', {}, 3],
  ['ababc', '(a)-(b)', 'occurrences', { largestGap: 1 }, 2],
  ['ababc', '(a)-(b)', 'disjoint', {}, 2],
  ['aabb', '(a)-(b)', 'occurrences', {}, 4],
  ['aabb', '(a)-(b)', 'disjoint', {}, 2],
  ['aab', '(a)-(b)', 'disjoint', {}, 1],
  ['abbc', '(a)-(b)-(c)', 'shortest', {}, 1],
  ['ababc', '(a)-(b)-(c)', 'shortest', {}, 1],
  ['ababc', '(a)-(b)', 'shortest', {}, 2],
  ['abc.b', '(b)', 'shortest', {}, 2],
  // Windows of length 1 begin at -1, 0, ..., 4: [0,1] and [2,3] hold a, then b.
  ['ababc', '(a)-(b)', 'windows', { window: 1 }, 2],
  // Of length 2: at -1 the window [-1,1] holds one, and so do those at 0, 1, 2.
  ['ababc', '(a)-(b)', 'windows', { window: 2 }, 4],
  ['(ab)c', '(a,b)', 'occurrences', {}, 1],
  ['(ab)c', '(a)-(b)', 'occurrences', {}, 0],
  ['(ab)c', '(a,b)-(c)', 'windows', { window: 1 }, 1],
];

test.each(counted)('%s has %s, counted %s under %j: %i', (text, wanted, counting, bounds, expected) => {
  const sequences = events([text]);
  const found = findSubsequences(sequences, [wanted], { counting, constraints: bounds });
  expect(found.counts[0]).toBe(expected);
  expect([...subsequencesByPerson(sequences, found)]).toEqual([expected]);
});

test('all occurrences are those that choosing events in every way finds; the first begins when the earliest does', () => {
  fc.assert(
    fc.property(person, constraints, (text, bounds) => {
      fc.pre(/[abc]/.test(text));
      const sequences = events([text]);
      const plain = plainOccurrences(sequences, 0, bounds);
      const wanted = [...plain.keys()];
      const found = findSubsequences(sequences, wanted, { counting: 'occurrences', constraints: bounds });
      expect([...found.counts]).toEqual(wanted.map((each) => plain.get(each)?.length));
      const firsts = wanted.map((each) =>
        Math.min(...(plain.get(each) ?? []).map(([place = 0]) => sequences.times[place] ?? 0)),
      );
      expect([...subsequencesByPerson(sequences, found, { counting: 'first' })]).toEqual(firsts);
      // Sharing no event there are at most as many.
      const apart = subsequencesByPerson(sequences, found, { counting: 'disjoint' });
      expect(apart.every((count, at) => count >= 1 && count <= (found.counts[at] ?? 0))).toBe(true);
    }),
  );
});

describe('from state sequences', () => {
  const sequences = lettered(['AABB', '.CCA']);
  const listed = (of: EventSequences) => Array.from(of.codes, (code, at) => `${of.times[at]} ${of.events[code]}`);

  test('changes as one event, as the state, as an end and a begin', () => {
    expect(listed(eventSequencesFromStates(sequences))).toEqual(['0 A', '2 A>B', '0 C', '3 C>A']);
    expect(listed(eventSequencesFromStates(sequences, { kind: 'state' }))).toEqual(['0 A', '2 B', '0 C', '3 A']);
    expect(listed(eventSequencesFromStates(sequences, { kind: 'period' }))).toEqual([
      '0 A',
      '2 B',
      '2 endA',
      '0 C',
      '3 A',
      '3 endC',
    ]);
    expect(listed(eventSequencesFromStates(sequences, { withMissing: true }))).toEqual([
      '0 A',
      '2 A>B',
      '0 *',
      '1 *>C',
      '3 C>A',
    ]);
  });

  test('an event that is given twice counts once', () => {
    const twice = {
      persons: factor(['p', 'p', 'p']),
      times: Float64Array.of(1, 1, 0),
      events: factor(['x', 'x', 'x']),
    };
    expect(listed(eventSequences(twice))).toEqual(['0 x', '1 x']);
  });
});

describe('groups told apart', () => {
  const sequences = events(['ab', 'ab', 'ab', 'ac', 'ac', 'ab'], [2, 1, 1, 1.5, 1, 1]);
  const group = factor(['x', 'x', 'x', 'y', 'y', 'y']);
  const found = findSubsequences(sequences, ['(a)-(b)', '(a)', '(c)']);

  // R: chisq.test(matrix(c(0, 2.5, 4, 1), 2)): X-squared = 1.67410714285714, p-value = 0.195709318424654.
  test("Pearson's test with Yates' correction, weighted", () => {
    const { texts, statistics, pValues, shares, residuals, groups, indices } = compareSubsequences(
      sequences,
      found,
      group,
    );
    expect(groups).toEqual(['x', 'y']);
    expect(texts).toEqual(['(a)-(b)', '(c)', '(a)']);
    expect([...indices]).toEqual([0, 2, 1]);
    expect(statistics[0]).toBeCloseTo(1.67410714285714, 12);
    expect(pValues[0]).toBeCloseTo(0.195709318424654, 12);
    expect([...residuals].slice(0, 2)).toEqual([
      expect.closeTo(0.816496580927726, 12),
      expect.closeTo(-0.87287156094397, 12),
    ]);
    expect([...shares].slice(0, 2)).toEqual([1, 1 / 3.5]);
    expect([statistics[2], pValues[2]]).toEqual([0, 1]);
    const corrected = compareSubsequences(sequences, found, group, { corrected: true });
    expect(corrected.pValues[0]).toBeCloseTo(1 - (1 - (pValues[0] ?? 0)) ** 3, 12);
  });

  test('persons without a group are left out; a limit leaves out what tells nothing', () => {
    const some = factor(['x', 'x', null, 'y', 'y', null]);
    const { statistics, texts } = compareSubsequences(sequences, found, some, { largestPValue: 0.9 });
    expect(texts).not.toContain('(a)');
    const without = events(['ab', 'ab', 'ac', 'ac'], [2, 1, 1.5, 1]);
    const same = compareSubsequences(
      without,
      findSubsequences(without, ['(a)-(b)', '(a)', '(c)']),
      factor(['x', 'x', 'y', 'y']),
    );
    expect(near(statistics, same.statistics.subarray(0, statistics.length))).toBe(true);
  });
});

const sequences = events(['ab', 'c']);
const found = findSubsequences(sequences, ['(a)']);
const refused: readonly (readonly [string, () => unknown, StatisticsErrorCode])[] = [
  ['no least support', () => frequentSubsequences(sequences, {}), 'option-invalid'],
  ['a least support of 0', () => frequentSubsequences(sequences, { leastSupport: 0 }), 'option-invalid'],
  ['NaN as a share', () => frequentSubsequences(sequences, { leastShare: Number.NaN }), 'option-invalid'],
  [
    'a negative gap',
    () => frequentSubsequences(sequences, { leastShare: 1, constraints: { largestGap: -1 } }),
    'option-invalid',
  ],
  ['NaN as a window', () => findSubsequences(sequences, [], { constraints: { window: Number.NaN } }), 'option-invalid'],
  ['windows without a length', () => findSubsequences(sequences, ['(a)'], { counting: 'windows' }), 'option-invalid'],
  ['an event that there is not', () => findSubsequences(sequences, ['(x)']), 'level-unknown'],
  ['a text without brackets', () => findSubsequences(sequences, ['a-b']), 'text-invalid'],
  ['one group', () => compareSubsequences(sequences, found, factor(['x', 'x'])), 'one-group'],
  ['groups of another length', () => compareSubsequences(sequences, found, factor(['x'])), 'length-mismatch'],
  [
    'an event without a time',
    () => eventSequences({ persons: factor(['p']), times: Float64Array.of(Number.NaN), events: factor(['a']) }),
    'not-finite',
  ],
  [
    'a person that is missing',
    () => eventSequences({ persons: factor([null]), times: Float64Array.of(1), events: factor(['a']) }),
    'code-outside-levels',
  ],
  [
    'weights of another length',
    () =>
      eventSequences(
        { persons: factor(['p']), times: Float64Array.of(1), events: factor(['a']) },
        { weights: new Float64Array(2) },
      ),
    'length-mismatch',
  ],
];

test.each(refused)('refuses %s', (_, call, code) => {
  expect(call).toThrow(expect.objectContaining({ name: 'StatisticsError', code }));
});
