// The baseline hazards that the compartment model runs with: exits as published, promotions as assumed, whatever effects are planted.
import {
  lesserRates,
  modelGrades,
  officialGradeOfModel,
  promotionWhileActing,
  temporaryPromotionRates,
} from './assumptions.ts';
import { ageByGrade, leaversAgeByGrade, regionCodes } from './calibration/official-2023.ts';
import { ageCount, forGroups, groupCount, groupOf, type Rates, stateSize, sumOf, youngestAge } from './compartments.ts';
import {
  ageBandCount,
  ageBandOf,
  assumedPromotion,
  gradeAbove,
  meanPostingRatio,
  modelGradeCount,
  type PlantedRatios,
} from './hazards.ts';
import { londonRegion } from './posting-fit.ts';
import type { Postings } from './postings.ts';
import { actingShare } from './targets.ts';

/** Leavers over those in post, by grade and band; small cells lean on their band. */
export function initialExits(): Float64Array {
  const out = new Float64Array(modelGradeCount * ageBandCount);
  for (let band = 0; band < ageBandCount; band += 1) {
    const mean = sumOf(leaversAgeByGrade[band] ?? []) / sumOf(ageByGrade[band] ?? []);
    for (let grade = 0; grade < modelGradeCount; grade += 1) {
      const official = officialGradeOfModel[grade] ?? 8;
      const [left, held] = [leaversAgeByGrade[band]?.[official] ?? 0, ageByGrade[band]?.[official] ?? 0];
      out[grade * ageBandCount + band] = (left + 20 * mean) / (held + 20);
    }
  }
  return out;
}

interface GroupMeans {
  readonly exit: Float64Array;
  readonly promotion: Float64Array;
}

/** The mean ratio of each group, background included. */
export function groupMeans(postings: Postings, ratios: PlantedRatios): GroupMeans {
  const means = { exit: new Float64Array(groupCount), promotion: new Float64Array(groupCount) };
  for (let background = 0; background < 3; background += 1) {
    for (let london = 0; london < 2; london += 1) {
      for (let grade = 0; grade < modelGradeCount; grade += 1) {
        const group = groupOf(background, london, grade);
        for (const outcome of ['exit', 'promotion'] as const) {
          const table = ratios[outcome];
          means[outcome][group] =
            (table.background[background] ?? 1) * meanPostingRatio(table, postings, grade, background, london);
        }
      }
    }
  }
  return means;
}

/** Baseline promotion such that the mean over the target population is the assumed rate of grade and band. */
export function fitPromotions(base: Float64Array, target: Float64Array, mean: GroupMeans): void {
  for (let grade = 0; grade < modelGradeCount; grade += 1) {
    const acting = 1 + actingShare(grade) * (promotionWhileActing - 1);
    for (let band = 0; band < ageBandCount; band += 1) {
      let [weighted, all] = [0, 0];
      forGroups((group, groupGrade) => {
        if (groupGrade !== grade) return;
        for (let age = 0; age < ageCount; age += 1) {
          if (ageBandOf(age + youngestAge) !== band) continue;
          const count = target[group * ageCount + age] ?? 0;
          weighted += count * (mean.promotion[group] ?? 1);
          all += count;
        }
      });
      base[grade * ageBandCount + band] = all > 0 ? assumedPromotion(grade, band) / ((weighted / all) * acting) : 0;
    }
  }
}

export function temporaryPromotionBase(target: Float64Array, ratios: PlantedRatios, postings: Postings): Float64Array {
  const base = new Float64Array(modelGradeCount);
  for (let grade = 0; grade < modelGradeCount; grade += 1) {
    let [weighted, all] = [0, 0];
    for (let background = 0; background < 3; background += 1) {
      for (let london = 0; london < 2; london += 1) {
        const start = groupOf(background, london, grade) * ageCount;
        const count = sumOf(target.subarray(start, start + ageCount));
        const table = ratios.temporaryPromotion;
        weighted +=
          count * (table.background[background] ?? 1) * meanPostingRatio(table, postings, grade, background, london);
        all += count;
      }
    }
    base[grade] = all > 0 && gradeAbove(grade) !== null ? (temporaryPromotionRates[grade] ?? 0) / (weighted / all) : 0;
  }
  return base;
}

export function fixedRates(postings: Postings): Pick<Rates, 'promotedToLondon' | 'crossing'> {
  const [promotedToLondon, crossing] = [new Float64Array(groupCount), new Float64Array(groupCount)];
  forGroups((group, grade, background, london) => {
    const official = officialGradeOfModel[grade] ?? 8;
    const above = gradeAbove(grade);
    const next = above === null ? official : (officialGradeOfModel[above] ?? 8);
    promotedToLondon[group] = next === official ? london : postings.carryToLondon(official, next, background, london);
    const toLondon = postings.mean(official, background, london, (cell) => {
      let [here, all] = [0, 0];
      for (let region = 0; region < regionCodes.length; region += 1) {
        const weight = postings.weight(official, background, cell.department, region, cell.profession);
        all += weight;
        if (region === londonRegion) here = weight;
      }
      return all > 0 ? here / all : london;
    });
    crossing[group] = lesserRates.regionConsidered * (london === 1 ? 1 - toLondon : toLondon);
  });
  return { promotedToLondon, crossing };
}

export function ratesOf(
  exitBase: Float64Array,
  promotionBase: Float64Array,
  mean: GroupMeans,
  fixed: Pick<Rates, 'promotedToLondon' | 'crossing'>,
): Rates {
  const [exit, promotion] = [new Float64Array(stateSize), new Float64Array(stateSize)];
  forGroups((group, grade) => {
    const acting = 1 + actingShare(grade) * (promotionWhileActing - 1);
    for (let age = 0; age < ageCount; age += 1) {
      // `age` is that at the year's end: half of the year is lived one year younger.
      const [older, younger] = [ageBandOf(age + youngestAge), ageBandOf(age + youngestAge - 1)];
      const between = (base: Float64Array) =>
        ((base[grade * ageBandCount + older] ?? 0) + (base[grade * ageBandCount + younger] ?? 0)) / 2;
      exit[group * ageCount + age] = between(exitBase) * (mean.exit[group] ?? 1);
      promotion[group * ageCount + age] = between(promotionBase) * (mean.promotion[group] ?? 1) * acting;
    }
  });
  return { exit, promotion, ...fixed };
}

export function updateExits(base: Float64Array, leavers: Float64Array): void {
  for (let official = 0; official < 9; official += 1) {
    for (let band = 0; band < ageBandCount; band += 1) {
      let modelled = 0;
      const concerned = modelGrades
        .map((_, grade) => grade)
        .filter((grade) => officialGradeOfModel[grade] === official);
      for (const grade of concerned) {
        for (let age = 0; age < ageCount; age += 1) {
          if (ageBandOf(age + youngestAge) === band) modelled += leavers[grade * ageCount + age] ?? 0;
        }
      }
      const wanted = leaversAgeByGrade[band]?.[official] ?? 0;
      const ratio = Math.min(1.5, Math.max(0.67, (wanted + 3) / (modelled + 3)));
      for (const grade of concerned) {
        base[grade * ageBandCount + band] = Math.min(0.9, (base[grade * ageBandCount + band] ?? 0) * ratio);
      }
    }
  }
}
