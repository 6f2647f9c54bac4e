// Staff made up for tests: a registry with a secret, and workforces that change a little from one date to the next. Repeatable by its seed.
import { randomStream } from '@clew/statistics';
import {
  createMethod,
  defineClassification,
  isRefusal,
  type Method,
  type Parameters,
  type Publication,
  type Registry,
  type Release,
  type ReleaseMemory,
  registerLattice,
  type Workforce,
} from '../src/index.ts';

const names = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

export const background = defineClassification({
  name: 'background',
  secret: true,
  codes: ['high', 'intermediate', 'low', 'not-declared'],
  groupings: [{ name: 'declared', groupOf: (code) => (code === 'not-declared' ? code : 'declared') }],
});
export const ethnicity = defineClassification({ name: 'ethnicity', secret: true, codes: ['one', 'other', 'unknown'] });
export const grade = defineClassification({
  name: 'grade',
  secret: false,
  codes: names('grade', 5),
  groupings: [{ name: 'grade-group', groupOf: (code) => (code < 'grade-2' ? 'junior' : 'senior') }],
});
export const region = defineClassification({ name: 'region', secret: false, codes: names('region', 6) });
export const profession = defineClassification({ name: 'profession', secret: false, codes: names('profession', 8) });

const dimension = (name: string) => ({ classification: name, level: name });

export const registry: Registry = registerLattice([background, grade, region, profession, ethnicity], {
  levels: 'all',
  rates: [[dimension('background')], [dimension('background'), dimension('grade')], [dimension('grade')]],
});

/** Headcounts of ordinary facts alone: nothing is measured. */
export const ordinaryRegistry: Registry = registerLattice([grade, region, profession], { levels: 'all' });

/** A secret of at least 32 bytes for tests, by a number. */
export function secretOf(seed: number): Uint8Array {
  const { uniform } = randomStream(seed);
  return Uint8Array.from({ length: 32 }, () => Math.floor(uniform() * 256));
}

/**
 * Staff on a date: `turnover` of the people are others than on the date before, and some of the rest moved. Backgrounds hang on grade and
 * region, so that there is something to find.
 */
export function staffOn(date: number, options: { people?: number; seed?: number; turnover?: number } = {}): Workforce {
  const { people = 4_000, seed = 1, turnover = 0.05 } = options;
  const gone = Math.round(people * turnover * date);
  const personNumber = Uint32Array.from({ length: people }, (_, index) => index + gone);
  const columns = new Map([
    ['background', new Uint16Array(people)],
    ['grade', new Uint16Array(people)],
    ['region', new Uint16Array(people)],
    ['profession', new Uint16Array(people)],
    ['ethnicity', new Uint16Array(people)],
  ]);
  const [months, promotions] = [new Uint8Array(people).fill(12), new Uint8Array(people)];
  personNumber.forEach((person, row) => {
    const made = personOf(person, seed, date);
    for (const [name, column] of columns) column[row] = made[name as keyof Made];
    promotions[row] = made.promoted;
  });
  return {
    referenceDate: `20${String(20 + date).padStart(2, '0')}-03-31`,
    people,
    personNumber,
    columns,
    year: { rows: people, personNumber, columns, months, promotions },
  };
}

interface Made {
  readonly background: number;
  readonly grade: number;
  readonly region: number;
  readonly profession: number;
  readonly ethnicity: number;
  readonly promoted: number;
}

function personOf(person: number, seed: number, date: number): Made {
  const { uniform } = randomStream(seed * 1_000_003 + person);
  const skewed = (size: number) => Math.min(size - 1, Math.floor(uniform() ** 2.5 * size));
  const own = { grade: skewed(5), region: skewed(6), profession: skewed(8) };
  const isDeclared = uniform() < 0.75;
  const low = 0.45 - 0.06 * own.grade + (own.region === 0 ? -0.1 : 0.05);
  const drawn = uniform();
  const background = isDeclared ? (drawn < low ? 2 : drawn < low + 0.25 ? 1 : 0) : 3;
  const ethnicity = uniform() < 0.1 ? 2 : uniform() < 0.15 ? 1 : 0;
  // One in a hundred moves to another region at each date.
  const region = uniform() < 0.01 * date ? (own.region + 1) % 6 : own.region;
  const promoted = uniform() < (background === 2 ? 0.06 : 0.1) ? 1 : 0;
  return { ...own, region, background, ethnicity, promoted };
}

/** The method, or a failed test. */
export function methodOf(name: string, parameters: Parameters = {}): Method {
  const method = createMethod(name, parameters);
  if (isRefusal(method)) throw new Error(`${method.code}: ${method.message}`);
  return method;
}

/** Publishes a series of workforces one after another. */
export function publishSeries(
  method: Method,
  lattice: Registry,
  workforces: readonly Workforce[],
  secret: Uint8Array = secretOf(1),
): readonly Release[] {
  const earlier: Release[] = [];
  let memory: ReleaseMemory | null = null;
  for (const workforce of workforces) {
    const publication: Publication = published(
      method.publish(lattice, workforce, { secret, releaseNumber: earlier.length + 1, earlier: [...earlier], memory }),
    );
    memory = publication.memory;
    earlier.push(publication.release);
  }
  return earlier;
}

export function published(answer: ReturnType<Method['publish']>): Publication {
  if (isRefusal(answer)) throw new Error(`${answer.code}: ${answer.message}`);
  return answer;
}

export function tableNamed(release: Release, name: string) {
  const table = release.tables.find((each) => each.name === name);
  if (table === undefined) throw new Error(`there is no table ${name}`);
  return table;
}
