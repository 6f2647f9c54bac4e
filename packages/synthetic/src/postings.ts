// Where people work and as what: the joint distribution of department, region and profession by grade and background,
// fitted to the official two-way tables, and the draws from it that leave it as it is.
import { intermediateOfNotLow } from './assumptions.ts';
import { couple, overlap, shares, sumOf, toLondon } from './coupling.ts';
import {
  cellIndex,
  departments,
  fitToOfficialTables,
  grades,
  londonRegion,
  lowShares,
  possibleCells,
  professions,
  regions,
  sizes,
} from './posting-fit.ts';
import type { Random } from './random.ts';

/** A posting by the numbers of the calibration tables. */
export interface PostingCell {
  readonly department: number;
  readonly region: number;
  readonly profession: number;
}

/** Weights of every posting, by official grade (0 to 8) and background (0 high, 1 intermediate, 2 low). */
export interface Postings {
  /** The weight of one posting; those of a grade, over all backgrounds, sum to the headcount in fives. */
  weight(grade: number, background: number, department: number, region: number, profession: number): number;
  /** Share of London among a grade and background. */
  londonShare(grade: number, background: number): number;
  /** The mean of a function of the posting over a grade, a background, and London (1) or elsewhere (0). */
  mean(grade: number, background: number, london: number, value: (cell: PostingCell) => number): number;
  draw(random: Random, grade: number, background: number, london: number): PostingCell;
  /** Draws again one part of a posting from what it can be, given the others. It may come out as it was. */
  redraw(random: Random, grade: number, background: number, from: PostingCell, part: keyof PostingCell): PostingCell;
  /** A posting in the new grade for somebody who comes from another grade: the old posting wherever the two grades' postings allow. */
  carry(random: Random, from: number, to: number, background: number, cell: PostingCell): PostingCell;
  /** Probability that carrying from one grade to another, from London (1) or elsewhere (0), ends in London. */
  carryToLondon(from: number, to: number, background: number, london: number): number;
  /** Probability that carrying changes the department. */
  carryChangesDepartment(from: number, to: number, background: number, london: number): number;
}

/** Fits the distribution, and gives the draws from it. Takes some tenths of a second; the same numbers on every machine. */
export function fitPostings(): Postings {
  const cells = possibleCells();
  fitToOfficialTables(cells, 30);
  const low = lowShares(cells);
  const dense = [0, 1, 2].map(() => new Float64Array(grades * departments * regions * professions));
  const pools: { cells: number[]; sums: number[] }[] = Array.from({ length: grades * 3 * 2 }, () => ({
    cells: [],
    sums: [],
  }));
  const byRegion = new Float64Array(grades * 3 * regions);
  const byRegionAndDepartment = new Float64Array(grades * 3 * regions * departments);
  for (let cell = 0; cell < cells.count; cell += 1) {
    const grade = cells.grade[cell] ?? 0;
    const region = cells.region[cell] ?? 0;
    const department = cells.department[cell] ?? 0;
    const index = cellIndex(grade, department, region, cells.profession[cell] ?? 0);
    const lowShare = low[cell] ?? 0;
    const middle = (1 - lowShare) * (intermediateOfNotLow[grade] ?? 0.3);
    [1 - lowShare - middle, middle, lowShare].forEach((share, background) => {
      const weight = (cells.weight[cell] ?? 0) * share;
      if (weight <= 1e-9) return;
      const group = grade * 3 + background;
      const pool = pools[group * 2 + (region === londonRegion ? 1 : 0)];
      const own = dense[background];
      if (pool === undefined || own === undefined) return;
      own[index] = weight;
      pool.cells.push(index);
      pool.sums.push((pool.sums.at(-1) ?? 0) + weight);
      byRegion[group * regions + region] = (byRegion[group * regions + region] ?? 0) + weight;
      const place = (group * regions + region) * departments + department;
      byRegionAndDepartment[place] = (byRegionAndDepartment[place] ?? 0) + weight;
    });
  }
  return postingsOf(
    dense,
    pools.map(({ cells: held, sums }) => ({ cells: Uint32Array.from(held), sums: Float64Array.from(sums) })),
    byRegion,
    byRegionAndDepartment,
  );
}

