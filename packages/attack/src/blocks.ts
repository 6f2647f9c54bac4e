// Blocks for reconstruction: the people of a small department by what colleagues know of them, and which of them each published cell holds.
import { levelsOf, type RegisteredTable, type Registry } from '@clew/disclosure';
import type { Colleagues } from './scene.ts';

/** People of a department whom the ordinary facts do not tell apart. */
export interface Atom {
  readonly people: number;
  /** Places among the targets. */
  readonly targets: readonly number[];
  /** By classification: the finest category. */
  readonly categories: ReadonlyMap<string, number>;
}

export interface Block {
  readonly atoms: readonly Atom[];
  /** By cell of a table: the variables of the people in it. Null where the table also has people of other departments, or other answers. */
  membersOf(table: RegisteredTable): ReadonlyMap<number, readonly string[]> | null;
}

/** The variable of how many people of an atom gave an answer. */
export const variable = (atom: number, category: number) => `x${atom}_${category}`;

const secret = 'background';
const apart = { classification: 'organisation', level: 'department' } as const;
/** Blocks of these sizes are solved: below, there is hardly a figure; above, it takes minutes. */
const size = { least: 20, most: 400 } as const;
/** Only departments of which so many are targets tell anything of how well this works. */
const leastShareOfTargets = 0.25;
const mostBlocks = 12;

/** The small departments that have targets in number. */
export function blocksOf(registry: Registry, colleagues: Colleagues): readonly Block[] {
  const level = registry.classifications
    .find(({ name }) => name === apart.classification)
    ?.levels.find(({ name }) => name === apart.level);
  const column = colleagues.columns.get(apart.classification);
  if (level === undefined || column === undefined) return [];
  const rowsOf = new Map<number, number[]>();
  for (let row = 0; row < colleagues.people; row += 1) {
    const department = level.categoryOf[column[row] ?? 0] ?? 0;
    const rows = rowsOf.get(department);
    if (rows === undefined) rowsOf.set(department, [row]);
    else rows.push(row);
  }
  return [...rowsOf.values()]
    .filter((rows) => rows.length >= size.least && rows.length <= size.most)
    .filter((rows) => shareOfTargets(rows, colleagues) >= leastShareOfTargets)
    .slice(0, mostBlocks)
    .map((rows) => blockOf(registry, colleagues, rows));
}

function shareOfTargets(rows: readonly number[], { targetOf }: Colleagues): number {
  return rows.filter((row) => (targetOf[row] ?? -1) >= 0).length / rows.length;
}

function blockOf(registry: Registry, colleagues: Colleagues, rows: readonly number[]): Block {
  const names = [...colleagues.columns.keys()];
  const byFacts = new Map<string, number[]>();
  for (const row of rows) {
    const key = names.map((name) => colleagues.columns.get(name)?.[row]).join(' ');
    const same = byFacts.get(key);
    if (same === undefined) byFacts.set(key, [row]);
    else same.push(row);
  }
  const atoms = [...byFacts.values()].map((members): Atom => {
    const [any = 0] = members;
    return {
      people: members.length,
      targets: members.map((row) => colleagues.targetOf[row] ?? -1).filter((target) => target >= 0),
      categories: new Map(names.map((name) => [name, colleagues.columns.get(name)?.[any] ?? 0])),
    };
  });
  return { atoms, membersOf: (table) => membersOf(registry, atoms, table) };
}

function membersOf(
  registry: Registry,
  atoms: readonly Atom[],
  table: RegisteredTable,
): ReadonlyMap<number, readonly string[]> | null {
  const levels = levelsOf(registry, table.dimensions);
  const isOfBlock = levels.some(({ classification }) => classification.name === apart.classification);
  const isKnown = levels.every(({ classification }) => classification.name === secret || !classification.secret);
  if (!isOfBlock || !isKnown) return null;
  const answers = registry.classifications.find(({ name }) => name === secret)?.levels[0]?.codes.length ?? 0;
  const members = new Map<number, string[]>();
  for (const [atom, { categories }] of atoms.entries()) {
    for (let answer = 0; answer < answers; answer += 1) {
      const cell = levels.reduce((so, { classification, level }) => {
        const finest = classification.name === secret ? answer : (categories.get(classification.name) ?? 0);
        return so * level.codes.length + (level.categoryOf[finest] ?? 0);
      }, 0);
      const own = members.get(cell);
      if (own === undefined) members.set(cell, [variable(atom, answer)]);
      else own.push(variable(atom, answer));
    }
  }
  return members;
}
