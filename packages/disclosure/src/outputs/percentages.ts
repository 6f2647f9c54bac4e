// Percentages: from protected counts only. Of those whose status is known, with the rate of declaration beside them.
import { normalReach } from '@clew/statistics';
import type { Refusal } from '../refusal.ts';
import { checkFigures, type Estimate, type Figure, fieller, tooInexact } from './figure.ts';

/** A share between 0 and 1 of the people who were counted: no chance is in it but that of the protection. */
export function percentage(part: Figure, whole: Figure, confidence = 0.95): Estimate | Refusal {
  const withheld = checkFigures('part', part) ?? checkFigures('whole', whole);
  if (withheld !== null) return withheld;
  const ends = fieller(part, whole, normalReach(confidence));
  if (ends === null) return tooInexact('whole');
  return {
    estimate: within(part.value / whole.value),
    low: within(ends.low),
    high: within(ends.high),
    confidence,
  };
}

export interface PercentagesOfKnown {
  /** By answer that counts as known: its share of all such. */
  readonly shares: readonly Estimate[];
  /** The share of people with a known answer. No share is shown without it. */
  readonly declarationRate: Estimate;
}

/**
 * The percentages of a question: of known answers, beside the rate of declaration. `notKnown` are the categories that are no answer:
 * prefer not to say, not declared. They are categories like any other until here.
 */
export function percentagesOfKnown(
  known: readonly Figure[],
  notKnown: readonly Figure[],
  confidence = 0.95,
): PercentagesOfKnown | Refusal {
  const declared = sum(known);
  const declarationRate = percentage(declared, sum([...known, ...notKnown]), confidence);
  if ('code' in declarationRate) return declarationRate;
  const shares: Estimate[] = [];
  for (const figure of known) {
    const share = percentage(figure, declared, confidence);
    if ('code' in share) return share;
    shares.push(share);
  }
  return { shares, declarationRate };
}

/** The sum of figures whose errors are independent. */
export function sum(figures: readonly Figure[]): Figure {
  return {
    value: figures.reduce((total, figure) => total + figure.value, 0),
    standardError: Math.hypot(...figures.map((figure) => figure.standardError)),
  };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
