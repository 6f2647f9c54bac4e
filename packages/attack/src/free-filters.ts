// Why there is a lattice: what an attacker learns where any filter can be asked, a group, and the same group without one person.
// The lattice has no such tables. Here they are registered on purpose, so that any method can be judged by what would follow.
import {
  defineClassification,
  isRefusal,
  type Method,
  type PublishedTable,
  type Refusal,
  type Registry,
  tableOf,
  type Workforce,
} from '@clew/disclosure';
import { type Accuracy, accuracyOf } from './accuracy.ts';
import { backgroundCodes } from './population/staff.ts';
import { experimentSecret, xorshift } from './pseudo-random.ts';
import { answers } from './targets.ts';

/** The facts that groups are filtered by: every subset of them but none and all is a pair of questions. 62 pairs of six. */
const facts = ['grade', 'organisation', 'region', 'profession', 'sex', 'ethnicity'] as const;

/** The subsets, those of fewest facts first: large groups first. */
const subsets = Array.from({ length: 2 ** facts.length - 2 }, (_, place) => place + 1).sort(
  (one, other) => bits(one) - bits(other) || one - other,
);

function bits(mask: number): number {
  return facts.filter((_, place) => mask & (1 << place)).length;
}

export interface FreeFilterResult {
  readonly pairs: number;
  readonly accuracy: Accuracy;
}

export interface FreeFilterOptions {
  readonly method: Method;
  readonly workforce: Workforce;
  readonly targets: number;
  /** How many pairs of questions the attacker asks, in turn. */
  readonly pairs: readonly number[];
  readonly seed: number;
}

/** How often the background of a target is told from so many pairs of questions. */
export function attackFreeFilters(options: FreeFilterOptions): readonly FreeFilterResult[] | Refusal {
  const { workforce, targets, pairs, seed } = options;
  const random = xorshift(`free filters ${seed}`);
  const rows = Uint32Array.from({ length: targets }, () => random() % workforce.people);
  const coins = Uint8Array.from(rows, () => random() & 1);
  const scores = pairs.map(() => new Float64Array(targets));
  for (const [target, row] of rows.entries()) {
    const order = [...subsets].sort(() => (random() & 1) - 0.5);
    const differences = askAbout(options, row, answers[coins[target] ?? 0] ?? 0, target);
    if (isRefusal(differences)) return differences;
    for (const [place, asked] of pairs.entries()) {
      const sum = order.slice(0, asked).reduce((so, mask) => so + (differences.get(mask) ?? 0), 0);
      const column = scores[place];
      if (column !== undefined) column[target] = sum === 0 ? (random() & 1) - 0.5 : sum;
    }
  }
  const all = { people: rows, coins, stratum: new Uint8Array(targets) };
  return pairs.map((asked, place) => ({
    pairs: asked,
    accuracy: accuracyOf(
      { scores: scores[place] ?? new Float64Array(0), certain: new Int8Array(targets) },
      all,
      Uint32Array.from(rows.keys()),
    ),
  }));
}

/** By subset of facts: which way the two figures of either answer differ between the group and the group without the target. */
function askAbout(
  { method, workforce, seed }: FreeFilterOptions,
  row: number,
  answer: number,
  target: number,
): ReadonlyMap<number, number> | Refusal {
  const background = workforce.columns.get('background')?.slice() ?? new Uint16Array(workforce.people);
  background[row] = answer;
  const columns = new Map([['background', background], ...subsets.map((mask) => groupOf(workforce, row, mask))]);
  const registry = registryOfFilters();
  const publication = method.publish(
    registry,
    { referenceDate: workforce.referenceDate, people: workforce.people, personNumber: workforce.personNumber, columns },
    { secret: experimentSecret(`${seed} ${target}`), releaseNumber: 1, earlier: [], memory: null },
  );
  if (isRefusal(publication)) return publication;
  const byName = new Map(publication.release.tables.map((table) => [table.name, table]));
  return new Map(
    subsets.map((mask) => {
      const whole = byName.get(tableOf('headcount', dimensionsOf(mask, `whole ${mask}`)).name);
      const parts = byName.get(tableOf('headcount', dimensionsOf(mask, `part ${mask}`)).name);
      const isFresh = hasFreshNoise(method, registry);
      return [mask, lean(whole, parts, answers[0], isFresh) - lean(whole, parts, answers[1], isFresh)];
    }),
  );
}

const inGroup = 1;
const inGroupWithout = 1;

/** By how much the figure of an answer falls without the target: a withheld figure tells only that it is small. */
function lean(
  whole: PublishedTable | undefined,
  parts: PublishedTable | undefined,
  answer: number,
  isFresh: boolean,
): number {
  const [wide, narrow] = [whole?.shape[1] ?? 2, parts?.shape[1] ?? 3];
  const group = whole?.values[answer * wide + inGroup] ?? Number.NaN;
  const without = parts?.values[answer * narrow + inGroupWithout] ?? Number.NaN;
  if (Number.isNaN(group) || Number.isNaN(without)) return Number.isNaN(without) && !Number.isNaN(group) ? 1 : 0;
  if (isFresh) return group - without - 0.5;
  return group === without ? 0 : 1;
}

/** Where equal people have equal figures any difference proves; where every figure has noise of its own, without bound, only its size tells. */
function hasFreshNoise(method: Method, registry: Registry): boolean {
  const [table] = registry.tables;
  return table !== undefined && (method.logLikelihood(registry, table, 1_000, 10) ?? 0) > Number.NEGATIVE_INFINITY;
}

/** 0: outside of the group; 1: in it; 2: the target. At the level `whole` the target is in the group. */
function groupOf(workforce: Workforce, row: number, mask: number): readonly [string, Uint16Array] {
  const own = facts
    .filter((_, place) => mask & (1 << place))
    .map((name) => {
      const column = workforce.columns.get(name) ?? new Uint16Array(workforce.people);
      return { column, value: column[row] };
    });
  const group = new Uint16Array(workforce.people);
  for (let each = 0; each < group.length; each += 1) {
    if (own.every(({ column, value }) => column[each] === value)) group[each] = 1;
  }
  group[row] = 2;
  return [`filter ${mask}`, group];
}

const dimensionsOf = (mask: number, level: string) => [
  { classification: 'background', level: 'background' },
  { classification: `filter ${mask}`, level },
];

let made: Registry | null = null;

function registryOfFilters(): Registry {
  made ??= {
    classifications: [
      defineClassification({ name: 'background', secret: true, codes: backgroundCodes }),
      ...subsets.map((mask) =>
        defineClassification({
          name: `filter ${mask}`,
          secret: false,
          codes: ['outside', 'others', 'target'],
          groupings: [
            { name: `part ${mask}`, groupOf: (code) => code },
            { name: `whole ${mask}`, groupOf: (code) => (code === 'outside' ? code : 'group') },
          ],
        }),
      ),
    ],
    tables: subsets.flatMap((mask) => [
      tableOf('headcount', dimensionsOf(mask, `whole ${mask}`)),
      tableOf('headcount', dimensionsOf(mask, `part ${mask}`)),
    ]),
  };
  return made;
}
