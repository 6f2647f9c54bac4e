// Totals and means of amounts such as pay: no one person may dominate them, and what is shown is moved in proportion to the largest.
import { deriveKey, keyedStream } from '../keyed.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Figure } from './figure.ts';

export interface AmountRule {
  /** The fewest people behind a total. */
  readonly threshold: number;
  /** The (n, k) rule: the n largest may not be more than the share k of the total. */
  readonly dominant: { readonly people: number; readonly share: number };
  /** The p% rule: the second largest, who knows their own, may not know the largest to within this share. */
  readonly protection: number;
  /** The total is moved by up to this share of its largest contribution. */
  readonly noise: number;
}

export const amountRule: AmountRule = {
  threshold: 10,
  dominant: { people: 2, share: 0.5 },
  protection: 0.15,
  noise: 0.3,
};

export interface ProtectedAmount {
  readonly total: Figure;
  /** The total over the published count of people. */
  readonly mean: Figure;
}

/** The share of the largest in the total, rounded up to one of these: errors are stated by it, and would else tell the largest. */
const dominanceClasses = [0.02, 0.05, 0.1, 0.2, 0.5, 1] as const;

/**
 * Protects a total of amounts from 0 up, one for each person, and its mean over a count that was protected by itself. The noise is the same
 * for the same contributors (`cellKey`), uniform and so unbiased, and as large as what it hides.
 * Source: (n, k) and p% rules: A. Hundepool and others, Statistical Disclosure Control, Wiley 2012, section 4.2.
 */
export function protectAmount(
  amounts: Float64Array,
  people: Figure,
  cellKey: number,
  secret: Uint8Array,
  rule: AmountRule = amountRule,
): ProtectedAmount | Refusal {
  const invalid = amounts.findIndex((amount) => !(amount >= 0 && Number.isFinite(amount)));
  if (invalid !== -1) {
    return refuse(
      'parameter-invalid',
      `amounts[${invalid}]`,
      'An amount is not a finite number from 0 up.',
      'Leave out people without an amount: they are a category of their own.',
    );
  }
  const unsafe = judge(amounts, rule);
  if (unsafe !== null) return unsafe;
  const sorted = amounts.toSorted();
  const [total, largest] = [sorted.reduce((sum, amount) => sum + amount, 0), sorted.at(-1) ?? 0];
  const stream = keyedStream(deriveKey(secret, 'amounts'), String(cellKey));
  const shift = (stream.below(2_000_001) / 1_000_000 - 1) * rule.noise * largest;
  const value = total + shift;
  const dominance = dominanceClasses.find((share) => largest <= share * total) ?? 1;
  // The standard deviation of a uniform distribution on -1 to 1 is the root of a third.
  const standardError = (rule.noise * dominance * value) / Math.sqrt(3);
  const mean = value / people.value;
  const relative = Math.hypot(standardError / value, people.standardError / people.value);
  return { total: { value, standardError }, mean: { value: mean, standardError: mean * relative } };
}

function judge(amounts: Float64Array, rule: AmountRule): Refusal | null {
  const unsafe = (message: string) =>
    refuse('output-unsafe', 'amounts', message, 'Ask for the amounts of a larger group.');
  if (amounts.length < rule.threshold) return unsafe('Too few people stand behind the total.');
  const sorted = amounts.toSorted().reverse();
  const total = sorted.reduce((sum, amount) => sum + amount, 0);
  if (total === 0) return unsafe('All amounts are zero, so the total tells each of them.');
  const top = sorted.slice(0, rule.dominant.people).reduce((sum, amount) => sum + amount, 0);
  if (top > rule.dominant.share * total) return unsafe('A few people make up most of the total.');
  const [first = 0, second = 0] = sorted;
  if (total - first - second < rule.protection * first) {
    return unsafe('The second largest amount would tell the largest from the total.');
  }
  return null;
}
