// Every measure, in the order in which they are listed. A new one is one file here, and its line.
import type { Measure } from '../define-measure.ts';
import { exits } from './exits.ts';
import { headcount } from './headcount.ts';
import { promotions } from './promotions.ts';
import { regionalMoves } from './regional-moves.ts';
import { temporaryPromotionStarts } from './temporary-promotion-starts.ts';
import { transfers } from './transfers.ts';

export const measures: readonly Measure[] = [
  promotions,
  exits,
  temporaryPromotionStarts,
  transfers,
  headcount,
  regionalMoves,
];
