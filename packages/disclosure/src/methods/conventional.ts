// Today's practice and what it rests on: exact counts, suppression of small ones, rounding; alone, or with parts hidden beside them.
import type { Method, Parameters } from '../method.ts';
import { hideRemainders } from '../remainders.ts';
import { roundingVariance, roundTo } from '../rounding.ts';
import { tally } from '../tally.ts';
import { flagOf, type MethodDeclaration } from './declaration.ts';
import { draftEach, publishDrafts } from './publish-tables.ts';

const threshold = { about: 'Counts from 1 up to below it are withheld.', least: 0, most: 1_000, whole: true } as const;
const base = { about: 'Counts are rounded to its multiples.', least: 1, most: 1_000, whole: true } as const;
const complementary = {
  about: 'Whether a further part is withheld where a total less the others would give the only withheld one exactly.',
  default: false,
} as const;

function conventional(name: string, title: string, parameters: Parameters): Method {
  const [least, multiple] = [parameters['threshold'] ?? 0, parameters['base'] ?? 1] as [number, number];
  const protectCount = (count: number): number => (count > 0 && count < least ? Number.NaN : roundTo(count, multiple));
  const error = Math.sqrt(roundingVariance(multiple));
  const method: Method = {
    name,
    title,
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => {
        const tables = draftEach(registry, (table) => {
          const values = tally(registry, workforce, table).map(protectCount);
          return { table, values, standardErrors: values.map((value) => (Number.isNaN(value) ? value : error)) };
        });
        // Half a person: what is known less exactly than that is not known.
        if (flagOf(parameters, 'complementary')) hideRemainders(registry, tables, 0.5);
        return { tables };
      }),
    logLikelihood: (_registry, _table, trueCount, published) =>
      Object.is(protectCount(trueCount), published) ? 0 : Number.NEGATIVE_INFINITY,
    logLikelihoodOfMeasurement: () => Number.NaN,
  };
  return method;
}

export const conventionalMethods: readonly MethodDeclaration[] = [
  {
    name: 'exact',
    title: 'Exact counts',
    about: 'Nothing is protected: what every other method is measured against.',
    source: 'none',
    parameters: {},
    create: (parameters) => conventional('exact', 'Exact counts', parameters),
  },
  {
    name: 'suppress',
    title: 'Small counts suppressed',
    about: 'Counts below the threshold are withheld; zeros are shown.',
    source: 'A. Hundepool and others, Statistical Disclosure Control, Wiley 2012, chapter 4',
    parameters: { threshold: { ...threshold, default: 5 }, complementary },
    create: (parameters) => conventional('suppress', 'Small counts suppressed', parameters),
  },
  {
    name: 'practice',
    title: "Today's practice",
    about: 'Counts below the threshold are withheld, the others rounded; zeros are shown.',
    source: 'Civil Service Statistics: technical guide',
    parameters: { threshold: { ...threshold, default: 5 }, base: { ...base, default: 5 }, complementary },
    create: (parameters) => conventional('practice', "Today's practice", parameters),
  },
];

/** For methods that round after noise. */
export const thresholdParameter = threshold;
export const baseParameter = base;
