// Answers enter a release by its noisy measurements and by nothing else: with those held, any other answers give the same release to the last byte.
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  contentHash,
  type Measurement,
  type Method,
  type Registry,
  type ReleaseContext,
  type Workforce,
} from '../src/index.ts';
import { takeMeasurements } from '../src/model/measure.ts';
import { methodOf, published, registry, secretOf, staffOn } from './made-staff.ts';

vi.mock(import('../src/model/measure.ts'), async (original) => {
  const { takeMeasurements: take } = await original();
  return { takeMeasurements: vi.fn(take) };
});

const taking = vi.mocked(takeMeasurements);

/** Publishes what others' answers were measured as: the noise, and what lies under it, are theirs. */
function holdMeasurements(measurements: readonly Measurement[]): void {
  taking.mockImplementation(() => measurements);
}

afterEach(() => {
  taking.mockRestore();
});

/** The same people with other answers, in post and over the year: everybody's are moved on, or everybody gives the same one. */
function answeringOtherwise(workforce: Workforce, answer: (before: number, categories: number) => number): Workforce {
  const otherwise = (columns: Workforce['columns']) =>
    new Map(
      [...columns].map(([name, column]) => {
        const classification = registry.classifications.find((each) => each.name === name && each.secret);
        const categories = classification?.levels[0]?.codes.length;
        return [name, categories === undefined ? column : column.map((before) => answer(before, categories))];
      }),
    );
  const { year } = workforce;
  return {
    ...workforce,
    columns: otherwise(workforce.columns),
    ...(year === undefined ? {} : { year: { ...year, columns: otherwise(year.columns) } }),
  };
}

const ways: readonly (readonly [string, (before: number, categories: number) => number])[] = [
  ['everybody answers something else', (before, categories) => (before + 1) % categories],
  ['nobody tells', (_, categories) => categories - 1],
  ['everybody gives the first answer', () => 0],
];

const method = methodOf('clew', { releases: 6, every: 2 });
const workforces = [0, 1].map((date) => staffOn(date, { people: 1_500 }));

interface Moment {
  readonly workforce: Workforce;
  /** What led up to its release. */
  readonly context: ReleaseContext;
}

/** The moment of the release of a number, after those before it. */
function momentOf(releaseNumber: number): Moment {
  let context: ReleaseContext = { secret: secretOf(3), releaseNumber: 1, earlier: [], memory: null };
  for (const workforce of workforces.slice(0, releaseNumber - 1)) {
    const { release, memory } = published(method.publish(registry, workforce, context));
    context = { ...context, releaseNumber: context.releaseNumber + 1, earlier: [...context.earlier, release], memory };
  }
  return { workforce: staffOn(releaseNumber - 1, { people: 1_500 }), context };
}

describe.each(ways)('where %s', (_, answer) => {
  test.each([
    ['the first release', 1],
    ['one that measures again', 3],
  ])('%s is the same to the last byte, its memory and all, if the measurements are', (_, releaseNumber) => {
    const { context, workforce } = momentOf(releaseNumber);
    const before = published(method.publish(registry, workforce, context));
    expect(before.release.measurements.length).toBeGreaterThan(5);
    holdMeasurements(before.release.measurements);
    expect(method.publish(registry, answeringOtherwise(workforce, answer), context)).toEqual(before);
  });

  test('it is another if they are not', () => {
    const { context, workforce } = momentOf(1);
    const hashOf = (people: Workforce) => published(method.publish(registry, people, context)).release.contentHash;
    expect(hashOf(answeringOtherwise(workforce, answer))).not.toBe(hashOf(workforce));
  });

  test('a release that measures nothing is the same: it reads no answer at all', () => {
    const { context, workforce } = momentOf(2);
    taking.mockImplementation(() => {
      throw new Error('it measures');
    });
    const before = published(method.publish(registry, workforce, context));
    expect(method.publish(registry, answeringOtherwise(workforce, answer), context)).toEqual(before);
  });

  test('refusals are the same, word for word', () => {
    const { context: first } = momentOf(1);
    const { context: third, workforce } = momentOf(3);
    // As if they had been measured with less noise than this method takes.
    const bold = third.earlier.map((release) => {
      const measurements = release.measurements.map((each) => ({ ...each, standardDeviation: 20 }));
      const content = { ...release, measurements };
      return { ...content, contentHash: contentHash(content) };
    });
    const refused: readonly (readonly [string, Method, Registry, ReleaseContext])[] = [
      ['parameter-invalid', methodOf('clew', { accuracy: 0.5001 }), registry, first],
      ['method-differs', methodOf('clew', { releases: 6, every: 3 }), registry, third],
      ['registry-differs', method, { ...registry, tables: registry.tables.slice(1) }, third],
      ['loss-exceeded', method, registry, { ...third, earlier: bold }],
    ];
    for (const [code, by, tables, context] of refused) {
      const refusal = by.publish(tables, workforce, context);
      expect(refusal).toMatchObject({ code });
      expect(by.publish(tables, answeringOtherwise(workforce, answer), context)).toEqual(refusal);
    }
  });
});
