// The compartment model: expected numbers of people by background, London, grade and single year of age, run forward by half-years, and its
// adjoint, run backward. Everything is linear in those who come in, which is what lets them be fitted.
import { ageBandCount, ageBandOf, gradeAbove, modelGradeCount } from './hazards.ts';
import { exponential } from './mathematics.ts';

export const youngestAge = 16;
export const oldestAge = 76;
export const ageCount = oldestAge - youngestAge + 1;
export const groupCount = 3 * 2 * modelGradeCount;
/** A state is an array of this length: [group * ageCount + age - youngestAge]. The age is that at the end of the year. */
export const stateSize = groupCount * ageCount;
const stepsPerYear = 2;

export function groupOf(background: number, london: number, grade: number): number {
  return (background * 2 + london) * modelGradeCount + grade;
}

export function forGroups(visit: (group: number, grade: number, background: number, london: number) => void): void {
  for (let group = 0; group < groupCount; group += 1) {
    const above = Math.floor(group / modelGradeCount);
    visit(group, group % modelGradeCount, Math.floor(above / 2), above % 2);
  }
}

/** Hazards per person-year, and where people go. */
export interface Rates {
  /** By place in the state. */
  readonly exit: Float64Array;
  readonly promotion: Float64Array;
  /** Probability of being in London after promotion, by group. */
  readonly promotedToLondon: Float64Array;
  /** Moves into or out of London without promotion, by group. */
  readonly crossing: Float64Array;
}

/** The shares of a compartment that leave, rise and cross within one step, or within half of one. */
interface Flows {
  readonly left: Float64Array;
  readonly risen: Float64Array;
  readonly crossed: Float64Array;
}

export interface Dynamics {
  readonly whole: Flows;
  /** Of those who come in within the step: they live half of it, on average. */
  readonly half: Flows;
  readonly promotedToLondon: Float64Array;
}

export function dynamicsOf(rates: Rates): Dynamics {
  return { whole: flowsOf(rates, 1), half: flowsOf(rates, 0.5), promotedToLondon: rates.promotedToLondon };
}

function flowsOf(rates: Rates, share: number): Flows {
  const length = share / stepsPerYear;
  const [left, risen] = [new Float64Array(stateSize), new Float64Array(stateSize)];
  for (let place = 0; place < stateSize; place += 1) {
    const [exit, promotion] = [rates.exit[place] ?? 0, rates.promotion[place] ?? 0];
    const all = exit + promotion;
    if (all <= 0) continue;
    const out = 1 - exponential(-all * length);
    left[place] = (out * exit) / all;
    risen[place] = (out * promotion) / all;
  }
  return { left, risen, crossed: rates.crossing.map((rate) => 1 - exponential(-rate * length)) };
}

/** Leavers are added up here where they are asked for, at [grade * ageCount + age]. */
type Leavers = Float64Array | null;

function step(
  state: Float64Array,
  scratch: Float64Array,
  flows: Flows,
  toLondonOf: Float64Array,
  leavers: Leavers,
): void {
  scratch.fill(0);
  forGroups((group, grade, _, london) => {
    const other = london === 1 ? group - modelGradeCount : group + modelGradeCount;
    const crossed = flows.crossed[group] ?? 0;
    const toLondon = toLondonOf[group] ?? 0;
    const [own, across] = [group * ageCount, other * ageCount];
    const hasAbove = gradeAbove(grade) !== null;
    const up = (london === 1 ? other : group) * ageCount + ageCount;
    const upLondon = (london === 1 ? group : other) * ageCount + ageCount;
    for (let age = 0; age < ageCount; age += 1) {
      const count = state[own + age] ?? 0;
      if (count === 0) continue;
      const left = count * (flows.left[own + age] ?? 0);
      const risen = count * (flows.risen[own + age] ?? 0);
      const stayed = count - left - risen;
      if (leavers !== null) leavers[grade * ageCount + age] = (leavers[grade * ageCount + age] ?? 0) + left;
      scratch[own + age] = (scratch[own + age] ?? 0) + stayed * (1 - crossed);
      scratch[across + age] = (scratch[across + age] ?? 0) + stayed * crossed;
      if (!hasAbove) continue;
      scratch[up + age] = (scratch[up + age] ?? 0) + risen * (1 - toLondon);
      scratch[upLondon + age] = (scratch[upLondon + age] ?? 0) + risen * toLondon;
    }
  });
  state.set(scratch);
}

