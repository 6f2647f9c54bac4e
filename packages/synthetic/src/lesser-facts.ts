// The lesser facts: loans, absences, learning, apprenticeships, talent schemes and mentoring. No effect is planted in them.
import type { Fact } from '@clew/events';
import { departmentCodes } from './calibration/official-2023.ts';
import type { Career, Happening } from './happenings.ts';
import { dateText, departmentCode, formalDepartment, identifierOf, say, type Writing } from './plan.ts';

type Lesser = Extract<Happening, { kind: 'lesser' }>;

/** Writes a lesser fact, and its end where it ends in the window while the person is in post. */
export function planLesser(writing: Writing, career: Career, happening: Lesser, place: number): void {
  const span = (least: number, range: number) => happening.day + least + writing.random.below(range);
  const { lesser } = happening;
  if (lesser === 'loan') planLoan(writing, career, happening, place, span(90, 450));
  else if (lesser === 'absence') planAbsence(writing, career, happening, place);
  else if (lesser === 'learning') planLearning(writing, happening);
  else if (lesser === 'apprenticeship') planApprenticeship(writing, career, happening, place, span(365, 450));
  else if (lesser === 'talentScheme') planTalentScheme(writing, career, happening, place);
  else if (lesser === 'mentoring') planMentoring(writing, career, happening, place, span(150, 250));
  // A change of name is no fact of a career: the ID service hears of it.
}

/** The first day on which a running thing of the person's would be cut short: an exit, or another department where that matters too. */
function cutOn(writing: Writing, career: Career, place: number, alsoByTransfer: boolean): number {
  for (const later of career.happenings.slice(place + 1)) {
    if (later.kind === 'exited') return later.day;
    if (!alsoByTransfer) continue;
    if (later.kind === 'reorganised') return later.day;
    if (later.kind !== 'promoted' && later.kind !== 'moved') continue;
    const { model } = writing;
    if (formalDepartment(model, later.from, later.day) !== formalDepartment(model, later.to, later.day))
      return later.day;
  }
  return Number.POSITIVE_INFINITY;
}

/** True while another of the kinds may still run: kept simple by giving each a year and a half. */
function anotherRuns(career: Career, happening: Lesser, place: number, kinds: readonly Lesser['lesser'][]): boolean {
  return career.happenings
    .slice(0, place)
    .some(
      (earlier) => earlier.kind === 'lesser' && kinds.includes(earlier.lesser) && happening.day - earlier.day <= 830,
    );
}

function endOn(
  writing: Writing,
  fact: (effectiveDate: string) => Fact,
  day: number,
  cut: number,
  department: number,
): void {
  if (day <= writing.model.endDay && day < cut) say(writing, fact(dateText(day)), day, department);
}

function planLoan(writing: Writing, career: Career, happening: Lesser, place: number, plannedEnd: number): void {
  if (anotherRuns(career, happening, place, ['loan', 'absence'])) return;
  const { day, state, number } = happening;
  const home = formalDepartment(writing.model, state, day);
  const host = writing.random.below(departmentCodes.length);
  if (host === home || host === state.department) return;
  const exit = cutOn(writing, career, place, false);
  const cut = cutOn(writing, career, place, true);
  const end = Math.min(plannedEnd, cut);
  if (end <= day) return;
  const loanId = identifierOf(writing.model, writing.index, 'LOAN', number);
  const data = {
    effectiveDate: dateText(day),
    loanId,
    hostDepartment: departmentCode(host),
    expectedEndDate: dateText(plannedEnd),
  };
  say(writing, { name: 'loanStarted', data }, day, home, 'fixed');
  // A loan ends before the person goes to another department.
  if (end <= writing.model.endDay && end < exit) {
    say(writing, { name: 'loanEnded', data: { effectiveDate: dateText(end), loanId } }, end, home, 'fixed');
  }
}

const absences = [
  ['maternity-or-parental', 0.35, 60, 300, true],
  ['sickness', 0.35, 28, 120, true],
  ['career-break', 0.1, 90, 600, false],
  ['secondment-out', 0.06, 180, 500, true],
  ['covering-another-role', 0.04, 60, 200, true],
  ['other', 0.1, 20, 100, true],
] as const;

function planAbsence(writing: Writing, career: Career, happening: Lesser, place: number): void {
  if (anotherRuns(career, happening, place, ['absence', 'loan'])) return;
  const { day, state, number } = happening;
  const [kind, , least, range, paid] =
    absences[writing.random.weighted(absences.map((each) => each[1]))] ?? absences[0];
  const absenceId = identifierOf(writing.model, writing.index, 'ABS', number);
  const department = formalDepartment(writing.model, state, day);
  say(
    writing,
    { name: 'absenceStarted', data: { effectiveDate: dateText(day), absenceId, kind, paid } },
    day,
    department,
  );
  const end = day + least + writing.random.below(range);
  const back = (effectiveDate: string): Fact => ({ name: 'absenceEnded', data: { effectiveDate, absenceId } });
  endOn(writing, back, end, cutOn(writing, career, place, false), department);
}

