// How often people consider another department, so that they leave departments as published.
import { officialGradeOfModel } from './assumptions.ts';
import { departmentCodes, departmentLeaversAgeByGrade, regionDepartmentLeavers } from './calibration/official-2023.ts';
import { ageCount, forGroups, sumOf, youngestAge } from './compartments.ts';
import { ageBandCount, ageBandOf, gradeAbove, modelGradeCount } from './hazards.ts';
import { londonRegion } from './posting-fit.ts';
import type { Postings } from './postings.ts';

/** How often another department is considered, so that people leave departments as published, promotions on transfer counted. */
export function departmentConsidered(
  end: Float64Array,
  promotionBase: Float64Array,
  meanPromotion: Float64Array,
  postings: Postings,
): Float64Array {
  const held = new Float64Array(9 * ageBandCount * 2);
  const promotedAway = new Float64Array(9 * ageBandCount * 2);
  forGroups((group, grade, background, london) => {
    const official = officialGradeOfModel[grade] ?? 8;
    const above = gradeAbove(grade);
    const next = above === null ? official : (officialGradeOfModel[above] ?? 8);
    const away = next === official ? 0 : postings.carryChangesDepartment(official, next, background, london);
    for (let age = 0; age < ageCount; age += 1) {
      const band = ageBandOf(age + youngestAge);
      const place = (official * ageBandCount + band) * 2 + london;
      const count = end[group * ageCount + age] ?? 0;
      const promotion = (promotionBase[grade * ageBandCount + band] ?? 0) * (meanPromotion[group] ?? 1);
      held[place] = (held[place] ?? 0) + count;
      promotedAway[place] = (promotedAway[place] ?? 0) + count * promotion * away;
    }
  });
  const wanted = departmentLeavers(held);
  const changes = Array.from({ length: 9 * 2 }, (_, index) =>
    postings.mean(Math.floor(index / 2), 0, index % 2, (cell) => {
      const official = Math.floor(index / 2);
      let all = 0;
      for (let department = 0; department < departmentCodes.length; department += 1) {
        all += postings.weight(official, 0, department, cell.region, cell.profession);
      }
      return all > 0 ? 1 - postings.weight(official, 0, cell.department, cell.region, cell.profession) / all : 0;
    }),
  );
  const out = new Float64Array(modelGradeCount * ageBandCount * 2);
  for (let grade = 0; grade < modelGradeCount; grade += 1) {
    const official = officialGradeOfModel[grade] ?? 8;
    for (let band = 0; band < ageBandCount; band += 1) {
      for (let london = 0; london < 2; london += 1) {
        const place = (official * ageBandCount + band) * 2 + london;
        const count = Math.max(1e-9, held[place] ?? 0);
        const all = (wanted[place] ?? 0) / count;
        const lateral = Math.max(0.15 * all, all - (promotedAway[place] ?? 0) / count);
        const change = Math.max(0.05, changes[official * 2 + london] ?? 0.5);
        out[(grade * ageBandCount + band) * 2 + london] = Math.min(1.5, lateral / change);
      }
    }
  }
  return out;
}

/** Leavers of departments by grade, band and London, fitted to those by grade and band and to those by London. */
function departmentLeavers(held: Float64Array): Float64Array {
  const out = held.map((count) => count * 0.03);
  const wantedLondon = regionDepartmentLeavers[londonRegion] ?? 0;
  const wantedElsewhere = sumOf(regionDepartmentLeavers) - wantedLondon;
  for (let round = 0; round < 20; round += 1) {
    const has = [0, 0];
    for (let place = 0; place < out.length; place += 1) has[place % 2] = (has[place % 2] ?? 0) + (out[place] ?? 0);
    for (let place = 0; place < out.length; place += 1) {
      const goal = place % 2 === 1 ? wantedLondon : wantedElsewhere;
      out[place] = ((out[place] ?? 0) * goal) / Math.max(1e-9, has[place % 2] ?? 0);
    }
    for (let pair = 0; pair < out.length / 2; pair += 1) {
      const [elsewhere, london] = [out[pair * 2] ?? 0, out[pair * 2 + 1] ?? 0];
      const goal = departmentLeaversAgeByGrade[pair % ageBandCount]?.[Math.floor(pair / ageBandCount)] ?? 0;
      const scale = elsewhere + london > 0 ? goal / (elsewhere + london) : 0;
      out[pair * 2] = elsewhere * scale;
      out[pair * 2 + 1] = london * scale;
    }
  }
  return out;
}
