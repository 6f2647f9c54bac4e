// A gap between groups where some people did not say which group they are of: between what bounds it lies, whatever they would have
// said, and how far from chance their silence must be before the gap is gone.
import { normalCumulative } from '../distributions/index.ts';
import { requireConfidence, requireCount, StatisticsError } from '../foundation/errors.ts';
import type { Interval, Trials } from '../rates/index.ts';

/** People by what they declared, and among them those with the outcome (promoted, left). */
export interface DeclaredOutcomes {
  readonly first: Trials;
  readonly second: Trials;
  /** Declared, and of neither group. */
  readonly other?: Trials;
  /** Did not declare, or preferred not to say. */
  readonly undeclared: Trials;
}

export interface GapBounds {
  /** The gap among those who declared: the first proportion less the second. */
  readonly declaredGap: number;
  /** Everything that the gap can be over all people. */
  readonly low: number;
  readonly high: number;
  /** Holds the true gap, wherever in the bounds it is, with this confidence. */
  readonly interval: Interval;
  readonly confidence: number;
  /** The share of people who declared. */
  readonly declarationRate: number;
}

/**
 * The bounds of a gap in a proportion when declaration is not at random. `sensitivity` is how many times as high, or as low, the odds
 * of the first group against the second may be among the undeclared as among the declared with the same outcome: 1 is chance given
 * the outcome, Infinity (default) is the worst case, where nothing at all is assumed.
 * Worst case: J. Horowitz and C. Manski, JASA 95 (2000), for a covariate that is missing; sensitivity: the marginal odds-ratio
 * model of Z. Tan, JASA 101 (2006), on the declaration; interval: G. Imbens and C. Manski, Econometrica 72 (2004), with delta-method
 * errors of the ends. No R function is known to give these together.
 * Throws StatisticsError: `count-invalid`, `more-successes-than-trials`, `empty-group` (nobody declared one of the two groups),
 * `option-invalid` (sensitivity below 1), `confidence-invalid`.
 */
export function gapBounds(
  people: DeclaredOutcomes,
  { confidence = 0.95, sensitivity = Number.POSITIVE_INFINITY } = {},
): GapBounds {
  requireConfidence(confidence);
  const counts = countsOf(people);
  if (!(sensitivity >= 1)) throw new StatisticsError('option-invalid', { column: 'sensitivity' });
  const end = (direction: 1 | -1) => (given: Float64Array) => extremeGap(given, sensitivity, direction);
  const [low, high] = [end(-1)(counts), end(1)(counts)];
  const [lowError, highError] = [standardError(end(-1), counts), standardError(end(1), counts)];
  const reach = partialReach(high - low, Math.max(lowError, highError), confidence);
  const declared = counts.subarray(0, 6).reduce((sum, count) => sum + count, 0);
  return {
    declaredGap: people.first.successes / people.first.trials - people.second.successes / people.second.trials,
    low,
    high,
    interval: { low: Math.max(-1, low - reach * lowError), high: Math.min(1, high + reach * highError) },
    confidence,
    declarationRate: declared / counts.reduce((sum, count) => sum + count, 0),
  };
}

/**
 * The smallest `sensitivity` of gapBounds at which its bounds hold a gap of 0 (with `confidence`: at which its interval does): how far
 * from chance the silence must be to undo the finding. 1 where chance is enough; Infinity where even the worst case is not. R has none.
 * Throws as gapBounds.
 */
export function tippingPoint(people: DeclaredOutcomes, { confidence }: { readonly confidence?: number } = {}): number {
  const holdsNone = (sensitivity: number) => {
    const bounds = gapBounds(people, confidence === undefined ? { sensitivity } : { sensitivity, confidence });
    const { low, high } = confidence === undefined ? bounds : bounds.interval;
    // A gap of 0 but for rounding is 0.
    return low <= 1e-12 && high >= -1e-12;
  };
  if (holdsNone(1)) return 1;
  if (!holdsNone(Number.POSITIVE_INFINITY)) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 1];
  while (!holdsNone(Math.exp(high))) [low, high] = [high, high * 2];
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (holdsNone(Math.exp(middle))) high = middle;
    else low = middle;
  }
  return Math.exp(high);
}

/** With and without the outcome of: first, second, other, undeclared. */
function countsOf({ first, second, other, undeclared }: DeclaredOutcomes): Float64Array {
  const all = [first, second, other ?? { successes: 0, trials: 0 }, undeclared];
  for (const { successes, trials } of all) {
    requireCount(successes);
    requireCount(trials);
    if (successes > trials) throw new StatisticsError('more-successes-than-trials');
  }
  if (first.trials === 0) throw new StatisticsError('empty-group', { column: 'first' });
  if (second.trials === 0) throw new StatisticsError('empty-group', { column: 'second' });
  return Float64Array.from(all.flatMap(({ successes, trials }) => [successes, trials - successes]));
}

/**
 * The largest (direction 1) or smallest gap: those with the outcome go to the first group as far as the sensitivity lets them, those
 * without to the second; or the other way about. Each proportion only rises with the first and falls with the second, so that no
 * mixture goes further.
 */
function extremeGap(counts: Float64Array, sensitivity: number, direction: 1 | -1): number {
  const [firstYes, secondYes] = assign(counts, 0, sensitivity, direction);
  const [firstNo, secondNo] = assign(counts, 1, sensitivity, -direction);
  return firstYes / (firstYes + firstNo) - secondYes / (secondYes + secondNo);
}

/** The first and second group with the undeclared of one outcome shared out, towards the first (1) or the second (-1). */
function assign(counts: Float64Array, outcome: 0 | 1, sensitivity: number, towards: number): readonly [number, number] {
  const [first, second, other, silent] = [0, 2, 4, 6].map((from) => counts[from + outcome] as number) as [
    number,
    number,
    number,
    number,
  ];
  if (sensitivity === Number.POSITIVE_INFINITY) {
    return towards > 0 ? [first + silent, second] : [first, second + silent];
  }
  const tilt = Math.sqrt(sensitivity) ** towards;
  const [toFirst, toSecond] = [first * tilt, second / tilt];
  const total = toFirst + toSecond + other;
  // Nobody with this outcome declared anything: they are shared out by the tilt alone.
  if (total === 0) {
    const share = tilt / (tilt + 1 / tilt);
    return [silent * share, silent * (1 - share)];
  }
  return [first + (silent * toFirst) / total, second + (silent * toSecond) / total];
}

/** By the delta method on multinomial counts; the gap does not change when all counts are doubled, so that their gradient sums to 0. */
function standardError(gap: (counts: Float64Array) => number, counts: Float64Array): number {
  let variance = 0;
  for (const [at, count] of counts.entries()) {
    if (count === 0) continue;
    const step = 1e-5 * count;
    const moved = (by: number) => gap(counts.map((each, index) => (index === at ? each + by : each)));
    variance += count * ((moved(step) - moved(-step)) / (2 * step)) ** 2;
  }
  return Math.sqrt(variance);
}

/** How many standard errors to go beyond each bound so that any point between them is held with the confidence. */
function partialReach(width: number, error: number, confidence: number): number {
  if (error === 0) return 0;
  let [low, high] = [0, 40];
  for (let step = 0; step < 100; step += 1) {
    const reach = (low + high) / 2;
    if (normalCumulative(reach + width / error) - normalCumulative(-reach) < confidence) low = reach;
    else high = reach;
  }
  return high;
}
