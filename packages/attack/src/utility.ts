// What the figures are worth to those who read them: how many are published, how far they are from the truth, and whether their errors are honest.

import {
  bases,
  levelsOf,
  type PublishedTable,
  type RegisteredTable,
  type Registry,
  type Release,
  tally,
  type Workforce,
} from '@clew/disclosure';
import { figuresOf } from './published-figures.ts';

/** Of some cells: those with somebody in them, and what was published of them. */
export interface Usefulness {
  /** Cells in which there is somebody. */
  readonly cells: number;
  /** The share of them that has a figure. */
  readonly published: number;
  /** Over all figures that are published, of somebody or said to be: the mean distance from the true count. */
  readonly meanAbsoluteError: number;
  /** The mean of figure less true count. */
  readonly bias: number;
  /** The share of figures within 1.96 of their standard errors of the true count. */
  readonly covered: number;
}

export interface Utility {
  /** All headcount cells by three classifications, and those of them by background. */
  readonly threeWay: Usefulness;
  readonly threeWayByBackground: Usefulness;
  /** Those without a secret answer. */
  readonly threeWayOrdinary: Usefulness;
  readonly twoWayByBackground: Usefulness;
  /** Three-way figures that are no counts, but estimates to be read as shares of large groups. Errors in people, as of the others. */
  readonly estimates: Usefulness;
  /** Three-way figures by background of at most so many people. */
  readonly byBackgroundBySize: readonly (Usefulness & { readonly upTo: number })[];
  /** What would be left if only figures with at most so large a stated standard error were published: which those are tells nothing. */
  readonly byStatedError: readonly (StatedError & { readonly all: Usefulness; readonly byBackground: Usefulness })[];
  /** Figures by what they rest on. */
  readonly byBasis: Readonly<Record<string, number>>;
}

interface StatedError {
  readonly atMost: number;
}

class Gathering {
  #cells = 0;
  #published = 0;
  #figures = 0;
  #error = 0;
  #bias = 0;
  #covered = 0;

  add(truth: number, value: number, standardError: number): void {
    if (truth > 0) this.#cells += 1;
    if (Number.isNaN(value) || (truth === 0 && value === 0)) return;
    if (truth > 0) this.#published += 1;
    this.#figures += 1;
    this.#error += Math.abs(value - truth);
    this.#bias += value - truth;
    if (Math.abs(value - truth) <= 1.96 * standardError + 1e-9) this.#covered += 1;
  }

  result(): Usefulness {
    const each = (sum: number) => (this.#figures === 0 ? Number.NaN : sum / this.#figures);
    return {
      cells: this.#cells,
      published: this.#cells === 0 ? 0 : this.#published / this.#cells,
      meanAbsoluteError: each(this.#error),
      bias: each(this.#bias),
      covered: each(this.#covered),
    };
  }
}

/** The last is every figure. */
const statedErrors = [1, 2, 3, 4, 5, 7, 10, 20, 50, 100, 1_000_000] as const;

const sizes = [10, 20, 50, 100, 500, Number.POSITIVE_INFINITY] as const;

/** Gathers over releases. Give it each release with the workforce that it was made from. */
export class UtilityMeter {
  readonly #registry: Registry;
  readonly #threeWay = new Gathering();
  readonly #background = new Gathering();
  readonly #ordinary = new Gathering();
  readonly #twoWay = new Gathering();
  readonly #estimates = new Gathering();
  readonly #bySize = sizes.map(() => new Gathering());
  readonly #byStatedError = statedErrors.map((atMost) => ({
    atMost,
    all: new Gathering(),
    byBackground: new Gathering(),
  }));
  readonly #byBasis = new Map<string, number>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  add(release: Release, workforce: Workforce): void {
    const registered = new Map(this.#registry.tables.map((table) => [table.name, table]));
    const figures = figuresOf(release);
    for (const published of release.tables) {
      const table = registered.get(published.name);
      const ways = published.dimensions.length;
      if (table === undefined || table.quantity !== 'headcount' || ways < 2 || ways > 3) continue;
      this.#addTable(table, published, figures.get(published.name) ?? published, workforce);
    }
  }

  result(): Utility {
    return {
      threeWay: this.#threeWay.result(),
      threeWayByBackground: this.#background.result(),
      threeWayOrdinary: this.#ordinary.result(),
      twoWayByBackground: this.#twoWay.result(),
      estimates: this.#estimates.result(),
      byBackgroundBySize: this.#bySize.map((each, place) => ({ upTo: sizes[place] ?? 0, ...each.result() })),
      byStatedError: this.#byStatedError.map(({ atMost, all, byBackground }) => ({
        atMost,
        all: all.result(),
        byBackground: byBackground.result(),
      })),
      byBasis: Object.fromEntries(this.#byBasis),
    };
  }

  #addTable(table: RegisteredTable, counts: PublishedTable, figures: PublishedTable, workforce: Workforce): void {
    const levels = levelsOf(this.#registry, table.dimensions);
    const isByBackground = levels.some(({ classification }) => classification.name === 'background');
    const isOrdinary = levels.every(({ classification }) => !classification.secret);
    if (levels.length === 2 && !isByBackground) return;
    const truth = tally(this.#registry, workforce, table);
    const into = levels.length === 2 ? [this.#twoWay] : [this.#threeWay];
    if (levels.length === 3 && isByBackground) into.push(this.#background);
    if (levels.length === 3 && isOrdinary) into.push(this.#ordinary);
    for (let cell = 0; cell < truth.length; cell += 1) {
      const exact = truth[cell] ?? 0;
      const count = counts.values[cell] ?? Number.NaN;
      const figure = figures.values[cell] ?? Number.NaN;
      if (exact === 0 && (Number.isNaN(figure) || figure === 0)) continue;
      for (const gathering of into) gathering.add(exact, count, counts.standardErrors[cell] ?? Number.NaN);
      if (levels.length !== 3) continue;
      const error = figures.standardErrors[cell] ?? Number.NaN;
      if (Number.isNaN(count) && !Number.isNaN(figure)) this.#estimates.add(exact, figure, error);
      this.#addByStatedError(exact, figure, error, isByBackground);
      if (!isByBackground) continue;
      this.#bySize[sizes.findIndex((size) => exact <= size)]?.add(exact, count, error);
      const basis = bases[counts.basis[cell] ?? 0] ?? 'withheld';
      this.#byBasis.set(basis, (this.#byBasis.get(basis) ?? 0) + 1);
    }
  }

  #addByStatedError(exact: number, figure: number, error: number, isByBackground: boolean): void {
    for (const { atMost, all, byBackground } of this.#byStatedError) {
      const shown = error <= atMost ? figure : Number.NaN;
      all.add(exact, shown, error);
      if (isByBackground) byBackground.add(exact, shown, error);
    }
  }
}
