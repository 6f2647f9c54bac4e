// The logarithm of the gamma function and its derivatives, under the field's names.
import digammaFunction from '@stdlib/math-base-special-digamma';
import gammaln from '@stdlib/math-base-special-gammaln';
import trigammaFunction from '@stdlib/math-base-special-trigamma';

/** log |Gamma(x)|. R: `lgamma(x)`. */
export function logGamma(x: number): number {
  return gammaln(x);
}

/** The derivative of logGamma. R: `digamma(x)`. */
export function digamma(x: number): number {
  return digammaFunction(x);
}

/** The derivative of digamma. R: `trigamma(x)`. */
export function trigamma(x: number): number {
  return trigammaFunction(x);
}
