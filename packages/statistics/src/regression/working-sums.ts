// The sums of a step of iteratively reweighted least squares, in one pass over the rows by blocks: information, score and deviance.
import type { SquareMatrix } from '../linear/cholesky.ts';
import { type BlockRows, type Design, fillDense, fillGroup } from './design.ts';
import type { Family } from './families.ts';
import { rowKernel } from './row-kernels.ts';

/** What a likelihood is computed from. */
export interface LikelihoodData {
  readonly design: Design;
  readonly outcome: Float64Array;
  /** Prior weights (trials times case weights); null: all 1. */
  readonly weights: Float64Array | null;
  readonly offset: Float64Array | null;
  readonly family: Family;
}

/** X'WX, X'W(z - predictor) and the deviance at given coefficients. */
export interface WorkingSums {
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  readonly deviance: number;
  /** The largest absolute linear predictor. */
  readonly reach: number;
}

export interface PassOptions {
  /** Every how manieth row is taken (1: all). */
  readonly stride?: number;
  /** Which information: the expected one (Fisher's; default), or the observed one (Newton's). */
  readonly information?: 'expected' | 'observed';
}

// 128 rows of eleven columns twice over stay in the first-level cache; 64 and 512 were a tenth slower.
const blockSize = 128;

/**
 * One pass. `coefficients` null is the start: the predictor is the link of the family's starting mean, and the score is that of
 * coefficients 0, so that information^-1 score are the coefficients of the first step, as in R's `glm.fit`.
 */
export function workingSums(
  data: LikelihoodData,
  coefficients: Float64Array | null,
  { stride = 1, information = 'expected' }: PassOptions = {},
): WorkingSums {
  const { design, outcome, weights, offset, family } = data;
  const size = design.names.length;
  const block = new DesignBlock(design);
  const sums = new Float64Array(size * size);
  const score = new Float64Array(size);
  const predictor = new Float64Array(blockSize);
  const offsets = new Float64Array(blockSize);
  const observed = new Float64Array(blockSize);
  const prior = new Float64Array(blockSize).fill(1);
  const working = new Float64Array(blockSize);
  const residual = new Float64Array(blockSize);
  const kernel = rowKernel(family, weights !== null, information === 'observed');
  let [deviance, lost, reach] = [0, 0, 0];
  const total = Math.ceil(design.rows / stride);
  for (let done = 0; done < total; done += blockSize) {
    const rows = { from: done * stride, count: Math.min(blockSize, total - done), stride };
    block.fill(rows);
    gather(outcome, observed, rows);
    if (weights !== null) gather(weights, prior, rows);
    if (offset !== null) gather(offset, offsets, rows);
    if (coefficients === null) startPredictor(family, observed, prior, predictor, rows.count);
    else block.predict(coefficients, offset === null ? null : offsets, predictor);
    const term = kernel(predictor, observed, prior, working, residual, rows.count) - lost;
    const next = deviance + term;
    lost = next - deviance - term;
    deviance = next;
    for (let at = 0; at < rows.count; at += 1) {
      const value = predictor[at] as number;
      // The start's score is that of coefficients 0: what the predictor is above the offset belongs to it.
      if (coefficients === null) {
        residual[at] =
          (residual[at] as number) +
          (working[at] as number) * (value - (offset === null ? 0 : (offsets[at] as number)));
      }
      if (Math.abs(value) > reach) reach = Math.abs(value);
    }
    block.addProducts(working, residual, sums, score);
  }
  return { information: symmetric(sums, size), score, deviance, reach };
}

function gather(values: Float64Array, into: Float64Array, { from, count, stride }: BlockRows): void {
  for (let at = 0, row = from; at < count; at += 1, row += stride) into[at] = values[row] as number;
}

function startPredictor(
  { start, link }: Family,
  observed: Float64Array,
  prior: Float64Array,
  predictor: Float64Array,
  count: number,
): void {
  for (let at = 0; at < count; at += 1)
    predictor[at] = link.predictor(start(observed[at] as number, prior[at] as number));
}

