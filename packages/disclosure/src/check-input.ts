// What a registry and a workforce must be before anything is counted; the first thing that is wrong, as a refusal without any value.
import type { Level } from './classification.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { Registry } from './table.ts';
import type { Workforce } from './workforce.ts';

/** The most people, and rows of a year, that 32-bit cell sums are laid out for: of months too, of which nobody has more than twelve. */
const mostRows = 100_000_000;

/**
 * Whether classifications are trees, every table's dimensions exist in the registry's order, no name and no table occurs twice, and no
 * table is by two levels of one classification.
 */
export function checkRegistry(registry: Registry): Refusal | null {
  return checkClassifications(registry) ?? checkTables(registry);
}

function invalidRegistry(field: string, message: string, remedy: string): Refusal {
  return refuse('registry-invalid', field, message, remedy);
}

function checkClassifications(registry: Registry): Refusal | null {
  const levelNames = registry.classifications.flatMap((each) => each.levels.map((level) => level.name));
  if (new Set(levelNames).size !== levelNames.length) {
    return invalidRegistry(
      'classifications',
      'Two levels have one name.',
      'Give every level a name of its own: queries use it.',
    );
  }
  const broken = registry.classifications.find(
    ({ levels }) => levels.length === 0 || !levels.every((level) => isLevel(level, levels[0])),
  );
  if (broken !== undefined) {
    return invalidRegistry(
      `classifications.${broken.name}`,
      'It is no tree: it has no level, or a level has no category for one of the finest, or one that does not exist.',
      'Make classifications by defineClassification.',
    );
  }
  return null;
}

function isLevel({ codes, categoryOf }: Level, finest: Level | undefined): boolean {
  return categoryOf.length === finest?.codes.length && categoryOf.every((category) => category < codes.length);
}

function checkTables(registry: Registry): Refusal | null {
  if (new Set(registry.tables.map((table) => table.name)).size !== registry.tables.length) {
    return invalidRegistry('tables', 'Two tables have one name.', 'Register each table once.');
  }
  const order = new Map(registry.classifications.map(({ name }, place) => [name, place]));
  const seen = new Set<string>();
  for (const { name, quantity, dimensions } of registry.tables) {
    const field = `tables.${name}`;
    const known = dimensions.every((dimension) =>
      registry.classifications.some(
        (each) => each.name === dimension.classification && each.levels.some((level) => level.name === dimension.level),
      ),
    );
    if (!known) {
      return invalidRegistry(field, 'A dimension is not in the registry.', 'Register its classification first.');
    }
    const places = dimensions.map(({ classification }) => order.get(classification) ?? -1);
    if (new Set(places).size !== places.length) {
      return invalidRegistry(field, 'The table is by two levels of one classification.', 'Keep the finer level.');
    }
    if (places.some((place, at) => at > 0 && place < (places[at - 1] as number))) {
      return invalidRegistry(
        field,
        'Its dimensions are not in the order of the classifications.',
        'Sort them: tables are told apart by what they are by.',
      );
    }
    const by = JSON.stringify([quantity, dimensions.map(({ level }) => level)]);
    if (seen.has(by)) {
      return invalidRegistry(field, 'The table is registered under another name as well.', 'Register each table once.');
    }
    seen.add(by);
  }
  return null;
}

/** Whether the columns are there, of one length, with categories that exist, and people in ascending order. */
export function checkWorkforce(registry: Registry, workforce: Workforce): Refusal | null {
  const { people, personNumber, columns, year } = workforce;
  if (!isDate(workforce.referenceDate)) {
    return invalidWorkforce('referenceDate', 'It is not a date.', 'Write it as YYYY-MM-DD.');
  }
  if (!isCountOfRows(people)) {
    return invalidWorkforce('people', 'It is not a number of people.', `Give a whole number from 0 to ${mostRows}.`);
  }
  const ofPeople = checkRows(registry, '', people, personNumber, columns, true);
  if (ofPeople !== null) return ofPeople;
  if (year === undefined) {
    if (registry.tables.every((table) => table.quantity === 'headcount')) return null;
    return invalidWorkforce('year', 'Tables of rates are registered, and the workforce has no year.', 'Add the year.');
  }
  if (!isCountOfRows(year.rows)) {
    return invalidWorkforce('year.rows', 'It is not a number of rows.', `Give a whole number from 0 to ${mostRows}.`);
  }
  const ofYear = checkRows(registry, 'year.', year.rows, year.personNumber, year.columns, false);
  if (ofYear !== null) return ofYear;
  return checkYear(year.rows, year.personNumber, year.months, year.promotions);
}

function isCountOfRows(rows: number): boolean {
  return Number.isSafeInteger(rows) && rows >= 0 && rows <= mostRows;
}

/** A day that the calendar has: 30 February is none. */
function isDate(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function invalidWorkforce(field: string, message: string, remedy: string): Refusal {
  return refuse('workforce-invalid', `workforce.${field}`, message, remedy);
}

function checkRows(
  registry: Registry,
  prefix: string,
  rows: number,
  personNumber: Uint32Array,
  columns: ReadonlyMap<string, Uint16Array>,
  once: boolean,
): Refusal | null {
  if (personNumber.length !== rows) {
    return invalidWorkforce(`${prefix}personNumber`, 'It is not as long as there are rows.', 'Give a number per row.');
  }
  for (let row = 1; row < rows; row += 1) {
    const [before, now] = [personNumber[row - 1] as number, personNumber[row] as number];
    if (before > now || (once && before === now)) {
      const what = once ? 'ascending, each once' : 'ascending';
      return invalidWorkforce(`${prefix}personNumber`, `Row ${row} is out of order.`, `Sort the rows: ${what}.`);
    }
  }
  for (const { name, levels } of registry.classifications) {
    const column = columns.get(name);
    const field = `${prefix}columns.${name}`;
    if (column === undefined || column.length !== rows) {
      return invalidWorkforce(field, 'The column is missing or of another length.', 'Give a category per row.');
    }
    const categories = levels[0]?.codes.length ?? 0;
    const row = column.findIndex((category) => category >= categories);
    if (row !== -1) {
      return invalidWorkforce(field, `Row ${row} has a category that does not exist.`, 'Code it as one that does.');
    }
  }
  return null;
}

/** Noise is set for one person's whole part: 12 months and one promotion. More would not be covered by it. */
function checkYear(
  rows: number,
  personNumber: Uint32Array,
  months: Uint8Array,
  promotions: Uint8Array,
): Refusal | null {
  if (months.length !== rows || promotions.length !== rows) {
    return invalidWorkforce(
      'year.months',
      'Months and promotions are not as long as there are rows.',
      'Give both per row.',
    );
  }
  let [ofMonths, ofPromotions] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const isSame = row > 0 && personNumber[row] === personNumber[row - 1];
    ofMonths = (isSame ? ofMonths : 0) + (months[row] as number);
    ofPromotions = (isSame ? ofPromotions : 0) + (promotions[row] as number);
    if (ofMonths > 12 || ofPromotions > 1) {
      return invalidWorkforce(
        'year',
        `The person of row ${row} has more than 12 months or more than one promotion in the year.`,
        'Count at most 12 months and the first promotion of each person: the noise covers no more.',
      );
    }
  }
  return null;
}
