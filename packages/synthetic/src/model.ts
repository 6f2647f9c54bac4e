// Everything that is the same for all people of a population: the window, the fitted model, the ratios, and the reorganisation.
import { organisations } from '@clew/events';
import { birthday, civilOf, dayOf } from './calendar.ts';
import {
  departmentCodes,
  functionCodes,
  functionHeadcount,
  organisationHeadcount,
  professionByGrade,
  professionCodes,
} from './calibration/official-2023.ts';
import { type Effects, ratioTable } from './effects.ts';
import { type EntryModel, fitEntryModel } from './entry-model.ts';
import type { PlantedRatios } from './hazards.ts';
import { fitPostings, type Postings } from './postings.ts';
import { hashText, randomStream } from './random.ts';

/** One organisation moves whole from one department to another on one day. */
export interface Reorganisation {
  readonly organisation: string;
  /** Numbers of departments, in the order of the calibration tables. */
  readonly fromDepartment: number;
  readonly toDepartment: number;
  readonly day: number;
}

export interface OrganisationChoice {
  /** Codes; null is the department itself, outside its agencies. */
  readonly codes: readonly (string | null)[];
  readonly weights: readonly number[];
}

export interface Model {
  readonly seed: string;
  readonly seedHash: number;
  readonly people: number;
  readonly years: number;
  /** The first day of the window. */
  readonly startDay: number;
  /** The last day of the window: nothing takes effect after it. */
  readonly endDay: number;
  readonly effects: Effects;
  readonly ratios: PlantedRatios;
  readonly postings: Postings;
  readonly entries: EntryModel;
  readonly reorganisation: Reorganisation | null;
  readonly organisationsOf: readonly OrganisationChoice[];
  /** Cumulative weights of functions by profession. */
  readonly functionsOf: readonly (readonly number[])[];
}

export interface ModelOptions {
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly endDay: number;
  readonly effects: Effects;
}

let fittedPostings: Postings | null = null;
const fittedEntries = new Map<string, EntryModel>();
const mostFitsKept = 4;

/** The fit depends on the length of the window and the effects alone: populations of other seeds share it. */
function entriesFor(years: number, effects: Effects, postings: Postings, ratios: PlantedRatios): EntryModel {
  const key = `${years} ${JSON.stringify(effects)}`;
  const known = fittedEntries.get(key);
  if (known !== undefined) return known;
  const fitted = fitEntryModel(years, postings, ratios);
  const [oldest] = fittedEntries.keys();
  if (fittedEntries.size >= mostFitsKept && oldest !== undefined) fittedEntries.delete(oldest);
  fittedEntries.set(key, fitted);
  return fitted;
}

export function buildModel(options: ModelOptions): Model {
  fittedPostings ??= fitPostings();
  const ratios: PlantedRatios = {
    promotion: ratioTable(options.effects.promotion),
    exit: ratioTable(options.effects.exit),
    temporaryPromotion: ratioTable(options.effects.temporaryPromotion),
    expressionOfInterestSuccess: ratioTable(options.effects.expressionOfInterestSuccess),
  };
  const end = civilOf(options.endDay + 1);
  const startDay = dayOf(end.year - options.years, end.month, end.day);
  const seedHash = hashText(options.seed);
  return {
    ...options,
    seedHash,
    startDay,
    ratios,
    postings: fittedPostings,
    entries: entriesFor(options.years, options.effects, fittedPostings, ratios),
    organisationsOf: departmentCodes.map(organisationsOf),
    functionsOf: functionsByProfession(),
    reorganisation: chooseReorganisation(seedHash, startDay, options.years, options.endDay),
  };
}

/** The first day of the window's year: 0 for the first. */
export function yearStart(model: Model, year: number): number {
  return birthday(model.startDay, year);
}

const organisationCodes = new Map(organisations.map((each) => [`${each.department}|${each.label}`, each.code]));

function organisationsOf(department: string): OrganisationChoice {
  const own = organisationHeadcount.filter(([code]) => code === department);
  return {
    codes: own.map(([, name]) => {
      const code = organisationCodes.get(`${department}|${name}`);
      return code === undefined || code === department ? null : code;
    }),
    weights: own.map(([, , fives]) => fives),
  };
}

