// The robust variance of a survival curve: by how much each person, or cluster, moves it (infinitesimal jackknife).
import { codeOrder } from '../foundation/ordering.ts';
import type { Cells } from './cells.ts';
import { FollowedInfluence, SummedInfluence } from './cluster-influence.ts';
import type { CellCounts } from './counts.ts';

/** Standard errors, one a cell. */
export interface JackknifeErrors {
  /** Of the product-limit survival. */
  readonly survival: Float64Array;
  /** Of the cumulative hazard. */
  readonly cumulativeHazard: Float64Array;
}

interface Rows {
  readonly status: Uint8Array;
  readonly weights?: Float64Array | undefined;
  /** The cluster of every row, from 0. */
  readonly cluster: Int32Array;
  readonly clusters: number;
}

/** Up to so many numbers (clusters x cells) each cluster's influence is followed; beyond, sums over clusters are. */
const followed = 5e6;

/**
 * The root of the sum over clusters of their squared influence, at every cell. The influence on the survival is kept divided by the
 * survival, so that only those at risk are moved. Small data are followed cluster by cluster as survfit does; large ones by sums, linear
 * in rows and cells.
 * R: `survfit(robust = TRUE, cluster =)`. Source: Therneau and Grambsch 2000, and survival's `survfitkm` (methods.Rnw).
 */
export function jackknifeErrors(cells: Cells, counts: CellCounts, rows: Rows, efron: boolean): JackknifeErrors {
  const survival = new Float64Array(cells.count);
  const cumulativeHazard = new Float64Array(cells.count);
  const leaving = codeOrder(cells.exit, cells.count);
  const entering = cells.entry && codeOrder(cells.entry, cells.count);
  const small = rows.clusters * cells.count <= followed;
  const influence = () =>
    small ? new FollowedInfluence(rows.clusters) : new SummedInfluence(rows.clusters, rows.status.length);
  const scaled = influence();
  const hazard = influence();
  let [leave, enter] = [0, 0];
  for (let group = 0; group + 1 < cells.starts.length; group += 1) {
    const [from, to] = [cells.starts[group] as number, cells.starts[group + 1] as number];
    scaled.restart();
    hazard.restart();
    let level = 1;
    if (entering === undefined) {
      for (let at = leave; at < leaving.length && (cells.exit[leaving[at] as number] as number) < to; at += 1) {
        const row = leaving[at] as number;
        scaled.enter(rows.cluster[row] as number, rows.weights?.[row] ?? 1);
        hazard.enter(rows.cluster[row] as number, rows.weights?.[row] ?? 1);
      }
    }
    for (let cell = from; cell < to; cell += 1) {
      for (; entering !== undefined && enter < entering.length; enter += 1) {
        const row = entering[enter] as number;
        if ((cells.entry?.[row] as number) > cell) break;
        scaled.enter(rows.cluster[row] as number, rows.weights?.[row] ?? 1);
        hazard.enter(rows.cluster[row] as number, rows.weights?.[row] ?? 1);
      }
      const step = hazardStep(counts, cell, efron);
      if (step.moved > 0) {
        const rest = 1 - step.moved;
        if (rest > 0) scaled.pull(step.moved / ((counts.atRisk[cell] as number) * rest));
        else level = 0;
        level *= rest;
        hazard.pull(-step.ofAll);
      }
      const ofEvent = step.moved > 0 && level > 0 ? -1 / ((counts.atRisk[cell] as number) * (1 - step.moved)) : 0;
      for (; leave < leaving.length; leave += 1) {
        const row = leaving[leave] as number;
        if ((cells.exit[row] as number) > cell) break;
        const isEvent = (rows.status[row] as number) > 0;
        const weight = rows.weights?.[row] ?? 1;
        scaled.leave(rows.cluster[row] as number, weight, isEvent ? ofEvent : 0);
        hazard.leave(rows.cluster[row] as number, weight, isEvent ? step.ofEvent : 0);
      }
      survival[cell] = level * scaled.error();
      cumulativeHazard[cell] = hazard.error();
    }
  }
  return { survival, cumulativeHazard };
}

/** The errors of the cells from `from` below `to`. */
export function slicedErrors(
  { survival, cumulativeHazard }: JackknifeErrors,
  from: number,
  to: number,
): JackknifeErrors {
  return { survival: survival.slice(from, to), cumulativeHazard: cumulativeHazard.slice(from, to) };
}

/** What one cell's events do: the share of those at risk that moved, the pull on everyone at risk, and the push on those with the event. */
function hazardStep(counts: CellCounts, cell: number, efron: boolean) {
  const [events, heads, atRisk] = [
    counts.events[cell] as number,
    counts.eventHeads[cell] as number,
    counts.atRisk[cell] as number,
  ];
  if (!(heads > 0 && events > 0)) return { moved: 0, ofAll: 0, ofEvent: 0 };
  const moved = events / atRisk;
  if (!efron) return { moved, ofAll: moved / atRisk, ofEvent: 1 / atRisk };
  // Tied events leave one after the other, each taking its share of their weight along.
  const others = atRisk - events;
  let [mean, shared, whole] = [0, 0, 0];
  for (let left = heads; left > 0; left -= 1) {
    const share = left / heads;
    const inverse = 1 / (others + share * events);
    mean += inverse;
    shared += inverse * inverse * share;
    whole += inverse * inverse;
  }
  const each = events / heads;
  return { moved, ofAll: whole * each, ofEvent: mean / heads + (whole - shared) * each };
}
