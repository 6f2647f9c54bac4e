// Shares of answers within groups of ordinary categories, and how far the model may be out: what tables by secrets are worked out from.
import { cellsOf, type Dimension, levelsOf, type Registry, shapeOf } from '../table.ts';
import type { AnswerModel, Association } from './answers.ts';
import { type Combinations, groupsOf } from './combinations.ts';
import type { Fit } from './fit.ts';
import { assumedInteraction, type Categories, logitVariancesOf } from './share-variances.ts';

/** Shares of answers (or pairs of answers) within groups of ordinary categories. */
export interface GroupShares {
  readonly answers: number;
  /** By group, then answer. */
  readonly shares: Float64Array;
  /** By group, then answer: the variance of each share as the model has it, for the people whom it describes. */
  readonly variances: Float64Array;
}

/** The shares of the answers of one secret, or of the pairs of answers of two, within every group; null where they were never measured. */
export function sharesOf(
  registry: Registry,
  combinations: Combinations,
  model: AnswerModel,
  ordinary: readonly Dimension[],
  secrets: readonly Dimension[],
): GroupShares | null {
  const groups = groupsOf(registry, combinations, ordinary);
  const size = cellsOf(shapeOf(registry, ordinary));
  const found = secrets.flatMap((secret) => {
    const fit = model.fits.get(secret.classification);
    if (fit === undefined) return [];
    const of = categories(registry, secret);
    return [{ fit, of, alone: singleShares(combinations, fit, of, groups, size, ordinary) }];
  });
  const [one, other] = found;
  if (one === undefined || found.length !== secrets.length || found.length > 2) return null;
  if (other === undefined) return one.alone;
  const association = model.associations.find(
    (each) => each.first === secrets[0]?.classification && each.second === secrets[1]?.classification,
  );
  return pairShares(
    combinations,
    [one.fit, other.fit],
    [one.of, other.of],
    [one.alone, other.alone],
    association,
    groups,
  );
}

function singleShares(
  combinations: Combinations,
  fit: Fit,
  { categoryOf, answers }: Categories,
  groups: Uint32Array,
  size: number,
  ordinary: readonly Dimension[],
): GroupShares {
  const sums = new Float64Array(size * answers);
  const people = new Float64Array(size);
  for (let each = 0; each < combinations.length; each += 1) {
    const group = groups[each] as number;
    const weight = combinations.people[each] as number;
    people[group] = (people[group] as number) + weight;
    for (let answer = 0; answer < fit.answers; answer += 1) {
      const place = group * answers + (categoryOf[answer] as number);
      sums[place] = (sums[place] as number) + weight * (fit.shares[each * fit.answers + answer] as number);
    }
  }
  const shares = sums.map((sum, place) => sum / Math.max(1, people[Math.floor(place / answers)] as number));
  const names = ordinary.map((each) => each.classification);
  const logits = logitVariancesOf(combinations, fit, { names, groups, people }, { categoryOf, answers });
  const variances = shares.map((share, place) => (share * (1 - share)) ** 2 * (logits[place] as number));
  return { answers, shares, variances };
}

function categories(registry: Registry, secret: Dimension): Categories {
  const [found] = levelsOf(registry, [secret]);
  if (found === undefined) throw new RangeError('invariant: the dimension was found before');
  return { categoryOf: found.level.categoryOf, answers: found.level.codes.length };
}

/**
 * Shares of pairs of answers: each combination's as if independent, times how much more often the pair occurs; then raked so that they
 * add up to the shares of each secret alone.
 */
function pairShares(
  combinations: Combinations,
  fits: readonly [Fit, Fit],
  of: readonly [Categories, Categories],
  alone: readonly [GroupShares, GroupShares],
  association: Association | undefined,
  groups: Uint32Array,
): GroupShares {
  const [rows, columns] = [of[0].answers, of[1].answers];
  const answers = rows * columns;
  const size = alone[0].shares.length / rows;
  const shares = new Float64Array(size * answers);
  const [one, other] = fits;
  for (let each = 0; each < combinations.length; each += 1) {
    const from = (groups[each] as number) * answers;
    const people = combinations.people[each] as number;
    for (let first = 0; first < one.answers; first += 1) {
      const share = people * (one.shares[each * one.answers + first] as number);
      const row = from + (of[0].categoryOf[first] as number) * columns;
      for (let second = 0; second < other.answers; second += 1) {
        const ratio = association?.ratios[first * other.answers + second] ?? 1;
        const place = row + (of[1].categoryOf[second] as number);
        const added = share * (other.shares[each * other.answers + second] as number) * ratio;
        shares[place] = (shares[place] as number) + added;
      }
    }
  }
  for (let group = 0; group < size; group += 1) rake(shares, group, alone, rows, columns);
  const variances = pairVariances(shares, alone, association, rows, columns);
  return { answers, shares, variances };
}

const rakingRounds = 12;

/** Iterative proportional fitting of one group's pairs to the shares of each secret alone. Source: Deming and Stephan (1940). */
function rake(
  shares: Float64Array,
  group: number,
  alone: readonly [GroupShares, GroupShares],
  rows: number,
  columns: number,
): void {
  const first = group * rows * columns;
  const scale = (places: readonly number[], target: number): void => {
    const sum = places.reduce((total, place) => total + (shares[place] as number), 0);
    if (sum > 0) for (const place of places) shares[place] = ((shares[place] as number) * target) / sum;
  };
  const rowPlaces = range(rows).map((row) => range(columns).map((column) => first + row * columns + column));
  const columnPlaces = range(columns).map((column) => range(rows).map((row) => first + row * columns + column));
  for (let round = 0; round < rakingRounds; round += 1) {
    rowPlaces.forEach((places, row) => {
      scale(places, alone[0].shares[group * rows + row] as number);
    });
    columnPlaces.forEach((places, column) => {
      scale(places, alone[1].shares[group * columns + column] as number);
    });
  }
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index);
}

/** Relative variances add up: of each share alone, and of the association. */
function pairVariances(
  shares: Float64Array,
  alone: readonly [GroupShares, GroupShares],
  association: Association | undefined,
  rows: number,
  columns: number,
): Float64Array {
  const answers = rows * columns;
  const logVariances = association?.logVariances ?? [];
  const ofAssociation = logVariances.length === 0 ? assumedInteraction : Math.max(...logVariances);
  const relative = ({ shares: own, variances }: GroupShares, place: number) =>
    (variances[place] as number) / Math.max(1e-12, (own[place] as number) ** 2);
  return shares.map((share, place) => {
    const group = Math.floor(place / answers);
    const row = group * rows + Math.floor((place % answers) / columns);
    const column = group * columns + (place % columns);
    return share ** 2 * (relative(alone[0], row) + relative(alone[1], column) + ofAssociation);
  });
}
