// Protection of what leaves: a threshold of people, rounding, and no figure that gives a suppressed one away. Pure.
// Real disclosure control (noise by cell key, frozen releases, budgets) follows in later work and takes this file's place.
import { type BreakdownName, breakdown } from './breakdowns.ts';
import { completeTable } from './complete-table.ts';
import type {
  Background,
  CountRow,
  Group,
  MeasureResult,
  RateRow,
  RawCountRow,
  RawRateRow,
  RawResult,
  Suppression,
} from './result.ts';
import { declarationRates, personYearDays, rateRow } from './run-measure.ts';

/** The fewest distinct people that a figure may rest on. */
export const threshold = 10;

/** Counts and person-years are rounded to the nearest multiple of it. */
export const roundingBase = 5;

/** Rounds to the base; a half goes up. */
export function round(count: number): number {
  return Math.round(count / roundingBase) * roundingBase;
}

/** A figure as protection sees it: where it stands in the table, and how many distinct people it rests on. */
export interface Cell {
  readonly group: Group;
  readonly people: number;
  /** Suppressed already, for another reason. */
  readonly suppression?: Suppression | null;
}

/**
 * Which cells are not shown. First those under the threshold, nobody included. Then, in every line of the table
 * (all cells that differ in one breakdown only) and over each total, the next smallest cells, until what is hidden there is at least
 * two cells and together at least the threshold: a total less the cells that are shown then gives nobody away.
 */
export function suppressions(
  cells: readonly Cell[],
  by: readonly BreakdownName[],
  totalsBy: readonly BreakdownName[],
): readonly (Suppression | null)[] {
  const state: (Suppression | null)[] = cells.map(
    (cell) => cell.suppression ?? (cell.people < threshold ? 'below-threshold' : null),
  );
  // What totals keep apart is added up nowhere, so there is no remainder along it.
  const added = by.filter((name) => !totalsBy.includes(name));
  const lines = [...added.map((name) => by.filter((other) => other !== name)), totalsBy].flatMap((fixed) =>
    linesOf(cells, fixed),
  );
  const secrets = secretsOf(cells, by);
  for (let changed = true; changed; ) {
    changed = false;
    for (const line of lines) {
      while (givesAway(secretsIn(line, secrets, state))) {
        const next = smallest(
          line.filter((index) => state[index] === null),
          cells,
        );
        if (next === undefined) break;
        state[next] = 'complementary';
        changed = true;
      }
    }
  }
  return state;
}

function secretsIn(line: readonly number[], secrets: readonly Secret[], state: readonly (Suppression | null)[]) {
  return line.flatMap((index) => (state[index] === null ? [] : (secrets[index] ?? [])));
}

/** What a hidden cell is to those who judge it: its people, and whether it is of a line that has somebody, but few. */
interface Secret {
  readonly people: number;
  readonly isOfFew: boolean;
}

/**
 * Where a line of the table has people, and fewer than the threshold, its cells must look the same, those of nobody too: else what is
 * hidden elsewhere, to keep the secret of the cells that have somebody, would show which they are, and so what the few declared.
 */
function secretsOf(cells: readonly Cell[], by: readonly BreakdownName[]): readonly Secret[] {
  const secrets = cells.map(({ people }): Secret => ({ people, isOfFew: false }));
  for (const name of by) {
    const fixed = by.filter((other) => other !== name);
    for (const line of linesOf(cells, fixed)) {
      const people = line.reduce((sum, index) => sum + (cells[index]?.people ?? 0), 0);
      if (people > 0 && people < threshold) {
        for (const index of line) secrets[index] = { people: cells[index]?.people ?? 0, isOfFew: true };
      }
    }
  }
  return secrets;
}

/**
 * True where what is hidden could be worked out as a remainder: one cell of somebody, or fewer people than the threshold. Cells of a
 * line of few count for nobody here, whatever they hold, so that the others must be enough without them.
 * A remainder of nobody gives nobody away: to hide more for it emptied whole tables, since most tables have a cell of nobody.
 */
function givesAway(hidden: readonly Secret[]): boolean {
  const ofFew = hidden.some(({ isOfFew }) => isOfFew);
  const others = hidden.filter(({ people, isOfFew }) => !isOfFew && people > 0);
  if (!ofFew && others.length === 0) return false;
  const people = others.reduce((sum, each) => sum + each.people, 0);
  return people < threshold || (!ofFew && others.length === 1);
}

