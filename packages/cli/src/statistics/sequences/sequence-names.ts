// What the options of sequences may be called; apart from what they do, so that the command line can name them without loading it.
import type { Normalisation, SequenceMeasure } from '@clew/statistics';

/** The distances offered. */
export const distanceNames = [
  'OM',
  'OMloc',
  'OMslen',
  'OMspell',
  'OMstran',
  'TWED',
  'LCS',
  'LCP',
  'RLCP',
  'HAM',
  'DHD',
  'NMS',
  'NMSMST',
  'SVRspell',
  'CHI2',
  'EUCLID',
] as const satisfies readonly SequenceMeasure['method'][];
export type DistanceName = (typeof distanceNames)[number];

export const costNames = ['transition', 'constant', 'future', 'rarity', 'order'] as const;
export type CostName = (typeof costNames)[number];

export const normalisationNames = [
  'none',
  'auto',
  'maxlength',
  'gmean',
  'maxdist',
  'YujianBo',
] as const satisfies readonly Normalisation[];

/** How careers are put together: about medoids, or by joining the nearest clusters. */
export const groupingNames = ['medoids', 'ward', 'average', 'complete', 'single'] as const;
export type GroupingName = (typeof groupingNames)[number];
