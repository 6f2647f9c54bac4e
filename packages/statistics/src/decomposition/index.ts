// Gaps between groups: their decomposition, and their bounds. The public face.

export type { Estimate } from './estimate.ts';
export { type DeclaredOutcomes, type GapBounds, gapBounds, tippingPoint } from './gap-bounds.ts';
export { type Kitagawa, type KitagawaOptions, kitagawaDecomposition } from './kitagawa.ts';
