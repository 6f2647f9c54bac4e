// The measures of how far apart two sequences are: their names, as the field and TraMineR call them, and their parameters.
import type { PositionCosts, SequenceCosts } from './costs.ts';

/**
 * Optimal matching: the cheapest way of making one sequence from the other by inserting, deleting and substituting states.
 * R: `TraMineR::seqdist(s, "OM", sm, indel)`. A metric where the costs are one (substitution with an empty state at the indel's cost).
 */
export interface OptimalMatching {
  readonly method: 'OM';
  readonly costs: SequenceCosts;
}

/** Twice what is not in the longest common subsequence. R: `seqdist(s, "LCS")`. */
export interface LongestCommonSubsequence {
  readonly method: 'LCS';
}

/** Twice what is not in the longest common beginning (LCP) or end (RLCP). R: `seqdist(s, "LCP")`, `seqdist(s, "RLCP")`. */
export interface LongestCommonPrefix {
  readonly method: 'LCP' | 'RLCP';
}

/** Positions that differ, or what substituting there costs. One length only. R: `seqdist(s, "HAM", sm)`. */
export interface Hamming {
  readonly method: 'HAM';
  /** 1 a substitution unless given; their indels do not matter. */
  readonly costs?: SequenceCosts;
}

/** Dynamic Hamming (Lesnard 2010): what substituting at each position costs there. One length only. R: `seqdist(s, "DHD", sm)`. */
export interface DynamicHamming {
  readonly method: 'DHD';
  /** Those of `positionTransitionCosts` unless given, from all the sequences, weighted. */
  readonly costs?: PositionCosts;
}

/** Optimal matching of spells: a spell is inserted, deleted or substituted as one, at a price for its length (Studer and Ritschard 2016). R: `seqdist(s, "OMspell", sm, indel, tpow, expcost)`. */
export interface SpellMatching {
  readonly method: 'OMspell';
  readonly costs: SequenceCosts;
  /** What a unit of duration beyond the first costs; 0.5 unless told. R: `expcost`. */
  readonly expansionCost?: number;
  /** The power that durations are taken to; 1 unless told. R: `tpow`. */
  readonly durationPower?: number;
  /** How much durations of each state count; 1 unless told. R: `tokdep.coeff`. */
  readonly durationWeights?: ArrayLike<number>;
}

/** Localized optimal matching (Hollister 2009): inserting a state costs by its neighbours. No sequence may be empty. R: `seqdist(s, "OMloc", sm, expcost, context)`. */
export interface LocalizedMatching {
  readonly method: 'OMloc';
  readonly costs: SequenceCosts;
  /** 0.5 unless told. R: `expcost`. */
  readonly expansionCost?: number;
  /** 1 - 2 `expansionCost` unless told. R: `context`. */
  readonly contextCost?: number;
}

/** Optimal matching with costs that fall with the spell's length (Halpin 2010). R: `seqdist(s, "OMslen", sm, indel, link, h)`. */
export interface SpellLengthMatching {
  readonly method: 'OMslen';
  readonly costs: SequenceCosts;
  /** The power of the spell's length that divides costs; 0.5 unless told. R: `h`. */
  readonly lengthPower?: number;
  /** How the lengths of two spells make one factor: their mean (unless told) or their geometric mean. R: `link`. */
  readonly link?: 'mean' | 'gmean';
}

/** Optimal matching of transitions (Biemann 2011; Studer and Ritschard 2016). R: `seqdist(s, "OMstran", sm, indel, otto, transindel, previous, add.column)`. */
export interface TransitionMatching {
  readonly method: 'OMstran';
  readonly costs: SequenceCosts;
  /** How much of a cost is the state's, the rest the transition's; from 0 to 1. R: `otto`. */
  readonly originWeight: number;
  /** What a transition costs: the same for all (unless told), 1 less its rate, or what substituting its states costs. R: `transindel`. */
  readonly transitionCost?: 'constant' | 'prob' | 'subcost';
  /** Whether the transition from the state before counts too. R: `previous`. */
  readonly previous?: boolean;
  /** Whether the last state, that no transition follows, counts as one that stays; true unless told. R: `add.column`. */
  readonly addColumn?: boolean;
}

