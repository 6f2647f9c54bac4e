// How long protection takes: one table of a million people by four dimensions, and a whole lattice, each beside the bare group-by of the same run.
import {
  createMethod,
  defineClassification,
  isRefusal,
  type Registry,
  registerLattice,
  tableOf,
  tally,
  type Workforce,
} from '../src/index.ts';
import { recordKeys } from '../src/keyed.ts';
import { cellKeyRule, keyedTable } from '../src/methods/keyed-tables.ts';

export interface DisclosureBenchOptions {
  /** Default 1,000,000. */
  readonly people?: number;
}

/** In the shape of every bench: a figure beside its reference. */
export interface DisclosureBenchResult {
  readonly name: string;
  readonly unit: string;
  readonly figure: number;
  readonly reference: number;
  readonly ratio: number;
  readonly detail: Readonly<Record<string, unknown>>;
}

const ordinary = [
  ['grade', 9],
  ['department', 38],
  ['region', 14],
  ['profession', 32],
] as const;
const secrets = [
  ['background', 5],
  ['ethnicity', 7],
] as const;

function classify(sizes: readonly (readonly [string, number])[], secret: boolean) {
  return sizes.map(([name, size]) =>
    defineClassification({ name, secret, codes: Array.from({ length: size }, (_, code) => `${name}-${code}`) }),
  );
}

/** People spread unevenly over all categories, by a multiplicative congruential generator. */
function makeWorkforce(people: number): Workforce {
  let state = 12_345;
  const uniform = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  const columns = new Map(
    [...ordinary, ...secrets].map(([name, size]) => [
      name as string,
      Uint16Array.from({ length: people }, () => Math.floor(uniform() ** 2 * size)),
    ]),
  );
  return {
    referenceDate: '2024-03-31',
    people,
    personNumber: Uint32Array.from({ length: people }, (_, person) => person),
    columns,
  };
}

const secret = new Uint8Array(32).fill(7);
const rounds = 5;

/** The least seconds of some rounds: what the machine does besides only adds. */
function leastSeconds(work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    work();
    least = Math.min(least, (performance.now() - started) / 1_000);
  }
  return least;
}

/** One table by four dimensions: cell keys, fingerprints, noise, threshold; record keys are made once for all tables and told apart. */
export function benchProtectTable({ people = 1_000_000 }: DisclosureBenchOptions = {}): DisclosureBenchResult {
  const workforce = makeWorkforce(people);
  const registry: Registry = { classifications: classify(ordinary, false), tables: [] };
  const table = tableOf(
    'headcount',
    ordinary.map(([name]) => ({ classification: name, level: name })),
  );
  const rule = cellKeyRule({ variance: 1, bound: 4, threshold: 4, base: 1, showZeros: false, leastChange: 5 });
  if (isRefusal(rule)) throw new Error(rule.message);
  const started = performance.now();
  const keys = recordKeys(secret, workforce.personNumber);
  const keySeconds = (performance.now() - started) / 1_000;
  const bare = leastSeconds(() => void tally(registry, workforce, table));
  const protectedSeconds = leastSeconds(() => void keyedTable(registry, workforce, table, keys, rule, undefined));
  return {
    name: 'protect-table',
    unit: 'people/s',
    figure: Math.round(people / protectedSeconds),
    reference: Math.round(people / bare),
    ratio: Number((bare / protectedSeconds).toFixed(2)),
    detail: {
      people,
      cells: ordinary.reduce((product, [, size]) => product * size, 1),
      milliseconds: Math.round(protectedSeconds * 1_000),
      groupByMilliseconds: Math.round(bare * 1_000),
      recordKeyMilliseconds: Math.round(keySeconds * 1_000),
    },
  };
}

/** A release of every table of up to three dimensions: ordinary ones counted, those by answers measured, modelled and worked out. */
export function benchLattice({ people = 1_000_000 }: DisclosureBenchOptions = {}): DisclosureBenchResult {
  const workforce = makeWorkforce(people);
  const registry = registerLattice([...classify(ordinary, false), ...classify(secrets, true)]);
  const method = createMethod('clew');
  if (isRefusal(method)) throw new Error(method.message);
  const started = performance.now();
  for (const table of registry.tables) tally(registry, workforce, table);
  const bare = (performance.now() - started) / 1_000;
  const publishing = performance.now();
  const answer = method.publish(registry, workforce, { secret, releaseNumber: 1, earlier: [], memory: null });
  const seconds = (performance.now() - publishing) / 1_000;
  if (isRefusal(answer)) throw new Error(answer.message);
  const { tables, measurements } = answer.release;
  return {
    name: 'protect-lattice',
    unit: 'tables/s',
    figure: Number((tables.length / seconds).toPrecision(3)),
    reference: Number((tables.length / bare).toPrecision(3)),
    ratio: Number((bare / seconds).toFixed(2)),
    detail: {
      people,
      tables: tables.length,
      cells: tables.reduce((sum, table) => sum + table.values.length, 0),
      measurements: measurements.length,
      seconds: Number(seconds.toFixed(1)),
      groupBySeconds: Number(bare.toFixed(1)),
    },
  };
}

/** For the registry of benches. */
export const disclosureBenches = [
  {
    name: 'protect-table',
    about: 'A table of a million people by four dimensions protected, beside the bare group-by',
    run: async (options: DisclosureBenchOptions) => benchProtectTable(options),
  },
  {
    name: 'protect-lattice',
    about: 'A release of every table of up to three of six classifications, beside the bare group-bys',
    run: async (options: DisclosureBenchOptions) => benchLattice(options),
  },
] as const;

if (import.meta.main) {
  for (const { run } of disclosureBenches) process.stdout.write(`${JSON.stringify(await run({}))}\n`);
}
