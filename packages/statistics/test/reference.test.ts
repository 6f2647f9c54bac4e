// Every number that R gave, against ours; and no answer of R's is passed over in silence.
import { readdirSync } from 'node:fs';
import { sharedData } from '@clew/testing';
import { describe, expect, test } from 'vitest';
import {
  comparisons,
  hasReference,
  outcomeOf,
  referenceFile,
  tolerances,
  worstDifference,
} from '../reference/index.ts';
import { notCompared } from '../reference/not-compared.ts';

describe.skipIf(!hasReference)('R 4.2.2, from the shared references', () => {
  test.each(comparisons.map((comparison) => [`${comparison.name} = ${comparison.r}`, comparison] as const))(
    '%s',
    (_, comparison) => {
      const { worst, worstCase, numbers } = outcomeOf(comparison);
      expect(numbers).toBeGreaterThan(0);
      expect(worst, worstCase).toBeLessThanOrEqual(tolerances[comparison.kind]);
    },
  );

  test('no answer of R is left out, but those that say why', () => {
    const files = readdirSync(sharedData('r-reference') ?? '').filter((name) => name.endsWith('.json'));
    const unread = files.flatMap((name) =>
      referenceFile(name)
        .unread()
        .map((path) => `${name} ${path}`),
    );
    expect(unread.filter((path) => !notCompared.some(({ pattern }) => pattern.test(path)))).toEqual([]);
  });
});

describe('the difference', () => {
  test.each([
    ['equal', [1, 2], [1, 2], 0],
    ['relative to the larger', [1], [2], 0.5],
    ['rounding of a zero', [1e-15, 100], [0, 100], 1e-13],
    ['one missing', [Number.NaN], [1], Number.POSITIVE_INFINITY],
    ['both missing', [Number.NaN], [Number.NaN], 0],
    ['lengths', [1], [1, 1], Number.POSITIVE_INFINITY],
  ])('%s', (_, ours, theirs, expected) => {
    const apart = worstDifference(ours, theirs);
    expect(Number.isFinite(apart) ? Number(apart.toPrecision(12)) : apart).toBe(expected);
  });
});
