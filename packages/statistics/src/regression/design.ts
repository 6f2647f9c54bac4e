// The design of a model: its columns as they are computed block by block, never laid out whole.
import type { CodedColumn } from './coding.ts';

/** A column whose value is a product of numbers of the row, and of whether a code is a certain one. */
interface DenseColumn {
  readonly column: number;
  readonly numbers: readonly Float64Array[];
  readonly codes: Int32Array | null;
  readonly code: number;
}

/** Columns of which a row has at most one that is not 0: the levels of a factor, or of factors crossed, times numbers of the row. */
export interface LevelGroup {
  readonly codes: Int32Array;
  /** By code, the column, or -1 where none. */
  readonly columnOf: Int32Array;
  readonly numbers: readonly Float64Array[];
}

/** The design: dense columns, and groups of levels in which only the level's own column is touched. */
export interface Design {
  readonly rows: number;
  readonly names: readonly string[];
  /** The term of each column; -1 is the intercept. */
  readonly termOf: Int32Array;
  readonly terms: readonly string[];
  readonly dense: readonly DenseColumn[];
  readonly groups: readonly LevelGroup[];
}

/** A variable's values on the rows fitted: the columns of numbers, or the codes of a factor and the columns of its contrasts. */
export type VariableColumns =
  | { readonly kind: 'numeric'; readonly columns: readonly Float64Array[] }
  | {
      readonly kind: 'categorical';
      readonly codes: Int32Array;
      readonly levels: number;
      readonly columns: readonly Float64Array[];
    };

/** Factors with more columns than this keep them as codes; below, the columns are laid out within a block, which is then faster. */
const denseLevels = 2;

export function buildDesign(
  rows: number,
  columns: readonly CodedColumn[],
  terms: readonly string[],
  variables: readonly VariableColumns[],
): Design {
  const dense: DenseColumn[] = [];
  const groups: LevelGroup[] = [];
  for (const members of groupColumns(columns).values()) {
    const [first] = members;
    if (first === undefined) continue;
    const numbers = numbersOf(columns[first] as CodedColumn, variables);
    const crossed = crossedCodes(columns[first] as CodedColumn, variables, rows);
    if (crossed === null) {
      dense.push(...members.map((column) => ({ column, numbers, codes: null, code: 0 })));
    } else if (members.length <= denseLevels) {
      const { codes, codeOf } = crossed;
      dense.push(
        ...members.map((column) => ({ column, numbers, codes, code: codeOf(columns[column] as CodedColumn) })),
      );
    } else {
      const columnOf = new Int32Array(crossed.size).fill(-1);
      for (const column of members) columnOf[crossed.codeOf(columns[column] as CodedColumn)] = column;
      groups.push({ codes: crossed.codes, columnOf, numbers });
    }
  }
  dense.sort((one, other) => one.column - other.column);
  return {
    rows,
    names: columns.map(({ name }) => name),
    termOf: Int32Array.from(columns, ({ term }) => term),
    terms,
    dense,
    groups,
  };
}

/** Columns that differ in the levels of the same factors only, with the same numbers. */
function groupColumns(columns: readonly CodedColumn[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [column, { term, parts }] of columns.entries()) {
    const hasLevel = parts.some((part) => 'level' in part);
    const numeric = parts.map((part) => ('column' in part ? `${part.variable}.${part.column}` : `${part.variable}`));
    const key = hasLevel ? `${term}|${numeric.join(':')}` : `column ${column}`;
    groups.set(key, [...(groups.get(key) ?? []), column]);
  }
  return groups;
}

function numbersOf({ parts }: CodedColumn, variables: readonly VariableColumns[]): Float64Array[] {
  return parts.flatMap((part) =>
    'column' in part ? [variables[part.variable]?.columns[part.column] as Float64Array] : [],
  );
}

interface Crossed {
  readonly codes: Int32Array;
  readonly size: number;
  readonly codeOf: (column: CodedColumn) => number;
}

