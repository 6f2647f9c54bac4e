// How a person counts in official statistics: in post at 31 March, entered or left in the year before, with every breakdown.

import { officialGradeOfModel } from './assumptions.ts';
import { ageOn, civilOf, dayOf } from './calendar.ts';
import { departmentCodes, functionCodes, professionCodes, regionCodes } from './calibration/official-2023.ts';
import type { Happening, State } from './happenings.ts';
import { ageBandOf } from './hazards.ts';
import type { Model } from './model.ts';
import { type AgeBand, ageBands, officialGrades } from './official-codes.ts';
import type { OfficialStatus } from './official-table.ts';
import type { PersonPlan } from './person-items.ts';
import { formalDepartment } from './plan.ts';

/** The breakdowns of one counted person, as codes. */
export interface Counted {
  readonly status: OfficialStatus;
  readonly department: string;
  /** null: the department itself, outside its agencies. */
  readonly organisation: string | null;
  /** Of the temporary promotion, where one runs: so it is published. */
  readonly grade: string;
  readonly region: string;
  readonly profession: string;
  readonly function: string;
  readonly age: AgeBand;
  readonly sex: string;
  readonly ethnicity: string;
  readonly disability: string;
  /** True background: 0 high, 1 intermediate, 2 low. No official table has it. */
  readonly background: number;
  readonly leavingCause: string | null;
}

/** The last 31 March on or before the end of the window, as a day number. */
export function lastReferenceDay(model: Model): number {
  const { year } = civilOf(model.endDay);
  const thisYear = dayOf(year, 3, 31);
  return thisYear <= model.endDay ? thisYear : dayOf(year - 1, 3, 31);
}

/** Every way in which the person counts on the day or in the year that ends with it. */
export function countsOf(model: Model, plan: PersonPlan, referenceDay: number): Counted[] {
  const { career } = plan;
  const yearBegins = referenceDay - 364;
  const counted: Counted[] = [];
  let state: State | null = career.person.inPostAtStart ? career.first : null;
  let acting = false;
  const add = (status: OfficialStatus, of: State, cause: string | null = null) => {
    counted.push(countedAs(model, plan, referenceDay, status, of, acting, cause));
  };
  for (const happening of career.happenings) {
    if (happening.day > referenceDay) break;
    const inYear = happening.day >= yearBegins;
    if (inYear && happening.kind === 'hired') add('New entrant CS', happening.to);
    if (inYear && happening.kind === 'exited') add('Leaver CS', happening.from, happening.cause);
    if (inYear && leavesDepartment(model, happening)) add('Leaver Dept.', happening.from);
    if (happening.kind === 'actingStarted') acting = true;
    else if (happening.kind === 'actingEnded' || happening.kind === 'exited') acting = false;
    state = stateAfter(happening, state);
  }
  if (state !== null) add('In post', state);
  return counted;
}

type Moving = Extract<Happening, { kind: 'promoted' | 'regraded' | 'moved' }>;

function leavesDepartment(model: Model, happening: Happening): happening is Moving {
  if (happening.kind !== 'promoted' && happening.kind !== 'regraded' && happening.kind !== 'moved') return false;
  const { day, from, to } = happening;
  return formalDepartment(model, from, day) !== formalDepartment(model, to, day);
}

/** The state after a happening; null when out of service. */
function stateAfter(happening: Happening, before: State | null): State | null {
  if (happening.kind === 'exited') return null;
  if ('to' in happening) return happening.to;
  return 'state' in happening ? happening.state : before;
}

function countedAs(
  model: Model,
  plan: PersonPlan,
  referenceDay: number,
  status: OfficialStatus,
  state: State,
  acting: boolean,
  leavingCause: string | null,
): Counted {
  const { person } = plan.career;
  const { sex, ethnicity, disability } = plan.characteristics;
  const grade = officialGradeOfModel[acting ? state.grade + 1 : state.grade] ?? 8;
  return {
    status,
    department: departmentCodes[formalDepartment(model, state, referenceDay)] ?? '',
    organisation: state.organisation,
    grade: officialGrades[grade] ?? 'UNKNOWN',
    region: regionCodes[state.region] ?? 'unknown',
    profession: professionCodes[state.profession] ?? 'unknown',
    function: functionCodes[state.function] ?? 'unknown',
    age: ageBands[ageBandOf(ageOn(person.bornDay, referenceDay))] ?? '65+',
    sex,
    ethnicity: undeclared(ethnicity),
    disability: undeclared(disability),
    background: person.background,
    leavingCause,
  };
}

function undeclared(value: string | null): string {
  if (value === null) return 'unknown';
  return value === 'prefer-not-to-say' ? 'undeclared' : value;
}
