// From a measure to the function that measures a pair of coded sequences: parameters checked, tables made once.
import { StatisticsError } from '../foundation/errors.ts';
import type { StateSequences } from '../sequences/state-sequences.ts';
import { alignmentMeasure } from './alignment-measures.ts';
import { type CodedSequences, codedSequences } from './coded-sequences.ts';
import { hasMissing, largest, requireCostsFor, requirePositionCosts } from './costs.ts';
import { positionTransitionCosts } from './data-costs.ts';
import { commonEnd } from './kernels/common-parts.ts';
import { distributionDistance } from './kernels/distributions.ts';
import { notInCommon } from './kernels/optimal-matching.ts';
import type { PairDistance } from './kernels/pair-distance.ts';
import { positionDistance } from './kernels/positions.ts';
import { sharedSpellTime } from './kernels/shared-time.ts';
import { matchingSubsequences } from './kernels/subsequences.ts';
import type { DynamicHamming, Hamming, Normalisation, SequenceMeasure } from './measures.ts';
import { type ChosenNormalisation, chosenNormalisation, largestAlignment, normalised } from './normalisations.ts';

/** What a measure is prepared with. */
export interface MeasureContext {
  readonly sequences: StateSequences;
  /** The rows whose distances are asked for, by their number in this list. */
  readonly rows: Int32Array;
  readonly normalisation: Normalisation;
  readonly withMissing: boolean;
  readonly weighted: boolean;
}

/** What a kernel is made with. */
export interface KernelContext extends MeasureContext {
  readonly coded: CodedSequences;
  readonly how: ChosenNormalisation;
}

/**
 * The distance of two of the rows by their numbers, ready to be asked for many pairs. The same for the same arguments, bit by bit, in any
 * thread. Throws StatisticsError as `sequenceDistances` says.
 */
export function preparedMeasure(measure: SequenceMeasure, given: MeasureContext): PairDistance {
  const withMissing = given.withMissing && hasMissing(given.sequences);
  const how = chosenNormalisation(measure.method, given.normalisation);
  const coded = codedSequences(given.sequences, given.rows, withMissing);
  const context = { ...given, withMissing, coded, how: how === 'own' ? 'none' : how } as const;
  switch (measure.method) {
    case 'OM':
    case 'OMloc':
    case 'OMslen':
    case 'OMspell':
    case 'OMstran':
    case 'TWED':
      return alignmentMeasure(measure, context);
    case 'LCS':
      return byBothLengths(context, notInCommon(coded), (one, other) => largestAlignment(one, other, 1, 2));
    case 'LCP':
    case 'RLCP':
      return byBothLengths(context, notInCommonEnd(coded, measure.method), (one, other) => one + other);
    case 'HAM':
    case 'DHD':
      return ofPositions(measure, context);
    case 'CHI2':
    case 'EUCLID':
      return distributionDistance(measure, { ...context, normalised: how === 'own' });
    case 'NMS': {
      const weights = subsequenceWeights(measure.subsequenceWeights, coded.stride);
      return ofAttributes(
        coded,
        matchingSubsequences(coded, weights, proximityOf(measure.proximity, coded.stateCount)),
      );
    }
    case 'NMSMST': {
      const weights = subsequenceWeights(measure.subsequenceWeights, coded.stride);
      return ofAttributes(
        coded,
        sharedSpellTime(coded, 'least', requirePower(measure.durationPower), weights, undefined),
      );
    }
    case 'SVRspell': {
      const weights = subsequenceWeights(measure.subsequenceWeights, coded.stride);
      const proximity = proximityOf(measure.proximity, coded.stateCount);
      return ofAttributes(
        coded,
        sharedSpellTime(coded, 'product', requirePower(measure.durationPower), weights, proximity),
      );
    }
    default:
      throw new StatisticsError('option-invalid', { column: 'method' });
  }
}

function byBothLengths(
  { coded: { lengths }, how }: KernelContext,
  apart: PairDistance,
  most: (one: number, other: number) => number,
): PairDistance {
  if (how === 'none') return apart;
  return (one, other) => {
    const [oneLength, otherLength] = [lengths[one] as number, lengths[other] as number];
    return normalised(how, apart(one, other), most(oneLength, otherLength), oneLength, otherLength);
  };
}

