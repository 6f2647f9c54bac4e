// Where people work and as what: the joint distribution of department, region and profession by grade and background,
// fitted to the official two-way tables, and the draws from it that leave it as it is.
import {
  intermediateOfNotLow,
  lowShareByDepartment,
  lowShareByGrade,
  lowShareByProfession,
  lowShareByRegion,
} from './assumptions.ts';
import {
  departmentByGrade,
  departmentByProfession,
  departmentByRegion,
  departmentCodes,
  professionByGrade,
  professionByRegion,
  professionCodes,
  regionByGrade,
  regionCodes,
} from './calibration/official-2023.ts';
import type { Random } from './random.ts';

const grades = 9;
const departments = departmentCodes.length;
const regions = regionCodes.length;
const professions = professionCodes.length;
export const londonRegion = regionCodes.indexOf('london');

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

interface Cells {
  readonly count: number;
  readonly grade: Uint8Array;
  readonly department: Uint8Array;
  readonly region: Uint8Array;
  readonly profession: Uint8Array;
  readonly weight: Float64Array;
}

function cellIndex(grade: number, department: number, region: number, profession: number): number {
  return ((grade * departments + department) * regions + region) * professions + profession;
}

function at(table: readonly (readonly number[])[], row: number, column: number): number {
  return table[row]?.[column] ?? 0;
}

/** Cells that no two-way table rules out. */
function possibleCells(): Cells {
  const found: number[] = [];
  for (let grade = 0; grade < grades; grade += 1) {
    for (let department = 0; department < departments; department += 1) {
      if (at(departmentByGrade, department, grade) === 0) continue;
      for (let region = 0; region < regions; region += 1) {
        if (at(departmentByRegion, department, region) === 0 || at(regionByGrade, region, grade) === 0) continue;
        for (let profession = 0; profession < professions; profession += 1) {
          const possible =
            at(departmentByProfession, department, profession) > 0 &&
            at(professionByGrade, profession, grade) > 0 &&
            at(professionByRegion, profession, region) > 0;
          if (possible) found.push(cellIndex(grade, department, region, profession));
        }
      }
    }
  }
  const cells = {
    count: found.length,
    grade: new Uint8Array(found.length),
    department: new Uint8Array(found.length),
    region: new Uint8Array(found.length),
    profession: new Uint8Array(found.length),
    weight: new Float64Array(found.length).fill(1),
  };
  found.forEach((index, cell) => {
    cells.profession[cell] = index % professions;
    cells.region[cell] = Math.floor(index / professions) % regions;
    cells.department[cell] = Math.floor(index / (professions * regions)) % departments;
    cells.grade[cell] = Math.floor(index / (professions * regions * departments));
  });
  return cells;
}

type Part = 'grade' | 'department' | 'region' | 'profession';
const sizes: Readonly<Record<Part, number>> = {
  grade: grades,
  department: departments,
  region: regions,
  profession: professions,
};

const margins: readonly (readonly [Part, Part, readonly (readonly number[])[]])[] = [
  ['department', 'profession', departmentByProfession],
  ['profession', 'region', professionByRegion],
  ['profession', 'grade', professionByGrade],
  ['department', 'region', departmentByRegion],
  ['region', 'grade', regionByGrade],
  ['department', 'grade', departmentByGrade],
];

/** Iterative proportional fitting (Deming and Stephan, 1940) of all cells to the six two-way tables. */
function fitToOfficialTables(cells: Cells, rounds: number): void {
  for (let round = 0; round < rounds; round += 1) {
    for (const [rows, columns, target] of margins) {
      const [row, column, width] = [cells[rows], cells[columns], sizes[columns]];
      const sums = new Float64Array(sizes[rows] * width);
      for (let cell = 0; cell < cells.count; cell += 1) {
        const place = (row[cell] ?? 0) * width + (column[cell] ?? 0);
        sums[place] = (sums[place] ?? 0) + (cells.weight[cell] ?? 0);
      }
      for (let place = 0; place < sums.length; place += 1) {
        const sum = sums[place] ?? 0;
        sums[place] = sum > 0 ? at(target, Math.floor(place / width), place % width) / sum : 0;
      }
      for (let cell = 0; cell < cells.count; cell += 1) {
        const place = (row[cell] ?? 0) * width + (column[cell] ?? 0);
        cells.weight[cell] = (cells.weight[cell] ?? 0) * (sums[place] ?? 0);
      }
    }
  }
}

