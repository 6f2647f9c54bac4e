// Separation: whether a combination of columns tells the outcomes apart, so that the likelihood grows for ever along it.
import { checkpoint, type Work } from '../foundation/work.ts';
import { choleskyFactor, choleskySolve } from '../linear/cholesky.ts';
import { familyOf } from './families.ts';
import { DesignBlock, type LikelihoodData, workingSums } from './working-sums.ts';

/**
 * Whether a direction proves separation: no row's outcome speaks against it, and some speak for it. For a binomial outcome, a row of
 * only successes must not fall along it, one of only failures must not rise, one of both must stay; for a count, a row with events
 * must stay and one without must not rise. Such a direction exists exactly where the maximum likelihood estimate does not.
 * Source: A. Albert and J. Anderson, Biometrika 71 (1984); for counts S. Correia, P. Guimaraes and T. Zylkin, arXiv 1903.01633.
 */
export function provesSeparation(data: LikelihoodData, direction: Float64Array): boolean {
  const { design, outcome, weights } = data;
  const counts = isCount(data);
  const block = new DesignBlock(design);
  const along = new Float64Array(DesignBlock.size);
  let [largest, against] = [0, 0];
  for (let from = 0; from < design.rows; from += DesignBlock.size) {
    const count = Math.min(DesignBlock.size, design.rows - from);
    block.fill({ from, count, stride: 1 });
    block.predict(direction, null, along);
    for (let at = 0; at < count; at += 1) {
      if (weights !== null && weights[from + at] === 0) continue;
      const value = along[at] as number;
      const seen = outcome[from + at] as number;
      largest = Math.max(largest, Math.abs(value));
      if (counts) against = Math.max(against, seen > 0 ? Math.abs(value) : value);
      else if (seen === 1) against = Math.max(against, -value);
      else if (seen === 0) against = Math.max(against, value);
      else against = Math.max(against, Math.abs(value));
    }
  }
  // Newton's steps leave the direction's rest in the columns that converge: it falls with each step.
  return largest > 0 && against <= 1e-7 * largest;
}

/**
 * The direction of separation, or null where there is none. Newton's method for the logistic likelihood (or the counts' own): where it
 * has a maximum, its steps shrink to nothing; where not, they turn into the direction that it grows along for ever.
 */
export function separationDirection(data: LikelihoodData, work?: Work): Float64Array | null {
  const simple = { ...data, family: isCount(data) ? familyOf('poisson', 'log') : familyOf('binomial', 'logit') };
  const size = data.design.names.length;
  let coefficients: Float64Array | null = null;
  for (let step = 0; step < 30; step += 1) {
    checkpoint(work, step, 30);
    const { information, score, deviance } = workingSums(simple, coefficients);
    if (!Number.isFinite(deviance)) return null;
    const factor = choleskyFactor(information, size, { tolerance: 1e-14, relativeTo: 'own' });
    const direction = choleskySolve(factor, score);
    if (step >= 8 && provesSeparation(simple, direction)) return direction;
    const decrement = direction.reduce((sum, value, at) => sum + value * (score[at] as number), 0);
    const from: Float64Array | null = coefficients;
    if (from !== null && decrement < 1e-18) return null;
    coefficients = direction.map((value, at) => value + (from === null ? 0 : (from[at] as number)));
  }
  return null;
}

const isCount = ({ family }: Pick<LikelihoodData, 'family'>) => /poisson|negativeBinomial/.test(family.name);

/** The columns that take part in a direction, by how much they move the predictor. */
export function columnsAlong({ design }: LikelihoodData, direction: Float64Array, information: Float64Array): string[] {
  const size = design.names.length;
  // A column that was dropped takes no part.
  const moves = direction.map(
    (value, column) =>
      Math.abs(Number.isNaN(value) ? 0 : value) * Math.sqrt(information[column * (size + 1)] as number),
  );
  const largest = Math.max(...moves);
  return design.names.filter((_, column) => (moves[column] as number) > 1e-5 * largest);
}
