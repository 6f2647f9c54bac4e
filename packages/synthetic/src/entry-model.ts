// Who is in post when the window opens, and who enters in each year of it, so that those in post at its end are as the official tables say.
// A compartment model (background x London x grade x age) is run forward with the hazards; the entries are fitted to its end by
// multiplicative updates (the EM algorithm for Poisson counts: Vardi and Lee, 1993), and the exit hazards to the leavers of the last year.
import { officialGradeOfModel } from './assumptions.ts';
import {
  fitPromotions,
  fixedRates,
  groupMeans,
  initialExits,
  ratesOf,
  temporaryPromotionBase,
  updateExits,
} from './baseline-fit.ts';
import { ageByGrade, entrantsAgeByGrade } from './calibration/official-2023.ts';
import {
  ageCount,
  bandPlaces,
  bandTotals,
  type Dynamics,
  dynamicsOf,
  forGroups,
  oldestAge,
  runBackward,
  runForward,
  stateSize,
  sumOf,
  youngestAge,
} from './compartments.ts';
import { departmentConsidered } from './department-leaving.ts';
import { ageBandCount, type Baseline, modelGradeCount, type PlantedRatios } from './hazards.ts';
import type { Postings } from './postings.ts';
import {
  ageShape,
  backgroundShares,
  entrantShape,
  londonOfEntrants,
  spread,
  substantive,
  withGroups,
} from './targets.ts';

/** One way in: when, and as whom. `year` 0: in post when the window opens; 1 to years: enters in that year. `age` is that at the year's end. */
export interface Entry {
  readonly year: number;
  readonly background: number;
  readonly london: number;
  readonly grade: number;
  readonly age: number;
}

export interface EntryModel {
  readonly baseline: Baseline;
  /** Cumulative weights of all ways in, in fives of people; draw one, then ask `entry`. */
  readonly cumulative: Float64Array;
  entry(index: number): Entry;
  /** Expected people in post at the end of the window, in fives. */
  readonly inPostAtEnd: number;
  /** Where those who were in a grade at the end came in: weights at [grade at entry * modelGradeCount + grade at end], for characteristics that follow the end. */
  readonly gradeFlows: Float64Array;
}

/** Fits the model for a window of so many years. Takes some tenths of a second; the same numbers on every machine. */
export function fitEntryModel(years: number, postings: Postings, ratios: PlantedRatios): EntryModel {
  const published = spread(ageByGrade, ageShape);
  const backgroundShare = backgroundShares(published);
  const target = withGroups(substantive(published), backgroundShare, (background, grade) =>
    postings.londonShare(officialGradeOfModel[grade] ?? 8, background),
  );
  const lastEntrants = withGroups(
    spread(entrantsAgeByGrade, entrantShape),
    backgroundShare,
    londonOfEntrants(postings),
  );
  const exitBase = initialExits();
  const promotionBase = new Float64Array(modelGradeCount * ageBandCount);
  const mean = groupMeans(postings, ratios);
  const fixed = fixedRates(postings);
  fitPromotions(promotionBase, target, mean);
  const stock = startingStock(target, backgroundShare, years);
  const entrants = Array.from({ length: years }, (_, index) =>
    lastEntrants.map((count) => count * (index === years - 1 ? 1 : 0.82 + (0.14 * index) / Math.max(1, years - 1))),
  );
  for (let outer = 0; outer < 7; outer += 1) {
    const dynamics = dynamicsOf(ratesOf(exitBase, promotionBase, mean, fixed));
    const reach = runBackward(new Float64Array(stateSize).fill(1), years, dynamics);
    for (let inner = 0; inner < 4; inner += 1) updateEntries(stock, entrants, target, dynamics, reach);
    updateExits(exitBase, runForward(stock, entrants, dynamics).leaversOfLastYear);
  }
  const dynamics = dynamicsOf(ratesOf(exitBase, promotionBase, mean, fixed));
  const { end } = runForward(stock, entrants, dynamics);
  return {
    baseline: {
      exit: exitBase,
      promotion: promotionBase,
      temporaryPromotion: temporaryPromotionBase(target, ratios, postings),
      departmentConsidered: departmentConsidered(end, promotionBase, mean.promotion, postings),
    },
    ...waysIn(stock, entrants),
    inPostAtEnd: sumOf(end),
    gradeFlows: gradeFlows(stock, entrants, dynamics),
  };
}

