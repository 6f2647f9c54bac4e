// What the model aims at: the published numbers, spread over single years of age, pay bands, backgrounds and London.
import {
  expressionOfInterestRates,
  expressionOfInterestSuccess,
  intermediateOfNotLow,
  lowShareByAge,
  lowShareByGrade,
  officialGradeOfModel,
  seniorPayBandShares,
  temporaryPromotionDays,
  temporaryPromotionRates,
} from './assumptions.ts';
import { entrantsAgeByGrade, regionEntrants } from './calibration/official-2023.ts';
import { ageCount, groupOf, oldestAge, stateSize, sumOf, youngestAge } from './compartments.ts';
import { ageBandCount, ageBandOf, gradeAbove, modelGradeCount } from './hazards.ts';
import { exponential } from './mathematics.ts';
import { londonRegion } from './posting-fit.ts';
import type { Postings } from './postings.ts';

/** Assumption: within a band, where ageCount lie; relative, smooth. */
export function ageShape(age: number): number {
  if (age < 20) return 0.2 + 0.3 * (age - 16);
  if (age < 30) return 2 + 0.25 * (age - 20);
  if (age < 65) return 4 - (age > 60 ? 0.5 * (age - 60) : 0);
  return exponential(-0.28 * (age - 65));
}

export function entrantShape(age: number): number {
  if (age < 18) return 0.2;
  if (age < 20) return 1;
  if (age < 30) return age < 22 ? 1.6 : 2.2 - 0.12 * (age - 22);
  if (age < 65) return 2 - (age > 60 ? 0.3 * (age - 60) : 0.02 * (age - 30));
  return exponential(-0.5 * (age - 65));
}

/** Divides the numbers of the official modelGradeCount and bands over the model's modelGradeCount and single years of age. */
export function spread(table: readonly (readonly number[])[], shape: (age: number) => number): Float64Array {
  const shapes = new Float64Array(ageBandCount);
  for (let age = youngestAge; age <= oldestAge; age += 1) {
    const band = ageBandOf(age);
    shapes[band] = (shapes[band] ?? 0) + shape(age);
  }
  const out = new Float64Array(modelGradeCount * ageCount);
  for (let grade = 0; grade < modelGradeCount; grade += 1) {
    const official = officialGradeOfModel[grade] ?? 8;
    const share = official === 7 ? (seniorPayBandShares[grade - 7] ?? 0) : 1;
    for (let age = youngestAge; age <= oldestAge; age += 1) {
      const band = ageBandOf(age);
      out[grade * ageCount + age - youngestAge] =
        ((table[band]?.[official] ?? 0) * share * shape(age)) / (shapes[band] ?? 1);
    }
  }
  return out;
}

/** Background by grade and age band: low odds that multiply, fitted to the shares by grade and by age. */
export function backgroundShares(stock: Float64Array): (grade: number, age: number, background: number) => number {
  const [byGrade, byBand] = [new Float64Array(9).fill(1), new Float64Array(ageBandCount).fill(1)];
  const lowOf = (official: number, band: number) => {
    const odds = (byGrade[official] ?? 1) * (byBand[band] ?? 1);
    return odds / (1 + odds);
  };
  for (let round = 0; round < 30; round += 1) {
    adjust(stock, byBand, (_, band) => band, lowShareByAge, lowOf);
    adjust(stock, byGrade, (official) => official, lowShareByGrade, lowOf);
  }
  return (grade, age, background) => {
    const official = officialGradeOfModel[grade] ?? 8;
    const low = lowOf(official, ageBandOf(age));
    const middle = (1 - low) * (intermediateOfNotLow[official] ?? 0.3);
    return background === 2 ? low : background === 1 ? middle : 1 - low - middle;
  };
}

