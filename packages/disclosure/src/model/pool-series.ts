// The measurements of a whole series of releases, pooled for the release that is made.
import { tableOf } from '../lattice.ts';
import type { Measurement, Release } from '../release.ts';
import { cellsOf, type Dimension, type Registry, shapeOf } from '../table.ts';
import type { PlannedPool } from './answers.ts';
import type { PlannedMeasurement } from './plan.ts';
import { type GroupCounts, pool, type Trend, takenIn } from './pool.ts';
import { type Moment, trendFactors } from './trend.ts';

/** What pooling needs of a series. */
export interface Series {
  readonly registry: Registry;
  readonly plan: readonly PlannedMeasurement[];
  /** Every release before this one, in order. */
  readonly earlier: readonly Release[];
  readonly now: number;
  /** Taken for this release. */
  readonly measurements: readonly Measurement[];
  /** This release's published counts of a table without answers, by its name. */
  readonly counted: (name: string) => Float64Array | undefined;
}

/** Pools each planned headcount over all releases that measured it. */
export function poolSeries(series: Series): readonly PlannedPool[] {
  const { registry, plan, earlier, now, measurements } = series;
  const releases = [...earlier, { number: now, measurements }];
  const trends = new Map(
    registry.classifications
      .filter(({ secret }) => secret)
      .map(({ name, levels }) => [name, trendFactors(momentsOf(releases, name), levels[0]?.codes.length ?? 0, now)]),
  );
  return plan
    .filter(({ quantity }) => quantity === 'headcount')
    .flatMap((planned) => {
      const counts = groupCounts(series, planned.ordinary);
      const trend: Trend = (release) =>
        planned.secrets
          .map((secret) => trends.get(secret.classification)?.get(release))
          .reduce((one, other) => (one === undefined || other === undefined ? undefined : outer(one, other)));
      const pooled = pool(takenIn(releases, planned.name), counts, trend, now);
      return pooled === null ? [] : [{ planned, pooled }];
    });
}

function outer(one: Float64Array, other: Float64Array): Float64Array {
  return Float64Array.from(
    { length: one.length * other.length },
    (_, place) => (one[Math.floor(place / other.length)] as number) * (other[place % other.length] as number),
  );
}

/** The releases that measured a secret by one ordinary classification, with those measurements. */
function momentsOf(releases: readonly Pick<Release, 'number' | 'measurements'>[], secret: string): readonly Moment[] {
  return releases
    .map(({ number, measurements }) => ({
      release: number,
      measurements: measurements.filter(
        ({ quantity, dimensions }) =>
          quantity === 'headcount' && dimensions.length === 2 && dimensions[1]?.classification === secret,
      ),
    }))
    .filter(({ measurements }) => measurements.length > 0);
}

/** What was published of the groups of a measurement at each release, this one included. */
function groupCounts({ registry, earlier, counted }: Series, ordinary: readonly Dimension[]): GroupCounts {
  const { name } = tableOf('headcount', ordinary);
  const unknown = new Float64Array(cellsOf(shapeOf(registry, ordinary))).fill(Number.NaN);
  return (release) => {
    if (release > earlier.length) return counted(name) ?? unknown;
    return earlier[release - 1]?.tables.find((table) => table.name === name)?.values ?? unknown;
  };
}
