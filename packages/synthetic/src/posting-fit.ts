// The joint distribution of department, region, profession and grade, and of low background within it, fitted to the official two-way tables.
import { lowShareByDepartment, lowShareByGrade, lowShareByProfession, lowShareByRegion } from './assumptions.ts';
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

export const grades = 9;
export const departments = departmentCodes.length;
export const regions = regionCodes.length;
export const professions = professionCodes.length;
export const londonRegion = regionCodes.indexOf('london');

interface Cells {
  readonly count: number;
  readonly grade: Uint8Array;
  readonly department: Uint8Array;
  readonly region: Uint8Array;
  readonly profession: Uint8Array;
  readonly weight: Float64Array;
}

export function cellIndex(grade: number, department: number, region: number, profession: number): number {
  return ((grade * departments + department) * regions + region) * professions + profession;
}

function at(table: readonly (readonly number[])[], row: number, column: number): number {
  return table[row]?.[column] ?? 0;
}

/** Cells that no two-way table rules out. */
export function possibleCells(): Cells {
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
export const sizes: Readonly<Record<Part, number>> = {
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
export function fitToOfficialTables(cells: Cells, rounds: number): void {
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
export function lowShares(cells: Cells): Float64Array {
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
