// The closed lists of the Civil Service's official statistics, and those of the ledger's own: code, label, and the published group.
import { z } from 'zod';

/** One entry of a reference list. */
export interface ReferenceEntry {
  readonly code: string;
  readonly label: string;
  /** GSS code of a region, or the published group of a leaving cause. */
  readonly gssCode?: string;
  readonly group?: string;
}

function slug(label: string): string {
  return label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

const professionLabels = [
  'Commercial', 'Communications', 'Corporate Finance', 'Counter Fraud', 'Digital, Data and Technology', 'Economics', 'Finance',
  'Geography', 'Human Resources', 'Inspector of Education and Training', 'Intelligence Analysis', 'Internal Audit',
  'International Trade', 'Knowledge and Information Management', 'Legal', 'Medicine', 'Operational Delivery',
  'Operational Research', 'Planning', 'Planning Inspectors', 'Policy', 'Project Delivery', 'Property', 'Psychology',
  'Science and Engineering', 'Security', 'Social Research', 'Statistics', 'Tax', 'Veterinarian', 'Other', 'Unknown',
] as const; // biome-ignore format: a list reads better in few lines

const functionLabels = [
  'Analysis', 'Commercial', 'Communications', 'Counter Fraud', 'Debt', 'Digital, Data and Technology', 'Finance',
  'Grants Management', 'Human Resources', 'Internal Audit', 'Legal', 'Project Delivery', 'Property', 'Security',
  'No function', 'Unknown',
] as const; // biome-ignore format: a list reads better in few lines

/** The professions of posts, as Civil Service Statistics lists them. */
export const professions: readonly ReferenceEntry[] = professionLabels.map((label) => ({ code: slug(label), label }));

/** The functions of posts, as Civil Service Statistics lists them. */
export const functions: readonly ReferenceEntry[] = functionLabels.map((label) => ({ code: slug(label), label }));

/** ITL1 regions of the workplace, with GSS codes. */
export const regions: readonly ReferenceEntry[] = [
  { code: 'north-east', label: 'North East', gssCode: 'E12000001' },
  { code: 'north-west', label: 'North West', gssCode: 'E12000002' },
  { code: 'yorkshire-and-the-humber', label: 'Yorkshire and The Humber', gssCode: 'E12000003' },
  { code: 'east-midlands', label: 'East Midlands', gssCode: 'E12000004' },
  { code: 'west-midlands', label: 'West Midlands', gssCode: 'E12000005' },
  { code: 'east', label: 'East', gssCode: 'E12000006' },
  { code: 'london', label: 'London', gssCode: 'E12000007' },
  { code: 'south-east', label: 'South East', gssCode: 'E12000008' },
  { code: 'south-west', label: 'South West', gssCode: 'E12000009' },
  { code: 'wales', label: 'Wales', gssCode: 'W92000004' },
  { code: 'scotland', label: 'Scotland', gssCode: 'S92000003' },
  { code: 'northern-ireland', label: 'Northern Ireland', gssCode: 'N92000002' },
  { code: 'overseas', label: 'Overseas' },
  { code: 'unknown', label: 'Unknown' },
];

/** Why people leave, as published; `group` is the coarser cause that measures break down by. */
export const leavingCauses: readonly ReferenceEntry[] = [
  { code: 'resignation', label: 'Resignation', group: 'voluntary' },
  { code: 'retirement', label: 'Retirement', group: 'retirement' },
  { code: 'end-of-period-appointment', label: 'End of casual or period appointment', group: 'end of contract' },
  { code: 'voluntary-exit', label: 'Voluntary exit or redundancy', group: 'redundancy' },
  { code: 'compulsory-redundancy', label: 'Compulsory redundancy', group: 'redundancy' },
  { code: 'dismissal', label: 'Dismissal', group: 'dismissal' },
  { code: 'death', label: 'Death', group: 'death' },
  { code: 'to-private-sector', label: 'To the private sector', group: 'voluntary' },
  { code: 'to-other-public-sector', label: 'To the other public sector', group: 'voluntary' },
  { code: 'other', label: 'Other', group: 'other or unknown' },
  { code: 'unknown', label: 'Unknown', group: 'other or unknown' },
];

/** How people come in. */
export const entryRoutes: readonly ReferenceEntry[] = [
  { code: 'external-recruitment', label: 'External recruitment' },
  { code: 'fast-stream', label: 'Fast Stream' },
  { code: 'apprenticeship', label: 'Apprenticeship' },
  { code: 'other-public-sector', label: 'From the other public sector' },
  { code: 'reinstatement', label: 'Reinstatement' },
  { code: 'appointment', label: 'Appointment (ministers)' },
  { code: 'unknown', label: 'Unknown' },
];

/** Transfers between departments: by choice, or with the function when government is reorganised. Loans are events of their own. */
export const transferTypes: readonly ReferenceEntry[] = [
  { code: 'to-another-department', label: 'To another department, by choice' },
  { code: 'machinery-of-government', label: 'Transfer of function (machinery of government)' },
];

export const contracts: readonly ReferenceEntry[] = [
  { code: 'permanent', label: 'Permanent' },
  { code: 'fixed-term', label: 'Fixed term' },
  { code: 'casual', label: 'Casual' },
  { code: 'office-holder', label: 'Office holder' },
  { code: 'unknown', label: 'Unknown' },
];

function codes(list: readonly ReferenceEntry[]) {
  return z.enum(list.map((entry) => entry.code) as [string, ...string[]]);
}

export const profession = codes(professions).meta({ title: 'Profession' });
export const postFunction = codes(functions).meta({ title: 'Function' });
export const region = codes(regions).meta({ title: 'Region' });
export const leavingCause = codes(leavingCauses).meta({ title: 'LeavingCause' });
export const entryRoute = codes(entryRoutes).meta({ title: 'EntryRoute' });
export const transferType = codes(transferTypes).meta({ title: 'TransferType' });
export const contract = codes(contracts).meta({ title: 'Contract' });

/** The accelerated development schemes. */
export const talentScheme = z.enum([
  'fast-stream',
  'future-leaders-scheme',
  'senior-leaders-scheme',
  'directors-general-and-beyond',
  'beyond-boundaries',
  'other',
]);

/** The label of a code in a list; the code itself where the list does not hold it. */
export function labelOf(list: readonly ReferenceEntry[], code: string): string {
  return list.find((entry) => entry.code === code)?.label ?? code;
}