/** A first guess of those in post when the window opens: the end's population, each of the background that its birth cohort has. */
function startingStock(
  target: Float64Array,
  backgroundShare: (grade: number, age: number, background: number) => number,
  years: number,
): Float64Array {
  const out = new Float64Array(stateSize);
  forGroups((group, grade, background) => {
    for (let age = 0; age < ageCount; age += 1) {
      const now = backgroundShare(grade, age + youngestAge, background);
      const cohort = backgroundShare(grade, Math.min(oldestAge, age + youngestAge + years), background);
      out[group * ageCount + age] = 0.87 * (target[group * ageCount + age] ?? 0) * (now > 0 ? cohort / now : 1) + 1e-6;
    }
  });
  return out;
}

/** One multiplicative update of all entries but those of the last year, which are published. `reach` is what survives to the end. */
function updateEntries(
  stock: Float64Array,
  entrants: readonly Float64Array[],
  target: Float64Array,
  dynamics: Dynamics,
  reach: ReturnType<typeof runBackward>,
): void {
  const { end } = runForward(stock, entrants, dynamics);
  const [wanted, has] = [bandTotals(target), bandTotals(end)];
  const ratio = new Float64Array(stateSize);
  for (let index = 0; index < stateSize; index += 1) {
    const place = bandPlaces[index] ?? 0;
    const here = has[place] ?? 0;
    ratio[index] = here > 1e-9 ? Math.min(4, Math.max(0.25, (wanted[place] ?? 0) / here)) : 1;
  }
  const worth = runBackward(ratio, entrants.length, dynamics);
  const update = (counts: Float64Array, gain: Float64Array, all: Float64Array) => {
    for (let index = 0; index < stateSize; index += 1) {
      const survives = all[index] ?? 0;
      if (survives > 1e-9) counts[index] = (counts[index] ?? 0) * ((gain[index] ?? 0) / survives);
    }
  };
  update(stock, worth.atStart, reach.atStart);
  for (let year = 0; year < entrants.length - 1; year += 1) {
    const [counts, gain, all] = [entrants[year], worth.atEntry[year], reach.atEntry[year]];
    if (counts !== undefined && gain !== undefined && all !== undefined) update(counts, gain, all);
  }
}

function waysIn(stock: Float64Array, entrants: readonly Float64Array[]) {
  const cumulative = new Float64Array(stateSize * (entrants.length + 1));
  let running = 0;
  [stock, ...entrants].forEach((counts, year) => {
    for (let index = 0; index < stateSize; index += 1) {
      // Those too young or too old to be anybody, and the crumbs of the first guess, are left out.
      const count = counts[index] ?? 0;
      running += count > 1e-4 ? count : 0;
      cumulative[year * stateSize + index] = running;
    }
  });
  return {
    cumulative,
    entry: (index: number): Entry => {
      const group = Math.floor((index % stateSize) / ageCount);
      return {
        year: Math.floor(index / stateSize),
        background: Math.floor(group / (2 * modelGradeCount)),
        london: Math.floor(group / modelGradeCount) % 2,
        grade: group % modelGradeCount,
        age: (index % ageCount) + youngestAge,
      };
    },
  };
}

function gradeFlows(stock: Float64Array, entrants: readonly Float64Array[], dynamics: Dynamics): Float64Array {
  const flows = new Float64Array(modelGradeCount * modelGradeCount);
  const only = (counts: Float64Array, grade: number) =>
    counts.map((count, index) => (Math.floor(index / ageCount) % modelGradeCount === grade ? count : 0));
  for (let origin = 0; origin < modelGradeCount; origin += 1) {
    const { end } = runForward(
      only(stock, origin),
      entrants.map((each) => only(each, origin)),
      dynamics,
    );
    for (let index = 0; index < stateSize; index += 1) {
      const place = origin * modelGradeCount + (Math.floor(index / ageCount) % modelGradeCount);
      flows[place] = (flows[place] ?? 0) + (end[index] ?? 0);
    }
  }
  return flows;
}
