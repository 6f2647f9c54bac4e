// What people declare: background and diversity. Who declares depends on who they are when they come in, and on nothing that happens later.
import type { FactData } from '@clew/events';
import {
  declarationByDepartment,
  declarationElsewhere,
  declarationOddsByBackground,
  declarationOddsByGrade,
  officialGradeOfModel,
  preferNotToSay,
  withdrawalProbability,
} from './assumptions.ts';
import { civilOf } from './calendar.ts';
import type { Characteristics } from './characteristics.ts';
import type { Career } from './happenings.ts';
import { dateText, departmentCode, formalDepartment, say, type Writing } from './plan.ts';
import type { Random } from './random.ts';

export type DeclarationKind = 'class' | 'prefer-not-to-say' | 'none' | 'withdrawn';

/**
 * Whether somebody declares: decided on entry (or when the window opens), of the background, the grade and the department then.
 * Nothing later bears on it, so among those of one background who declare, careers are those of all of that background.
 * (Two in a hundred withdraw, within a quarter of a year: the few who leave before that cannot, which biases nothing that can be seen.)
 */
function decideDeclaration(writing: Writing, career: Career): DeclarationKind {
  const { random, model } = writing;
  const { first, person } = career;
  const department = departmentCode(formalDepartment(model, first, person.entryDay));
  const share = declarationByDepartment[department] ?? declarationElsewhere;
  const odds =
    (share / (1 - share)) *
    (declarationOddsByBackground[person.background] ?? 1) *
    (declarationOddsByGrade[officialGradeOfModel[first.grade] ?? 8] ?? 1);
  if (random.chance(odds / (1 + odds))) return random.chance(withdrawalProbability) ? 'withdrawn' : 'class';
  return random.chance(preferNotToSay) ? 'prefer-not-to-say' : 'none';
}

/** Writes what the person declares of the background, and of the rest. */
export function planDeclarations(writing: Writing, career: Career, characteristics: Characteristics): DeclarationKind {
  const { model, random } = writing;
  const { person, first } = career;
  const day = person.entryDay;
  const department = formalDepartment(model, first, day);
  const kind = decideDeclaration(writing, career);
  const effectiveDate = dateText(day);
  if (kind !== 'none') {
    const data =
      kind === 'prefer-not-to-say' ? refusal(effectiveDate) : answers(random, person.background, effectiveDate);
    say(writing, { name: 'socioEconomicBackgroundDeclared', data }, day, department, 'declaration');
  }
  if (kind === 'withdrawn') {
    const on = Math.min(model.endDay, day + 14 + random.below(76));
    const fact = { name: 'socioEconomicBackgroundWithdrawn', data: { effectiveDate: dateText(on) } } as const;
    say(writing, fact, on, department, 'declaration');
  }
  const diversity = diversityOf(characteristics, person.bornDay, effectiveDate);
  say(writing, { name: 'diversityDeclared', data: diversity }, day, department, 'declaration');
  if (diversity.ethnicity !== undefined && random.chance(0.006)) {
    const on = Math.min(model.endDay, day + 30 + random.below(60));
    const data: FactData<'diversityWithdrawn'> = { effectiveDate: dateText(on), characteristics: ['ethnicity'] };
    say(writing, { name: 'diversityWithdrawn', data }, on, department, 'declaration');
  }
  return kind;
}

type Background = FactData<'socioEconomicBackgroundDeclared'>;

function refusal(effectiveDate: string): Background {
  const refused = 'prefer-not-to-say' as const;
  return {
    effectiveDate,
    questionVersion: 'one-part',
    parentalOccupation: refused,
    schoolType: refused,
    freeSchoolMeals: refused,
    parentalDegree: refused,
    selfPerceivedLower: refused,
  };
}

/** Answers that the official method classes as the person's background: by occupation alone, or by all four parts. */
function answers(random: Random, background: number, effectiveDate: string): Background {
  const low = background === 2;
  const high = background === 0;
  const rest = {
    schoolType: random.chance(high ? 0.16 : 0.04)
      ? ('independent-without-bursary' as const)
      : random.chance(0.12)
        ? ('state-selective' as const)
        : ('state-non-selective' as const),
    freeSchoolMeals: random.chance(low ? 0.32 : 0.07) ? ('yes' as const) : ('no' as const),
    parentalDegree: random.chance(high ? 0.55 : 0.12)
      ? ('degree' as const)
      : random.chance(0.4)
        ? ('below-degree' as const)
        : ('none' as const),
    selfPerceivedLower: random.chance(low ? 0.66 : high ? 0.07 : 0.25) ? ('yes' as const) : ('no' as const),
  };
  if (random.chance(0.2)) {
    const parentalOccupation = high
      ? random.pick([
          'modern-professional',
          'traditional-professional',
          'senior-manager',
          'middle-or-junior-manager',
        ] as const)
      : low
        ? random.pick(['routine', 'semi-routine', 'technical-and-craft', 'long-term-unemployed'] as const)
        : ('clerical-and-intermediate' as const);
    return { effectiveDate, questionVersion: 'one-part', parentalOccupation, ...rest };
  }
  return { effectiveDate, questionVersion: 'four-part', ...fourParts(random, background), ...rest };
}

function fourParts(random: Random, background: number) {
  if (background === 0) {
    const professional = random.chance(0.6);
    return {
      parentalOccupation: professional
        ? random.pick(['modern-professional', 'traditional-professional'] as const)
        : random.pick(['senior-manager', 'middle-or-junior-manager'] as const),
      parentalEmployment: 'employee' as const,
      parentalEmployerSize: random.chance(0.75) ? ('25-or-more' as const) : ('1-to-24' as const),
      parentalSupervisor: random.chance(0.6) ? ('yes' as const) : ('no' as const),
    };
  }
  if (background === 1) {
    if (random.chance(0.6)) {
      return {
        parentalOccupation: 'clerical-and-intermediate' as const,
        parentalEmployment: 'employee' as const,
        parentalEmployerSize: random.chance(0.7) ? ('25-or-more' as const) : ('1-to-24' as const),
        parentalSupervisor: 'no' as const,
      };
    }
    return {
      parentalOccupation: random.pick(['technical-and-craft', 'routine', 'clerical-and-intermediate'] as const),
      parentalEmployment: 'self-employed-without-employees' as const,
      parentalSupervisor: 'no' as const,
    };
  }
  return {
    parentalOccupation: random.pick(['routine', 'routine', 'semi-routine', 'technical-and-craft'] as const),
    parentalEmployment: 'employee' as const,
    parentalEmployerSize: random.chance(0.65) ? ('25-or-more' as const) : ('1-to-24' as const),
    parentalSupervisor: 'no' as const,
  };
}

function diversityOf(
  characteristics: Characteristics,
  bornDay: number,
  effectiveDate: string,
): FactData<'diversityDeclared'> {
  const { sex, ethnicity, disability, sexualOrientation } = characteristics;
  return {
    effectiveDate,
    sex,
    ...(ethnicity === null ? {} : { ethnicity }),
    ...(disability === null ? {} : { disability }),
    ...(sexualOrientation === null ? {} : { sexualOrientation }),
    birthYear: civilOf(bornDay).year,
  };
}
