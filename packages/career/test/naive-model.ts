// An independent model of the core of the rules (department, grade, in service, by date), written to be read, not to be fast:
// it resolves amendments by recursion, pairs transfers by looking for the nearest again and again, and works every date out from nothing.
import { type ClewEvent, compareGrades, departmentOfSource, type Fact, type Grade } from '@clew/events';
import type { RecordedEvent } from '../src/index.ts';

export interface NaiveStanding {
  readonly department: string;
  readonly grade: Grade;
}

interface Stated {
  readonly id: string;
  readonly home: string | null;
  readonly fact: Fact;
}

/** What an event comes to: the words that count, or null when it is taken back; 'circle' when that cannot be said. */
function meaning(event: ClewEvent, all: readonly ClewEvent[], above: readonly string[]): ClewEvent | null | 'circle' {
  if (above.includes(event.id)) return 'circle';
  const amendments = all.filter(
    (each) => (each.name === 'corrected' || each.name === 'retracted') && each.data.target === event.id,
  );
  const live: { readonly by: ClewEvent; readonly says: ClewEvent }[] = [];
  for (const amendment of amendments) {
    const says = meaning(amendment, all, [...above, event.id]);
    if (says === 'circle') return 'circle';
    if (says !== null) live.push({ by: amendment, says });
  }
  live.sort((one, other) => `${one.by.time} ${one.by.id}`.localeCompare(`${other.by.time} ${other.by.id}`));
  const last = live.at(-1);
  if (last === undefined) return event;
  return last.says.name === 'retracted' ? null : last.says;
}

export function statedFacts(recorded: readonly RecordedEvent[]): Stated[] {
  const all = [...new Map(recorded.map(({ event }) => [event.id, event])).values()];
  return all.flatMap((event) => {
    if (event.name === 'corrected' || event.name === 'retracted') return [];
    const says = meaning(event, all, []);
    if (says === null || says === 'circle' || says.name === 'retracted') return [];
    const fact: Fact = says.name === 'corrected' ? says.data.replacement : says;
    return [{ id: event.id, home: departmentOfSource(event.source), fact }];
  });
}

const rank = ['exited', 'hired', 'transferredOut', 'transferredIn', 'regraded', 'promoted'];
const dateOf = (stated: Stated) => stated.fact.data.effectiveDate;
const place = (stated: Stated) => `${dateOf(stated)} ${rank.indexOf(stated.fact.name)} ${stated.id}`;

/** The losing halves that have a gaining half, by id, with the date of that. */
function pairedHalves(ordered: readonly Stated[]): Map<string, string> {
  const open = new Set(ordered);
  const paired = new Map<string, string>();
  for (;;) {
    let best: { readonly key: string; readonly out: Stated; readonly joining: Stated } | null = null;
    for (const out of open) {
      for (const joining of open) {
        if (out.fact.name !== 'transferredOut' || joining.fact.name !== 'transferredIn') continue;
        if (out.fact.data.toDepartment !== joining.fact.data.department) continue;
        const from = [out.home, saidBefore(ordered, out, out.fact.data.toDepartment)];
        if (!from.includes(joining.fact.data.fromDepartment)) continue;
        const days = Math.abs(Date.parse(dateOf(out)) - Date.parse(dateOf(joining))) / 86_400_000;
        const key = `${String(days).padStart(6, '0')} ${dateOf(out)} ${dateOf(joining)} ${out.id} ${joining.id}`;
        if (days <= 92 && (best === null || key < best.key)) best = { key, out, joining };
      }
    }
    if (best === null) return paired;
    open.delete(best.out);
    open.delete(best.joining);
    paired.set(best.out.id, dateOf(best.joining));
  }
}

/** The department that the person was last said to be in before a fact, other than the one that it names. */
function saidBefore(ordered: readonly Stated[], until: Stated, other: string): string | null {
  const said = ordered.slice(0, ordered.indexOf(until)).flatMap(({ fact }) => {
    if (fact.name === 'hired') return [fact.data.posting.department];
    if (fact.name === 'transferredIn') return [fact.data.department];
    return fact.name === 'transferredOut' ? [fact.data.toDepartment] : [];
  });
  return said.findLast((department) => department !== other) ?? null;
}

/** Where the person stands at the end of a date; null out of service. */
export function naiveStandingAt(facts: readonly Stated[], date: string): NaiveStanding | null {
  const ordered = facts.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
  const paired = pairedHalves(ordered);
  const unknown: Grade = { scheme: 'civil-service', code: 'UNKNOWN' };
  let now: NaiveStanding | null = null;
  let left: NaiveStanding | null = null;
  const todo = ordered.filter((each) => dateOf(each) <= date);
  while (todo.length > 0) {
    const next = todo.shift();
    if (next === undefined) break;
    const { fact } = next;
    const entersToday = todo.findLastIndex(
      (each) => dateOf(each) === dateOf(next) && ['hired', 'transferredIn'].includes(each.fact.name),
    );
    if (fact.name === 'exited' && now === null && entersToday >= 0) {
      // Wait until the day is through.
      const endOfDay = todo.findLastIndex((each) => dateOf(each) === dateOf(next));
      todo.splice(endOfDay + 1, 0, { ...next, fact: { ...fact, name: 'exited' } });
      continue;
    }
    if (fact.name === 'hired') {
      now = { department: fact.data.posting.department, grade: fact.data.posting.grade };
      continue;
    }
    if (fact.name === 'transferredIn') {
      now = { department: fact.data.department, grade: fact.data.grade ?? now?.grade ?? left?.grade ?? unknown };
      continue;
    }
    if (now === null && left !== null) continue;
    if (fact.name === 'transferredOut' && now === null && paired.get(next.id) === dateOf(next)) continue;
    const here: NaiveStanding = now ?? { department: next.home ?? 'unknown', grade: unknown };
    now = here;
    if (fact.name === 'exited') {
      left = here;
      now = null;
    } else if (fact.name === 'transferredOut') {
      if (!paired.has(next.id)) now = { ...here, department: fact.data.toDepartment };
    } else if (fact.name === 'promoted' || fact.name === 'regraded') now = { ...here, grade: fact.data.grade };
  }
  return now;
}

/** True where the first grade is the higher; for the tests of promotions. */
export function isHigher(grade: Grade, than: Grade): boolean {
  return (compareGrades(than, grade) ?? 0) > 0;
}
