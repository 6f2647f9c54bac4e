// Who is in post when the window opens, and who enters in each year of it, so that those in post at its end are as the official tables say.
// A compartment model (background x London x grade x age) is run forward with the hazards; the entries are fitted to its end by
// multiplicative updates (the EM algorithm for Poisson counts: Vardi and Lee, 1993), and the exit hazards to the leavers of the last year.
import {
  expressionOfInterestRates,
  expressionOfInterestSuccess,
  intermediateOfNotLow,
  lesserRates,
  lowShareByAge,
  lowShareByGrade,
  modelGrades,
  officialGradeOfModel,
  promotionWhileActing,
  seniorPayBandShares,
  temporaryPromotionDays,
  temporaryPromotionRates,
} from './assumptions.ts';
import {
  ageByGrade,
  departmentLeaversAgeByGrade,
  entrantsAgeByGrade,
  leaversAgeByGrade,
  regionDepartmentLeavers,
  regionEntrants,
} from './calibration/official-2023.ts';
import {
  ageBandCount,
  ageBandOf,
  assumedPromotion,
  type Baseline,
  gradeAbove,
  meanPostingRatio,
  modelGradeCount,
  type PlantedRatios,
} from './hazards.ts';
import { exponential } from './mathematics.ts';
import { londonRegion, type Postings } from './postings.ts';

export const youngestAge = 16;
export const oldestAge = 76;
const ages = oldestAge - youngestAge + 1;
const grades = modelGradeCount;
const groups = 3 * 2 * grades;
const size = groups * ages;
const stepsPerYear = 2;

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
  /** Where those who were in a grade at the end came in: weights at [grade at entry * grades + grade at end], for characteristics that follow the end. */
  readonly gradeFlows: Float64Array;
}

function groupOf(background: number, london: number, grade: number): number {
  return (background * 2 + london) * grades + grade;
}

interface Rates {
  /** Per person-year at [group * ages + age]. */
  readonly exit: Float64Array;
  readonly promotion: Float64Array;
  /** Probability of being in London after promotion, by group. */
  readonly promotedToLondon: Float64Array;
  /** Moves into or out of London without promotion, per person-year, by group. */
  readonly crossing: Float64Array;
}

/** Assumption: within a band, where ages lie; relative, smooth. */
function ageShape(age: number): number {
  if (age < 20) return 0.2 + 0.3 * (age - 16);
  if (age < 30) return 2 + 0.25 * (age - 20);
  if (age < 65) return 4 - (age > 60 ? 0.5 * (age - 60) : 0);
  return exponential(-0.28 * (age - 65));
}

function entrantShape(age: number): number {
  if (age < 18) return 0.2;
  if (age < 20) return 1;
  if (age < 30) return age < 22 ? 1.6 : 2.2 - 0.12 * (age - 22);
  if (age < 65) return 2 - (age > 60 ? 0.3 * (age - 60) : 0.02 * (age - 30));
  return exponential(-0.5 * (age - 65));
}

/** Divides the numbers of the official grades and bands over the model's grades and single years of age. */
function spread(table: readonly (readonly number[])[], shape: (age: number) => number): Float64Array {
  const shapes = new Float64Array(ageBandCount);
  for (let age = youngestAge; age <= oldestAge; age += 1) {
    const band = ageBandOf(age);
    shapes[band] = (shapes[band] ?? 0) + shape(age);
  }
  const out = new Float64Array(grades * ages);
  for (let grade = 0; grade < grades; grade += 1) {
    const official = officialGradeOfModel[grade] ?? 8;
    const share = official === 7 ? (seniorPayBandShares[grade - 7] ?? 0) : 1;
    for (let age = youngestAge; age <= oldestAge; age += 1) {
      const band = ageBandOf(age);
      out[grade * ages + age - youngestAge] =
        ((table[band]?.[official] ?? 0) * share * shape(age)) / (shapes[band] ?? 1);
    }
  }
  return out;
}

