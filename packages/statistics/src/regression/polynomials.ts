// Powers of a column: raw, or made orthogonal over the rows that the model is fitted on.
import { StatisticsError } from '../foundation/errors.ts';
import type { PolynomialVariable } from './model-description.ts';
import type { Basis } from './splines.ts';

/**
 * The basis of powers 1 to `degree`. R: `poly(x, degree, raw)`.
 * Orthogonal ones by Stieltjes' three-term recurrence, normed, with positive leading coefficients, as R's.
 * Throws `option-invalid` for a degree that is not a whole number from 1 or not below the number of different values.
 */
export function polynomialBasis(variable: PolynomialVariable, values: Float64Array): Basis {
  const { degree, raw = false } = variable;
  if (!Number.isInteger(degree) || degree < 1) {
    throw new StatisticsError('option-invalid', { column: variable.of, detail: 'the degree is a whole number from 1' });
  }
  if (raw) return rawBasis(degree);
  const present = values.filter((value) => !Number.isNaN(value));
  if (new Set(present).size <= degree) {
    throw new StatisticsError('option-invalid', {
      column: variable.of,
      detail: 'the degree is not below the number of different values',
    });
  }
  return orthogonalBasis(degree, present);
}

function rawBasis(degree: number): Basis {
  const at = (x: number, into: Float64Array) => {
    let power = 1;
    for (let each = 0; each < degree; each += 1) {
      power *= x;
      into[each] = power;
    }
  };
  return { width: degree, at };
}

function orthogonalBasis(degree: number, values: Float64Array): Basis {
  const centres: number[] = [];
  const norms: number[] = [1, values.length];
  let before = new Float64Array(values.length);
  let current = new Float64Array(values.length).fill(1);
  for (let each = 0; each < degree; each += 1) {
    const centre = weightedMean(values, current) as number;
    const ratio = each === 0 ? 0 : (norms[each + 1] as number) / (norms[each] as number);
    const [older, old] = [before, current];
    const next = old.map((value, row) => ((values[row] as number) - centre) * value - ratio * (older[row] as number));
    centres.push(centre);
    norms.push(next.reduce((sum, value) => sum + value * value, 0));
    [before, current] = [old, next];
  }
  const at = (x: number, into: Float64Array) => {
    let [older, old] = [0, 1];
    for (let each = 0; each < degree; each += 1) {
      const ratio = each === 0 ? 0 : (norms[each + 1] as number) / (norms[each] as number);
      [older, old] = [old, (x - (centres[each] as number)) * old - ratio * older];
      into[each] = old / Math.sqrt(norms[each + 2] as number);
    }
  };
  return { width: degree, at };
}

/** The mean of the values, weighted by the square of the polynomial. */
function weightedMean(values: Float64Array, polynomial: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let row = 0; row < values.length; row += 1) {
    const square = (polynomial[row] as number) ** 2;
    sum += square * (values[row] as number);
    weight += square;
  }
  return sum / weight;
}
