// Completing a table before it is protected: every combination of codes has a row, so that no row's absence, or presence, tells of anybody. Pure.
import { type BreakdownName, breakdown } from './breakdowns.ts';
import type { Background, Group, RawCountRow, RawRateRow, RawResult } from './result.ts';
import { rateRow, sortedRows } from './run-measure.ts';

/** A table that would be larger when it is complete shows no group that is under the threshold, instead. */
export const maximumCompleteRows = 10_000;

/** Breakdowns of which one follows from the other: only the pairs that occur are combined. */
const nested: readonly (readonly BreakdownName[])[] = [
  ['grade', 'grade-group'],
  ['region', 'london'],
];

/** Short lists of which all codes are told; of the others, grades or departments, only those that occur. */
const wholeLists: ReadonlySet<BreakdownName> = new Set(['seb', 'sex', 'cause', 'transfer-type', 'move-type']);

/**
 * The answer with a row for each combination of codes; that of one that does not occur counts nobody. Which of them occur is itself a
 * figure: where one permanent secretary works in a region, the one row of background that is there would tell the person's background.
 * Null where the table would be too large.
 */
export function completeTable(result: RawResult): RawResult | null {
  const dimensions = dimensionsOf(result);
  const size = dimensions.reduce((product, { length }) => product * length, 1);
  if (size > maximumCompleteRows) return null;
  const groups = dimensions.reduce<readonly Group[]>(
    (so, dimension) => so.flatMap((group) => dimension.map((more) => ({ ...group, ...more }))),
    [{}],
  );
  const [labels, backgrounds] = [labelsOf(result), backgroundsOf(result)];
  const missing = missingGroups(result, groups.filter(isPossible));
  if (result.kind === 'rate') {
    const added = missing.map(
      (group): RawRateRow => ({ ...rateRow(group, 0, 0, labels), ...nobodyAtRisk, background: backgrounds(group) }),
    );
    return { ...result, rows: sortedRows([...result.rows, ...added], result.by) };
  }
  const added = missing.map((group): RawCountRow => {
    const counts = { count: 0, people: 0, eventPeople: 0, background: backgrounds(group) };
    return { ...rateless(rateRow(group, 0, 0, labels)), ...counts };
  });
  return { ...result, rows: sortedRows([...result.rows, ...added], result.by) };
}

const nobodyAtRisk = { personDays: 0, people: 0, eventPeople: 0 } as const;

function rateless({ group, labels, declarationRate, responseRate, suppression }: ReturnType<typeof rateRow>) {
  return { group, labels, declarationRate, responseRate, suppression };
}

/** The codes of each breakdown, or of each nested pair, as parts of groups. */
function dimensionsOf({ by, rows }: RawResult): readonly (readonly Group[])[] {
  const pairs = nested.filter((names) => names.every((name) => by.includes(name)));
  const alone = by.filter((name) => !pairs.some((names) => names.includes(name)));
  return [...pairs, ...alone.map((name) => [name])].map((names) => {
    const [only] = names;
    const listed = names.length === 1 && only !== undefined && wholeLists.has(only) ? breakdown(only).codes : undefined;
    if (listed !== undefined && only !== undefined) return listed.map((code): Group => ({ [only]: code }));
    const parts = rows.map(({ group }) => Object.fromEntries(names.map((name) => [name, group[name] ?? ''])) as Group);
    return [...new Map(parts.map((part) => [JSON.stringify(part), part])).values()];
  });
}

/** Nobody moves from a region to itself, nor into London to anywhere else. */
function isPossible({ origin, destination, direction }: Group): boolean {
  if (origin !== undefined && origin === destination) return false;
  if (direction === undefined) return true;
  if (destination !== undefined && (destination === 'london') !== (direction === 'into-london')) return false;
  if (origin === undefined) return true;
  if (origin === 'london') return direction === 'out-of-london';
  return direction !== 'out-of-london';
}

function missingGroups({ by, rows }: RawResult, groups: readonly Group[]): readonly Group[] {
  const key = (group: Group) => JSON.stringify(by.map((name) => group[name]));
  const present = new Set(rows.map(({ group }) => key(group)));
  return groups.filter((group) => !present.has(key(group)));
}

/** The label of a code as the answer has it, where it has one. */
function labelsOf({ rows }: RawResult): (name: BreakdownName, code: string) => string {
  const known = new Map<string, string>();
  for (const { group, labels } of rows) {
    for (const [name, code] of Object.entries(group))
      known.set(`${name} ${code}`, labels[name as BreakdownName] ?? code);
  }
  return (name, code) => known.get(`${name} ${code}`) ?? breakdown(name).label(code);
}

/** The declarations of the group that a row belongs to, whatever its class: a row of nobody must not be told apart by having none. */
function backgroundsOf({ by, rows }: RawResult): (group: Group) => Background | null {
  const others = by.filter((name) => name !== 'seb' && breakdown(name).eventsOnly !== true);
  const key = (group: Group) => JSON.stringify(others.map((name) => group[name]));
  const known = new Map(rows.map(({ group, background }) => [key(group), background]));
  return (group) => known.get(key(group)) ?? null;
}