function departmentNumber(code: string): number {
  return (departmentCodes as readonly string[]).indexOf(code);
}

/** Organisations of some size, whose moving whole is plausible; and departments that could have had them before. */
const movable = [
  ['hm-courts-and-tribunals-service', 'home-office'],
  ['uk-health-security-agency', 'cabinet-office'],
  ['driver-and-vehicle-licensing-agency', 'department-for-business-energy-and-industrial-strategy'],
  ['driver-and-vehicle-standards-agency', 'home-office'],
  ['valuation-office-agency', 'department-for-levelling-up-housing-and-communities'],
  ['defence-science-and-technology-laboratory', 'department-for-business-energy-and-industrial-strategy'],
  ['crown-prosecution-service', 'ministry-of-justice'],
] as const;

function chooseReorganisation(
  seedHash: number,
  startDay: number,
  years: number,
  endDay: number,
): Reorganisation | null {
  const random = randomStream(seedHash, 0, 9001);
  const [organisation, former] = random.pick(movable);
  const department = organisations.find((each) => each.code === organisation)?.department;
  const year = Math.floor(years / 2) - random.below(Math.max(1, Math.floor(years / 4)));
  const day = birthday(startDay, Math.max(0, year)) + 60 + random.below(200);
  if (department === undefined || day >= endDay) return null;
  return {
    organisation,
    day,
    fromDepartment: departmentNumber(former),
    toDepartment: departmentNumber(department),
  };
}

/** Assumption: the functions that the posts of a profession are likeliest to have. */
const affinities: Readonly<Record<string, readonly string[]>> = {
  commercial: ['commercial'],
  communications: ['communications'],
  'corporate-finance': ['finance'],
  'counter-fraud': ['counter-fraud'],
  'digital-data-and-technology': ['digital-data-and-technology'],
  economics: ['analysis'],
  finance: ['finance', 'grants-management'],
  geography: ['analysis'],
  'human-resources': ['human-resources'],
  'intelligence-analysis': ['analysis', 'security'],
  'internal-audit': ['internal-audit'],
  legal: ['legal'],
  'operational-delivery': ['debt', 'counter-fraud', 'grants-management'],
  'operational-research': ['analysis'],
  'project-delivery': ['project-delivery'],
  property: ['property'],
  security: ['security'],
  'social-research': ['analysis'],
  statistics: ['analysis'],
  tax: ['counter-fraud', 'debt'],
  unknown: ['unknown'],
};

/** Cumulative weights of functions by profession, fitted to the headcounts of both; a function that a profession has little to do with gets little. */
function functionsByProfession(): number[][] {
  const noFunction = functionCodes.indexOf('no-function');
  const headcounts = professionByGrade.map((row) => row.reduce((so, each) => so + each, 0));
  const weights = professionCodes.map((profession, row) => {
    const own = affinities[profession] ?? [];
    return functionCodes.map((code, column) => {
      const likes = (own as readonly string[]).includes(code) ? 30 : column === noFunction ? 1 : 0.02;
      return likes * (headcounts[row] ?? 0) * (functionHeadcount[column] ?? 0);
    });
  });
  for (let round = 0; round < 60; round += 1) {
    functionCodes.forEach((_, column) => {
      const has = weights.reduce((so, row) => so + (row[column] ?? 0), 0);
      for (const row of weights) row[column] = ((row[column] ?? 0) * (functionHeadcount[column] ?? 0)) / has;
    });
    weights.forEach((row, place) => {
      const has = row.reduce((so, each) => so + each, 0);
      row.forEach((each, column) => {
        row[column] = (each * (headcounts[place] ?? 0)) / has;
      });
    });
  }
  return weights.map((row) => {
    let running = 0;
    return row.map((each) => {
      running += each;
      return running;
    });
  });
}

/** The number of a department as it was formed on a day: before the reorganisation, its organisation was elsewhere. */
export function departmentOn(model: Model, department: number, organisation: string | null, day: number): number {
  const change = model.reorganisation;
  return change !== null && organisation === change.organisation && day < change.day
    ? change.fromDepartment
    : department;
}