/** Background by grade and age band: low odds that multiply, fitted to the shares by grade and by age. */
function backgroundShares(stock: Float64Array): (grade: number, age: number, background: number) => number {
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
    const official = officialGradeOfModel[Math.floor(index / ages)] ?? 8;
    const band = ageBandOf((index % ages) + youngestAge);
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
function substantive(stock: Float64Array): Float64Array {
  const out = stock.slice();
  const meanDays = temporaryPromotionDays.least + temporaryPromotionDays.mean;
  for (let age = 0; age < ages; age += 1) {
    let fromBelow = 0;
    for (let grade = 0; grade < grades - 1; grade += 1) {
      const viaInterest = (expressionOfInterestRates[grade] ?? 0) * expressionOfInterestSuccess * 0.5;
      const acting =
        gradeAbove(grade) === null ? 0 : (((temporaryPromotionRates[grade] ?? 0) + viaInterest) * meanDays) / 365.25;
      const own = Math.max(0, (stock[grade * ages + age] ?? 0) - fromBelow) / (1 - acting);
      out[grade * ages + age] = own;
      fromBelow = own * acting;
    }
  }
  return out;
}

/** Share of a grade's people who act in the next at a moment, roughly: it raises the mean promotion rate a little. */
function actingShare(grade: number): number {
  const meanDays = temporaryPromotionDays.least + temporaryPromotionDays.mean;
  const rate =
    (temporaryPromotionRates[grade] ?? 0) + (expressionOfInterestRates[grade] ?? 0) * expressionOfInterestSuccess * 0.5;
  return (rate * meanDays) / 365.25;
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
  const promotionBase = new Float64Array(grades * ageBandCount);
  const mean = groupMeans(postings, ratios);
  const fixed = fixedRates(postings);
  let rates = ratesOf(exitBase, promotionBase, mean, fixed);
  const stock = startingStock(target, backgroundShare, years);
  const entrants = Array.from({ length: years }, (_, index) =>
    lastEntrants.map((count) => count * (index === years - 1 ? 1 : 0.82 + (0.14 * index) / Math.max(1, years - 1))),
  );
  for (let outer = 0; outer < 7; outer += 1) {
    fitPromotions(promotionBase, target, mean);
    rates = ratesOf(exitBase, promotionBase, mean, fixed);
    for (let inner = 0; inner < 4; inner += 1) updateEntries(stock, entrants, target, rates);
    updateExits(exitBase, runForward(stock, entrants, rates).leaversOfLastYear);
  }
  rates = ratesOf(exitBase, promotionBase, mean, fixed);
  const end = runForward(stock, entrants, rates).end;
  return {
    baseline: {
      exit: exitBase,
      promotion: promotionBase,
      temporaryPromotion: temporaryPromotionBase(target, ratios, postings),
      departmentConsidered: departmentConsidered(end, promotionBase, mean, postings),
    },
    ...waysIn(stock, entrants),
    inPostAtEnd: sum(end),
    gradeFlows: gradeFlows(stock, entrants, rates),
  };
}

function withGroups(
  byGradeAndAge: Float64Array,
  backgroundShare: (grade: number, age: number, background: number) => number,
  londonShare: (background: number, grade: number) => number,
): Float64Array {
  const out = new Float64Array(size);
  for (let background = 0; background < 3; background += 1) {
    for (let grade = 0; grade < grades; grade += 1) {
      const london = londonShare(background, grade);
      for (let age = 0; age < ages; age += 1) {
        const count = (byGradeAndAge[grade * ages + age] ?? 0) * backgroundShare(grade, age + youngestAge, background);
        out[groupOf(background, 0, grade) * ages + age] = count * (1 - london);
        out[groupOf(background, 1, grade) * ages + age] = count * london;
      }
    }
  }
  return out;
}

/** London's share of entrants by grade and background: that of the stock, scaled until entrants as a whole have the published share. */
function londonOfEntrants(postings: Postings): (background: number, grade: number) => number {
  const wanted = (regionEntrants[londonRegion] ?? 0) / sum(regionEntrants);
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
      sum(byGrade);
    odds *= wanted / (1 - wanted) / (has / (1 - has));
  }
  return (background, grade) => scaled(postings.londonShare(officialGradeOfModel[grade] ?? 8, background), odds);
}

