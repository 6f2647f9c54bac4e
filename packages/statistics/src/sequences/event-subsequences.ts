// Frequent subsequences of events: what happens to many, in the same order.
import { StatisticsError } from '../foundation/errors.ts';
import { checkpoint, type Work } from '../foundation/work.ts';
import {
  boundsOf,
  countOccurrences,
  type EventConstraints,
  type EventSubsequence,
  firstOccurrence,
  type OccurrenceCounting,
} from './event-occurrences.ts';
import type { EventSequences } from './event-sequences.ts';
import type { WeightsTaken } from './state-sequences.ts';
import { mineSubsequences } from './subsequence-mining.ts';

export interface SubsequenceSearch extends WeightsTaken, Work {
  readonly constraints?: EventConstraints;
  /** How a person's occurrences add to the count; `once` unless told. R: `count.method`. */
  readonly counting?: OccurrenceCounting;
}

export interface FrequentSubsequenceOptions extends SubsequenceSearch {
  /** The least weight (or number) of persons with the subsequence. R: `min.support`. */
  readonly leastSupport?: number;
  /** The least share of persons with it, instead. R: `pmin.support`. */
  readonly leastShare?: number;
  /** The most events in a subsequence. R: `max.k`. */
  readonly mostEvents?: number;
}

/** Subsequences with how many have them. */
export interface FoundSubsequences {
  readonly subsequences: readonly EventSubsequence[];
  /** Each as text: events at once in brackets, `(A,B)-(C)`. */
  readonly texts: readonly string[];
  /** The weighted share of persons that have each. */
  readonly supports: Float64Array;
  /** The weighted count of occurrences, as counted. */
  readonly counts: Float64Array;
  readonly search: SubsequenceSearch;
}

/**
 * The subsequences of events that at least so many persons have, those with the highest count first; of equal ones, in the order of the kinds
 * of events, events at once before later ones. Grows patterns from the occurrences of their beginnings (Pei and others 2001, PrefixSpan).
 * R: `TraMineR::seqefsub(e, min.support, pmin.support, constraint, max.k, weighted)`.
 *
 * Throws `option-invalid` where neither `leastSupport` nor `leastShare` is given, or is not above 0; for constraints; `cancelled`.
 */
export function frequentSubsequences(events: EventSequences, options: FrequentSubsequenceOptions): FoundSubsequences {
  const { leastShare, mostEvents = Number.POSITIVE_INFINITY, counting = 'once' } = options;
  const weights = weightsOf(events, options);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const least = options.leastSupport ?? (leastShare === undefined ? Number.NaN : leastShare * total);
  if (!(least > 0))
    throw new StatisticsError('option-invalid', { column: 'leastSupport', detail: 'say how many at least' });
  const bounds = boundsOf(options.constraints ?? {});
  const found = mineSubsequences(events, weights, { least, mostEvents, bounds, work: options });
  const counts = found.map(({ subsequence, support }) =>
    counting === 'once' ? support : countAll(events, weights, subsequence, bounds, counting, options),
  );
  const order = [...found.keys()].sort((one, other) => (counts[other] ?? 0) - (counts[one] ?? 0) || one - other);
  const chosen = order.map((at) => found[at] ?? { subsequence: [], support: 0 });
  return {
    subsequences: chosen.map(({ subsequence }) => subsequence),
    texts: chosen.map(({ subsequence }) => subsequenceText(events, subsequence)),
    supports: Float64Array.from(chosen, ({ support }) => support / total),
    counts: Float64Array.from(order, (at) => counts[at] ?? 0),
    search: options,
  };
}

/**
 * The given subsequences, `(A,B)-(C)`, with how many persons have them; in the order given.
 * R: `TraMineR::seqefsub(e, str.subseq, constraint, weighted)`. Throws `text-invalid` (row) and `level-unknown` for an event that there is
 * not; `option-invalid` for constraints.
 */
export function findSubsequences(
  events: EventSequences,
  texts: readonly string[],
  options: SubsequenceSearch = {},
): FoundSubsequences {
  const weights = weightsOf(events, options);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const bounds = boundsOf(options.constraints ?? {});
  const subsequences = texts.map((text, row) => parseSubsequence(events, text, row));
  return {
    subsequences,
    texts: subsequences.map((subsequence) => subsequenceText(events, subsequence)),
    supports: Float64Array.from(
      subsequences,
      (each) => countAll(events, weights, each, bounds, 'once', options) / total,
    ),
    counts: Float64Array.from(subsequences, (each) =>
      countAll(events, weights, each, bounds, options.counting ?? 'once', options),
    ),
    search: options,
  };
}

/**
 * How often each person has each subsequence: person i and subsequence j at `[i * n + j]`, n subsequences; under the constraints and the
 * counting that the subsequences were found with, unless told. `first` gives the time at which the first occurrence begins, NaN without one.
 * R: `TraMineR::seqeapplysub(found, method)`.
 */
export function subsequencesByPerson(
  events: EventSequences,
  found: FoundSubsequences,
  options: Omit<SubsequenceSearch, 'counting' | 'weighted'> & {
    readonly counting?: OccurrenceCounting | 'first';
  } = {},
): Float64Array {
  const bounds = boundsOf(options.constraints ?? found.search.constraints ?? {});
  const counting = options.counting ?? found.search.counting ?? 'once';
  const size = found.subsequences.length;
  const result = new Float64Array(events.count * size);
  for (let row = 0; row < events.count; row += 1) {
    if ((row & 0xfff) === 0) checkpoint(options, row, events.count);
    found.subsequences.forEach((subsequence, at) => {
      result[row * size + at] =
        counting === 'first'
          ? firstOccurrence(events, row, subsequence, bounds)
          : countOccurrences(events, row, subsequence, bounds, counting);
    });
  }
  return result;
}

/** A weight a person. */
export function weightsOf({ weights, count }: EventSequences, { weighted = true }: WeightsTaken): Float64Array {
  return weighted && weights !== undefined ? weights : new Float64Array(count).fill(1);
}

function countAll(
  events: EventSequences,
  weights: Float64Array,
  subsequence: EventSubsequence,
  bounds: Required<EventConstraints>,
  counting: OccurrenceCounting,
  work: Work | undefined,
): number {
  let sum = 0;
  for (let row = 0; row < events.count; row += 1) {
    if ((row & 0xfff) === 0) checkpoint(work, row, events.count);
    sum += (weights[row] as number) * countOccurrences(events, row, subsequence, bounds, counting);
  }
  return sum;
}

const subsequenceText = ({ events }: EventSequences, subsequence: EventSubsequence) =>
  subsequence.map((group) => `(${group.map((code) => events[code]).join(',')})`).join('-');

function parseSubsequence({ events }: EventSequences, text: string, row: number): EventSubsequence {
  if (!/^\([^()]+\)(-\([^()]+\))*$/.test(text)) throw new StatisticsError('text-invalid', { row });
  const groups = text.slice(1, -1).split(')-(');
  return groups.map((group) => {
    const codes = group.split(',').map((name) => events.indexOf(name.trim()));
    if (codes.includes(-1)) throw new StatisticsError('level-unknown', { column: 'events', row });
    return [...new Set(codes)].sort((one, other) => one - other);
  });
}
