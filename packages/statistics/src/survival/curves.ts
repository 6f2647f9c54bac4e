// Survival curves by group: the product-limit estimate, and the one that the cumulative hazard gives.
import { type Clusters, clusterNumbers } from '../foundation/clusters.ts';
import type { MissingRule } from '../foundation/columns.ts';
import { requireConfidence, StatisticsError } from '../foundation/errors.ts';
import { layCells } from './cells.ts';
import { countCells, slicedCounts } from './counts.ts';
import type { Groups, SurvivalData } from './data.ts';
import { type Estimate, estimated, lowerStretch } from './estimates.ts';
import { type IntervalKind, probabilityIntervals } from './intervals.ts';
import { jackknifeErrors, slicedErrors } from './jackknife.ts';
import { clustersOf, continuedRows, isRobustByDefault } from './people.ts';
import { type CheckedRows, checkedRows, selectRows } from './rows.ts';
import { timeGrid } from './time-grid.ts';

export interface SurvivalOptions {
  /** One curve for each level that has rows; one for all where absent. */
  readonly groups?: Groups;
  /** Of the intervals. Default 0.95. */
  readonly confidence?: number;
  /** The scale on which intervals are symmetric. Default `log`, as R's. */
  readonly interval?: IntervalKind;
  /**
   * How the lower limit takes those censored since the last event into account. Default `usual`. R: `conf.lower`, where `peto` beside
   * robust errors (3.5-3) divides by the survival once too often.
   */
  readonly lowerLimit?: 'usual' | 'peto' | 'modified';
  /**
   * Tied events add to the cumulative hazard all at once (`nelson-aalen`, R: `ctype = 1`), or one after the other
   * (`fleming-harrington`, R: `ctype = 2`). Default `nelson-aalen`.
   */
  readonly tiedHazard?: 'nelson-aalen' | 'fleming-harrington';
  /** The person of each row, as a whole number: rows that follow each other are one stretch, and robust errors go by person. */
  readonly id?: ArrayLike<number>;
  /** The cluster of each row, for robust errors; by default the person, else the row. */
  readonly cluster?: Clusters;
  /** Standard errors by the infinitesimal jackknife. Default as R's: with `cluster`, with weights that are not whole, and with several events of one id. */
  readonly robust?: boolean;
  /** The curve begins at 1 here; rows that end before are left out. R: `start.time`. */
  readonly startTime?: number;
  /** Rows with something missing. Default `refuse`. */
  readonly missing?: MissingRule;
  /** Do not join times that differ by rounding only. R: `timefix = FALSE`. */
  readonly exactTimes?: boolean;
}

/** One curve. All arrays have one number for each time at which a row of the group ends, ascending. */
export interface SurvivalCurve {
  /** The group's level; absent where there are no groups. */
  readonly group?: string;
  readonly rows: number;
  readonly time: Float64Array;
  /** Weight at risk just before the time. */
  readonly atRisk: Float64Array;
  readonly events: Float64Array;
  readonly censored: Float64Array;
  readonly survival: Float64Array;
  /** Of `survival`; NaN where it is 0, unless robust. R: `summary(fit, censored = TRUE)$std.err`. */
  readonly standardError: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly cumulativeHazard: Float64Array;
  /** Of `cumulativeHazard`. R: `fit$std.chaz`. */
  readonly cumulativeHazardError: Float64Array;
  /** Where the curve begins, at 1. */
  readonly startTime: number;
}

export interface SurvivalCurves {
  readonly curves: readonly SurvivalCurve[];
  readonly robust: boolean;
  readonly confidence: number;
  readonly interval: IntervalKind;
  /** Rows left out because something was missing in them. */
  readonly rowsOmitted: number;
}

/**
 * Kaplan-Meier: the share that has not had the event yet, by time since the start, with people who came under observation late.
 * Greenwood's standard errors, or robust ones (infinitesimal jackknife; with `ctype = 2` survival 3.5-3 multiplies them by the survival again). A level of `groups` without rows gives no curve; without
 * events the curve stays at 1 with standard error 0.
 * Throws `length-mismatch`, `no-rows`, `not-finite`, `time-negative`, `entry-not-before-exit`, `status-invalid`, `weight-invalid`,
 * `code-outside-levels`, `confidence-invalid`, `option-invalid`.
 * Source: Kaplan and Meier 1958; Greenwood 1926; Therneau and Grambsch 2000.
 * R: `survfit(Surv(entry, time, event) ~ group, weights =, id =, cluster =, conf.type =)`.
 */
