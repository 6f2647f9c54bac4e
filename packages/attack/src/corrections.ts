// Why noise hangs on all that is measured with it: a release is made again, under the same number and secret, after one person's answer was
// corrected, and somebody has both. What is the same in both but for one answer must not be told apart by it.
import {
  isRefusal,
  levelsOf,
  type Method,
  type Refusal,
  type RegisteredTable,
  type Registry,
  type Release,
  tableOf,
  type Workforce,
} from '@clew/disclosure';
import { judge, type Score } from './accuracy.ts';
import { experimentSecret, xorshift } from './pseudo-random.ts';
import { emptyVerdicts } from './scene.ts';
import { answers, type Targets } from './targets.ts';

export interface CorrectionOptions {
  readonly method: Method;
  readonly registry: Registry;
  readonly workforce: Workforce;
  /** Each is one more release. */
  readonly targets: number;
  readonly seed: number;
}

/** How often the first answer of a target is told from a release and the same one after it was corrected to the other. */
export function attackCorrections(options: CorrectionOptions): Score | Refusal {
  const { registry, workforce, seed } = options;
  const random = xorshift(`corrections ${seed}`);
  const rows = Uint32Array.from({ length: options.targets }, () => random() % workforce.people);
  const coins = Uint8Array.from(rows, () => random() & 1);
  const targets: Targets = { people: rows, coins, stratum: new Uint8Array(rows.length) };
  const verdicts = emptyVerdicts(rows.length);
  const background = workforce.columns.get('background')?.slice() ?? new Uint16Array(workforce.people);
  for (const [target, row] of rows.entries()) background[row] = answers[coins[target] ?? 0] ?? 0;
  const publish = (column: Uint16Array) => {
    const columns = new Map([...workforce.columns, ['background', column]]);
    const context = { secret: experimentSecret(seed), releaseNumber: 1, earlier: [], memory: null };
    return options.method.publish(registry, { ...workforce, columns }, context);
  };
  const before = publish(background);
  if (isRefusal(before)) return before;
  for (const [target, row] of rows.entries()) {
    const isFirst = background[row] === answers[0];
    const after = publish(background.with(row, answers[isFirst ? 1 : 0]));
    if (isRefusal(after)) return after;
    const { lean, isProven } = compare(registry, before.release, after.release);
    verdicts.scores[target] = lean;
    verdicts.certain[target] = isProven ? Math.sign(lean) : 0;
  }
  return judge('corrections', verdicts, targets);
}

/**
 * Where the first answer lost and the second won. Proven, where in some table all that changed is one figure of either answer, by one and
 * by as much the other way.
 */
function compare(registry: Registry, before: Release, after: Release): { lean: number; isProven: boolean } {
  const figures = ({ tables, measurements }: Release) => [...measurements, ...tables];
  const now = figures(after);
  let [lean, isProven] = [0, false];
  for (const [place, { quantity, dimensions, values }] of figures(before).entries()) {
    const answerOf = answersOf(registry, tableOf(quantity, dimensions));
    const later = now[place]?.values;
    if (answerOf === null || later === undefined) continue;
    const changes = [...values.entries()]
      .map(([cell, value]) => ({ answer: answerOf(cell), by: value - (later[cell] ?? Number.NaN) }))
      .filter(({ by }) => by !== 0 && !Number.isNaN(by));
    const own = (answer: number) => changes.filter((change) => change.answer === answer);
    const [first, second] = [own(answers[0]), own(answers[1])];
    for (const { by } of first) lean += Math.sign(by);
    for (const { by } of second) lean -= Math.sign(by);
    const isSingle = changes.length === 2 && first.length === 1 && second.length === 1;
    if (isSingle && Math.abs(first[0]?.by ?? 0) === 1 && first[0]?.by === -(second[0]?.by ?? 0)) isProven = true;
  }
  return { lean, isProven: isProven && lean !== 0 };
}

/** The background of each cell; null for a table that is not by it. */
function answersOf(registry: Registry, table: RegisteredTable): ((cell: number) => number) | null {
  const levels = levelsOf(registry, table.dimensions);
  const at = levels.findIndex(({ level }) => level.name === 'background');
  if (at === -1) return null;
  const stride = levels.slice(at + 1).reduce((product, { level }) => product * level.codes.length, 1);
  return (cell) => Math.floor(cell / stride) % (levels[at]?.level.codes.length ?? 1);
}
