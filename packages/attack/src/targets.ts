// Whom the attackers are set on. The answer of each target is decided by a coin, so that nothing but the published figures can tell it:
// guessing is right half of the time, whatever is known of grade or region (Steinke, Nasr and Jagielski 2023, privacy auditing in one run).
import { backgroundCodes, type Staff } from './population/staff.ts';
import { xorshift } from './pseudo-random.ts';

/** The two answers that the coin decides between: categories of the background. */
export const answers = [backgroundCodes.indexOf('low'), backgroundCodes.indexOf('high')] as const;

export interface Targets {
  /** Numbers of people, ascending. */
  readonly people: Uint32Array;
  /** By target: 0 for the first of `answers`, 1 for the second. The attackers never see it. */
  readonly coins: Uint8Array;
  /** By target: the stratum that it was drawn from. */
  readonly stratum: Uint8Array;
}

/**
 * `settled`: in one group at all releases, so that every release tells of them. `moving`: came, left or changed groups between releases,
 * so that differences of releases tell of them. `small-department`: everybody else of a small department is a target as well.
 */
export const strata = ['settled', 'moving', 'small-department'] as const;

export interface TargetOptions {
  /** How many targets of the first two strata each. */
  readonly perStratum: number;
  /** People of small departments who become targets, at most. */
  readonly inSmallDepartments: number;
  readonly seed: number;
}

/** Draws the targets among those who are in post at one of the days at least. */
export function chooseTargets(staff: Staff, days: readonly number[], options: TargetOptions): Targets {
  const random = xorshift(options.seed);
  const small = peopleOfSmallDepartments(staff, days.at(-1) ?? 0, options.inSmallDepartments, random);
  const { settled, moving } = settledAndMoving(staff, days);
  const chosen = new Map<number, number>();
  for (const person of small) chosen.set(person, strata.indexOf('small-department'));
  for (const [place, pool] of [settled, moving].entries()) {
    let left = Math.min(options.perStratum, Math.floor(pool.length / 2));
    for (const person of shuffled(pool, random)) {
      if (left === 0) break;
      if (chosen.has(person)) continue;
      chosen.set(person, place);
      left -= 1;
    }
  }
  const people = Uint32Array.from(chosen.keys()).sort();
  return {
    people,
    coins: Uint8Array.from(people, () => random() & 1),
    stratum: Uint8Array.from(people, (person) => chosen.get(person) ?? 0),
  };
}

/** The same staff, in which every target has declared what the coin says, for good. */
export function plantAnswers(staff: Staff, targets: Targets): Staff {
  const background = staff.background.slice();
  const withdrawnDay = staff.withdrawnDay.slice();
  targets.people.forEach((person, place) => {
    background[person] = answers[targets.coins[place] ?? 0] ?? 0;
    withdrawnDay[person] = 0x7fffffff;
  });
  return { ...staff, background, withdrawnDay };
}

function settledAndMoving(staff: Staff, days: readonly number[]) {
  const { spells, people } = staff;
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
  const spellsSeen = new Uint8Array(people);
  const isWhole = new Uint8Array(people);
  for (let row = 0; row < spells.rows; row += 1) {
    const [start, end, person] = [spells.startDay[row] ?? 0, spells.endDay[row] ?? 0, spells.person[row] ?? 0];
    if (!days.some((day) => start <= day && day < end)) continue;
    spellsSeen[person] = Math.min(255, (spellsSeen[person] ?? 0) + 1);
    if (start <= first && end > last) isWhole[person] = 1;
  }
  const settled: number[] = [];
  const moving: number[] = [];
  for (let person = 0; person < people; person += 1) {
    if (isWhole[person] === 1) settled.push(person);
    else if ((spellsSeen[person] ?? 0) > 0) moving.push(person);
  }
  return { settled, moving };
}

/** Half of the people of the smallest departments with at least forty people on a day, until there are enough. */
function peopleOfSmallDepartments(staff: Staff, day: number, most: number, random: () => number): number[] {
  const { spells } = staff;
  const byDepartment = new Map<string, number[]>();
  for (let row = 0; row < spells.rows; row += 1) {
    if ((spells.startDay[row] ?? 0) > day || (spells.endDay[row] ?? 0) <= day) continue;
    const department = staff.organisationCodes[spells.organisation[row] ?? 0]?.split('/')[0] ?? '';
    const people = byDepartment.get(department);
    if (people === undefined) byDepartment.set(department, [spells.person[row] ?? 0]);
    else people.push(spells.person[row] ?? 0);
  }
  const found: number[] = [];
  for (const people of [...byDepartment.values()].sort((one, other) => one.length - other.length)) {
    if (people.length < 40) continue;
    if (found.length + people.length / 2 > most) break;
    found.push(...people.filter(() => (random() & 1) === 1));
  }
  return found;
}

function shuffled(pool: readonly number[], random: () => number): readonly number[] {
  const items = pool.slice();
  for (let left = items.length - 1; left > 0; left -= 1) {
    const place = random() % (left + 1);
    const held = items[left] ?? 0;
    items[left] = items[place] ?? 0;
    items[place] = held;
  }
  return items;
}