function smallest(line: readonly number[], cells: readonly Cell[]): number | undefined {
  return line.toSorted((one, other) => (cells[one]?.people ?? 0) - (cells[other]?.people ?? 0))[0];
}

function linesOf(cells: readonly Cell[], fixed: readonly BreakdownName[]): readonly (readonly number[])[] {
  const lines = new Map<string, number[]>();
  for (const [index, { group }] of cells.entries()) {
    const key = keyOf(group, fixed);
    const line = lines.get(key);
    if (line === undefined) lines.set(key, [index]);
    else line.push(index);
  }
  return [...lines.values()];
}

function keyOf(group: Group, names: readonly BreakdownName[]): string {
  return JSON.stringify(names.map((name) => group[name] ?? direction(name, group)));
}

/** Where a cell of the matrix stands to London, so that the totals into and out of it have their cells. */
function direction(name: BreakdownName, { origin, destination }: Group): string {
  if (name !== 'direction' || origin === undefined || destination === undefined) return '';
  if (destination === 'london') return 'into-london';
  return origin === 'london' ? 'out-of-london' : 'elsewhere';
}

/** Whether each total may be shown: it has enough people, and is not what a hidden cell is missing from. */
export function totalSuppressions(
  totals: readonly Cell[],
  totalsBy: readonly BreakdownName[],
  cells: readonly Cell[],
  state: readonly (Suppression | null)[],
): readonly (Suppression | null)[] {
  const secrets = secretsOf(cells, Object.keys(cells[0]?.group ?? {}) as BreakdownName[]);
  return totals.map((total) => {
    if (total.suppression) return total.suppression;
    if (total.people < threshold) return 'below-threshold';
    const key = keyOf(total.group, totalsBy);
    const hidden = secrets.filter((_, index) => {
      const group = cells[index]?.group;
      return state[index] !== null && group !== undefined && keyOf(group, totalsBy) === key;
    });
    return givesAway(hidden) ? 'complementary' : null;
  });
}

const statement = `Figures that rest on fewer than ${threshold} people, or on nobody, are not shown; counts and person-years are rounded to ${roundingBase}, and rates are worked out from the rounded figures. Parts may not add up to their total.`;

/** Protects an answer. What it gives holds no exact count, and nothing of how many people stand behind one. */
export function protect(exact: RawResult): MeasureResult {
  const complete = completeTable(exact);
  const result = complete ?? exact;
  const state =
    result.kind === 'rate'
      ? protectRates(result.rows, result.totals, result.by)
      : protectCounts(result.rows, result.totals, result.by);
  const isListed = (row: RateRow | CountRow) =>
    row.suppression !== 'below-threshold' || ('personYears' in row && row.personYears !== null);
  const { totals } = state;
  const rows = complete === null ? (state.rows as readonly (RateRow | CountRow)[]).filter(isListed) : state.rows;
  const told = [...result.notes, ...notes(rows, totals), ...(complete === null ? [leftOut] : [])];
  return { ...result, protected: true, rows, totals, notes: told } as MeasureResult;
}

const leftOut = `The table is large: groups of fewer than ${threshold} people are left out, as if nobody were in them.`;

function notes(rows: readonly (CountRow | RateRow)[], totals: readonly (CountRow | RateRow)[]) {
  const hidden = rows.filter((row) => row.suppression !== null).length;
  const lines = [statement];
  if (hidden > 0)
    lines.push(`${hidden} of ${rows.length} rows are suppressed, some only so that others cannot be worked out.`);
  if (totals.some((row) => row.suppression === 'complementary')) {
    lines.push('A total is not shown, because a suppressed row could be worked out from it.');
  }
  return lines;
}

function totalsByOf(totals: readonly { readonly group: Group }[]): readonly BreakdownName[] {
  return Object.keys(totals[0]?.group ?? {}) as BreakdownName[];
}

function protectCounts(rows: readonly RawCountRow[], totals: readonly RawCountRow[], by: readonly BreakdownName[]) {
  const totalsBy = totalsByOf(totals);
  const state = suppressions(rows, by, totalsBy);
  const ofTotals = totalSuppressions(totals, totalsBy, rows, state);
  return {
    rows: rows.map((row, index) => protectedCount(row, state[index] ?? null)),
    totals: totals.map((row, index) => protectedCount(row, ofTotals[index] ?? null)),
  };
}

function protectedCount(row: RawCountRow, suppression: Suppression | null): CountRow {
  const { group, labels } = row;
  const count = suppression === null ? round(row.count) : null;
  return { group, labels, count, suppression, ...protectedBackground(row.background) };
}