function planLearning(writing: Writing, happening: Lesser): void {
  const { day, state } = happening;
  const kind = writing.random.pick([
    'course',
    'course',
    'course',
    'e-learning',
    'e-learning',
    'qualification',
    'conference',
    'coaching',
    'other',
  ] as const);
  const hours = kind === 'qualification' ? 40 + 10 * writing.random.below(16) : 0.5 + 0.5 * writing.random.below(30);
  const learning = `CSL-${1000 + writing.random.below(400)}`;
  const data = { effectiveDate: dateText(day), learning, kind, hours };
  say(writing, { name: 'learningCompleted', data }, day, formalDepartment(writing.model, state, day));
}

const standards = [
  ['ST0116', 3],
  ['ST0070', 3],
  ['ST0128', 4],
  ['ST0118', 5],
  ['ST0272', 6],
  ['ST0480', 7],
] as const;

function planApprenticeship(writing: Writing, career: Career, happening: Lesser, place: number, end: number): void {
  if (happening.state.grade > 6 || anotherRuns(career, happening, place, ['apprenticeship'])) return;
  const { day, state, number } = happening;
  const [standard, level] =
    standards[Math.min(5, Math.floor(state.grade / 2) + writing.random.below(3))] ?? standards[0];
  const apprenticeshipId = identifierOf(writing.model, writing.index, 'APP', number);
  const department = formalDepartment(writing.model, state, day);
  const data = { effectiveDate: dateText(day), apprenticeshipId, standard, level };
  say(writing, { name: 'apprenticeshipStarted', data }, day, department);
  const outcome =
    (['completed', 'withdrawn', 'transferred'] as const)[writing.random.weighted([0.62, 0.34, 0.04])] ?? 'completed';
  const ended = (effectiveDate: string): Fact => ({
    name: 'apprenticeshipEnded',
    data: { effectiveDate, apprenticeshipId, outcome },
  });
  endOn(writing, ended, end, cutOn(writing, career, place, false), department);
}

function schemeOf(grade: number) {
  if (grade <= 2) return 'beyond-boundaries' as const;
  if (grade <= 4) return 'fast-stream' as const;
  if (grade <= 6) return 'future-leaders-scheme' as const;
  if (grade === 7) return 'senior-leaders-scheme' as const;
  return grade <= 10 ? ('directors-general-and-beyond' as const) : ('other' as const);
}

function planTalentScheme(writing: Writing, career: Career, happening: Lesser, place: number): void {
  const { day, state, number } = happening;
  const scheme = schemeOf(state.grade);
  const schemeId = identifierOf(writing.model, writing.index, 'TS', number);
  const department = formalDepartment(writing.model, state, day);
  const cut = cutOn(writing, career, place, false);
  const data = { effectiveDate: dateText(day), schemeId, scheme };
  say(writing, { name: 'talentSchemeApplied', data }, day, department);
  const start = day + 60 + writing.random.below(60);
  if (!writing.random.chance(0.35) || start >= cut) return;
  const started = (effectiveDate: string): Fact => ({
    name: 'talentSchemeStarted',
    data: { effectiveDate, schemeId, scheme },
  });
  endOn(writing, started, start, cut, department);
  const outcome = writing.random.chance(0.85) ? ('completed' as const) : ('withdrawn' as const);
  const ended = (effectiveDate: string): Fact => ({
    name: 'talentSchemeEnded',
    data: { effectiveDate, schemeId, scheme, outcome },
  });
  endOn(writing, ended, start + 365 + writing.random.below(365), cut, department);
}

function planMentoring(writing: Writing, career: Career, happening: Lesser, place: number, end: number): void {
  const { day, state, number } = happening;
  const kind = writing.random.pick(['mentoring', 'mentoring', 'sponsorship', 'reverse-mentoring'] as const);
  const mentoringId = identifierOf(writing.model, writing.index, 'M', number);
  const department = formalDepartment(writing.model, state, day);
  say(
    writing,
    { name: 'mentoringStarted', data: { effectiveDate: dateText(day), mentoringId, kind } },
    day,
    department,
  );
  const ended = (effectiveDate: string): Fact => ({ name: 'mentoringEnded', data: { effectiveDate, mentoringId } });
  endOn(writing, ended, end, cutOn(writing, career, place, false), department);
}
