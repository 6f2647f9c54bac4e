// A linear model of dissimilarities: how much of their sum of squares columns explain, together and each block beside the others.
import { rowInto } from '../clustering/pairs.ts';
import type { Dissimilarities } from '../distances/dissimilarities.ts';
import { choleskyFactor, choleskySolve } from '../linear/index.ts';

/** A column less its weighted mean, and D W times it. */
interface Centred {
  readonly values: Float64Array;
  readonly product: Float64Array;
}

/** Measures of blocks of columns: of each beside the others, then of all. */
export interface ModelMeasures {
  readonly pseudoF: number[];
  readonly pseudoR2: number[];
}

/**
 * With G the doubly centred -D/2 and W the weights, columns X explain the trace of (X'WX)^-1 X'WGWX (McArdle & Anderson 2001). For columns
 * whose weighted mean is 0 the centring falls away, and with it the intercept: so D is multiplied with each permuted column once, and every
 * model is a small matrix.
 */
export class DistanceModel {
  readonly #distances: Dissimilarities;
  readonly #weights: Float64Array;
  readonly #weight: number;
  readonly #columns: readonly Float64Array[];
  /** The block of each column. */
  readonly #blocks: readonly number[];
  readonly #sizes: readonly number[];
  readonly #whole: number;
  readonly #still: readonly Centred[];
  /** What all blocks but one explain. */
  readonly #without: readonly number[];
  /** The first block with a column that depends on those before it; -1 where there is none. */
  readonly dependent: number;

  constructor(distances: Dissimilarities, weights: Float64Array, blocks: readonly (readonly Float64Array[])[]) {
    this.#distances = distances;
    this.#weights = weights;
    this.#weight = weights.reduce((sum, weight) => sum + weight, 0);
    this.#columns = blocks.flat();
    this.#blocks = blocks.flatMap((block, at) => block.map(() => at));
    this.#sizes = blocks.map((block) => block.length);
    const ones = new Float64Array(weights.length).fill(1);
    this.#whole = this.#product(ones, this.#distanceTimes([ones])[0] as Float64Array) / this.#weight / 2;
    this.#still = this.#centred(this.#columns);
    const { dependent } = choleskyFactor(this.#inner(this.#still), this.#columns.length, { relativeTo: 'own' });
    this.dependent = dependent[0] === undefined ? -1 : (this.#blocks[dependent[0]] as number);
    this.#without = blocks.map((_, left) =>
      this.#explained(this.#still.filter((_each, at) => this.#blocks[at] !== left)),
    );
  }

  /** The measures where the objects' values are those of the objects in `order`: of a block where it alone is so permuted. */
  measure(order: Int32Array): ModelMeasures {
    const moved = this.#centred(
      this.#columns.map((column) => Float64Array.from(order, (object) => column[object] as number)),
    );
    const whole = this.#explained(moved);
    const free = this.#weight - this.#columns.length - 1;
    const measures: ModelMeasures = { pseudoF: [], pseudoR2: [] };
    const add = (own: number, columns: number, explained: number) => {
      measures.pseudoF.push(own / columns / ((this.#whole - explained) / free));
      measures.pseudoR2.push(own / this.#whole);
    };
    this.#sizes.forEach((size, block) => {
      const mixed = this.#still.map((column, at) => (this.#blocks[at] === block ? (moved[at] as Centred) : column));
      const explained = this.#sizes.length === 1 ? whole : this.#explained(mixed);
      add(explained - (this.#without[block] as number), size, explained);
    });
    add(whole, this.#columns.length, whole);
    return measures;
  }

  #explained(columns: readonly Centred[]): number {
    const factor = choleskyFactor(this.#inner(columns), columns.length, { relativeTo: 'own' });
    return columns.reduce((trace, { product }, at) => {
      const right = columns.map(({ values }) => -this.#product(values, product) / 2);
      return trace + (choleskySolve(factor, right)[at] as number);
    }, 0);
  }

  #inner(columns: readonly Centred[]): Float64Array {
    return Float64Array.from(columns.flatMap((one) => columns.map((other) => this.#product(one.values, other.values))));
  }

  #product(one: Float64Array, other: Float64Array): number {
    let sum = 0;
    for (let at = 0; at < one.length; at += 1) {
      sum += (this.#weights[at] as number) * (one[at] as number) * (other[at] as number);
    }
    return sum;
  }

  #centred(columns: readonly Float64Array[]): Centred[] {
    const ones = new Float64Array(this.#weights.length).fill(1);
    const centred = columns.map((column) => {
      const mean = this.#product(column, ones) / this.#weight;
      return column.map((value) => value - mean);
    });
    const products = this.#distanceTimes(centred);
    return centred.map((values, at) => ({ values, product: products[at] as Float64Array }));
  }

  /** The dissimilarities times each column, weighted. */
  #distanceTimes(columns: readonly Float64Array[]): Float64Array[] {
    const { size } = this.#distances;
    const row = new Float64Array(size);
    const products = columns.map(() => new Float64Array(size));
    const weighted = columns.map((column) => column.map((value, at) => value * (this.#weights[at] as number)));
    for (let object = 0; object < size; object += 1) {
      rowInto(this.#distances, object, row);
      weighted.forEach((column, at) => {
        let sum = 0;
        for (let other = 0; other < size; other += 1) sum += (row[other] as number) * (column[other] as number);
        (products[at] as Float64Array)[object] = sum;
      });
    }
    return products;
  }
}
