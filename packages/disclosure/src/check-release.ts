// The last check before a release goes: against every earlier one, with the people themselves. It asks what was published, not how.

import { contentHash } from './content-hash.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { PublishedTable, Release } from './release.ts';
import { type RegisteredTable, type Registry, secretsOf } from './table.ts';
import { cellOfRows, type Rows, rowsOf } from './tally.ts';
import type { Workforce } from './workforce.ts';

/** A release, and the people whom it was made from. */
export interface Published {
  readonly release: Release;
  readonly workforce: Workforce;
}

/** A figure that changed although too few people did: their difference tells of those few. */
export interface Exposure {
  readonly table: string;
  readonly cell: number;
  readonly earlierRelease: number;
  /** Confidential. */
  readonly contributorsChanged: number;
}

/**
 * Every headcount of ordinary facts that is new in the candidate, though fewer than `leastChange` people came or went since an earlier
 * release that first showed another. A release that repeats a figure shows no state of its own, and so is not compared: what stands behind
 * the figure is the release that showed it first. Tables by answers are worked out from measurements, and are judged by their loss instead.
 * What is returned is confidential: it counts people.
 */
export function exposedChanges(
  registry: Registry,
  candidate: Published,
  earlier: readonly Published[],
  leastChange: number,
): readonly Exposure[] {
  return registry.tables
    .filter((table) => table.quantity === 'headcount' && secretsOf(registry, table).length === 0)
    .flatMap((table) => {
      const series = [...earlier, candidate].map(({ release }) => published(release, table)?.values);
      const isNew = (place: number, cell: number) =>
        !series
          .slice(0, place)
          .some((before) => before !== undefined && Object.is(before[cell], series[place]?.[cell]));
      const last = earlier.length;
      return earlier.flatMap((before, place) => {
        const changed = contributorsChanged(registry, table, before.workforce, candidate.workforce);
        return Array.from(changed.entries())
          .filter(([cell, count]) => count < leastChange && isNew(place, cell) && isNew(last, cell))
          .map(([cell, count]) => ({
            table: table.name,
            cell,
            earlierRelease: before.release.number,
            contributorsChanged: count,
          }));
      });
    });
}

/** Whether a candidate may go: earlier releases unaltered, and no change shown of too few people. Null where it may. */
export function checkRelease(
  registry: Registry,
  candidate: Published,
  earlier: readonly Published[],
  leastChange: number,
): Refusal | null {
  const altered = [...earlier, candidate].find(({ release }) => contentHash(release) !== release.contentHash);
  if (altered !== undefined) {
    return refuse(
      'release-altered',
      `releases[${altered.release.number - 1}]`,
      `Release ${altered.release.number} is not what was sealed.`,
      'Restore it from where it was stored.',
    );
  }
  const exposed = exposedChanges(registry, candidate, earlier, leastChange);
  if (exposed.length === 0) return null;
  const tables = [...new Set(exposed.map(({ table }) => table))];
  return refuse(
    'release-differs-too-little',
    'tables',
    `Figures of ${tables.length} tables differ from an earlier release by fewer than ${leastChange} people.`,
    'Publish by a method that repeats such figures, or publish less often.',
  );
}

function published(release: Release, table: RegisteredTable): PublishedTable | undefined {
  return release.tables.find((each) => each.name === table.name);
}

/** By cell: how many people are in it on one of the two dates alone. */
function contributorsChanged(
  registry: Registry,
  table: RegisteredTable,
  before: Workforce,
  now: Workforce,
): Map<number, number> {
  const [one, other] = [rowsOf(before, 'headcount'), rowsOf(now, 'headcount')];
  const [cellsOfOne, cellsOfOther] = [one, other].map((rows: Rows) => cellOfRows(registry, rows, table.dimensions));
  const changed = new Map<number, number>();
  const add = (cell: number | undefined, count = 1) => {
    if (cell !== undefined) changed.set(cell, (changed.get(cell) ?? 0) + count);
  };
  for (const cell of [...(cellsOfOne ?? []), ...(cellsOfOther ?? [])]) add(cell, 0);
  let [left, right] = [0, 0];
  while (left < one.length || right < other.length) {
    const [person, next] = [one.personNumber[left] ?? Infinity, other.personNumber[right] ?? Infinity];
    const [from, to] = [cellsOfOne?.[left], cellsOfOther?.[right]];
    if (person < next) add(from);
    if (next < person) add(to);
    if (person === next && from !== to) {
      add(from);
      add(to);
    }
    if (person <= next) left += 1;
    if (next <= person) right += 1;
  }
  return changed;
}