/** Both lengths less twice what is in common at their begin (LCP) or end (RLCP). */
function notInCommonEnd(coded: CodedSequences, method: 'LCP' | 'RLCP'): PairDistance {
  const common = commonEnd(coded, method === 'LCP' ? 'prefix' : 'suffix');
  const { lengths } = coded;
  return (one, other) => (lengths[one] as number) + (lengths[other] as number) - 2 * common(one, other);
}

function ofPositions(measure: Hamming | DynamicHamming, context: KernelContext): PairDistance {
  const { sequences, coded, how, withMissing } = context;
  const { lengths, stateCount, count } = coded;
  const [length = 0] = lengths;
  for (let number = 1; number < count; number += 1) {
    if (lengths[number] !== length) {
      throw new StatisticsError('lengths-differ', { row: context.rows[number] as number, detail: measure.method });
    }
  }
  let costs: Float64Array;
  if (measure.method === 'HAM') {
    if (measure.costs !== undefined) requireCostsFor(sequences, measure.costs.states, withMissing);
    costs = measure.costs?.substitution ?? onesOffDiagonal(stateCount);
  } else {
    const given = measure.costs ?? positionTransitionCosts(sequences, context);
    requireCostsFor(sequences, given.states, withMissing);
    if (given.positions !== sequences.length) {
      throw new StatisticsError('costs-invalid', {
        column: 'costs',
        detail: `for ${given.positions} positions, not ${sequences.length}`,
      });
    }
    costs = requirePositionCosts(given).substitution;
  }
  const distance = positionDistance(coded, costs);
  if (how === 'none') return distance;
  const perPosition = stateCount * stateCount;
  let most = 0;
  for (let position = 0; position < length; position += 1) {
    const begin = costs.length === perPosition ? 0 : position * perPosition;
    most += largest(costs.subarray(begin, begin + perPosition));
  }
  // As TraMineR, a length is taken at the largest cost of each position.
  return (one, other) => normalised(how, distance(one, other), most, most, most);
}

function onesOffDiagonal(size: number): Float64Array {
  return new Float64Array(size * size).map((_, at) => (at % (size + 1) === 0 ? 0 : 1));
}

/** The distance of two vectors by what they have with themselves and with each other: the root of I + J - 2 A. */
function ofAttributes({ count }: CodedSequences, common: PairDistance): PairDistance {
  const own = new Float64Array(count);
  for (let number = 0; number < count; number += 1) own[number] = common(number, number);
  return (one, other) => {
    const squared = (own[one] as number) + (own[other] as number) - 2 * common(one, other);
    // Rounding alone makes it negative, where proximities are such that there is a distance.
    return squared > 0 ? Math.sqrt(squared) : 0;
  };
}

function subsequenceWeights(given: ArrayLike<number> | undefined, longest: number): Float64Array {
  if (given === undefined) return new Float64Array(longest).fill(1);
  const weights = Float64Array.from(given).slice(0, longest);
  if (weights.length === 0 || weights.some((weight) => !(weight >= 0 && Number.isFinite(weight)))) {
    throw new StatisticsError('weight-invalid', { column: 'subsequenceWeights' });
  }
  const all = new Float64Array(longest);
  all.set(weights);
  return all;
}

function proximityOf(given: ArrayLike<number> | undefined, size: number): Float64Array | undefined {
  if (given === undefined) return undefined;
  const proximity = Float64Array.from(given);
  if (proximity.length !== size * size) {
    throw new StatisticsError('costs-invalid', { column: 'proximity', detail: `not ${size} x ${size}` });
  }
  for (let from = 0; from < size; from += 1) {
    for (let to = 0; to < size; to += 1) {
      const value = proximity[from * size + to] as number;
      if (value === proximity[to * size + from] && value >= 0 && Number.isFinite(value)) continue;
      throw new StatisticsError('costs-invalid', { column: 'proximity', detail: 'not symmetric numbers from 0 up' });
    }
  }
  return proximity;
}

function requirePower(power = 1): number {
  if (!(power >= 0 && Number.isFinite(power))) throw new StatisticsError('option-invalid', { column: 'durationPower' });
  return power;
}
