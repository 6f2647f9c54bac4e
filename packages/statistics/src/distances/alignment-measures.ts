// The measures that align sequences: optimal matching and its kin, with their parameters checked and what they are normalised by.
import { requireChoice, StatisticsError } from '../foundation/errors.ts';
import { transitionRates } from '../sequences/transition-rates.ts';
import { largest, requireCosts, requireCostsFor, type SequenceCosts } from './costs.ts';
import { localizedAlignment, timeWarpAlignment } from './kernels/local-alignment.ts';
import { optimalMatching } from './kernels/optimal-matching.ts';
import type { PairDistance } from './kernels/pair-distance.ts';
import { runAlignment } from './kernels/run-module.ts';
import { spellAlignment } from './kernels/spell-alignment.ts';
import { transitionSequences } from './kernels/transitions.ts';
import type {
  LocalizedMatching,
  OptimalMatching,
  SpellLengthMatching,
  SpellMatching,
  TimeWarp,
  TransitionMatching,
} from './measures.ts';
import { largestAlignment, largestSubstitution, normalised } from './normalisations.ts';
import type { KernelContext } from './prepare.ts';

export type AlignmentMeasure =
  | OptimalMatching
  | LocalizedMatching
  | SpellLengthMatching
  | SpellMatching
  | TransitionMatching
  | TimeWarp;

/** The distance of two of the coded sequences by the measure, normalised as asked. */
export function alignmentMeasure(measure: AlignmentMeasure, context: KernelContext): PairDistance {
  requireCostsFor(context.sequences, measure.costs.states, context.withMissing);
  requireCosts(measure.costs);
  switch (measure.method) {
    case 'OM':
      return ofPlain(measure, context);
    case 'OMloc':
      return ofLocalized(measure, context);
    case 'OMslen':
      return ofSpellLengths(measure, context);
    case 'OMspell':
      return ofSpells(measure, context);
    case 'OMstran':
      return ofTransitions(measure, context);
    case 'TWED':
      return ofTimeWarp(measure, context);
  }
}

function ofPlain({ costs: { substitution, indel } }: OptimalMatching, context: KernelContext): PairDistance {
  const distance = optimalMatching(context.coded, substitution, indel);
  return byLengths(context, distance, largest(indel), largest(substitution));
}

/** Normalised by lengths at the cost of an indel a position, and by the largest distance that such lengths can have. */
function byLengths(
  { coded: { lengths }, how }: Pick<KernelContext, 'coded' | 'how'>,
  distance: PairDistance,
  indel: number,
  largestCost: number,
): PairDistance {
  if (how === 'none') return distance;
  const substitution = largestSubstitution(how, indel, largestCost);
  return (one, other) => {
    const [oneLength, otherLength] = [lengths[one] as number, lengths[other] as number];
    const most = largestAlignment(oneLength, otherLength, indel, substitution);
    return normalised(how, distance(one, other), most, oneLength * indel, otherLength * indel);
  };
}

function ofLocalized({ costs, ...measure }: LocalizedMatching, context: KernelContext): PairDistance {
  const { expansionCost = 0.5 } = measure;
  requireFrom(expansionCost, 0, 'expansionCost');
  const contextCost = measure.contextCost ?? 1 - 2 * expansionCost;
  requireFrom(contextCost, 0, 'contextCost');
  const empty = context.coded.lengths.indexOf(0);
  if (empty >= 0) throw new StatisticsError('sequence-empty', { row: context.rows[empty] as number, detail: 'OMloc' });
  const dearest = largest(costs.substitution);
  const indel = dearest * expansionCost + contextCost;
  const base = expansionCost * largestSubstitution(context.how, indel, dearest);
  // Where neighbours do not matter, it is optimal matching with one indel.
  const distance =
    contextCost === 0 && base > 0
      ? optimalMatching(context.coded, costs.substitution, new Float64Array(costs.states.length).fill(base))
      : localizedAlignment(context.coded, costs.substitution, base, contextCost);
  return byLengths(context, distance, indel, dearest);
}

