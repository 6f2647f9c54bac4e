// Why people leave, and who comes back.
import { leavingCauseByAge, leavingCauseCounts } from './assumptions.ts';
import { leaversAgeByGrade } from './calibration/official-2023.ts';
import { ageBandCount } from './hazards.ts';
import type { Random } from './random.ts';

const causes = Object.keys(leavingCauseCounts);

/** Cumulative shares of the causes by age band: fitted to the leavers by band (2022-23) and the causes of all (2020-21). */
const causesByBand = fitCauses();

function fitCauses(): readonly (readonly number[])[] {
  const leavers = Array.from({ length: ageBandCount }, (_, band) =>
    (leaversAgeByGrade[band] ?? []).reduce((so, each) => so + each, 0),
  );
  const all = leavers.reduce((so, each) => so + each, 0);
  const counted = Object.values(leavingCauseCounts).reduce((so, each) => so + each, 0);
  const weights = leavers.map((_, band) => causes.map((cause) => leavingCauseByAge[cause]?.[band] ?? 0));
  for (let round = 0; round < 40; round += 1) {
    causes.forEach((cause, column) => {
      const wanted = (leavingCauseCounts[cause] ?? 0) / counted;
      const has = weights.reduce((so, row) => so + (row[column] ?? 0), 0);
      for (const row of weights) row[column] = ((row[column] ?? 0) * wanted) / Math.max(1e-12, has);
    });
    weights.forEach((row, band) => {
      const has = row.reduce((so, each) => so + each, 0);
      row.forEach((each, column) => {
        row[column] = (each * (leavers[band] ?? 0)) / all / Math.max(1e-12, has);
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

/** The cause of an exit at an age. It does not depend on anything else, so effects on exits hold for every cause alike. */
export function chooseLeavingCause(random: Random, band: number): string {
  return causes[random.cumulative(causesByBand[band] ?? [])] ?? 'unknown';
}

/** The day on which somebody who left comes back; null for most, who do not. */
export function chooseReturn(random: Random, cause: string, day: number, probability: number): number | null {
  const mayReturn = cause === 'resignation' || cause === 'end-of-period-appointment' || cause === 'to-private-sector';
  if (!random.chance(mayReturn ? probability : 0)) return null;
  return day + 180 + random.below(900);
}
