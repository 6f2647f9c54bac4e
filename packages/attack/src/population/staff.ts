// The synthetic staff as columns: a row for each stretch of time that somebody stood in one group. Ten million rows fit in memory.
import { organisations } from '@clew/events';
import {
  createPopulation,
  departmentCodes,
  type Happening,
  modelGrades,
  type PersonPlan,
  type Population,
  professionCodes,
  regionCodes,
  type State,
} from '@clew/synthetic';
import { GrowingColumns } from './growing-columns.ts';

/** Answers about a background, and what stands for none. */
export const backgroundCodes = ['high', 'intermediate', 'low', 'prefer-not-to-say', 'not-declared'] as const;
export const sexCodes = ['female', 'male'] as const;
export const ethnicityCodes = ['asian', 'black', 'mixed', 'white', 'other', 'prefer-not-to-say', 'not-declared'];
export const disabilityCodes = ['disabled', 'not-disabled', 'prefer-not-to-say', 'not-declared'];
export { modelGrades as gradeCodes, professionCodes, regionCodes };

const notDeclared = backgroundCodes.indexOf('not-declared');

/** Somebody who withdraws an answer is without one from that day on. */
const never = 0x7fffffff;
const millisecondsPerDay = 86_400_000;

/** A posting of everybody, over time; and who everybody is. Days are whole numbers since 1970-01-01. */
export interface Staff {
  /** The codes of organisations, `department/organisation`: one that moved to another department has a code for each. */
  readonly organisationCodes: readonly string[];
  readonly people: number;
  /** By person. */
  readonly background: Uint8Array;
  /** By person: the day from which the background is no longer declared. */
  readonly withdrawnDay: Int32Array;
  readonly sex: Uint8Array;
  readonly ethnicity: Uint8Array;
  readonly disability: Uint8Array;
  /** Spells in the order of people and time; half-open. */
  readonly spells: Spells;
  /** The last day of the window. */
  readonly endDay: number;
}

export interface Spells {
  readonly rows: number;
  readonly person: Uint32Array;
  readonly startDay: Int32Array;
  /** The first day out of it. */
  readonly endDay: Int32Array;
  readonly organisation: Uint8Array;
  readonly grade: Uint8Array;
  readonly region: Uint8Array;
  readonly profession: Uint8Array;
  /** 1 where the spell ended in a promotion. */
  readonly promoted: Uint8Array;
}

/** How many people a population needs, so that about so many are in post at the end of its ten years: 56 in 100 are. */
export function peopleFor(staffInPost: number): number {
  return Math.max(1, Math.round(staffInPost / 0.559));
}

/** Lives the whole population once, and keeps its postings. `onProgress` hears how many people are done. */
export function recordStaff(
  options: { readonly staffInPost: number; readonly seed: number | string },
  onProgress: (done: number, of: number) => void = () => {},
): Staff {
  const people = peopleFor(options.staffInPost);
  const population = createPopulation({ people, years: 10, seed: options.seed });
  const codes = organisationCodesOf(population);
  const answers = {
    background: new Uint8Array(people),
    withdrawnDay: new Int32Array(people).fill(never),
    sex: new Uint8Array(people),
    ethnicity: new Uint8Array(people),
    disability: new Uint8Array(people),
  };
  const columns = new GrowingColumns(people * 4);
  let index = 0;
  for (const plan of population.plans()) {
    keepAnswers(answers, plan, index);
    keepSpells(columns, codes, population, plan, index);
    index += 1;
    if (index % 50_000 === 0) onProgress(index, people);
  }
  const spells = columns.finished();
  return { organisationCodes: codes.list, people, ...answers, spells, endDay: population.model.endDay };
}

interface OrganisationCodes {
  readonly list: readonly string[];
  readonly placeOf: ReadonlyMap<string, number>;
}

/** A code for every organisation under its department, every department itself, and the one organisation that moves. */
function organisationCodesOf(population: Population): OrganisationCodes {
  const change = population.model.reorganisation;
  const former = change === null ? [] : [`${departmentCodes[change.fromDepartment] ?? ''}/${change.organisation}`];
  const list = [...organisations.map((each) => `${each.department}/${each.code}`), ...former].sort();
  return { list, placeOf: new Map(list.map((code, place) => [code, place])) };
}

function organisationOn(codes: OrganisationCodes, population: Population, state: State, day: number): number {
  const change = population.model.reorganisation;
  const isBefore = change !== null && state.organisation === change.organisation && day < change.day;
  const department = departmentCodes[isBefore ? change.fromDepartment : state.department] ?? '';
  const place = codes.placeOf.get(`${department}/${state.organisation ?? department}`);
  if (place === undefined) throw new Error('invariant: every organisation of a posting has a code');
  return place;
}

type Answers = Pick<Staff, 'background' | 'withdrawnDay' | 'sex' | 'ethnicity' | 'disability'>;

function keepAnswers(answers: Answers, plan: PersonPlan, index: number): void {
  const { career, declaration, characteristics } = plan;
  const isDeclared = declaration === 'class' || declaration === 'withdrawn';
  const refused = declaration === 'prefer-not-to-say' ? notDeclared - 1 : notDeclared;
  answers.background[index] = isDeclared ? career.person.background : refused;
  if (declaration === 'withdrawn') answers.withdrawnDay[index] = withdrawalOf(plan);
  answers.sex[index] = sexCodes.indexOf(characteristics.sex);
  answers.ethnicity[index] = ethnicityCodes.indexOf(characteristics.ethnicity ?? 'not-declared');
  answers.disability[index] = disabilityCodes.indexOf(characteristics.disability ?? 'not-declared');
}

function withdrawalOf(plan: PersonPlan): number {
  for (const entry of plan.entries) {
    if (entry.kind !== 'message' || entry.message.name !== 'socioEconomicBackgroundWithdrawn') continue;
    const { effectiveDate } = entry.message.data as { readonly effectiveDate: string };
    return Date.parse(`${effectiveDate}T00:00:00Z`) / millisecondsPerDay;
  }
  return plan.career.person.entryDay;
}

function keepSpells(
  columns: GrowingColumns,
  codes: OrganisationCodes,
  population: Population,
  plan: PersonPlan,
  index: number,
): void {
  const { career } = plan;
  const end = population.model.endDay + 1;
  let state: State | null = career.person.inPostAtStart ? career.first : null;
  let since = career.person.entryDay;
  const close = (day: number, promoted: boolean) => {
    if (state === null || day <= since) return;
    columns.add({
      person: index,
      startDay: since,
      endDay: day,
      organisation: organisationOn(codes, population, state, since),
      grade: state.grade,
      region: state.region,
      profession: state.profession,
      promoted: promoted ? 1 : 0,
    });
  };
  for (const happening of career.happenings) {
    const next = stateAfter(happening);
    if (next === undefined) continue;
    close(happening.day, happening.kind === 'promoted');
    state = next;
    since = happening.day;
  }
  close(end, false);
}

/** How somebody stands after a happening; null out of service, undefined where it changes no group. */
function stateAfter(happening: Happening): State | null | undefined {
  switch (happening.kind) {
    case 'hired':
    case 'promoted':
    case 'regraded':
    case 'moved':
      return happening.to;
    case 'reorganised':
      return happening.state;
    case 'exited':
      return null;
    default:
      return undefined;
  }
}