/** Time warp edit distance (Marteau 2009; Halpin 2014). R: `seqdist(s, "TWED", sm, indel, nu, h)`. */
export interface TimeWarp {
  readonly method: 'TWED';
  readonly costs: SequenceCosts;
  /** Stiffness, above 0. R: `nu`. */
  readonly stiffness: number;
  /** The gap's penalty, from 0 up; 0.5 unless told. R: `h`. */
  readonly gapPenalty?: number;
  /** What each position costs where the other sequence is empty; 2 times the largest substitution + stiffness + penalty unless told. R: `indel`. */
  readonly indel?: number;
}

/** Distances between the distributions of states in stretches of time: chi-squared, or Euclidean. R: `seqdist(s, "CHI2" or "EUCLID", step, breaks, overlap, global.pdotj)`. */
export interface DistributionDistance {
  readonly method: 'CHI2' | 'EUCLID';
  /** How many positions a stretch has; 1 unless told. */
  readonly step?: number;
  /** Stretches by their first and last position, from 0, in place of `step`. R counts from 1. */
  readonly breaks?: readonly (readonly [number, number])[];
  /** Whether stretches overlap by half; the step is even then. */
  readonly overlap?: boolean;
  /** Shares of the states that chi-squared divides by, in place of each stretch's own; `obs` for those of all positions. R: `global.pdotj`. */
  readonly overallShares?: 'obs' | ArrayLike<number>;
}

/** By the spells of states that two sequences have in common, with their durations (Elzinga and Studer 2015). R: `seqdist(s, "SVRspell", prox, kweights, tpow)`. */
export interface SpellVectors {
  readonly method: 'SVRspell';
  /** How alike states are, row by row; alike only to themselves unless told. R: `prox`. */
  readonly proximity?: ArrayLike<number>;
  /** Weights of common subsequences by their length, from length 1; 1 each unless told. R: `kweights`. */
  readonly subsequenceWeights?: ArrayLike<number>;
  /** The power that durations are taken to; 1 unless told. R: `tpow`. */
  readonly durationPower?: number;
}

/** By the number of subsequences that match (Elzinga 2003). R: `seqdist(s, "NMS", prox, kweights)`. */
export interface MatchingSubsequences {
  readonly method: 'NMS';
  readonly proximity?: ArrayLike<number>;
  readonly subsequenceWeights?: ArrayLike<number>;
}

/** By the time that matching subsequences share at least (Elzinga 2003). R: `seqdist(s, "NMSMST", kweights, tpow)`. */
export interface SharedTime {
  readonly method: 'NMSMST';
  readonly subsequenceWeights?: ArrayLike<number>;
  readonly durationPower?: number;
}

export type SequenceMeasure =
  | OptimalMatching
  | LongestCommonSubsequence
  | LongestCommonPrefix
  | Hamming
  | DynamicHamming
  | SpellMatching
  | LocalizedMatching
  | SpellLengthMatching
  | TransitionMatching
  | TimeWarp
  | DistributionDistance
  | SpellVectors
  | MatchingSubsequences
  | SharedTime;

/**
 * What a distance is divided by. `auto` is `maxlength` for OM, HAM and DHD, `gmean` for LCS, LCP and RLCP, `YujianBo` for OMloc, OMslen,
 * OMspell, OMstran and TWED, and the largest possible for CHI2 and EUCLID, which take no other. NMS, NMSMST and SVRspell take none.
 * `maxlength`: the longer length (at the indel a position; for HAM and DHD at the largest cost of each position). `gmean`: Elzinga's, by
 * the geometric mean of the lengths, taken alike. `maxdist`: the largest distance of such lengths. `YujianBo`: 2 d / (d + largest), which keeps a metric one (Yujian and Bo 2007). R: `norm`.
 */
export type Normalisation = 'none' | 'auto' | 'maxlength' | 'gmean' | 'maxdist' | 'YujianBo';