function ofSpellLengths({ costs, ...measure }: SpellLengthMatching, context: KernelContext): PairDistance {
  const { lengthPower = 0.5, link = 'mean' } = measure;
  requireFrom(lengthPower, 0, 'lengthPower');
  requireChoice('link', link, ['mean', 'gmean']);
  const { substitution, indel } = costs;
  const factors = Float64Array.from(context.coded.runLengths, (length) => length ** -lengthPower);
  const distance = runAlignment(context.coded, { substitution, indel, equalMatch: false, runs: { factors, link } });
  const { how, coded } = context;
  if (how === 'none') return distance;
  const dearest = largest(indel);
  // As TraMineR: of means, half of each cost is taken, held to two indels, and counted twice.
  const share = link === 'mean' ? 2 : 1;
  const substituted = share * largestSubstitution(how, dearest, largest(substitution) / share);
  return (one, other) => {
    const [oneLength, otherLength] = [coded.lengths[one] as number, coded.lengths[other] as number];
    const most = largestAlignment(oneLength, otherLength, dearest, substituted);
    return normalised(how, distance(one, other), most, oneLength * dearest, otherLength * dearest);
  };
}

function ofSpells({ costs, ...measure }: SpellMatching, context: KernelContext): PairDistance {
  const { expansionCost = 0.5, durationPower = 1 } = measure;
  requireFrom(expansionCost, 0, 'expansionCost');
  requireFrom(durationPower, 0, 'durationPower');
  const size = costs.states.length;
  const durationWeights = Float64Array.from(measure.durationWeights ?? new Float64Array(size).fill(1));
  if (durationWeights.length !== size || durationWeights.some((weight) => !(weight >= 0 && Number.isFinite(weight)))) {
    throw new StatisticsError('weight-invalid', { column: 'durationWeights' });
  }
  const { substitution, indel } = costs;
  const kernel = { substitution, indel, expansionCost, durationPower, durationWeights };
  const distance = spellAlignment(context.coded, kernel);
  return byLengths(context, distance, largest(indel), largest(substitution));
}

function ofTransitions({ costs, ...measure }: TransitionMatching, context: KernelContext): PairDistance {
  const { originWeight, transitionCost = 'constant', previous = false, addColumn = true } = measure;
  if (!(originWeight >= 0 && originWeight <= 1)) {
    throw new StatisticsError('option-invalid', { column: 'originWeight', detail: 'not from 0 to 1' });
  }
  const { substitution, indel } = costs;
  const dearest = largest(substitution);
  if (dearest === 0) throw new StatisticsError('costs-invalid', { column: 'substitution', detail: 'all are 0' });
  const made = transitionSequences(context.coded, {
    substitution,
    indel,
    originWeight,
    previous,
    addColumn,
    transition: transitionOf(costs, transitionCost, context),
  });
  const distance = optimalMatching(made.coded, made.substitution, made.indel);
  return byLengths({ coded: made.coded, how: context.how }, distance, largest(made.indel), largest(made.substitution));
}

function transitionOf(
  { substitution, states }: SequenceCosts,
  kind: NonNullable<TransitionMatching['transitionCost']>,
  context: KernelContext,
): (from: number, to: number) => number {
  const size = states.length;
  switch (kind) {
    case 'constant':
      return (from, to) => (from === to ? 0 : 1);
    case 'prob': {
      const { values } = transitionRates(context.sequences, context);
      return (from, to) => 1 - (values[from * size + to] as number);
    }
    case 'subcost': {
      const dearest = largest(substitution);
      return (from, to) => (substitution[from * size + to] as number) / dearest;
    }
    default:
      throw new StatisticsError('option-invalid', { column: 'transitionCost' });
  }
}

function ofTimeWarp({ costs, ...measure }: TimeWarp, context: KernelContext): PairDistance {
  const { stiffness, gapPenalty = 0.5 } = measure;
  requireFrom(gapPenalty, 0, 'gapPenalty');
  if (!(stiffness > 0 && Number.isFinite(stiffness)))
    throw new StatisticsError('option-invalid', { column: 'stiffness' });
  const dearest = largest(costs.substitution);
  const indel = measure.indel ?? 2 * dearest + stiffness + gapPenalty;
  if (!(indel > 0 && Number.isFinite(indel))) throw new StatisticsError('costs-invalid', { column: 'indel' });
  const distance = timeWarpAlignment(context.coded, {
    substitution: costs.substitution,
    stiffness,
    gapPenalty,
    indel,
  });
  const { how, coded } = context;
  if (how === 'none') return distance;
  const substituted = largestSubstitution(how, indel, dearest);
  return (one, other) => {
    const [oneLength, otherLength] = [coded.lengths[one] as number, coded.lengths[other] as number];
    const most =
      Math.abs(oneLength - otherLength) * (stiffness + gapPenalty + substituted) +
      2 * (substituted + stiffness) * Math.min(oneLength, otherLength);
    return normalised(how, distance(one, other), most, oneLength * indel, otherLength * indel);
  };
}

function requireFrom(value: number, least: number, column: string): void {
  if (!(value >= least && Number.isFinite(value))) throw new StatisticsError('option-invalid', { column });
}
