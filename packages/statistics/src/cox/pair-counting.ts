// Counts ordered pairs by what their ranks say, in a merge: everything is read in order, so that a million rows take a moment.

/** Elements in order of time, in runs: stretches of one moment, ascending in rank. No pair is counted within a run. */
export interface PairElements {
  readonly rank: Int32Array;
  /** 1 where absent. */
  readonly weight: Float64Array | undefined;
  /** Sum of: 1 where the element may be the earlier half of a pair (an event), 2 where it may be the later (somebody at risk). */
  readonly roles: Uint8Array;
  /** Where each run begins, and where the last one ends. */
  readonly runs: Int32Array;
}

export interface PairCounts {
  /** Pairs by the product of their weights: in how many the earlier has the higher rank, the lower rank, and all. */
  readonly concordant: number;
  readonly discordant: number;
  readonly all: number;
  /** Of each element: the weight of its others in concordant pairs, less that in discordant ones; and that in all pairs. */
  readonly net: Float64Array;
  readonly own: Float64Array;
}

/** What a merge carries along, in the order that the last merge made. `code` is four times the rank, plus the roles. */
interface Carried {
  readonly element: Int32Array;
  readonly code: Int32Array;
  readonly weight: Float64Array | undefined;
  readonly net: Float64Array;
}

/** Runs with the weight of each one's earlier and later halves. */
interface Runs {
  readonly starts: Int32Array;
  readonly earlier: Float64Array;
  readonly later: Float64Array;
}

const isEarlier = 1;
const isLater = 2;

/** Counts all pairs of an earlier half in one run and a later half in a run behind it, in n log(runs). */
export function countPairs(elements: PairElements): PairCounts {
  const size = elements.rank.length;
  const counts = { concordant: 0, discordant: 0 };
  let from = started(elements);
  let to = emptyCarried(size, elements.weight !== undefined);
  let runs = weighedRuns(elements);
  const { own, all } = ownPairs(elements, runs);
  while (runs.starts.length > 2) {
    const pairs = runs.starts.length >> 1;
    const merged = {
      starts: new Int32Array(pairs + 1),
      earlier: new Float64Array(pairs),
      later: new Float64Array(pairs),
    };
    for (let pair = 0; pair < pairs; pair += 1) {
      merged.starts[pair + 1] = mergePair(from, to, runs, 2 * pair, counts);
      merged.earlier[pair] = (runs.earlier[2 * pair] as number) + (runs.earlier[2 * pair + 1] ?? 0);
      merged.later[pair] = (runs.later[2 * pair] as number) + (runs.later[2 * pair + 1] ?? 0);
    }
    [from, to, runs] = [to, from, merged];
  }
  const net = new Float64Array(size);
  for (let at = 0; at < size; at += 1) net[from.element[at] as number] = from.net[at] as number;
  return { ...counts, all, net, own };
}

const emptyCarried = (size: number, weighted: boolean): Carried => ({
  element: new Int32Array(size),
  code: new Int32Array(size),
  weight: weighted ? new Float64Array(size) : undefined,
  net: new Float64Array(size),
});

function started({ rank, weight, roles }: PairElements): Carried {
  const carried = emptyCarried(rank.length, false);
  for (let at = 0; at < rank.length; at += 1) {
    carried.element[at] = at;
    carried.code[at] = 4 * (rank[at] as number) + (roles[at] as number);
  }
  return { ...carried, weight: weight?.slice() };
}

function weighedRuns({ weight, roles, runs }: PairElements): Runs {
  const count = runs.length - 1;
  const [earlier, later] = [new Float64Array(count), new Float64Array(count)];
  for (let run = 0; run < count; run += 1) {
    let [first, second] = [0, 0];
    for (let at = runs[run] as number; at < (runs[run + 1] as number); at += 1) {
      const amount = weight === undefined ? 1 : (weight[at] as number);
      if (((roles[at] as number) & isEarlier) !== 0) first += amount;
      if (((roles[at] as number) & isLater) !== 0) second += amount;
    }
    earlier[run] = first;
    later[run] = second;
  }
  return { starts: runs, earlier, later };
}

/** Of each element, the weight that it makes pairs with: later halves in the runs behind, earlier halves in those before. */
function ownPairs(
  { roles, weight, rank }: PairElements,
  runs: Runs,
): { readonly own: Float64Array; readonly all: number } {
  const own = new Float64Array(rank.length);
  let [before, behind, all] = [0, runs.later.reduce((sum, each) => sum + each, 0), 0];
  for (let run = 0; run + 1 < runs.starts.length; run += 1) {
    behind -= runs.later[run] as number;
    for (let at = runs.starts[run] as number; at < (runs.starts[run + 1] as number); at += 1) {
      const role = roles[at] as number;
      own[at] = ((role & isEarlier) !== 0 ? behind : 0) + ((role & isLater) !== 0 ? before : 0);
      if ((role & isEarlier) !== 0) all += behind * (weight === undefined ? 1 : (weight[at] as number));
    }
    before += runs.earlier[run] as number;
  }
  return { own, all };
}

/** Merges a run with the next by rank, and counts each one's pairs with the other; returns where the two end. */
function mergePair(
  from: Carried,
  to: Carried,
  { starts, earlier, later }: Runs,
  run: number,
  counts: { concordant: number; discordant: number },
): number {
  const { code } = from;
  const [start, middle] = [starts[run] as number, starts[run + 1] as number];
  const end = run + 2 < starts.length ? (starts[run + 2] as number) : middle;
  const [allEarlier, allLater] = [earlier[run] as number, later[run + 1] ?? 0];
  let [first, second, place, earlierBelow, laterBelow, concordant, discordant] = [start, middle, start, 0, 0, 0, 0];
  while (first < middle || second < end) {
    const own = first < middle ? (code[first] as number) >> 2 : 0x7fffffff;
    const other = second < end ? (code[second] as number) >> 2 : 0x7fffffff;
    let laterLevel = 0;
    if (own === other) {
      for (let at = second; at < end && (code[at] as number) >> 2 === own; at += 1)
        laterLevel += weightAs(from, at, isLater);
    }
    let earlierLevel = 0;
    if (own <= other) {
      const above = allLater - laterBelow - laterLevel;
      for (; first < middle && (code[first] as number) >> 2 === own; first += 1, place += 1) {
        const weight = weightAs(from, first, isEarlier);
        earlierLevel += weight;
        carry(from, first, to, place, weight > 0 ? laterBelow - above : 0);
      }
      concordant += earlierLevel * laterBelow;
      discordant += earlierLevel * above;
    }
    if (other <= own) {
      const above = allEarlier - earlierBelow - earlierLevel;
      for (; second < end && (code[second] as number) >> 2 === other; second += 1, place += 1) {
        const weight = weightAs(from, second, isLater);
        laterBelow += weight;
        carry(from, second, to, place, weight > 0 ? above - earlierBelow : 0);
      }
    }
    earlierBelow += earlierLevel;
  }
  counts.concordant += concordant;
  counts.discordant += discordant;
  return end;
}

function weightAs({ code, weight }: Carried, at: number, role: number): number {
  if (((code[at] as number) & role) === 0) return 0;
  return weight === undefined ? 1 : (weight[at] as number);
}

function carry(from: Carried, at: number, to: Carried, place: number, net: number): void {
  to.element[place] = from.element[at] as number;
  to.code[place] = from.code[at] as number;
  to.net[place] = (from.net[at] as number) + net;
  if (to.weight !== undefined && from.weight !== undefined) to.weight[place] = from.weight[at] as number;
}
