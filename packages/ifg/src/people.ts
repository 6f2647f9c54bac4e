// The people of the ministers database: one for each id, under all the names that the person has borne.
import { compareText } from './primary-career.ts';
import type { IfgName, IfgTables } from './tables.ts';

/** A name as an ID service takes it. */
export interface PersonName {
  readonly givenNames: string;
  readonly familyName: string;
}

/** A person and the names borne, in the order in which they were taken. */
export interface IfgPerson {
  readonly id: string;
  readonly names: readonly PersonName[];
}

/** Every person, in the order of their ids; one with no appointment at all is a person too. */
export function peopleOf({ names }: IfgTables): readonly IfgPerson[] {
  const byPerson = Map.groupBy(names, ({ personId }) => personId);
  return [...byPerson]
    .toSorted(([one], [other]) => compareText(one, other))
    .map(([id, rows]) => ({ id, names: distinct(rows.toSorted(byStart).map(splitName)) }));
}

function byStart(one: IfgName, other: IfgName): number {
  return (
    compareText(one.start ?? '', other.start ?? '') ||
    compareText(one.end ?? '9', other.end ?? '9') ||
    compareText(one.name, other.name)
  );
}

/** The database's short name is the family name; what stands before it is given names, or a title (`Lord`). */
export function splitName({ name, shortName }: Pick<IfgName, 'name' | 'shortName'>): PersonName {
  const before = name.slice(0, Math.max(0, name.lastIndexOf(shortName))).trim();
  return { givenNames: before === '' ? name : before, familyName: shortName };
}

function distinct(names: readonly PersonName[]): readonly PersonName[] {
  return [...new Map(names.map((each) => [`${each.givenNames} ${each.familyName}`, each])).values()];
}