/** One code for the levels of all factors of the term; null where it has none. */
function crossedCodes({ parts }: CodedColumn, variables: readonly VariableColumns[], rows: number): Crossed | null {
  const factors: { codes: Int32Array; levels: number; place: number }[] = [];
  for (const [place, part] of parts.entries()) {
    const variable = variables[part.variable];
    if (variable?.kind === 'categorical' && 'level' in part)
      factors.push({ codes: variable.codes, levels: variable.levels, place });
  }
  const [first, ...others] = factors;
  if (first === undefined) return null;
  let codes = first.codes;
  let size = first.levels;
  for (const { codes: next, levels } of others) {
    const crossed = new Int32Array(rows);
    for (let row = 0; row < rows; row += 1) crossed[row] = (codes[row] as number) + size * (next[row] as number);
    codes = crossed;
    size *= levels;
  }
  const codeOf = (column: CodedColumn) => {
    let [code, unit] = [0, 1];
    for (const { place, levels } of factors) {
      const part = column.parts[place];
      code += unit * (part !== undefined && 'level' in part ? part.level : 0);
      unit *= levels;
    }
    return code;
  };
  return { codes, size, codeOf };
}

/** Writes rows `from`, `from + stride`, ... (`count` of them) of a dense column. */
export function fillDense(
  { numbers, codes, code }: DenseColumn,
  into: Float64Array,
  { from, count, stride }: BlockRows,
): void {
  const [first] = numbers;
  if (codes !== null) {
    for (let at = 0, row = from; at < count; at += 1, row += stride) into[at] = codes[row] === code ? 1 : 0;
  } else if (first === undefined) {
    into.fill(1, 0, count);
  } else if (stride === 1) {
    into.set(first.subarray(from, from + count));
  } else {
    for (let at = 0, row = from; at < count; at += 1, row += stride) into[at] = first[row] as number;
  }
  for (let each = codes === null ? 1 : 0; each < numbers.length; each += 1) {
    const values = numbers[each] as Float64Array;
    for (let at = 0, row = from; at < count; at += 1, row += stride)
      into[at] = (into[at] as number) * (values[row] as number);
  }
}

/** Which rows a block holds. */
export interface BlockRows {
  readonly from: number;
  readonly count: number;
  readonly stride: number;
}

/** Writes the columns and the multipliers of a group on the block's rows; column -1 where the row has none. */
export function fillGroup(
  { codes, columnOf, numbers }: LevelGroup,
  columns: Int32Array,
  multipliers: Float64Array,
  { from, count, stride }: BlockRows,
): void {
  for (let at = 0, row = from; at < count; at += 1, row += stride)
    columns[at] = columnOf[codes[row] as number] as number;
  multipliers.fill(1, 0, count);
  for (const values of numbers) {
    for (let at = 0, row = from; at < count; at += 1, row += stride) {
      multipliers[at] = (multipliers[at] as number) * (values[row] as number);
    }
  }
}

/** The row of the design as a whole vector. */
export function designRow(design: Design, row: number): Float64Array {
  const values = new Float64Array(design.names.length);
  const block = { from: row, count: 1, stride: 1 };
  const one = new Float64Array(1);
  for (const column of design.dense) {
    fillDense(column, one, block);
    values[column.column] = one[0] as number;
  }
  const place = new Int32Array(1);
  for (const group of design.groups) {
    fillGroup(group, place, one, block);
    if ((place[0] as number) >= 0) values[place[0] as number] = one[0] as number;
  }
  return values;
}

/** The design of some of the columns, in their order. */
export function selectColumns(design: Design, kept: ArrayLike<number>): Design {
  const places = new Int32Array(design.names.length).fill(-1);
  for (let at = 0; at < kept.length; at += 1) places[kept[at] as number] = at;
  const moved = (column: number) => (column < 0 ? -1 : (places[column] as number));
  return {
    ...design,
    names: Array.from(kept, (column) => design.names[column] as string),
    termOf: Int32Array.from(kept, (column) => design.termOf[column] as number),
    dense: design.dense.map((each) => ({ ...each, column: moved(each.column) })).filter(({ column }) => column >= 0),
    groups: design.groups.map((group) => ({ ...group, columnOf: group.columnOf.map(moved) })),
  };
}
