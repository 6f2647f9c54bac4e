// Kitagawa's decomposition: how much of a gap in a rate is that the groups stand in different places, and how much is that they fare
// differently in the same places.
import { requireSameLength } from '../foundation/columns.ts';
import { requireChoice, requireConfidence, requireCount, StatisticsError } from '../foundation/errors.ts';
import type { StratifiedEvents } from '../rates/index.ts';
import { type Estimate, estimateOf } from './estimate.ts';

export interface KitagawaOptions {
  readonly confidence?: number;
  /**
   * What varies: `poisson`, events over person-time, with the groups' mixes as they are; `binomial`, people with the event among
   * people, the mixes as they are; `sampled`, as binomial, and the people were themselves drawn, so that the mixes vary too.
   */
  readonly sampling?: 'poisson' | 'binomial' | 'sampled';
}

export interface Kitagawa {
  readonly firstRate: number;
  readonly secondRate: number;
  /** The first group's rate less the second's: the sum of the other parts. */
  readonly gap: Estimate;
  /** What is due to the mix over the cells that both groups are in, each difference valued at the mean of the two rates there. */
  readonly composition: Estimate;
  /** What is due to different rates within cells, each valued at the mean of the two shares there. */
  readonly remainder: Estimate;
  /** What is due to the first group's members in cells where the second has nobody, who can be compared with nobody; 0 where there are none. */
  readonly firstOnly: Estimate;
  /** The same of the second group's members. */
  readonly secondOnly: Estimate;
  /** The share of each group's exposure in cells of the other group too: what the comparison rests on. */
  readonly firstCompared: number;
  readonly secondCompared: number;
  /** By cell, the parts that sum to `composition` and to `remainder`; 0 in cells of one group only. */
  readonly compositionByCell: Float64Array;
  readonly remainderByCell: Float64Array;
}

/**
 * The gap between two groups' rates split into composition and remainder over cells (grade by region by age band, say): `events` and
 * `exposure` have an entry a cell, in the same order in both groups; exposure 0 where a group has nobody.
 * Cells of one group only can't be compared; what they contribute is set apart, as H. Nopo, Review of Economics and Statistics 90
 * (2008), does.
 * Intervals: the delta method. Source: E. Kitagawa, JASA 50 (1955). R has no function of its own for it: `sum((wa - wb) * (ra + rb) / 2)`
 * and `sum((ra - rb) * (wa + wb) / 2)` are the two parts.
 * Throws StatisticsError: `length-mismatch`, `no-rows`, `count-invalid`, `exposure-invalid`, `empty-group` (a group without
 * exposure), `more-successes-than-trials` (binomial), `nothing-in-common` (no cell with both groups), `confidence-invalid`.
 */
export function kitagawaDecomposition(
  first: StratifiedEvents,
  second: StratifiedEvents,
  { confidence = 0.95, sampling = 'poisson' }: KitagawaOptions = {},
): Kitagawa {
  const cells = requireSameLength({
    'first.events': first.events,
    'first.exposure': first.exposure,
    'second.events': second.events,
    'second.exposure': second.exposure,
  });
  requireConfidence(confidence);
  requireChoice('sampling', sampling, ['poisson', 'binomial', 'sampled']);
  const [one, other] = [groupOf('first', first, sampling), groupOf('second', second, sampling)];
  const shared = Uint8Array.from({ length: cells }, (_, cell) => (one.share[cell] && other.share[cell] ? 1 : 0));
  if (!shared.includes(1)) throw new StatisticsError('nothing-in-common');
  const [ahead, behind] = [supportOf(one, shared), supportOf(other, shared)];
  const [compositionByCell, remainderByCell] = [new Float64Array(cells), new Float64Array(cells)];
  for (let cell = 0; cell < cells; cell += 1) {
    if (shared[cell] === 0) continue;
    const [shareOne, shareOther] = [at(one.share, cell) / ahead.share, at(other.share, cell) / behind.share];
    const [rateOne, rateOther] = [at(one.rate, cell), at(other.rate, cell)];
    compositionByCell[cell] = ((shareOne - shareOther) * (rateOne + rateOther)) / 2;
    remainderByCell[cell] = ((rateOne - rateOther) * (shareOne + shareOther)) / 2;
  }
  const parts = (group: Group, own: Support, opposite: Group, theirs: Support, sign: number): Parts => ({
    gap: { level: scaled(group.rate, sign), slope: scaled(group.share, sign) },
    composition: linear(group, own, opposite, theirs, shared, sign, 'composition'),
    remainder: linear(group, own, opposite, theirs, shared, sign, 'remainder'),
    only: outside(group, own, shared, sign),
  });
  const [mine, yours] = [parts(one, ahead, other, behind, 1), parts(other, behind, one, ahead, -1)];
  const both = (value: number, part: 'gap' | 'composition' | 'remainder') =>
    estimateOf(value, varianceOf(one, mine[part], sampling) + varianceOf(other, yours[part], sampling), confidence);
  return {
    firstRate: one.mean,
    secondRate: other.mean,
    gap: both(one.mean - other.mean, 'gap'),
    composition: both(sum(compositionByCell), 'composition'),
    remainder: both(sum(remainderByCell), 'remainder'),
    firstOnly: estimateOf(one.mean - ahead.mean, varianceOf(one, mine.only, sampling), confidence),
    secondOnly: estimateOf(behind.mean - other.mean, varianceOf(other, yours.only, sampling), confidence),
    firstCompared: ahead.share,
    secondCompared: behind.share,
    compositionByCell,
    remainderByCell,
  };
}

