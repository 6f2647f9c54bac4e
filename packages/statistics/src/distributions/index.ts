// Probability distributions. The public face.

export { betaQuantile, betaTails, type Tails } from './beta.ts';
export { chiSquareQuantile, chiSquareUpper } from './chi-square.ts';
export { gammaQuantile, gammaTails } from './gamma.ts';
export { digamma, logGamma, trigamma } from './gamma-function.ts';
export {
  normalCumulative,
  normalDensity,
  normalQuantile,
  normalReach,
  normalTwoSided,
  normalUpper,
  normalUpperLog,
} from './normal.ts';
export { fUpper, studentQuantile, studentTwoSided, studentUpper } from './student.ts';