function cellOf(index: number): PostingCell {
  return {
    profession: index % professions,
    region: Math.floor(index / professions) % regions,
    department: Math.floor(index / (professions * regions)) % departments,
  };
}

function postingsOf(
  dense: readonly Float64Array[],
  pools: readonly { readonly cells: Uint32Array; readonly sums: Float64Array }[],
  byRegion: Float64Array,
  byRegionAndDepartment: Float64Array,
): Postings {
  const weight: Postings['weight'] = (grade, background, department, region, profession) =>
    dense[background]?.[cellIndex(grade, department, region, profession)] ?? 0;
  const regionsOf = (grade: number, background: number) => {
    const start = (grade * 3 + background) * regions;
    return byRegion.subarray(start, start + regions);
  };
  const departmentsOf = (grade: number, background: number, region: number) => {
    const start = ((grade * 3 + background) * regions + region) * departments;
    return byRegionAndDepartment.subarray(start, start + departments);
  };
  const professionsOf = (grade: number, background: number, department: number, region: number) => {
    const start = cellIndex(grade, department, region, 0);
    return (dense[background] ?? new Float64Array(0)).subarray(start, start + professions);
  };
  const poolOf = (grade: number, background: number, london: number) => {
    const pool = pools[(grade * 3 + background) * 2 + london];
    if (pool === undefined) throw new RangeError('no such grade or background');
    return pool;
  };
  const carry: Postings['carry'] = (random, from, to, background, cell) => {
    const region = couple(random, regionsOf(from, background), regionsOf(to, background), cell.region);
    const department = couple(
      random,
      departmentsOf(from, background, cell.region),
      departmentsOf(to, background, region),
      cell.department,
    );
    const profession = couple(
      random,
      professionsOf(from, background, cell.department, cell.region),
      professionsOf(to, background, department, region),
      cell.profession,
    );
    return { department, region, profession };
  };
  return {
    weight,
    londonShare: (grade, background) => {
      const all = regionsOf(grade, background);
      return (all[londonRegion] ?? 0) / sumOf(all);
    },
    mean: (grade, background, london, value) => {
      const pool = poolOf(grade, background, london);
      let [sum, before] = [0, 0];
      for (let place = 0; place < pool.cells.length; place += 1) {
        const here = pool.sums[place] ?? 0;
        sum += (here - before) * value(cellOf(pool.cells[place] ?? 0));
        before = here;
      }
      return before > 0 ? sum / before : 0;
    },
    draw: (random, grade, background, london) => {
      const own = poolOf(grade, background, london);
      const pool = own.cells.length > 0 ? own : poolOf(grade, background, 1 - london);
      return cellOf(pool.cells[random.cumulative(pool.sums)] ?? 0);
    },
    redraw: (random, grade, background, from, part) => {
      const size = sizes[part];
      const weights = new Float64Array(size);
      for (let value = 0; value < size; value += 1) {
        const cell = { ...from, [part]: value };
        weights[value] = weight(grade, background, cell.department, cell.region, cell.profession);
      }
      return sumOf(weights) > 0 ? { ...from, [part]: random.weighted(weights) } : from;
    },
    carry,
    carryToLondon: (from, to, background, london) => {
      const [before, after] = [shares(regionsOf(from, background)), shares(regionsOf(to, background))];
      return toLondon(before, after, london);
    },
    carryChangesDepartment: (from, to, background, london) => {
      const [before, after] = [shares(regionsOf(from, background)), shares(regionsOf(to, background))];
      const excess = after.map((share, region) => Math.max(0, share - (before[region] ?? 0)));
      const excessAll = sumOf(excess);
      let [changes, all] = [0, 0];
      before.forEach((share, region) => {
        if ((region === londonRegion ? 1 : 0) !== london || share === 0) return;
        const kept = Math.min(1, (after[region] ?? 0) / share);
        const own = shares(departmentsOf(from, background, region));
        let stays = kept * overlap(own, shares(departmentsOf(to, background, region)));
        if (excessAll > 0 && kept < 1) {
          excess.forEach((more, other) => {
            if (more > 0)
              stays += (1 - kept) * (more / excessAll) * overlap(own, shares(departmentsOf(to, background, other)));
          });
        }
        changes += share * (1 - stays);
        all += share;
      });
      return all > 0 ? changes / all : 0;
    },
  };
}
