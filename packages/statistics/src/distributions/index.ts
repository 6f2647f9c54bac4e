// Probability distributions. The public face.

export { gammaQuantile, gammaTails } from './gamma.ts';
export { normalQuantile } from './normal.ts';
