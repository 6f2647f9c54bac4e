// Socio-economic background: from the answers about the main earner to the five-class NS-SEC, and to high, intermediate and low.
import type { FactData } from '@clew/events';
import type { Declarations, SocioEconomicBackground } from './career.ts';

/** The answers to the questions, as declared. */
export type SocioEconomicAnswers = Omit<FactData<'socioEconomicBackgroundDeclared'>, 'effectiveDate'>;

/** The five-class National Statistics Socio-economic Classification: 1 managerial and professional ... 5 routine. */
export type NsSecClass = 1 | 2 | 3 | 4 | 5;

/**
 * The columns of the table: the main earner's standing in employment.
 * The table's two columns of managers hold 1 for every occupation; the questions make somebody a manager by the occupation alone
 * (the row of managers), so these columns are never asked for here.
 */
type Employment = 'largeEmployer' | 'smallEmployer' | 'selfEmployed' | 'supervisor' | 'otherEmployee';

/** A row of the table, and the class by occupation alone, where the standing in employment is not known (the one-part version). */
type Row = Readonly<Record<Employment | 'occupationAlone', NsSecClass>>;

const professionals: Row = {
  largeEmployer: 1,
  smallEmployer: 1,
  selfEmployed: 1,
  supervisor: 1,
  otherEmployee: 1,
  occupationAlone: 1,
};
const managers: Row = { ...professionals, smallEmployer: 3, selfEmployed: 3 };
const clerical: Row = {
  largeEmployer: 1,
  smallEmployer: 3,
  selfEmployed: 3,
  supervisor: 1,
  otherEmployee: 2,
  occupationAlone: 2,
};
const technical: Row = { ...clerical, supervisor: 4, otherEmployee: 4, occupationAlone: 4 };
const routine: Row = { ...clerical, supervisor: 4, otherEmployee: 5, occupationAlone: 5 };

/**
 * Source: ONS, SOC2010 volume 3, the self-coded method of NS-SEC (domain.md, section 3).
 * null: an answer that names no occupation, or (retired) not which.
 */
const rows: Readonly<Record<NonNullable<SocioEconomicAnswers['parentalOccupation']>, Row | null>> = {
  'modern-professional': professionals,
  'traditional-professional': professionals,
  'senior-manager': managers,
  'middle-or-junior-manager': managers,
  'clerical-and-intermediate': clerical,
  'technical-and-craft': technical,
  'semi-routine': routine,
  routine,
  'long-term-unemployed': null,
  retired: null,
  other: null,
  'not-applicable': null,
  'do-not-know': null,
  'prefer-not-to-say': null,
};

/**
 * The five-class NS-SEC of the main earner; null where the answers name no occupation.
 * Where the four-part answers about employment are missing or do not tell, and in the one-part version, the class goes by occupation
 * alone: a simplification that takes everybody for an employee who supervises nobody.
 */
export function nsSecClass(answers: SocioEconomicAnswers): NsSecClass | null {
  const row = answers.parentalOccupation === undefined ? null : rows[answers.parentalOccupation];
  if (row === null) return null;
  return row[answers.questionVersion === 'one-part' ? 'occupationAlone' : employmentOf(answers)];
}

function employmentOf(answers: SocioEconomicAnswers): Employment | 'occupationAlone' {
  switch (answers.parentalEmployment) {
    case 'self-employed-without-employees':
      return 'selfEmployed';
    case 'self-employed-with-employees':
      if (answers.parentalEmployerSize === '25-or-more') return 'largeEmployer';
      return answers.parentalEmployerSize === '1-to-24' ? 'smallEmployer' : 'occupationAlone';
    case 'employee':
      if (answers.parentalSupervisor === 'yes') return 'supervisor';
      return answers.parentalSupervisor === 'no' ? 'otherEmployee' : 'occupationAlone';
    default:
      return 'occupationAlone';
  }
}

/**
 * The class of socio-economic background: high is NS-SEC 1, intermediate 2 and 3, low 4 and 5 and the long-term unemployed.
 * null: the answers cannot be classed (nothing answered, prefer not to say, do not know, not applicable, retired, other).
 */
export function socioEconomicBackgroundClass(answers: SocioEconomicAnswers): SocioEconomicBackground | null {
  if (answers.parentalOccupation === 'long-term-unemployed') return 'low';
  const nsSec = nsSecClass(answers);
  if (nsSec === null) return null;
  return nsSec === 1 ? 'high' : nsSec <= 3 ? 'intermediate' : 'low';
}

/**
 * How far somebody has declared the socio-economic background:
 * - `classed`: a real answer to the key question, the main earner's occupation, that can be classed;
 * - `notClassed`: a real answer to it that cannot be (such as retired, or do not know);
 * - `responded`: the questions were answered, but the key question was not, or with prefer not to say;
 * - `none`: nothing is declared, or it was withdrawn.
 */
export type DeclarationStatus = 'classed' | 'notClassed' | 'responded' | 'none';

export function declarationStatus(declarations: Pick<Declarations, 'socioEconomicBackground'>): DeclarationStatus {
  const background = declarations.socioEconomicBackground;
  if (background === null) return 'none';
  if (background.class !== null) return 'classed';
  const { questionVersion: _, parentalOccupation, ...others } = background.answers;
  if (parentalOccupation !== undefined && parentalOccupation !== 'prefer-not-to-say') return 'notClassed';
  const isAnswered = parentalOccupation !== undefined || Object.values(others).some((answer) => answer !== undefined);
  return isAnswered ? 'responded' : 'none';
}

/** Counts in the response rate: any answer, prefer not to say included. */
export function hasResponded(declarations: Pick<Declarations, 'socioEconomicBackground'>): boolean {
  return declarationStatus(declarations) !== 'none';
}

/** Counts in the declaration rate: a real answer to the key question, whether or not it can be classed. */
export function hasDeclared(declarations: Pick<Declarations, 'socioEconomicBackground'>): boolean {
  const status = declarationStatus(declarations);
  return status === 'classed' || status === 'notClassed';
}