function protectRates(rows: readonly RawRateRow[], totals: readonly RawRateRow[], by: readonly BreakdownName[]) {
  const totalsBy = totalsByOf(totals);
  const exposure = exposureSuppressions(rows, by);
  const events = rows.map((row, index) => eventCell(row, exposure[index] ?? null));
  const state = suppressions(events, by, totalsBy);
  const totalExposure = exposureOfTotals(totals, rows, exposure);
  const totalEvents = totals.map((row, index) => eventCell(row, totalExposure[index] ?? null));
  const ofTotals = totalSuppressions(totalEvents, totalsBy, events, state);
  return {
    rows: rows.map((row, index) => protectedRate(row, state[index] ?? null, exposure[index] ?? null)),
    totals: totals.map((row, index) => protectedRate(row, ofTotals[index] ?? null, totalExposure[index] ?? null)),
  };
}

function eventCell(row: RawRateRow, exposure: Suppression | null): Cell {
  return { group: row.group, people: row.eventPeople, suppression: exposure };
}

const ofPeople = (name: BreakdownName) => breakdown(name).eventsOnly !== true;

/** Person-years are one figure for all causes of a group, so they are judged once for it. */
function exposureSuppressions(rows: readonly RawRateRow[], by: readonly BreakdownName[]) {
  const names = by.filter(ofPeople);
  const distinct = new Map(rows.map((row) => [keyOf(row.group, names), row] as const));
  const cells = [...distinct.values()].map(({ group, people }): Cell => ({ group, people }));
  const state = suppressions(cells, names, []);
  const byKey = new Map([...distinct.keys()].map((key, index) => [key, state[index] ?? null] as const));
  return rows.map((row) => byKey.get(keyOf(row.group, names)) ?? null);
}

function exposureOfTotals(
  totals: readonly RawRateRow[],
  rows: readonly RawRateRow[],
  exposure: readonly (Suppression | null)[],
): readonly (Suppression | null)[] {
  return totalSuppressions(
    totals.map(({ people }): Cell => ({ group: {}, people })),
    [],
    distinctExposures(rows),
    distinctExposures(rows).map(({ index }) => exposure[index] ?? null),
  );
}

function distinctExposures(rows: readonly RawRateRow[]): readonly (Cell & { readonly index: number })[] {
  const distinct = new Map<string, Cell & { readonly index: number }>();
  for (const [index, { group, people }] of rows.entries()) {
    const names = (Object.keys(group) as BreakdownName[]).filter(ofPeople);
    const key = keyOf(group, names);
    if (!distinct.has(key)) distinct.set(key, { group: {}, people, index });
  }
  return [...distinct.values()];
}

function protectedRate(row: RawRateRow, events: Suppression | null, exposure: Suppression | null): RateRow {
  const personDays = round(row.personYears ?? 0) * personYearDays;
  const { group, labels } = row;
  const { personYears, rate, low, high, ...rest } = rateRow(group, personDays, round(row.events));
  const background = protectedBackground(row.background);
  if (exposure !== null) return { ...hidden(row), personYears: null, suppression: exposure, ...background };
  if (events !== null) return { ...hidden(row), personYears, suppression: events, ...background };
  return { group, labels, events: rest.events, personYears, rate, low, high, suppression: null, ...background };
}

function hidden({ group, labels }: RawRateRow) {
  return { group, labels, events: null, rate: null, low: null, high: null };
}

/**
 * Rates of declaration from rounded counts. Those who declared and those who did not are two cells of a line, and are judged like any:
 * where either is somebody, and fewer than the threshold, the rate would give it away.
 */
function protectedBackground(background: Background | null) {
  if (background === null || background.people < threshold) return { declarationRate: null, responseRate: null };
  const { people, declared, answered } = background;
  const rates = declarationRates({ people: round(people), declared: round(declared), answered: round(answered) });
  const isTold = (some: number) => some >= threshold && (people === some || people - some >= threshold);
  return {
    declarationRate: isTold(declared) ? rates.declarationRate : null,
    // The two rates together tell of those who answered without declaring: "prefer not to say", or what cannot be classed.
    responseRate: isTold(answered) && isApart(declared, answered) ? rates.responseRate : null,
  };
}

/** Whether the difference of two counts, one within the other, tells of nobody, or of enough people. */
function isApart(inner: number, outer: number): boolean {
  return outer === inner || outer - inner >= threshold;
}
