// Whether gaps of promotion rates between backgrounds, worked out from what is published, are unbiased, and whether their intervals hold.

import {
  type PublishedTable,
  type RegisteredTable,
  type Registry,
  type Release,
  tally,
  type Workforce,
} from '@clew/disclosure';
import { normalQuantile } from '@clew/statistics';
import { answers } from './targets.ts';

/** Over all gaps of low less high background, in promotions per person-year. */
export interface GapQuality {
  readonly gaps: number;
  /** The mean of the published gap less the true one, in its own standard errors: 0 where it is unbiased, within 1.96 / sqrt(gaps). */
  readonly meanDeviation: number;
  /** The share of 95% intervals, of the noise alone, that hold the gap of everybody's exact careers. */
  readonly coveredExact: number;
  /** The mean width of these intervals. */
  readonly meanWidth: number;
}

interface Rate {
  readonly value: number;
  readonly variance: number;
}

/** A group is compared where its exposure is this many of its own standard errors above nothing: below, a ratio has no variance. */
const leastExposureErrors = 8;
const monthsInYear = 12;
const width = normalQuantile(0.975);

/** Gathers over releases, like the meter of usefulness. */
export class GapMeter {
  readonly #registry: Registry;
  readonly #deviations: number[] = [];
  readonly #widths: number[] = [];

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  add(release: Release, workforce: Workforce): void {
    const published = new Map(release.tables.map((table) => [table.name, table]));
    for (const table of this.#registry.tables) {
      const isByBackground = table.dimensions.some(({ classification }) => classification === 'background');
      if (table.quantity !== 'promotions' || !isByBackground) continue;
      const exposure = this.#registry.tables.find(
        ({ name }) => name === table.name.replace('promotions', 'exposure-months'),
      );
      const [promotionsShown, exposureShown] = [published.get(table.name), published.get(exposure?.name ?? '')];
      if (exposure === undefined || promotionsShown === undefined || exposureShown === undefined) continue;
      this.#compare(workforce, table, exposure, promotionsShown, exposureShown);
    }
  }

  result(): GapQuality {
    const gaps = this.#deviations.length;
    const mean = (values: readonly number[]) => values.reduce((so, each) => so + each, 0) / Math.max(1, values.length);
    return {
      gaps,
      meanDeviation: mean(this.#deviations),
      coveredExact: mean(this.#deviations.map((each) => (Math.abs(each) <= width ? 1 : 0))),
      meanWidth: mean(this.#widths),
    };
  }

  #compare(
    workforce: Workforce,
    table: RegisteredTable,
    exposureTable: RegisteredTable,
    promotions: PublishedTable,
    exposure: PublishedTable,
  ): void {
    const exact = [tally(this.#registry, workforce, table), tally(this.#registry, workforce, exposureTable)] as const;
    const at = table.dimensions.findIndex(({ classification }) => classification === 'background');
    const stride = promotions.shape.slice(at + 1).reduce((product, size) => product * size, 1);
    const categories = promotions.shape[at] ?? 1;
    for (let cell = 0; cell < promotions.values.length; cell += 1) {
      if (Math.floor(cell / stride) % categories !== answers[0]) continue;
      const other = cell + stride * (answers[1] - answers[0]);
      const rates = [cell, other].map((each) => rateOf(promotions, exposure, each));
      const truths = [cell, other].map((each) => (monthsInYear * (exact[0][each] ?? 0)) / (exact[1][each] ?? 0));
      const [one, two] = rates;
      const truth = (truths[0] ?? 0) - (truths[1] ?? 0);
      if (one === null || two === null || one === undefined || two === undefined || !Number.isFinite(truth)) continue;
      const error = Math.sqrt(one.variance + two.variance);
      if (!(error > 0)) continue;
      this.#deviations.push((one.value - two.value - truth) / error);
      this.#widths.push(2 * width * error);
    }
  }
}

/** Promotions per person-year, and the variance that the noise of both figures gives it (delta method). */
function rateOf(promotions: PublishedTable, exposure: PublishedTable, cell: number): Rate | null {
  const [count, months] = [promotions.values[cell] ?? Number.NaN, exposure.values[cell] ?? Number.NaN];
  const [ofCount, ofMonths] = [promotions.standardErrors[cell] ?? 0, exposure.standardErrors[cell] ?? 0];
  if (!(months > Math.max(monthsInYear, leastExposureErrors * ofMonths)) || Number.isNaN(count)) return null;
  const value = (monthsInYear * count) / months;
  const variance = (monthsInYear / months) ** 2 * ofCount ** 2 + (value / months) ** 2 * ofMonths ** 2;
  return { value, variance };
}
