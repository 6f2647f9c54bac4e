// Kalbfleisch and Prentice's baseline survival: the factor at each event time that the likelihood asks for.
import type { Column } from '../foundation/columns.ts';
import type { HazardSteps } from './hazard-steps.ts';
import type { RiskSets } from './risk-sets.ts';

/**
 * Of every step, the factor s of the baseline survival that solves: sum over events of w r / (1 - s^r) = sum over those at risk of w r;
 * and Greenwood's share of the variance. `steps` are Breslow's. R: `survfit(fit, stype = 1)`.
 * Source: J. Kalbfleisch and R. Prentice, Marginal likelihoods based on Cox's regression and life model, Biometrika 1973.
 */
export function productSteps(
  sets: RiskSets,
  steps: HazardSteps,
  risk: Float64Array,
): { survival: Column; variance: Column } {
  const [survival, variance] = [new Float64Array(steps.steps), new Float64Array(steps.steps)];
  const members = Array.from({ length: steps.steps }, (): number[] => []);
  for (let place = 0; place < sets.places; place += 1) {
    if (sets.event[place] === 1) members[(steps.until[place] as number) - 1]?.push(place);
  }
  for (const [step, places] of members.entries()) {
    const weight = steps.eventWeight[step] as number;
    const total = weight / (steps.hazard[step] as number);
    survival[step] = factorOf(places, total, sets.weights, risk);
    variance[step] = weight / (total * (weight >= total ? total : total - weight));
  }
  return { survival, variance };
}

function factorOf(places: readonly number[], total: number, weights: Column | undefined, risk: Float64Array): number {
  const weighted = (place: number) =>
    (weights === undefined ? 1 : (weights[place] as number)) * (risk[place] as number);
  const [only] = places;
  if (places.length === 1 && only !== undefined) {
    return Math.max(0, 1 - weighted(only) / total) ** (1 / (risk[only] as number));
  }
  // The sum rises with s from the events' own sum, so that it is met once; where nobody else is at risk s is 0.
  const excess = (factor: number) =>
    places.reduce((sum, place) => sum + weighted(place) / (1 - factor ** (risk[place] as number)), 0) - total;
  let [low, high] = [0, 1];
  for (let halving = 0; halving < 60; halving += 1) {
    const middle = (low + high) / 2;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
