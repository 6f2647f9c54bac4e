// A second, naive model of the measures: every day of every career looked at, one by one. It shares no code with the SQL.
import type { Career, Standing } from '@clew/career';

export interface Tally {
  events: number;
  days: number;
  readonly people: Set<number>;
  readonly eventPeople: Set<number>;
}

export type Tallies = Map<string, Tally>;

interface Subject {
  readonly career: Career;
  readonly standing: Standing | null;
  readonly day: string;
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

function previousDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}

const groupsOfGrades: Readonly<Record<string, string>> = {
  AA: 'AA/AO',
  AO: 'AA/AO',
  EO: 'EO',
  HEO: 'SEO/HEO',
  SEO: 'SEO/HEO',
  G7: 'G6/G7',
  G6: 'G6/G7',
  SCS1: 'SCS',
};

const keys: Readonly<Record<string, (subject: Subject) => string>> = {
  grade: ({ standing }) => standing?.grade.code ?? 'UNKNOWN',
  'grade-group': ({ standing }) => groupsOfGrades[standing?.grade.code ?? ''] ?? 'Unknown',
  seb: ({ career }) => career.declarations.socioEconomicBackground?.class ?? 'not-declared',
  sex: ({ career }) => {
    const { sex } = career.declarations;
    return sex === 'female' || sex === 'male' ? sex : 'not-declared';
  },
  department: ({ standing }) => standing?.department ?? 'unknown',
  region: ({ standing }) => standing?.region ?? 'unknown',
  london: ({ standing }) => {
    const region = standing?.region ?? 'unknown';
    return ['london', 'overseas', 'unknown'].includes(region) ? region : 'outside-london';
  },
  profession: ({ standing }) => standing?.profession ?? 'unknown',
  year: ({ day }) => {
    const start = Number(day.slice(0, 4)) - (day.slice(5, 7) >= '04' ? 0 : 1);
    return `${start}-${String(start + 1).slice(2)}`;
  },
};

const groupsOfCauses: Readonly<Record<string, string>> = {
  resignation: 'voluntary',
  'to-private-sector': 'voluntary',
  retirement: 'retirement',
};

function keyOf(by: readonly string[], subject: Subject, ofEvent: Readonly<Record<string, string>> = {}): string {
  return by.map((name) => ofEvent[name] ?? keys[name]?.(subject) ?? '*').join('|');
}

function tally(tallies: Tallies, key: string): Tally {
  const found = tallies.get(key) ?? { events: 0, days: 0, people: new Set(), eventPeople: new Set() };
  tallies.set(key, found);
  return found;
}

/** The standing on a day. */
function standingOn(career: Career, day: string) {
  return career.spells.find((spell) => spell.start <= day && (spell.end === null || day < spell.end));
}

/** Days in service, by group; breakdowns that only events have are shown as `*`. */
export function exposure(careers: readonly Career[], by: readonly string[], from: string, to: string): Tallies {
  const tallies: Tallies = new Map();
  for (const [index, career] of careers.entries()) {
    for (let day = from; day < to; day = nextDay(day)) {
      const spell = standingOn(career, day);
      if (spell === undefined) continue;
      const found = tally(tallies, keyOf(by, { career, standing: spell, day }));
      found.days += 1;
      found.people.add(index);
    }
  }
  return tallies;
}

/** Events, by group. */
export function events(
  careers: readonly Career[],
  measure: string,
  by: readonly string[],
  from: string,
  to: string,
): Tallies {
  const tallies: Tallies = new Map();
  for (const [index, career] of careers.entries()) {
    for (const move of career.moves) {
      const counts =
        (measure === 'promotions' && move.kind === 'promoted') ||
        (measure === 'exits' && move.kind === 'exited') ||
        (measure === 'temporary-promotion-starts' && move.kind === 'temporaryPromotionStarted') ||
        (measure === 'transfers' && move.kind === 'transferred' && move.from?.department !== move.to?.department);
      const day = move.kind === 'exited' ? previousDay(move.date) : move.date;
      if (!counts || day < from || day >= to) continue;
      const found = tally(
        tallies,
        keyOf(
          by,
          { career, standing: move.from, day },
          {
            cause: groupsOfCauses[move.leavingCause ?? ''] ?? 'other or unknown',
            'transfer-type': move.byMachineryOfGovernment ? 'machinery-of-government' : 'to-another-department',
          },
        ),
      );
      found.events += 1;
      found.eventPeople.add(index);
    }
  }
  return tallies;
}

/** People in post on a day who are not on unpaid absence, with the grade that they act at. */
export function inPost(careers: readonly Career[], by: readonly string[], day: string): Tallies {
  const tallies: Tallies = new Map();
  for (const [index, career] of careers.entries()) {
    const spell = standingOn(career, day);
    if (spell === undefined || spell.unpaidAbsence) continue;
    const standing = { ...spell, grade: spell.actingGrade ?? spell.grade };
    tally(tallies, keyOf(by, { career, standing, day })).people.add(index);
  }
  return tallies;
}

/** Journeys between known regions, by origin, destination and kind. */
export function journeys(careers: readonly Career[], from: string, to: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const career of careers) {
    for (const [index, spell] of career.spells.entries()) {
      const before = career.spells[index - 1];
      if (before?.end !== spell.start || spell.start < from || spell.start >= to) continue;
      const [origin, destination] = [before.region ?? 'unknown', spell.region ?? 'unknown'];
      if (origin === destination || origin === 'unknown' || destination === 'unknown') continue;
      const government = career.moves.some((move) => move.date === spell.start && move.byMachineryOfGovernment);
      const key = `${origin}|${destination}|${government ? 'machinery-of-government' : 'other'}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