/** Leavers over those in post, by grade and band; small cells lean on their band. */
function initialExits(): Float64Array {
  const out = new Float64Array(grades * ageBandCount);
  for (let band = 0; band < ageBandCount; band += 1) {
    const mean = sum(leaversAgeByGrade[band] ?? []) / sum(ageByGrade[band] ?? []);
    for (let grade = 0; grade < grades; grade += 1) {
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
function groupMeans(postings: Postings, ratios: PlantedRatios): GroupMeans {
  const means = { exit: new Float64Array(groups), promotion: new Float64Array(groups) };
  for (let background = 0; background < 3; background += 1) {
    for (let london = 0; london < 2; london += 1) {
      for (let grade = 0; grade < grades; grade += 1) {
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
function fitPromotions(base: Float64Array, target: Float64Array, mean: GroupMeans): void {
  for (let grade = 0; grade < grades; grade += 1) {
    const acting = 1 + actingShare(grade) * (promotionWhileActing - 1);
    for (let band = 0; band < ageBandCount; band += 1) {
      let [weighted, all] = [0, 0];
      forGroups((group, groupGrade) => {
        if (groupGrade !== grade) return;
        for (let age = 0; age < ages; age += 1) {
          if (ageBandOf(age + youngestAge) !== band) continue;
          const count = target[group * ages + age] ?? 0;
          weighted += count * (mean.promotion[group] ?? 1);
          all += count;
        }
      });
      base[grade * ageBandCount + band] = all > 0 ? assumedPromotion(grade, band) / ((weighted / all) * acting) : 0;
    }
  }
}

function temporaryPromotionBase(target: Float64Array, ratios: PlantedRatios, postings: Postings): Float64Array {
  const base = new Float64Array(grades);
  for (let grade = 0; grade < grades; grade += 1) {
    let [weighted, all] = [0, 0];
    for (let background = 0; background < 3; background += 1) {
      for (let london = 0; london < 2; london += 1) {
        const start = groupOf(background, london, grade) * ages;
        const count = sum(target.subarray(start, start + ages));
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

function fixedRates(postings: Postings): Pick<Rates, 'promotedToLondon' | 'crossing'> {
  const [promotedToLondon, crossing] = [new Float64Array(groups), new Float64Array(groups)];
  forGroups((group, grade, background, london) => {
    const official = officialGradeOfModel[grade] ?? 8;
    const above = gradeAbove(grade);
    const next = above === null ? official : (officialGradeOfModel[above] ?? 8);
    promotedToLondon[group] = next === official ? london : postings.carryToLondon(official, next, background, london);
    const toLondon = postings.mean(official, background, london, (cell) => {
      let [here, all] = [0, 0];
      for (let region = 0; region < 14; region += 1) {
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

function forGroups(visit: (group: number, grade: number, background: number, london: number) => void): void {
  for (let background = 0; background < 3; background += 1) {
    for (let london = 0; london < 2; london += 1) {
      for (let grade = 0; grade < grades; grade += 1)
        visit(groupOf(background, london, grade), grade, background, london);
    }
  }
}

function ratesOf(
  exitBase: Float64Array,
  promotionBase: Float64Array,
  mean: GroupMeans,
  fixed: Pick<Rates, 'promotedToLondon' | 'crossing'>,
): Rates {
  const [exit, promotion] = [new Float64Array(size), new Float64Array(size)];
  forGroups((group, grade) => {
    const acting = 1 + actingShare(grade) * (promotionWhileActing - 1);
    for (let age = 0; age < ages; age += 1) {
      // `age` is that at the year's end: half of the year is lived one year younger.
      const [older, younger] = [ageBandOf(age + youngestAge), ageBandOf(age + youngestAge - 1)];
      const between = (base: Float64Array) =>
        ((base[grade * ageBandCount + older] ?? 0) + (base[grade * ageBandCount + younger] ?? 0)) / 2;
      exit[group * ages + age] = between(exitBase) * (mean.exit[group] ?? 1);
      promotion[group * ages + age] = between(promotionBase) * (mean.promotion[group] ?? 1) * acting;
    }
  });
  return { exit, promotion, ...fixed };
}

/** A first guess of those in post when the window opens: the end's population, each of the background that its birth cohort has. */
function startingStock(
  target: Float64Array,
  backgroundShare: (grade: number, age: number, background: number) => number,
  years: number,
): Float64Array {
  const out = new Float64Array(size);
  forGroups((group, grade, background) => {
    for (let age = 0; age < ages; age += 1) {
      const now = backgroundShare(grade, age + youngestAge, background);
      const cohort = backgroundShare(grade, Math.min(oldestAge, age + youngestAge + years), background);
      out[group * ages + age] = 0.87 * (target[group * ages + age] ?? 0) * (now > 0 ? cohort / now : 1) + 1e-6;
    }
  });
  return out;
}

/** One half-year forward, in place. */
function step(
  state: Float64Array,
  scratch: Float64Array,
  rates: Rates,
  leavers: Float64Array | null,
  share: number,
): void {
  scratch.fill(0);
  const length = share / stepsPerYear;
  forGroups((group, grade) => {
    const above = gradeAbove(grade);
    const other = group + (Math.floor(group / grades) % 2 === 1 ? -grades : grades);
    const crossing = 1 - exponential(-(rates.crossing[group] ?? 0) * length);
    const inLondon = Math.floor(group / grades) % 2 === 1;
    const [elsewhereGroup, londonGroup] = inLondon ? [other, group] : [group, other];
    const toLondon = rates.promotedToLondon[group] ?? 0;
    for (let age = 0; age < ages; age += 1) {
      const count = state[group * ages + age] ?? 0;
      if (count === 0) continue;
      const [exit, promotion] = [rates.exit[group * ages + age] ?? 0, rates.promotion[group * ages + age] ?? 0];
      const all = exit + promotion;
      const out = all > 0 ? count * (1 - exponential(-all * length)) : 0;
      const left = all > 0 ? (out * exit) / all : 0;
      const risen = out - left;
      if (leavers !== null) leavers[grade * ages + age] = (leavers[grade * ages + age] ?? 0) + left;
      const stayed = count - out;
      scratch[group * ages + age] = (scratch[group * ages + age] ?? 0) + stayed * (1 - crossing);
      scratch[other * ages + age] = (scratch[other * ages + age] ?? 0) + stayed * crossing;
      if (above !== null) {
        const [here, there] = [(elsewhereGroup + 1) * ages + age, (londonGroup + 1) * ages + age];
        scratch[here] = (scratch[here] ?? 0) + risen * (1 - toLondon);
        scratch[there] = (scratch[there] ?? 0) + risen * toLondon;
      }
    }
  });
  state.set(scratch);
}

function older(state: Float64Array): void {
  for (let group = 0; group < groups; group += 1) {
    const start = group * ages;
    const last = state[start + ages - 1] ?? 0;
    state.copyWithin(start + 1, start, start + ages - 1);
    state[start + ages - 1] = (state[start + ages - 1] ?? 0) + last;
    state[start] = 0;
  }
}

function runForward(stock: Float64Array, entrants: readonly Float64Array[], rates: Rates) {
  const state = stock.slice();
  const scratch = new Float64Array(size);
  const leaversOfLastYear = new Float64Array(grades * ages);
  entrants.forEach((entering, year) => {
    older(state);
    const leavers = year === entrants.length - 1 ? leaversOfLastYear : null;
    for (let part = 0; part < stepsPerYear; part += 1) {
      // Those who enter within the step live half of it, on average.
      const half = entering.map((count) => count / stepsPerYear);
      step(state, scratch, rates, leavers, 1);
      step(half, scratch, rates, leavers, 0.5);
      for (let index = 0; index < size; index += 1) state[index] = (state[index] ?? 0) + (half[index] ?? 0);
    }
  });
  return { end: state, leaversOfLastYear };
}

/** What a value at the end is worth at each way in: the adjoint of `step`. */
function stepBack(value: Float64Array, scratch: Float64Array, rates: Rates, share: number): void {
  const length = share / stepsPerYear;
  forGroups((group, grade) => {
    const above = gradeAbove(grade);
    const inLondon = Math.floor(group / grades) % 2 === 1;
    const other = group + (inLondon ? -grades : grades);
    const [elsewhereGroup, londonGroup] = inLondon ? [other, group] : [group, other];
    const crossing = 1 - exponential(-(rates.crossing[group] ?? 0) * length);
    const toLondon = rates.promotedToLondon[group] ?? 0;
    for (let age = 0; age < ages; age += 1) {
      const [exit, promotion] = [rates.exit[group * ages + age] ?? 0, rates.promotion[group * ages + age] ?? 0];
      const all = exit + promotion;
      const out = all > 0 ? 1 - exponential(-all * length) : 0;
      const risen = all > 0 ? (out * promotion) / all : 0;
      let worth =
        (1 - out) * ((1 - crossing) * (value[group * ages + age] ?? 0) + crossing * (value[other * ages + age] ?? 0));
      if (above !== null) {
        worth +=
          risen *
          ((1 - toLondon) * (value[(elsewhereGroup + 1) * ages + age] ?? 0) +
            toLondon * (value[(londonGroup + 1) * ages + age] ?? 0));
      }
      scratch[group * ages + age] = worth;
    }
  });
  value.set(scratch);
}

function younger(value: Float64Array): void {
  for (let group = 0; group < groups; group += 1) {
    const start = group * ages;
    value.copyWithin(start, start + 1, start + ages);
  }
}

/** What a value at the end is worth at each way in. */
function runBackward(endValue: Float64Array, years: number, rates: Rates) {
  const value = endValue.slice();
  const scratch = new Float64Array(size);
  const atEntry: Float64Array[] = [];
  for (let year = years - 1; year >= 0; year -= 1) {
    const entering = new Float64Array(size);
    for (let part = 0; part < stepsPerYear; part += 1) {
      const half = value.slice();
      stepBack(half, scratch, rates, 0.5);
      for (let index = 0; index < size; index += 1)
        entering[index] = (entering[index] ?? 0) + (half[index] ?? 0) / stepsPerYear;
      stepBack(value, scratch, rates, 1);
    }
    atEntry[year] = entering;
    younger(value);
  }
  return { atStart: value, atEntry };
}

function bandTotals(state: Float64Array): Float64Array {
  const out = new Float64Array(groups * ageBandCount);
  for (let index = 0; index < size; index += 1) {
    const place = Math.floor(index / ages) * ageBandCount + ageBandOf((index % ages) + youngestAge);
    out[place] = (out[place] ?? 0) + (state[index] ?? 0);
  }
  return out;
}

/** One multiplicative update of all entries but those of the last year, which are published. */
function updateEntries(
  stock: Float64Array,
  entrants: readonly Float64Array[],
  target: Float64Array,
  rates: Rates,
): void {
  const { end } = runForward(stock, entrants, rates);
  const [wanted, has] = [bandTotals(target), bandTotals(end)];
  const ratio = new Float64Array(size);
  for (let index = 0; index < size; index += 1) {
    const place = Math.floor(index / ages) * ageBandCount + ageBandOf((index % ages) + youngestAge);
    const here = has[place] ?? 0;
    ratio[index] = here > 1e-9 ? Math.min(4, Math.max(0.25, (wanted[place] ?? 0) / here)) : 1;
  }
  const years = entrants.length;
  const worth = runBackward(ratio, years, rates);
  const reach = runBackward(new Float64Array(size).fill(1), years, rates);
  const update = (counts: Float64Array, gain: Float64Array, all: Float64Array) => {
    for (let index = 0; index < size; index += 1) {
      const survives = all[index] ?? 0;
      if (survives > 1e-9) counts[index] = (counts[index] ?? 0) * ((gain[index] ?? 0) / survives);
    }
  };
  update(stock, worth.atStart, reach.atStart);
  for (let year = 0; year < years - 1; year += 1) {
    const [counts, gain, all] = [entrants[year], worth.atEntry[year], reach.atEntry[year]];
    if (counts !== undefined && gain !== undefined && all !== undefined) update(counts, gain, all);
  }
}

function updateExits(base: Float64Array, leavers: Float64Array): void {
  for (let official = 0; official < 9; official += 1) {
    for (let band = 0; band < ageBandCount; band += 1) {
      let modelled = 0;
      const concerned = modelGrades
        .map((_, grade) => grade)
        .filter((grade) => officialGradeOfModel[grade] === official);
      for (const grade of concerned) {
        for (let age = 0; age < ages; age += 1) {
          if (ageBandOf(age + youngestAge) === band) modelled += leavers[grade * ages + age] ?? 0;
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

/** How often another department is considered, so that people leave departments as published, promotions on transfer counted. */
function departmentConsidered(
  end: Float64Array,
  promotionBase: Float64Array,
  mean: GroupMeans,
  postings: Postings,
): Float64Array {
  const held = new Float64Array(9 * ageBandCount * 2);
  const promotedAway = new Float64Array(9 * ageBandCount * 2);
  forGroups((group, grade, background, london) => {
    const official = officialGradeOfModel[grade] ?? 8;
    const above = gradeAbove(grade);
    const next = above === null ? official : (officialGradeOfModel[above] ?? 8);
    const away = next === official ? 0 : postings.carryChangesDepartment(official, next, background, london);
    for (let age = 0; age < ages; age += 1) {
      const band = ageBandOf(age + youngestAge);
      const place = (official * ageBandCount + band) * 2 + london;
      const count = end[group * ages + age] ?? 0;
      const promotion = (promotionBase[grade * ageBandCount + band] ?? 0) * (mean.promotion[group] ?? 1);
      held[place] = (held[place] ?? 0) + count;
      promotedAway[place] = (promotedAway[place] ?? 0) + count * promotion * away;
    }
  });
  const wanted = departmentLeavers(held);
  const changes = Array.from({ length: 9 * 2 }, (_, index) =>
    postings.mean(Math.floor(index / 2), 0, index % 2, (cell) => {
      const official = Math.floor(index / 2);
      let all = 0;
      for (let department = 0; department < 38; department += 1) {
        all += postings.weight(official, 0, department, cell.region, cell.profession);
      }
      return all > 0 ? 1 - postings.weight(official, 0, cell.department, cell.region, cell.profession) / all : 0;
    }),
  );
  const out = new Float64Array(grades * ageBandCount * 2);
  for (let grade = 0; grade < grades; grade += 1) {
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
  const wantedElsewhere = sum(regionDepartmentLeavers) - wantedLondon;
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

function waysIn(stock: Float64Array, entrants: readonly Float64Array[]) {
  const cumulative = new Float64Array(size * (entrants.length + 1));
  let running = 0;
  [stock, ...entrants].forEach((counts, year) => {
    for (let index = 0; index < size; index += 1) {
      // Those too young or too old to be anybody, and the crumbs of the first guess, are left out.
      const count = counts[index] ?? 0;
      running += count > 1e-4 ? count : 0;
      cumulative[year * size + index] = running;
    }
  });
  return {
    cumulative,
    entry: (index: number): Entry => {
      const group = Math.floor((index % size) / ages);
      return {
        year: Math.floor(index / size),
        background: Math.floor(group / (2 * grades)),
        london: Math.floor(group / grades) % 2,
        grade: group % grades,
        age: (index % ages) + youngestAge,
      };
    },
  };
}

function gradeFlows(stock: Float64Array, entrants: readonly Float64Array[], rates: Rates): Float64Array {
  const flows = new Float64Array(grades * grades);
  const only = (counts: Float64Array, grade: number) =>
    counts.map((count, index) => (Math.floor(index / ages) % grades === grade ? count : 0));
  for (let origin = 0; origin < grades; origin += 1) {
    const { end } = runForward(
      only(stock, origin),
      entrants.map((each) => only(each, origin)),
      rates,
    );
    for (let index = 0; index < size; index += 1) {
      const place = origin * grades + (Math.floor(index / ages) % grades);
      flows[place] = (flows[place] ?? 0) + (end[index] ?? 0);
    }
  }
  return flows;
}

function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}
