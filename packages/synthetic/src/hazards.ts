// The hazards of the model: what happens to somebody of a grade, an age and a posting, per person-year, before and after the planted effects.
import { officialGradeOfModel, promotionByAge, promotionRates, topGrade, unknownGrade } from './assumptions.ts';
import type { RatioTable } from './effects.ts';
import type { Postings } from './postings.ts';

export const modelGradeCount = 12;
export const ageBandCount = 7;
const upperAges = [19, 29, 39, 49, 59, 64] as const;

/** The official age band (0 is 16-19, 6 is 65 and over) of an age in whole years. */
export function ageBandOf(age: number): number {
  let band = 0;
  while (band < 6 && age > (upperAges[band] ?? 0)) band += 1;
  return band;
}

/** The age at which the next band begins; Infinity in the last. */
export function nextBandAge(band: number): number {
  const upper = upperAges[band];
  return upper === undefined ? Number.POSITIVE_INFINITY : upper + 1;
}

/** The three outcomes whose hazards carry planted effects, with the ratios of each. */
export interface PlantedRatios {
  readonly promotion: RatioTable;
  readonly exit: RatioTable;
  readonly temporaryPromotion: RatioTable;
  readonly expressionOfInterestSuccess: RatioTable;
}

/** The ratio of one person in one posting: background, place and profession multiplied. */
export function ratioOf(table: RatioTable, background: number, london: number, profession: number): number {
  return (table.background[background] ?? 1) * (table.place[london] ?? 1) * (table.profession[profession] ?? 1);
}

/** Baseline hazards per person-year, that of the reference groups, at [grade * bands + band]. */
export interface Baseline {
  readonly exit: Float64Array;
  readonly promotion: Float64Array;
  /** By grade alone. */
  readonly temporaryPromotion: Float64Array;
  /** How often somebody considers another department, at [(grade * bands + band) * 2 + london]; not every consideration ends in a transfer. */
  readonly departmentConsidered: Float64Array;
}

/** The mean ratio of an outcome over the postings of a group, background left out. */
export function meanPostingRatio(
  table: RatioTable,
  postings: Postings,
  grade: number,
  background: number,
  london: number,
) {
  const official = officialGradeOfModel[grade] ?? 8;
  return postings.mean(
    official,
    background,
    london,
    (cell) => (table.place[london] ?? 1) * (table.profession[cell.profession] ?? 1),
  );
}

/** Assumed mean promotion rate of a grade and age band. */
export function assumedPromotion(grade: number, band: number): number {
  return (promotionRates[grade] ?? 0) * (promotionByAge[band] ?? 1);
}

/** The grade that promotion leads to; null from the top and from an unknown grade. */
export function gradeAbove(grade: number): number | null {
  return grade === unknownGrade || grade >= topGrade ? null : grade + 1;
}