/** The share of low background of every cell: odds that multiply over grade, region, department and profession, fitted to the published shares. */
function lowShares(cells: Cells): Float64Array {
  const factors: readonly {
    readonly part: Part;
    readonly odds: Float64Array;
    readonly target: readonly (number | undefined)[];
  }[] = [
    targetOf('department', departmentCodes, lowShareByDepartment),
    targetOf('profession', professionCodes, lowShareByProfession),
    targetOf('region', regionCodes, lowShareByRegion),
    { part: 'grade', odds: new Float64Array(grades).fill(1), target: lowShareByGrade },
  ];
  const shares = new Float64Array(cells.count);
  for (let round = 0; round < 16; round += 1) {
    for (const { part, odds, target } of factors) {
      const [low, all] = [new Float64Array(sizes[part]), new Float64Array(sizes[part])];
      for (let cell = 0; cell < cells.count; cell += 1) {
        const place = cells[part][cell] ?? 0;
        const weight = cells.weight[cell] ?? 0;
        let product = 1;
        for (const each of factors) product *= each.odds[cells[each.part][cell] ?? 0] ?? 1;
        shares[cell] = product / (1 + product);
        low[place] = (low[place] ?? 0) + weight * (shares[cell] ?? 0);
        all[place] = (all[place] ?? 0) + weight;
      }
      for (let place = 0; place < odds.length; place += 1) {
        const wanted = target[place];
        const has = (low[place] ?? 0) / (all[place] || 1);
        if (wanted === undefined || has <= 0 || has >= 1) continue;
        odds[place] = (odds[place] ?? 1) * (wanted / (1 - wanted) / (has / (1 - has)));
      }
    }
  }
  return shares;
}

function targetOf(part: Part, codes: readonly string[], shares: Readonly<Record<string, number>>) {
  return { part, odds: new Float64Array(codes.length).fill(1), target: codes.map((code) => shares[code]) };
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

/**
 * The maximal coupling of two distributions: who comes from the first keeps the value as often as the second allows, and otherwise takes
 * one that the second has too much of. Whoever comes from the first so ends in the second, and as few as possible change.
 */
function couple(random: Random, from: Float64Array, to: Float64Array, value: number): number {
  const [fromSum, toSum] = [sumOf(from), sumOf(to)];
  if (toSum === 0) return value;
  const uniform = random.uniform();
  const [here, there] = [fromSum > 0 ? (from[value] ?? 0) / fromSum : 0, (to[value] ?? 0) / toSum];
  if (there > 0 && uniform * here < there) return value;
  const excess = new Float64Array(to.length);
  for (let index = 0; index < to.length; index += 1) {
    excess[index] = Math.max(0, (to[index] ?? 0) / toSum - (fromSum > 0 ? (from[index] ?? 0) / fromSum : 0));
  }
  return random.weighted(sumOf(excess) > 0 ? excess : to);
}

function toLondon(before: Float64Array, after: Float64Array, london: number): number {
  let [excessAll, moved, own] = [0, 0, 0];
  after.forEach((share, region) => {
    excessAll += Math.max(0, share - (before[region] ?? 0));
  });
  before.forEach((share, region) => {
    if ((region === londonRegion ? 1 : 0) !== london) return;
    moved += Math.max(0, share - (after[region] ?? 0));
    own += share;
  });
  if (own === 0) return londonRegionShare(after);
  const excessLondon = Math.max(0, (after[londonRegion] ?? 0) - (before[londonRegion] ?? 0));
  const leaving = moved / own;
  const arriving = excessAll > 0 ? excessLondon / excessAll : 0;
  return (london === 1 ? 1 - leaving : 0) + leaving * arriving;
}

function londonRegionShare(after: Float64Array): number {
  return after[londonRegion] ?? 0;
}

function shares(weights: Float64Array): Float64Array {
  const sum = sumOf(weights);
  return sum > 0 ? weights.map((weight) => weight / sum) : weights;
}

function overlap(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1) sum += Math.min(one[index] ?? 0, other[index] ?? 0);
  return sum;
}

function sumOf(weights: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < weights.length; index += 1) sum += weights[index] ?? 0;
  return sum;
}