/** Both triangles hold parts: each product was added on one side of the diagonal only. */
function symmetric(sums: Float64Array, size: number): SquareMatrix {
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const both = (sums[row * size + column] as number) + (sums[column * size + row] as number);
      sums[row * size + column] = both;
      sums[column * size + row] = both;
    }
  }
  return sums;
}

/** The design on the rows of one block. */
export class DesignBlock {
  private readonly design: Design;
  private count = 0;
  /** Where each dense column's values are, and from which place: the column itself where it is one, so that it need not be copied. */
  private readonly values: Float64Array[];
  private readonly starts: Int32Array;
  /** The others laid out. */
  private readonly own: Float64Array[];
  /** Dense columns times the weights, one after the other. */
  private readonly weighted: Float64Array;
  private readonly places: Int32Array;
  private readonly columns: Int32Array[];
  private readonly multipliers: Float64Array[];

  constructor(design: Design) {
    this.design = design;
    this.own = design.dense.map(() => new Float64Array(blockSize));
    this.values = [...this.own];
    this.starts = new Int32Array(design.dense.length);
    this.weighted = new Float64Array(design.dense.length * blockSize);
    this.places = Int32Array.from(design.dense, ({ column }) => column);
    this.columns = design.groups.map(() => new Int32Array(blockSize));
    this.multipliers = design.groups.map(() => new Float64Array(blockSize));
  }

  static readonly size = blockSize;

  fill(rows: BlockRows): void {
    this.count = rows.count;
    const { dense } = this.design;
    for (let at = 0; at < dense.length; at += 1) {
      const column = dense[at] as Design['dense'][number];
      const [only] = column.numbers;
      if (only !== undefined && column.numbers.length === 1 && column.codes === null && rows.stride === 1) {
        this.values[at] = only;
        this.starts[at] = rows.from;
      } else {
        this.values[at] = this.own[at] as Float64Array;
        this.starts[at] = 0;
        fillDense(column, this.own[at] as Float64Array, rows);
      }
    }
    for (const [at, group] of this.design.groups.entries()) {
      fillGroup(group, this.columns[at] as Int32Array, this.multipliers[at] as Float64Array, rows);
    }
  }

  /** The linear predictor of the block's rows. */
  predict(coefficients: Float64Array, offsets: Float64Array | null, into: Float64Array): void {
    const { count, places } = this;
    if (offsets === null) into.fill(0, 0, count);
    else into.set(offsets.subarray(0, count));
    for (let each = 0; each < places.length; each += 1) {
      const coefficient = coefficients[places[each] as number] as number;
      const values = this.values[each] as Float64Array;
      const start = this.starts[each] as number;
      if (coefficient === 0) continue;
      for (let at = 0; at < count; at += 1)
        into[at] = (into[at] as number) + coefficient * (values[start + at] as number);
    }
    for (let group = 0; group < this.columns.length; group += 1) {
      const columns = this.columns[group] as Int32Array;
      const multipliers = this.multipliers[group] as Float64Array;
      for (let at = 0; at < count; at += 1) {
        const column = columns[at] as number;
        if (column >= 0)
          into[at] = (into[at] as number) + (coefficients[column] as number) * (multipliers[at] as number);
      }
    }
  }

  /** Adds X'WX (each product once, on either side of the diagonal) and X'r. */
  addProducts(working: Float64Array, residual: Float64Array, sums: Float64Array, score: Float64Array): void {
    this.addDense(working, residual, sums, score);
    for (let group = 0; group < this.columns.length; group += 1) this.addGroup(group, working, residual, sums, score);
  }

