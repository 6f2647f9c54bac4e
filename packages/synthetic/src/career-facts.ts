// From happenings to the facts that departments publish: hires, moves in one department or in two halves between two, exits.

import type { Fact, PostingChanges } from '@clew/events';
import { feedbackGiven } from './assumptions.ts';
import { functionCodes, professionCodes, regionCodes } from './calibration/official-2023.ts';
import type { Career, Happening, State } from './happenings.ts';
import { gradeAbove } from './hazards.ts';
import { planLesser } from './lesser-facts.ts';
import {
  dateText,
  departmentCode,
  formalDepartment,
  gradeData,
  identifierOf,
  particulars,
  roleOf,
  say,
  type Writing,
} from './plan.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

/** Writes a whole career, history before the window included. */
export function planCareer(writing: Writing, career: Career): void {
  planHistory(writing, career);
  career.happenings.forEach((happening, place) => {
    planHappening(writing, career, happening, place);
  });
}

function planHappening(writing: Writing, career: Career, happening: Happening, place: number): void {
  const { kind } = happening;
  if (kind === 'hired') planHire(writing, happening, contractOf(career, place));
  else if (kind === 'exited') planExit(writing, happening);
  else if (kind === 'promoted' || kind === 'regraded' || kind === 'moved') planMove(writing, happening);
  else if (kind === 'reorganised') planReorganisation(writing, happening);
  else if (kind === 'actingStarted' || kind === 'actingEnded') planActing(writing, happening);
  else if (kind === 'lesser') planLesser(writing, career, happening, place);
  else planInterest(writing, happening);
}

function planExit(writing: Writing, { day, from, cause }: Of<'exited'>): void {
  const fact: Fact = { name: 'exited', data: { effectiveDate: dateText(day), cause } };
  say(writing, fact, day, formalDepartment(writing.model, from, day));
}

/** Fixed-term for somebody whose period will end; permanent for all others. */
function contractOf(career: Career, place: number): string {
  const exit = career.happenings.slice(place).find((each) => each.kind === 'exited');
  return exit?.kind === 'exited' && exit.cause === 'end-of-period-appointment' ? 'fixed-term' : 'permanent';
}

function posting(writing: Writing, state: State, grade: number, day: number, contract: string) {
  const organisation = state.organisation;
  return {
    department: departmentCode(formalDepartment(writing.model, state, day)),
    ...(organisation === null ? {} : { organisation }),
    grade: gradeData(grade),
    ...particulars(state),
    role: roleOf(writing.model, writing.index, state),
    fullTimeEquivalent: state.fullTimeEquivalent,
    contract,
    accelerated: writing.random.chance(0.02),
    openlyAdvertised: writing.random.chance(0.8),
  };
}

function entryRouteOf(writing: Writing, happening: Of<'hired'>): string {
  if (happening.isReturn) return 'reinstatement';
  const uniform = writing.random.uniform();
  const code = gradeData(happening.to.grade).code;
  if (code === 'HEO' && uniform < 0.12) return 'fast-stream';
  if ((code === 'AO' || code === 'EO') && uniform < 0.06) return 'apprenticeship';
  return uniform > 0.9 ? 'other-public-sector' : 'external-recruitment';
}

function planHire(writing: Writing, happening: Of<'hired'>, contract: string): void {
  const { day, to } = happening;
  const data = {
    effectiveDate: dateText(day),
    posting: posting(writing, to, to.grade, day, contract),
    entryRoute: entryRouteOf(writing, happening),
  };
  say(writing, { name: 'hired', data }, day, formalDepartment(writing.model, to, day));
}

/**
 * Those who were in post when the window opened: hired before it, in the same department, at the grade that they then had or a lower one, with
 * promotions between at even distances. This history is told so that careers are whole; nothing of it was drawn from the hazards.
 */
function planHistory(writing: Writing, career: Career): void {
  const { person, first } = career;
  if (!person.inPostAtStart) return;
  const servedYears = Math.floor((person.entryDay - person.hiredDay) / 365.25);
  const mostSteps =
    gradeAbove(first.grade) === null && first.grade !== 10 ? 0 : Math.min(first.grade, Math.floor(servedYears / 3), 4);
  const steps = mostSteps > 0 ? writing.random.below(mostSteps + 1) : 0;
  const day = person.hiredDay;
  const contract = contractOf(career, 0);
  const data = {
    effectiveDate: dateText(day),
    posting: posting(writing, first, first.grade - steps, day, contract),
    entryRoute: 'external-recruitment',
  };
  say(writing, { name: 'hired', data }, day, formalDepartment(writing.model, first, day), 'history');
  for (let step = 1; step <= steps; step += 1) {
    const on = day + Math.floor(((person.entryDay - day) * step) / (steps + 1));
    const fact: Fact = {
      name: 'promoted',
      data: { effectiveDate: dateText(on), grade: gradeData(first.grade - steps + step) },
    };
    say(writing, fact, on, formalDepartment(writing.model, first, on), 'history');
  }
}

/** What differs between two states, as the changes of a posting. */
function changesOf(writing: Writing, from: State, to: State): PostingChanges {
  const changes: PostingChanges = {};
  if (from.organisation !== to.organisation) changes.organisation = to.organisation;
  if (from.profession !== to.profession) changes.profession = professionCodes[to.profession] ?? 'unknown';
  if (from.function !== to.function) changes.function = functionCodes[to.function] ?? 'unknown';
  if (from.region !== to.region) changes.region = regionCodes[to.region] ?? 'unknown';
  if (from.fullTimeEquivalent !== to.fullTimeEquivalent) changes.fullTimeEquivalent = to.fullTimeEquivalent;
  if (from.posting !== to.posting) {
    changes.role = roleOf(writing.model, writing.index, to);
    changes.openlyAdvertised = writing.random.chance(0.75);
    changes.accelerated = writing.random.chance(0.02);
  }
  return changes;
}

