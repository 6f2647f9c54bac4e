// Whether gaps of promotion rates between backgrounds, worked out from what is published, are unbiased, and whether their intervals hold.
import {
  figureOf,
  isRefusal,
  type PublishedTable,
  type RegisteredTable,
  type Registry,
  type Release,
  rateGap,
  tally,
} from '@clew/disclosure';
import { normalQuantile } from '@clew/statistics';
import { type DrawnPromotions, expectedPromotions } from './promotion-rates.ts';
import { answers } from './targets.ts';

/** Over all gaps of low less high background, in promotions per person-year. */
export interface GapQuality {
  /** Gaps that the rule of rates gives. */
  readonly gaps: number;
  /** The mean of the published gap less the true one, in standard errors of their mean: between -1.96 and 1.96 nineteen times of twenty where it is unbiased. */
  readonly bias: number;
  /** The share of 95% intervals that hold the gap of the rates that promotions were drawn from. */
  readonly covered: number;
  /** The mean half-width of the intervals. */
  readonly halfWidth: number;
}

const reach = normalQuantile(0.975);
const monthsInYear = 12;

/** Gathers over releases, like the meter of usefulness. */
export class GapMeter {
  readonly #registry: Registry;
  /** Gap less truth, in half-widths of the interval; and the half-widths. */
  readonly #deviations: number[] = [];
  readonly #halfWidths: number[] = [];
  #covered = 0;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  add(release: Release, drawn: DrawnPromotions): void {
    const published = new Map(release.tables.map((table) => [table.name, table]));
    for (const table of this.#registry.tables) {
      const isByBackground = table.dimensions.some(({ classification }) => classification === 'background');
      if (table.quantity !== 'promotions' || !isByBackground) continue;
      const exposure = this.#registry.tables.find(
        ({ name }) => name === table.name.replace('promotions', 'exposure-months'),
      );
      const [promotions, months] = [published.get(table.name), published.get(exposure?.name ?? '')];
      if (exposure === undefined || promotions === undefined || months === undefined) continue;
      if (promotions.values.every(Number.isNaN)) continue;
      this.#compare(truthOf(this.#registry, drawn, table, exposure), promotions, months);
    }
  }

  result(): GapQuality {
    const gaps = this.#deviations.length;
    const mean = (values: readonly number[]) => values.reduce((so, each) => so + each, 0) / Math.max(1, values.length);
    return {
      gaps,
      bias: mean(this.#deviations) * reach * Math.sqrt(gaps),
      covered: this.#covered / Math.max(1, gaps),
      halfWidth: mean(this.#halfWidths),
    };
  }

  #compare(rates: Float64Array, promotions: PublishedTable, months: PublishedTable): void {
    const at = promotions.dimensions.findIndex(({ classification }) => classification === 'background');
    const stride = promotions.shape.slice(at + 1).reduce((product, size) => product * size, 1);
    const categories = promotions.shape[at] ?? 1;
    for (let cell = 0; cell < promotions.values.length; cell += 1) {
      if (Math.floor(cell / stride) % categories !== answers[0]) continue;
      const other = cell + stride * (answers[1] - answers[0]);
      const truth = (rates[cell] ?? Number.NaN) - (rates[other] ?? Number.NaN);
      const [one, two] = [exposedIn(promotions, months, cell), exposedIn(promotions, months, other)];
      if (one === null || two === null || !Number.isFinite(truth)) continue;
      const gap = rateGap(one, two);
      if (isRefusal(gap)) continue;
      const halfWidth = (gap.high - gap.low) / 2;
      this.#deviations.push((gap.estimate - truth) / halfWidth);
      this.#halfWidths.push(halfWidth);
      if (truth >= gap.low && truth <= gap.high) this.#covered += 1;
    }
  }
}

/** Promotions per person-year that each cell's were drawn from; NaN where nobody was exposed. */
function truthOf(
  registry: Registry,
  drawn: DrawnPromotions,
  table: RegisteredTable,
  exposure: RegisteredTable,
): Float64Array {
  const months = tally(registry, drawn.workforce, exposure);
  return expectedPromotions(registry, drawn, table).map((expected, cell) => {
    const exposed = months[cell] ?? 0;
    return exposed === 0 ? Number.NaN : (monthsInYear * expected) / exposed;
  });
}

function exposedIn(promotions: PublishedTable, exposure: PublishedTable, cell: number) {
  const [events, months] = [figureOf(promotions, cell), figureOf(exposure, cell)];
  return isRefusal(events) || isRefusal(months) ? null : { events, months };
}
