// Sex, ethnicity, disability and sexual orientation: of a person's grade on entry, so that each grade at the end is as published.
// No effect is planted in them: whatever differs between their groups comes from when and where they entered.
import type { FactData } from '@clew/events';
import { officialGradeOfModel } from './assumptions.ts';
import { disabilityHeadcount, ethnicityByGrade, sexByGrade } from './calibration/official-2023.ts';
import type { EntryModel } from './entry-model.ts';
import { modelGradeCount } from './hazards.ts';
import type { Random } from './random.ts';

type Diversity = FactData<'diversityDeclared'>;

export interface Characteristics {
  readonly sex: 'female' | 'male';
  /** null: nothing is known; `prefer-not-to-say`: asked, and not told. */
  readonly ethnicity: NonNullable<Diversity['ethnicity']> | null;
  readonly disability: NonNullable<Diversity['disability']> | null;
  readonly sexualOrientation: NonNullable<Diversity['sexualOrientation']> | null;
}

/** Shares of categories by grade on entry, fitted so that the grades at the end have the published shares. */
export interface CharacteristicShares {
  readonly sex: readonly (readonly number[])[];
  readonly ethnicity: readonly (readonly number[])[];
}

const fitted = new WeakMap<EntryModel, CharacteristicShares>();

export function fitCharacteristics(entries: EntryModel): CharacteristicShares {
  const known = fitted.get(entries);
  if (known !== undefined) return known;
  const shares = {
    sex: fitShares(entries.gradeFlows, sexByGrade),
    ethnicity: fitShares(entries.gradeFlows, ethnicityByGrade),
  };
  fitted.set(entries, shares);
  return shares;
}

/** Multiplicative updates of shares by grade on entry, until those who are in each grade at the end have the shares of the table. */
function fitShares(flows: Float64Array, table: readonly (readonly number[])[]): number[][] {
  const grades = modelGradeCount;
  const target = Array.from({ length: 9 }, (_, official) => {
    const column = table.map((row) => row[official] ?? 0);
    const all = column.reduce((so, each) => so + each, 0);
    return column.map((each) => each / all);
  });
  const shares = Array.from({ length: grades }, (_, grade) => [...(target[officialGradeOfModel[grade] ?? 8] ?? [])]);
  for (let round = 0; round < 60; round += 1) {
    const ends = Array.from({ length: 9 }, () => table.map(() => 0));
    forFlows(flows, (from, official, flow) => {
      ends[official]?.forEach((so, category, row) => {
        row[category] = so + flow * (shares[from]?.[category] ?? 0);
      });
    });
    const ratios = ends.map((row, official) => {
      const all = row.reduce((so, each) => so + each, 0);
      return row.map((each, category) => (each > 0 ? ((target[official]?.[category] ?? 0) * all) / each : 1));
    });
    shares.forEach((row, from) => {
      const [gain, reach] = [row.map(() => 0), { all: 0 }];
      for (let to = 0; to < grades; to += 1) {
        const flow = flows[from * grades + to] ?? 0;
        reach.all += flow;
        gain.forEach((so, category) => {
          gain[category] = so + flow * (ratios[officialGradeOfModel[to] ?? 8]?.[category] ?? 1);
        });
      }
      if (reach.all <= 0) return;
      const updated = row.map((share, category) => (share * (gain[category] ?? 0)) / reach.all);
      const all = updated.reduce((so, each) => so + each, 0);
      updated.forEach((share, category) => {
        row[category] = share / all;
      });
    });
  }
  return shares;
}

function forFlows(flows: Float64Array, visit: (from: number, officialTo: number, flow: number) => void): void {
  for (let place = 0; place < flows.length; place += 1) {
    visit(Math.floor(place / modelGradeCount), officialGradeOfModel[place % modelGradeCount] ?? 8, flows[place] ?? 0);
  }
}

const ethnicities = ['asian', 'black', 'mixed', 'white', 'other', 'prefer-not-to-say', null] as const;
const disabilities = ['disabled', 'not-disabled', 'prefer-not-to-say', null] as const;
// Assumption: sexual orientation.
const orientations = ['heterosexual', 'lesbian-gay-bisexual-or-other', 'prefer-not-to-say', null] as const;

/** Draws what a person would declare. */
export function drawCharacteristics(random: Random, shares: CharacteristicShares, grade: number): Characteristics {
  return {
    sex: random.weighted(shares.sex[grade] ?? [1, 1]) === 0 ? 'female' : 'male',
    ethnicity: ethnicities[random.weighted(shares.ethnicity[grade] ?? [1])] ?? null,
    disability: disabilities[random.weighted(disabilityHeadcount)] ?? null,
    sexualOrientation: orientations[random.weighted([0.66, 0.045, 0.08, 0.215])] ?? null,
  };
}
