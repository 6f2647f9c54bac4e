// What a distance is divided by, so that long and short sequences can be compared.
import { StatisticsError } from '../foundation/errors.ts';
import type { Normalisation, SequenceMeasure } from './measures.ts';

export type ChosenNormalisation = Exclude<Normalisation, 'auto'>;

const chosenByMethod: Readonly<Record<SequenceMeasure['method'], ChosenNormalisation | 'own' | null>> = {
  OM: 'maxlength',
  HAM: 'maxlength',
  DHD: 'maxlength',
  LCS: 'gmean',
  LCP: 'gmean',
  RLCP: 'gmean',
  OMloc: 'YujianBo',
  OMslen: 'YujianBo',
  OMspell: 'YujianBo',
  OMstran: 'YujianBo',
  TWED: 'YujianBo',
  CHI2: 'own',
  EUCLID: 'own',
  NMS: null,
  NMSMST: null,
  SVRspell: null,
};

/** What `auto` means for the measure. Throws `option-invalid` for a normalisation that the measure does not take. */
export function chosenNormalisation(
  method: SequenceMeasure['method'],
  asked: Normalisation,
): ChosenNormalisation | 'own' {
  if (asked === 'none') return 'none';
  const auto = chosenByMethod[method];
  if (asked === 'auto' && auto !== null) return auto;
  if (auto === null || auto === 'own' || asked === 'auto') {
    throw new StatisticsError('option-invalid', {
      column: 'normalisation',
      detail: `${method} does not take ${asked}`,
    });
  }
  return asked;
}

/**
 * A distance of sequences of two lengths, `largest` being the largest that such lengths can have.
 * Source: TraMineR's `seqdist`, as its manual's section on normalisation says.
 */
export function normalised(
  how: ChosenNormalisation,
  distance: number,
  largest: number,
  oneLength: number,
  otherLength: number,
): number {
  if (distance === 0) return 0;
  switch (how) {
    case 'none':
      return distance;
    case 'maxlength': {
      const longer = Math.max(oneLength, otherLength);
      return longer > 0 ? distance / longer : 0;
    }
    case 'gmean':
      if (oneLength * otherLength === 0) return oneLength === otherLength ? 0 : 1;
      return 1 - (largest - distance) / (2 * Math.sqrt(oneLength) * Math.sqrt(otherLength));
    case 'maxdist':
      return largest === 0 ? 1 : distance / largest;
    case 'YujianBo':
      return largest === 0 ? 1 : (2 * distance) / (distance + largest);
  }
}

/**
 * The largest distance that two lengths can have: the difference of lengths inserted, the rest substituted, at no more than deleting
 * and inserting.
 */
export const largestAlignment = (one: number, other: number, indel: number, substitution: number): number =>
  Math.abs(one - other) * indel + substitution * Math.min(one, other);

/** What a substitution costs at most, for the largest distance: that of deleting and inserting by Yujian and Bo. */
export const largestSubstitution = (how: ChosenNormalisation, indel: number, largestCost: number): number =>
  how === 'YujianBo' ? 2 * indel : Math.min(largestCost, 2 * indel);
