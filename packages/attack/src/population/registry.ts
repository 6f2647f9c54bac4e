// The lattice that is attacked: what a Civil Service would publish of its workforce, every three-way table of its classifications among it.

import { type Classification, defineClassification, type Registry, registerLattice } from '@clew/disclosure';
import { civilServiceScheme } from '@clew/events';
import {
  backgroundCodes,
  disabilityCodes,
  ethnicityCodes,
  gradeCodes,
  professionCodes,
  regionCodes,
  type Staff,
  sexCodes,
} from './staff.ts';

const gradeGroups = new Map<string, string>(civilServiceScheme.grades.map(({ code, group }) => [code, group]));

/** Those in which an answer is given are told apart from those in which none is. */
const noAnswer = ['prefer-not-to-say', 'not-declared'];

/** The classifications of the synthetic staff: background, ethnicity and disability are what people answered about themselves. */
function civilServiceClassifications(staff: Pick<Staff, 'organisationCodes'>): readonly Classification[] {
  return [
    defineClassification({
      name: 'background',
      title: 'Socio-economic background',
      secret: true,
      codes: backgroundCodes,
    }),
    defineClassification({
      name: 'grade',
      title: 'Grade',
      secret: false,
      codes: gradeCodes,
      groupings: [{ name: 'grade-group', title: 'Grade group', groupOf: (code) => gradeGroups.get(code) ?? 'Unknown' }],
    }),
    defineClassification({
      name: 'organisation',
      title: 'Organisation',
      secret: false,
      codes: staff.organisationCodes,
      groupings: [{ name: 'department', title: 'Department', groupOf: (code) => code.split('/')[0] ?? code }],
    }),
    defineClassification({
      name: 'region',
      title: 'Region',
      secret: false,
      codes: regionCodes,
      groupings: [{ name: 'london', title: 'London or outside', groupOf: londonOrOutside }],
    }),
    defineClassification({ name: 'profession', title: 'Profession', secret: false, codes: professionCodes }),
    defineClassification({ name: 'sex', title: 'Sex', secret: false, codes: sexCodes }),
    defineClassification({
      name: 'ethnicity',
      title: 'Ethnicity',
      secret: true,
      codes: ethnicityCodes,
      groupings: [{ name: 'ethnic-minority', title: 'Ethnic minority or white', groupOf: minorityOrWhite }],
    }),
    defineClassification({ name: 'disability', title: 'Disability', secret: true, codes: disabilityCodes }),
  ];
}

function londonOrOutside(code: string): string {
  return ['london', 'overseas', 'unknown'].includes(code) ? code : 'outside-london';
}

function minorityOrWhite(code: string): string {
  return noAnswer.includes(code) || code === 'white' ? code : 'minority';
}

/**
 * The whole lattice: all headcount tables of up to three classifications at all their levels, but organisations in no more than two,
 * and promotions and months of exposure by background with each of grade, department, region, profession and sex.
 */
export function civilServiceRegistry(staff: Pick<Staff, 'organisationCodes'>): Registry {
  const classifications = civilServiceClassifications(staff);
  const background = { classification: 'background', level: 'background' };
  const registry = registerLattice(classifications, {
    ways: 3,
    levels: 'all',
    rates: [
      [background],
      [background, { classification: 'grade', level: 'grade' }],
      [background, { classification: 'organisation', level: 'department' }],
      [background, { classification: 'region', level: 'region' }],
      [background, { classification: 'profession', level: 'profession' }],
      [background, { classification: 'sex', level: 'sex' }],
    ],
  });
  const tables = registry.tables.filter(
    ({ dimensions }) => dimensions.length < 3 || dimensions.every(({ level }) => level !== 'organisation'),
  );
  return { classifications, tables };
}
