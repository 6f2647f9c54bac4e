// Columns of spells that double when they are full, so that a million careers need no object each.
import type { Spells } from './staff.ts';

export interface SpellRow {
  readonly person: number;
  readonly startDay: number;
  readonly endDay: number;
  readonly organisation: number;
  readonly grade: number;
  readonly region: number;
  readonly profession: number;
  readonly promoted: number;
}

type Columns = { [Name in keyof Omit<Spells, 'rows'>]: Spells[Name] };

function columnsOf(capacity: number): Columns {
  return {
    person: new Uint32Array(capacity),
    startDay: new Int32Array(capacity),
    endDay: new Int32Array(capacity),
    organisation: new Uint8Array(capacity),
    grade: new Uint8Array(capacity),
    region: new Uint8Array(capacity),
    profession: new Uint8Array(capacity),
    promoted: new Uint8Array(capacity),
  };
}

const names = Object.keys(columnsOf(0)) as (keyof Columns)[];

export class GrowingColumns {
  #columns: Columns;
  #rows = 0;

  constructor(capacity: number) {
    this.#columns = columnsOf(Math.max(16, capacity));
  }

  add(row: SpellRow): void {
    if (this.#rows === this.#columns.person.length) this.#grow();
    const at = this.#rows;
    for (const name of names) this.#columns[name][at] = row[name];
    this.#rows += 1;
  }

  /** The rows that were added, in their order. */
  finished(): Spells {
    const rows = this.#rows;
    const { person, startDay, endDay, organisation, grade, region, profession, promoted } = this.#columns;
    return {
      rows,
      person: person.subarray(0, rows),
      startDay: startDay.subarray(0, rows),
      endDay: endDay.subarray(0, rows),
      organisation: organisation.subarray(0, rows),
      grade: grade.subarray(0, rows),
      region: region.subarray(0, rows),
      profession: profession.subarray(0, rows),
      promoted: promoted.subarray(0, rows),
    };
  }

  #grow(): void {
    const larger = columnsOf(this.#rows * 2);
    for (const name of names) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }
}