function planMove(writing: Writing, happening: Of<'promoted'> | Of<'regraded'> | Of<'moved'>): void {
  const { day, from, to } = happening;
  const { model } = writing;
  const [losing, gaining] = [formalDepartment(model, from, day), formalDepartment(model, to, day)];
  const changes = changesOf(writing, from, to);
  const effectiveDate = dateText(day);
  if (losing !== gaining) {
    const onHalf = happening.kind === 'moved' || writing.random.chance(0.5);
    const grade = happening.kind === 'promoted' && onHalf ? to.grade : null;
    planTransfer(writing, day, losing, gaining, changes, grade, happening.kind === 'moved' && isBare(from, to));
    if (happening.kind === 'promoted' && !onHalf) {
      say(writing, { name: 'promoted', data: { effectiveDate, grade: gradeData(to.grade) } }, day, gaining, 'fixed');
    }
    return;
  }
  if (happening.kind === 'promoted') {
    say(writing, { name: 'promoted', data: { effectiveDate, grade: gradeData(to.grade), changes } }, day, gaining);
  } else if (happening.kind === 'regraded') {
    const reason = writing.random.chance(0.6) ? 'voluntary' : 'job-evaluation';
    say(
      writing,
      { name: 'regraded', data: { effectiveDate, grade: gradeData(to.grade), reason, changes } },
      day,
      gaining,
    );
  } else {
    say(writing, { name: 'postingChanged', data: { effectiveDate, changes } }, day, gaining);
  }
}

/** Whether a transfer changes nothing that an out half alone would not tell, but the role and the organisation. */
function isBare(from: State, to: State): boolean {
  return from.region === to.region && from.profession === to.profession;
}

function planTransfer(
  writing: Writing,
  day: number,
  losing: number,
  gaining: number,
  changes: PostingChanges,
  grade: number | null,
  isPlain: boolean,
): void {
  const effectiveDate = dateText(day);
  const [fromDepartment, department] = [departmentCode(losing), departmentCode(gaining)];
  const transferType = 'to-another-department';
  const out: Fact = { name: 'transferredOut', data: { effectiveDate, toDepartment: department, transferType } };
  const graded = grade === null ? {} : { grade: gradeData(grade) };
  const joined: Fact = {
    name: 'transferredIn',
    data: { effectiveDate, fromDepartment, department, transferType, ...graded, changes },
  };
  say(writing, out, day, losing, isPlain ? 'out' : 'fixed');
  say(writing, joined, day, gaining, isPlain ? 'in' : 'fixed');
}

function planReorganisation(writing: Writing, happening: Of<'reorganised'>): void {
  const change = writing.model.reorganisation;
  if (change === null) return;
  const effectiveDate = dateText(happening.day);
  const [fromDepartment, department] = [departmentCode(change.fromDepartment), departmentCode(change.toDepartment)];
  const transferType = 'machinery-of-government';
  const out: Fact = { name: 'transferredOut', data: { effectiveDate, toDepartment: department, transferType } };
  const joined: Fact = {
    name: 'transferredIn',
    data: { effectiveDate, fromDepartment, department, transferType, changes: { organisation: change.organisation } },
  };
  say(writing, out, happening.day, change.fromDepartment, 'fixed');
  say(writing, joined, happening.day, change.toDepartment, 'fixed');
}

function planActing(writing: Writing, happening: Of<'actingStarted'> | Of<'actingEnded'>): void {
  const { day, state, number } = happening;
  const { model, index } = writing;
  const temporaryPromotionId = identifierOf(model, index, 'TP', number);
  const effectiveDate = dateText(day);
  const fact: Fact =
    happening.kind === 'actingEnded'
      ? { name: 'temporaryPromotionEnded', data: { effectiveDate, temporaryPromotionId } }
      : {
          name: 'temporaryPromotionStarted',
          data: {
            effectiveDate,
            temporaryPromotionId,
            grade: gradeData(state.grade + 1),
            expectedEndDate: dateText(happening.endDay),
          },
        };
  say(writing, fact, day, formalDepartment(model, state, happening.kind === 'actingEnded' ? day - 1 : day));
}

function planInterest(writing: Writing, happening: Of<'interestSubmitted'> | Of<'interestDecided'>): void {
  const { day, state, number } = happening;
  const expressionOfInterestId = identifierOf(writing.model, writing.index, 'EOI', number);
  const effectiveDate = dateText(day);
  const department = formalDepartment(writing.model, state, day);
  if (happening.kind === 'interestSubmitted') {
    const others = ['level-transfer', 'loan', 'project', 'other'] as const;
    const asked = happening.forPromotion
      ? { opportunity: 'temporary-promotion' as const, grade: gradeData(state.grade + 1) }
      : { opportunity: writing.random.pick(others) };
    const data = { effectiveDate, expressionOfInterestId, ...asked };
    say(writing, { name: 'expressionOfInterestSubmitted', data }, day, department);
    return;
  }
  const withdrawn = !happening.successful && writing.random.chance(0.06);
  const outcome = happening.successful ? 'successful' : withdrawn ? 'withdrawn' : 'unsuccessful';
  const given =
    outcome === 'successful' || writing.random.chance(withdrawn ? feedbackGiven.withdrawn : feedbackGiven.unsuccessful);
  const data = { effectiveDate, expressionOfInterestId, outcome, feedbackGiven: given } as const;
  say(writing, { name: 'expressionOfInterestDecided', data }, day, department);
}