function adjust(
  stock: Float64Array,
  odds: Float64Array,
  placeOf: (official: number, band: number) => number,
  target: readonly number[],
  lowOf: (official: number, band: number) => number,
): void {
  const [low, all] = [new Float64Array(odds.length), new Float64Array(odds.length)];
  for (let index = 0; index < stock.length; index += 1) {
    const official = officialGradeOfModel[Math.floor(index / ageCount)] ?? 8;
    const band = ageBandOf((index % ageCount) + youngestAge);
    const place = placeOf(official, band);
    low[place] = (low[place] ?? 0) + (stock[index] ?? 0) * lowOf(official, band);
    all[place] = (all[place] ?? 0) + (stock[index] ?? 0);
  }
  for (let place = 0; place < odds.length; place += 1) {
    const has = (low[place] ?? 0) / (all[place] || 1);
    const wanted = target[place] ?? has;
    if (has > 0 && has < 1) odds[place] = (odds[place] ?? 1) * (wanted / (1 - wanted) / (has / (1 - has)));
  }
}

/** Official counts are at the acting grade: takes those on temporary promotion back to their substantive grade. */
export function substantive(stock: Float64Array): Float64Array {
  const out = stock.slice();
  const meanDays = temporaryPromotionDays.least + temporaryPromotionDays.mean;
  for (let age = 0; age < ageCount; age += 1) {
    let fromBelow = 0;
    for (let grade = 0; grade < modelGradeCount - 1; grade += 1) {
      const viaInterest = (expressionOfInterestRates[grade] ?? 0) * expressionOfInterestSuccess * 0.5;
      const acting =
        gradeAbove(grade) === null ? 0 : (((temporaryPromotionRates[grade] ?? 0) + viaInterest) * meanDays) / 365.25;
      const own = Math.max(0, (stock[grade * ageCount + age] ?? 0) - fromBelow) / (1 - acting);
      out[grade * ageCount + age] = own;
      fromBelow = own * acting;
    }
  }
  return out;
}

/** Share of a grade's people who act in the next at a moment, roughly: it raises the mean promotion rate a little. */
export function actingShare(grade: number): number {
  const meanDays = temporaryPromotionDays.least + temporaryPromotionDays.mean;
  const rate =
    (temporaryPromotionRates[grade] ?? 0) + (expressionOfInterestRates[grade] ?? 0) * expressionOfInterestSuccess * 0.5;
  return (rate * meanDays) / 365.25;
}

export function withGroups(
  byGradeAndAge: Float64Array,
  backgroundShare: (grade: number, age: number, background: number) => number,
  londonShare: (background: number, grade: number) => number,
): Float64Array {
  const out = new Float64Array(stateSize);
  for (let background = 0; background < 3; background += 1) {
    for (let grade = 0; grade < modelGradeCount; grade += 1) {
      const london = londonShare(background, grade);
      for (let age = 0; age < ageCount; age += 1) {
        const count =
          (byGradeAndAge[grade * ageCount + age] ?? 0) * backgroundShare(grade, age + youngestAge, background);
        out[groupOf(background, 0, grade) * ageCount + age] = count * (1 - london);
        out[groupOf(background, 1, grade) * ageCount + age] = count * london;
      }
    }
  }
  return out;
}

/** London's share of entrants by grade and background: that of the stock, scaled until entrants as a whole have the published share. */
export function londonOfEntrants(postings: Postings): (background: number, grade: number) => number {
  const wanted = (regionEntrants[londonRegion] ?? 0) / sumOf(regionEntrants);
  const byGrade = Array.from({ length: 9 }, (_, official) => {
    let entrants = 0;
    for (let band = 0; band < ageBandCount; band += 1) entrants += entrantsAgeByGrade[band]?.[official] ?? 0;
    return entrants;
  });
  const scaled = (share: number, odds: number) => (share * odds) / (1 - share + share * odds);
  let odds = 1;
  for (let round = 0; round < 30; round += 1) {
    const has =
      byGrade.reduce((so, entrants, official) => so + entrants * scaled(postings.londonShare(official, 0), odds), 0) /
      sumOf(byGrade);
    odds *= wanted / (1 - wanted) / (has / (1 - has));
  }
  return (background, grade) => scaled(postings.londonShare(officialGradeOfModel[grade] ?? 8, background), odds);
}