export function kaplanMeier(data: SurvivalData, options: SurvivalOptions = {}): SurvivalCurves {
  return survivalCurves(data, options, 'product');
}

/**
 * Nelson-Aalen: the cumulative hazard, and as survival its exponential (Breslow's estimate; with `tiedHazard: 'fleming-harrington'`
 * theirs). Otherwise as kaplanMeier. Robust errors of the survival are those of the hazard times the survival; survival 3.5-3 gives
 * those of the hazard unmultiplied there, though it says that they are the survival's.
 * Source: Nelson 1969; Aalen 1978; Fleming and Harrington 1984.
 * R: `survfit(Surv(entry, time, event) ~ group, stype = 2, ctype = 1)`; `ctype = 2` for Fleming-Harrington.
 */
export function nelsonAalen(data: SurvivalData, options: SurvivalOptions = {}): SurvivalCurves {
  return survivalCurves(data, options, 'exponential');
}

function survivalCurves(data: SurvivalData, options: SurvivalOptions, estimate: Estimate): SurvivalCurves {
  const { confidence = 0.95, interval = 'log', groups } = options;
  requireConfidence(confidence);
  const rows = startedRows(data, options);
  const grid = timeGrid(rows.time, rows.entry, options.exactTimes);
  const cells = layCells(grid, rows.groups);
  const { status, weights } = rows;
  const counts = countCells(cells, { status, weights, continued: continuedRows(rows, grid) });
  const robust = options.robust ?? isRobustByDefault(rows);
  const efron = options.tiedHazard === 'fleming-harrington';
  const errors = robust ? jackknifeErrors(cells, counts, { status, weights, ...clustersOf(rows) }, efron) : undefined;
  const curves: SurvivalCurve[] = [];
  const sizes = groupSizes(rows);
  for (let group = 0; group + 1 < cells.starts.length; group += 1) {
    const [from, to] = [cells.starts[group] as number, cells.starts[group + 1] as number];
    if (from === to) continue;
    const part = slicedCounts(counts, from, to);
    const curve = estimated(part, estimate, efron, errors && slicedErrors(errors, from, to));
    const stretch = lowerStretch(curve, part, options.lowerLimit ?? 'usual');
    const limits = probabilityIntervals(curve.survival, curve.logError, interval, confidence, stretch);
    const level = groups?.levels[group];
    curves.push({
      ...(level === undefined ? {} : { group: level }),
      rows: sizes[group] as number,
      time: cells.times.slice(from, to),
      atRisk: part.atRisk,
      events: part.events,
      censored: part.censored,
      survival: curve.survival,
      standardError: curve.standardError,
      ...limits,
      cumulativeHazard: curve.cumulativeHazard,
      cumulativeHazardError: curve.cumulativeHazardError,
      startTime: options.startTime ?? 0,
    });
  }
  return { curves, robust, confidence, interval, rowsOmitted: rows.rowsOmitted };
}

/** The checked rows that end at or after the start. */
function startedRows(data: SurvivalData, options: SurvivalOptions): CheckedRows {
  const { id, startTime, groups, missing } = options;
  const cluster = options.cluster && clusterNumbers(options.cluster);
  const { time, entry, weights } = data;
  const rows = checkedRows({ time, entry, status: data.event, weights, groups, id, cluster }, 1, missing);
  if (startTime === undefined) return rows;
  if (!Number.isFinite(startTime)) throw new StatisticsError('option-invalid', { column: 'startTime' });
  const kept = Int32Array.from(rows.time.keys()).filter((row) => (rows.time[row] as number) >= startTime);
  if (kept.length === 0) throw new StatisticsError('no-rows', { detail: 'every row ends before startTime' });
  return { ...selectRows(rows, kept), rows: kept.length, rowsOmitted: rows.rowsOmitted };
}

function groupSizes({ groups, rows }: CheckedRows): Int32Array {
  const sizes = new Int32Array(groups?.levels.length ?? 1);
  for (let row = 0; row < rows; row += 1) {
    const group = groups?.codes[row] ?? 0;
    sizes[group] = (sizes[group] as number) + 1;
  }
  return sizes;
}