  /** Writes each row whole into `into` (rows of all columns one after the other), zeros included. */
  rows(into: Float64Array): void {
    const size = this.design.names.length;
    into.fill(0, 0, this.count * size);
    for (let at = 0; at < this.count; at += 1) {
      for (let each = 0; each < this.places.length; each += 1) {
        const values = this.values[each] as Float64Array;
        into[at * size + (this.places[each] as number)] = values[(this.starts[each] as number) + at] as number;
      }
      for (let group = 0; group < this.columns.length; group += 1) {
        const column = (this.columns[group] as Int32Array)[at] as number;
        if (column >= 0) into[at * size + column] = (this.multipliers[group] as Float64Array)[at] as number;
      }
    }
  }

  private addDense(working: Float64Array, residual: Float64Array, sums: Float64Array, score: Float64Array): void {
    const { count, weighted, places } = this;
    const size = this.design.names.length;
    for (let each = 0; each < places.length; each += 1) {
      const values = this.values[each] as Float64Array;
      const from = this.starts[each] as number;
      const start = each * blockSize;
      const place = places[each] as number;
      let sum = 0;
      for (let at = 0; at < count; at += 1) {
        const value = values[from + at] as number;
        weighted[start + at] = value * (working[at] as number);
        sum += value * (residual[at] as number);
      }
      score[place] = (score[place] as number) + sum;
    }
    for (let row = 0; row < places.length; row += 2) {
      for (let column = row; column < places.length; column += 2) {
        this.addTile(row, column, size, sums);
      }
    }
  }

  private addGroup(
    group: number,
    working: Float64Array,
    residual: Float64Array,
    sums: Float64Array,
    score: Float64Array,
  ): void {
    const { count, places } = this;
    const size = this.design.names.length;
    const columns = this.columns[group] as Int32Array;
    const multipliers = this.multipliers[group] as Float64Array;
    for (let at = 0; at < count; at += 1) {
      const column = columns[at] as number;
      if (column < 0) continue;
      const multiplier = multipliers[at] as number;
      const weight = (working[at] as number) * multiplier;
      const base = column * size;
      score[column] = (score[column] as number) + (residual[at] as number) * multiplier;
      sums[base + column] = (sums[base + column] as number) + weight * multiplier;
      for (let each = 0; each < places.length; each += 1) {
        const place = base + (places[each] as number);
        const value = (this.values[each] as Float64Array)[(this.starts[each] as number) + at] as number;
        sums[place] = (sums[place] as number) + weight * value;
      }
      for (let other = group + 1; other < this.columns.length; other += 1) {
        const second = (this.columns[other] as Int32Array)[at] as number;
        if (second < 0) continue;
        const place = base + second;
        sums[place] = (sums[place] as number) + weight * ((this.multipliers[other] as Float64Array)[at] as number);
      }
    }
  }

  /** The products of two columns with two: four sums at once, so that each value is loaded once for two of them. */
  private addTile(row: number, column: number, size: number, sums: Float64Array): void {
    const { places, count, weighted } = this;
    const second = row + 1 < places.length ? row + 1 : row;
    const fourth = column + 1 < places.length ? column + 1 : column;
    const three = this.values[column] as Float64Array;
    const four = this.values[fourth] as Float64Array;
    const [a, b] = [row * blockSize, second * blockSize];
    const [c, d] = [this.starts[column] as number, this.starts[fourth] as number];
    let ac = 0;
    let ad = 0;
    let bc = 0;
    let bd = 0;
    for (let at = 0; at < count; at += 1) {
      const first = weighted[a + at] as number;
      const other = weighted[b + at] as number;
      const left = three[c + at] as number;
      const right = four[d + at] as number;
      ac += first * left;
      ad += first * right;
      bc += other * left;
      bd += other * right;
    }
    const add = (one: number, two: number, value: number) => {
      const place = (places[one] as number) * size + (places[two] as number);
      sums[place] = (sums[place] as number) + value;
    };
    add(row, column, ac);
    if (fourth !== column) add(row, fourth, ad);
    if (second !== row && column !== row) add(second, column, bc);
    if (second !== row && fourth !== column) add(second, fourth, bd);
  }
}
