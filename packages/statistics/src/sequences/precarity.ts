// Precarity and insecurity of careers: where they start, how complex they are, and whether they fall or rise.
import { requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { degradationOf, integratedSpells, type TransitionWeightOptions } from './degradation.ts';
import { complexityIndex } from './indicators.ts';
import type { RecencyOption } from './integration.ts';
import { spellReader } from './spells.ts';
import { rankByValue, rankStates, type StateOrderOptions } from './state-order.ts';
import type { StateSequences } from './state-sequences.ts';

interface CorrectedOptions extends StateOrderOptions, TransitionWeightOptions {
  /** The correction of each career, instead of its degradation. R: `correction`. */
  readonly correction?: ArrayLike<number>;
}

export interface PrecarityOptions extends CorrectedOptions {
  /** What the start weighs against the corrected complexity, from 0 to 1; 0.2 unless told. R: `otto`. */
  readonly startWeight?: number;
  /** The power of the complexity, 1 unless told. R: `a`. */
  readonly complexityPower?: number;
  /** The power of 1 + correction, 1.2 unless told. R: `b`. */
  readonly correctionPower?: number;
}

/**
 * The precarity index of each career: w u + (1 - w) c^a (1 + q)^b, with u how undesirable its first state is, c its complexity and q the
 * weighted share of its falls less that of its rises (transitions weighted by their rarity among spells unless told). NaN for a career
 * without a state. An incomparable state counts in q by its mean undesirability, as in R. Ritschard, Bussi and O'Reilly (2018).
 * R: `TraMineR::seqprecarity(s, correction, state.order, state.equiv, stprec, with.missing, otto, a, b, method)`.
 * Throws as `stateUndesirability`; `option-invalid` for the weight and the powers; `length-mismatch` and `not-finite` for corrections.
 */
export function precarity(sequences: StateSequences, options: PrecarityOptions = {}): Float64Array {
  const { startWeight = 0.2, complexityPower = 1, correctionPower = 1.2 } = options;
  if (!(startWeight >= 0 && startWeight <= 1)) throw new StatisticsError('option-invalid', { column: 'startWeight' });
  for (const [column, power] of Object.entries({ complexityPower, correctionPower })) {
    if (!(power >= 0 && Number.isFinite(power))) throw new StatisticsError('option-invalid', { column });
  }
  const { undesirability } = rankStates(sequences, options);
  const correction = correctionOf(sequences, undesirability, {
    transitionWeight: 'spell-rate',
    spellWeighted: false,
    ...options,
  });
  requireAboveMinusOne(correction);
  const complexity = complexityIndex(sequences, options);
  const read = spellReader(sequences, options);
  return complexity.map((each, row) => {
    const start = startOf(read(row), undesirability);
    const corrected = each ** complexityPower * Math.max(0, 1 + (correction[row] as number)) ** correctionPower;
    return startWeight * start + (1 - startWeight) * corrected;
  });
}

export interface InsecurityOptions extends CorrectedOptions, RecencyOption {
  /** The power of positions for the share of the first spell; that of `power` unless told. R: `spow`. */
  readonly startPower?: number;
  /** Whether to keep the index between the least and the most undesirable state that the career visits. R: `bound`. */
  readonly bounded?: boolean;
}

/**
 * The insecurity of each career: how undesirable its first state is, weighted by how far the career integrates its first spell, plus its
 * complexity and its degradation. NaN for a career without a state. An incomparable state counts in the degradation by its mean
 * undesirability, as in R. Ritschard (2021).
 * R: `TraMineR::seqinsecurity(s, correction, state.order, state.equiv, stprec, with.missing, pow, spow, bound, method)`.
 * Throws as {@link precarity}.
 */
export function insecurity(sequences: StateSequences, options: InsecurityOptions = {}): Float64Array {
  const { startPower = options.power ?? 1, bounded = false } = options;
  const { undesirability } = rankStates(sequences, options);
  const correction = correctionOf(sequences, undesirability, {
    transitionWeight: 'rank',
    spellWeighted: true,
    ...options,
  });
  const complexity = complexityIndex(sequences, options);
  const read = spellReader(sequences, options);
  const integrated = integratedSpells(sequences.length, { power: startPower });
  return complexity.map((each, row) => {
    const spells = read(row);
    const first = spells.count === 0 ? Number.NaN : (integrated(spells)[0] as number);
    const index = startOf(spells, undesirability) * first + each + (correction[row] as number);
    if (!bounded) return index;
    const visited = Array.from(spells.states.subarray(0, spells.count), (state) => undesirability[state] as number);
    return Math.min(Math.max(index, Math.min(...visited)), Math.max(...visited));
  });
}

/** 1 + correction is raised to a power, so that it must not be below 0. What degradation gives is, if at all, by rounding. */
function requireAboveMinusOne(correction: ArrayLike<number>): void {
  for (let row = 0; row < correction.length; row += 1) {
    if ((correction[row] as number) < -1 - 1e-9) {
      throw new StatisticsError('option-invalid', { column: 'correction', row, detail: 'below -1' });
    }
  }
}

function correctionOf(
  sequences: StateSequences,
  undesirability: Float64Array,
  options: CorrectedOptions & RecencyOption & { readonly spellWeighted: boolean },
): ArrayLike<number> {
  const { correction } = options;
  if (correction === undefined) {
    return degradationOf(sequences, rankByValue(undesirability, undesirability.length), options);
  }
  requireSameLength({ sequences: { length: sequences.count }, correction });
  requireFinite('correction', correction);
  return correction;
}

const startOf = (
  { count, states }: { readonly count: number; readonly states: Uint16Array },
  undesirability: Float64Array,
) => (count === 0 ? Number.NaN : (undesirability[states[0] as number] as number));
