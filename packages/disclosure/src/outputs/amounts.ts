// Totals and means of amounts such as pay: no one person may dominate them, and what is shown is moved in proportion to the largest.
import { createHash } from 'node:crypto';
import { checkSecret, deriveKey, keyedStream, type Secret } from '../keyed.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { checkFigures, type Figure, tooInexact } from './figure.ts';

/**
 * What one group of people has, one amount each, such as pay: of everybody, or of people chosen by ordinary facts. Of those who gave one
 * answer the total would be a count by that answer, under noise that hangs on who is counted. Confidential.
 */
export interface Amounts {
  /** Ascending, each once; the same number for the same person wherever amounts are protected under one secret. */
  readonly personNumber: Uint32Array;
  /** By person: finite, from 0 up. Who has none is left out. */
  readonly amount: Float64Array;
}

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
 * Protects a total of amounts, and its mean over a count of the same people that was protected by itself. The noise is uniform and so
 * unbiased, and as large as what it hides. It is the same for the same people with the same amounts, in whatever table; where one amount
 * was corrected it is another one, or the difference of two totals would be the correction. So each total that is published of nearly the
 * same people tells a little more: publish them by registered groups, and not more often than amounts are reviewed.
 *
 * Refused where a rule fails, without saying which: that all amounts are nothing, or that one person has most of them, is what the rules
 * are there to hide.
 * Source: (n, k) and p% rules: A. Hundepool and others, Statistical Disclosure Control, Wiley 2012, section 4.2.
 */
export function protectAmount(
  amounts: Amounts,
  people: Figure,
  secret: Secret,
  rule: AmountRule = amountRule,
): ProtectedAmount | Refusal {
  const refusal = checkSecret(secret) ?? checkFigures('people', people) ?? checkAmounts(amounts);
  if (refusal !== null) return refusal;
  if (!(people.value > 0)) return tooInexact('people');
  const sorted = amounts.amount.toSorted().reverse();
  if (!isSafe(sorted, rule)) {
    return refuse(
      'output-unsafe',
      'amounts',
      'The total would tell too much of one person, or of a few.',
      'Ask for the amounts of a larger group.',
    );
  }
  const [total, largest] = [sorted.reduce((sum, amount) => sum + amount, 0), sorted[0] ?? 0];
  const stream = keyedStream(deriveKey(secret, 'amounts'), digestOf(amounts));
  const value = total + (stream.below(2_000_001) / 1_000_000 - 1) * rule.noise * largest;
  const dominance = dominanceClasses.find((share) => largest <= share * total) ?? 1;
  // The standard deviation of a uniform distribution on -1 to 1 is the root of a third.
  const standardError = (rule.noise * dominance * value) / Math.sqrt(3);
  const mean = value / people.value;
  const relative = Math.hypot(standardError / value, people.standardError / people.value);
  return { total: { value, standardError }, mean: { value: mean, standardError: mean * relative } };
}

function checkAmounts({ personNumber, amount }: Amounts): Refusal | null {
  const invalid = (field: string, message: string, remedy: string) =>
    refuse('parameter-invalid', field, message, remedy);
  if (personNumber.length !== amount.length) {
    return invalid('amounts', 'There are not as many amounts as people.', 'Give one amount for each person.');
  }
  const unordered = personNumber.findIndex((person, row) => row > 0 && person <= (personNumber[row - 1] as number));
  if (unordered !== -1) {
    return invalid(
      `amounts.personNumber[${unordered}]`,
      'The people are not in ascending order, each once.',
      'Sort them, and add up what one person has.',
    );
  }
  const none = amount.findIndex((each) => !(each >= 0 && Number.isFinite(each)));
  if (none === -1) return null;
  return invalid(
    `amounts.amount[${none}]`,
    'An amount is not a finite number from 0 up.',
    'Leave out people without an amount: they are a category of their own.',
  );
}

/** Whether the rules hold of amounts in descending order. Nothing to add up holds to none: the total would tell each amount. */
function isSafe(sorted: Float64Array, { threshold, dominant, protection }: AmountRule): boolean {
  const total = sorted.reduce((sum, amount) => sum + amount, 0);
  const top = sorted.subarray(0, dominant.people).reduce((sum, amount) => sum + amount, 0);
  const [first = 0, second = 0] = sorted;
  return (
    sorted.length >= threshold &&
    total > 0 &&
    top <= dominant.share * total &&
    total - first - second >= protection * first
  );
}

/** Of who has how much; the key makes noise of it, and it is never shown. */
function digestOf({ personNumber, amount }: Amounts): string {
  const hash = createHash('sha256');
  const row = Buffer.alloc(12);
  personNumber.forEach((person, place) => {
    row.writeUInt32LE(person, 0);
    row.writeDoubleLE(amount[place] as number, 4);
    hash.update(row);
  });
  return hash.digest('hex');
}
