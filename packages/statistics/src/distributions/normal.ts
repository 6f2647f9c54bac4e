// The standard normal distribution in full double precision, far into its tails.
import erfc from '@stdlib/math-base-special-erfc';
import erfcx from '@stdlib/math-base-special-erfcx';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';

const rootTwo = Math.SQRT2;
const rootTwoPi = Math.sqrt(2 * Math.PI);

/** The density at `x`. R: `dnorm(x)`. */
export function normalDensity(x: number): number {
  return gauss(x) / rootTwoPi;
}

/** The probability below `x`. R: `pnorm(x)`. */
export function normalCumulative(x: number): number {
  return normalUpper(-x);
}

/**
 * The probability above `x`, with its relative precision kept in the far tail. R: `pnorm(x, lower.tail = FALSE)`.
 * Method: erfcx(x / sqrt 2) exp(-x^2 / 2) / 2, the square split as in W. J. Cody, Mathematics of Computation 23 (1969), because
 * erfc of a rounded x / sqrt 2 loses x^2 times the precision.
 */
export function normalUpper(x: number): number {
  if (x < 1) return 0.5 * erfc(x / rootTwo);
  return 0.5 * erfcx(x / rootTwo) * gauss(x);
}

/** The logarithm of the probability above `x`, finite however far out. R: `pnorm(x, lower.tail = FALSE, log.p = TRUE)`. */
export function normalUpperLog(x: number): number {
  if (x < -1) return Math.log1p(-normalUpper(-x));
  if (x < 1) return Math.log(normalUpper(x));
  return Math.log(0.5 * erfcx(x / rootTwo)) - 0.5 * x * x;
}

/**
 * The point below which a probability lies. R: `qnorm(probability)`.
 * Method: C. Hastings' start (Abramowitz and Stegun 26.2.23, four digits), then Halley's method on the logarithm of the smaller tail,
 * which triples the digits at each step.
 * Throws `probability-invalid`.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) throw new StatisticsError('probability-invalid');
  if (probability === 0.5) return 0;
  const sign = probability < 0.5 ? -1 : 1;
  const tail = Math.log(probability < 0.5 ? probability : 1 - probability);
  if (tail === Number.NEGATIVE_INFINITY) return sign * Number.POSITIVE_INFINITY;
  const root = Math.sqrt(-2 * tail);
  const above = (0.010328 * root + 0.802853) * root + 2.515517;
  const below = ((0.001308 * root + 0.189269) * root + 1.432788) * root + 1;
  let x = root - above / below;
  for (let step = 0; step < 3; step += 1) {
    const newton = -Math.expm1(tail - normalUpperLog(x)) * (0.5 * rootTwoPi * erfcx(x / rootTwo));
    x += newton / (1 + (x * newton) / 2);
  }
  return sign * x;
}

/** The point that the confidence's middle reaches to: 1.96 for 0.95. R: `qnorm(1 - (1 - confidence) / 2)`. */
export function normalReach(confidence: number): number {
  requireConfidence(confidence);
  return -normalQuantile((1 - confidence) / 2);
}

/** The probability of being at least as far from 0 on either side. R: `2 * pnorm(-abs(z))`. */
export function normalTwoSided(z: number): number {
  return 2 * normalUpper(Math.abs(z));
}

/** exp(-x^2 / 2), the square in two parts so that its rounding is not magnified. */
function gauss(x: number): number {
  if (!Number.isFinite(x)) return x * x === Number.POSITIVE_INFINITY ? 0 : Number.NaN;
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (x - head) * (x + head));
}