interface Group {
  readonly total: number;
  readonly mean: number;
  readonly exposure: ArrayLike<number>;
  readonly share: Float64Array;
  /** 0 where there is no exposure. */
  readonly rate: Float64Array;
}

/** The cells that both groups are in: this group's share of exposure there, and its rate over them. */
interface Support {
  readonly share: number;
  readonly mean: number;
}

/** How a part moves with a cell's share of the group (`level`, up to a constant) and with its rate (`slope`). */
interface Sensitivity {
  readonly level: Float64Array;
  readonly slope: Float64Array;
}

type Parts = Readonly<Record<'gap' | 'composition' | 'remainder' | 'only', Sensitivity>>;

function groupOf(name: string, { events, exposure }: StratifiedEvents, sampling: string): Group {
  const [share, rate] = [new Float64Array(events.length), new Float64Array(events.length)];
  let [total, allEvents] = [0, 0];
  for (let cell = 0; cell < events.length; cell += 1) {
    const [count, time] = [at(events, cell), at(exposure, cell)];
    requireCount(count, { column: `${name}.events`, row: cell });
    const wrong = !(time >= 0 && Number.isFinite(time)) || (time === 0 && count > 0);
    if (wrong) throw new StatisticsError('exposure-invalid', { column: `${name}.exposure`, row: cell });
    if (sampling !== 'poisson') {
      if (count > time)
        throw new StatisticsError('more-successes-than-trials', { column: `${name}.events`, row: cell });
      requireCount(time, { column: `${name}.exposure`, row: cell });
    }
    total += time;
    allEvents += count;
    rate[cell] = time === 0 ? 0 : count / time;
  }
  if (total === 0) throw new StatisticsError('empty-group', { column: `${name}.exposure` });
  for (let cell = 0; cell < events.length; cell += 1) share[cell] = at(exposure, cell) / total;
  return { total, mean: allEvents / total, exposure, share, rate };
}

function supportOf({ share, rate }: Group, shared: Uint8Array): Support {
  let [inside, events] = [0, 0];
  for (const [cell, common] of shared.entries()) {
    if (common === 0) continue;
    inside += at(share, cell);
    events += at(share, cell) * at(rate, cell);
  }
  return { share: inside, mean: events / inside };
}

/** How composition or remainder moves with a group's shares and rates, which count within the common cells only. */
function linear(
  group: Group,
  own: Support,
  opposite: Group,
  theirs: Support,
  shared: Uint8Array,
  sign: number,
  part: 'composition' | 'remainder',
): Sensitivity {
  const cells = shared.length;
  const [level, slope] = [new Float64Array(cells), new Float64Array(cells)];
  const value = (cell: number) => {
    const [mine, yours] = [at(group.rate, cell), at(opposite.rate, cell)];
    return part === 'composition' ? (mine + yours) / 2 : (mine - yours) / 2;
  };
  let mean = 0;
  for (let cell = 0; cell < cells; cell += 1) {
    if (shared[cell] === 1) mean += (at(group.share, cell) / own.share) * value(cell);
  }
  for (let cell = 0; cell < cells; cell += 1) {
    if (shared[cell] === 0) continue;
    const [mine, yours] = [at(group.share, cell) / own.share, at(opposite.share, cell) / theirs.share];
    level[cell] = (sign * (value(cell) - mean)) / own.share;
    slope[cell] = (sign * (part === 'composition' ? mine - yours : mine + yours)) / 2;
  }
  return { level, slope };
}

/** How the part of cells that the other group is not in moves: the group's rate less its rate within the common cells. */
function outside({ share, rate }: Group, own: Support, shared: Uint8Array, sign: number): Sensitivity {
  const cells = shared.length;
  const [level, slope] = [new Float64Array(cells), new Float64Array(cells)];
  for (let cell = 0; cell < cells; cell += 1) {
    const inside = shared[cell] === 1;
    level[cell] = sign * (at(rate, cell) - (inside ? (at(rate, cell) - own.mean) / own.share : 0));
    slope[cell] = sign * at(share, cell) * (inside ? 1 - 1 / own.share : 1);
  }
  return { level, slope };
}

function varianceOf({ exposure, rate, share, total }: Group, { level, slope }: Sensitivity, sampling: string): number {
  let [variance, mean, square] = [0, 0, 0];
  for (let cell = 0; cell < rate.length; cell += 1) {
    const [time, each] = [at(exposure, cell), at(rate, cell)];
    if (time === 0) continue;
    variance += (at(slope, cell) ** 2 * (sampling === 'poisson' ? each : each * (1 - each))) / time;
    mean += at(share, cell) * at(level, cell);
    square += at(share, cell) * at(level, cell) ** 2;
  }
  return sampling === 'sampled' ? variance + (square - mean * mean) / total : variance;
}

const at = (values: ArrayLike<number>, index: number): number => values[index] as number;

const scaled = (values: Float64Array, by: number): Float64Array => values.map((value) => value * by);

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