/** What a value after the step is worth before it: the adjoint of `step`. */
function stepBack(value: Float64Array, scratch: Float64Array, flows: Flows, toLondonOf: Float64Array): void {
  forGroups((group, grade, _, london) => {
    const other = london === 1 ? group - modelGradeCount : group + modelGradeCount;
    const crossed = flows.crossed[group] ?? 0;
    const toLondon = toLondonOf[group] ?? 0;
    const [own, across] = [group * ageCount, other * ageCount];
    const hasAbove = gradeAbove(grade) !== null;
    const up = (london === 1 ? other : group) * ageCount + ageCount;
    const upLondon = (london === 1 ? group : other) * ageCount + ageCount;
    for (let age = 0; age < ageCount; age += 1) {
      const risen = flows.risen[own + age] ?? 0;
      const stayed = 1 - (flows.left[own + age] ?? 0) - risen;
      let worth = stayed * ((1 - crossed) * (value[own + age] ?? 0) + crossed * (value[across + age] ?? 0));
      if (hasAbove)
        worth += risen * ((1 - toLondon) * (value[up + age] ?? 0) + toLondon * (value[upLondon + age] ?? 0));
      scratch[own + age] = worth;
    }
  });
  value.set(scratch);
}

/** A birthday: everybody's age at the year's end rises by one; the oldest stay the oldest. */
function older(state: Float64Array): void {
  for (let start = 0; start < stateSize; start += ageCount) {
    const last = state[start + ageCount - 1] ?? 0;
    state.copyWithin(start + 1, start, start + ageCount - 1);
    state[start + ageCount - 1] = (state[start + ageCount - 1] ?? 0) + last;
    state[start] = 0;
  }
}

function younger(value: Float64Array): void {
  for (let start = 0; start < stateSize; start += ageCount) value.copyWithin(start, start + 1, start + ageCount);
}

/** Runs those in post at the start, and those who enter in each year, to the end; counts the leavers of the last year. */
export function runForward(stock: Float64Array, entrants: readonly Float64Array[], dynamics: Dynamics) {
  const [state, scratch] = [stock.slice(), new Float64Array(stateSize)];
  const leaversOfLastYear = new Float64Array(modelGradeCount * ageCount);
  entrants.forEach((entering, year) => {
    older(state);
    const leavers = year === entrants.length - 1 ? leaversOfLastYear : null;
    for (let part = 0; part < stepsPerYear; part += 1) {
      const fresh = entering.map((count) => count / stepsPerYear);
      step(state, scratch, dynamics.whole, dynamics.promotedToLondon, leavers);
      step(fresh, scratch, dynamics.half, dynamics.promotedToLondon, leavers);
      for (let place = 0; place < stateSize; place += 1) state[place] = (state[place] ?? 0) + (fresh[place] ?? 0);
    }
  });
  return { end: state, leaversOfLastYear };
}

/** What a value at the end is worth for one person in post at the start, and for one who enters in each year. */
export function runBackward(endValue: Float64Array, years: number, dynamics: Dynamics) {
  const [value, scratch] = [endValue.slice(), new Float64Array(stateSize)];
  const atEntry: Float64Array[] = [];
  for (let year = years - 1; year >= 0; year -= 1) {
    const entering = new Float64Array(stateSize);
    for (let part = 0; part < stepsPerYear; part += 1) {
      const fresh = value.slice();
      stepBack(fresh, scratch, dynamics.half, dynamics.promotedToLondon);
      for (let place = 0; place < stateSize; place += 1) {
        entering[place] = (entering[place] ?? 0) + (fresh[place] ?? 0) / stepsPerYear;
      }
      stepBack(value, scratch, dynamics.whole, dynamics.promotedToLondon);
    }
    atEntry[year] = entering;
    younger(value);
  }
  return { atStart: value, atEntry };
}

/** The place of a state's place among the sums by group and age band. */
export const bandPlaces: Uint16Array = Uint16Array.from({ length: stateSize }, (_, place) => {
  return Math.floor(place / ageCount) * ageBandCount + ageBandOf((place % ageCount) + youngestAge);
});

/** A state summed up by group and age band. */
export function bandTotals(state: Float64Array): Float64Array {
  const out = new Float64Array(groupCount * ageBandCount);
  for (let place = 0; place < stateSize; place += 1) {
    const band = bandPlaces[place] ?? 0;
    out[band] = (out[band] ?? 0) + (state[place] ?? 0);
  }
  return out;
}

export function sumOf(values: ArrayLike<number>): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] ?? 0;
  return total;
}
