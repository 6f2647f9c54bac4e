// Gaps between groups: their decomposition, and their bounds. The public face.

export type { Estimate } from './estimate.ts';
export { type DeclaredOutcomes, type GapBounds, gapBounds, tippingPoint } from './gap-bounds.ts';
export type { GapFamily } from './gap-models.ts';
export { type Kitagawa, type KitagawaOptions, kitagawaDecomposition } from './kitagawa.ts';
export { decomposeGap, type GapDecomposition, type GapOptions } from './oaxaca-blinder.ts';
