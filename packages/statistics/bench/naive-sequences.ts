// Sequences described in the plainest way, on texts and maps: what the kernels are measured beside and tested against.

/** The states of one career; null is missing. */
export type PlainCareer = readonly (string | null)[];

const held = (career: PlainCareer) => career.filter((state) => state !== null);

/** The distinct successive states with their durations, missing ones passed over. */
export function plainSpells(career: PlainCareer): { state: string; duration: number }[] {
  const spells: { state: string; duration: number }[] = [];
  for (const state of held(career)) {
    const last = spells.at(-1);
    if (last?.state === state) last.duration += 1;
    else spells.push({ state, duration: 1 });
  }
  return spells;
}

/** Rates of transition between states that follow each other, by `from>to`. */
export function plainTransitionRates(
  careers: readonly PlainCareer[],
  weights?: ArrayLike<number>,
): Map<string, number> {
  const [counts, totals] = [new Map<string, number>(), new Map<string, number>()];
  careers.forEach((career, row) => {
    for (let at = 1; at < career.length; at += 1) {
      const [from, to] = [career[at - 1], career[at]];
      if (from === null || to === null || from === undefined || to === undefined) continue;
      const weight = weights?.[row] ?? 1;
      counts.set(`${from}>${to}`, (counts.get(`${from}>${to}`) ?? 0) + weight);
      totals.set(from, (totals.get(from) ?? 0) + weight);
    }
  });
  return new Map([...counts].map(([move, count]) => [move, count / (totals.get(move.split('>')[0] ?? '') ?? 1)]));
}

/** The entropy of a career's time in states, over its largest for so many states. */
export function plainEntropy(career: PlainCareer, states: number): number {
  const inStates = held(career);
  const shares = [...new Set(inStates)].map(
    (state) => inStates.filter((each) => each === state).length / inStates.length,
  );
  return shares.reduce((sum, share) => sum - share * Math.log(share), 0) / Math.log(states);
}

export function plainComplexity(career: PlainCareer, states: number): number {
  const changes = Math.max(0, plainSpells(career).length - 1);
  return Math.sqrt((changes / Math.max(1, career.length - 1)) * plainEntropy(career, states));
}

/** How many distinct subsequences there are, the empty one included, by the recurrence over last occurrences. */
export function plainSubsequences(states: readonly string[]): number {
  const before = new Map<string, number>();
  return states.reduce((total, state) => {
    const next = 2 * total - (before.get(state) ?? 0);
    before.set(state, total);
    return next;
  }, 1);
}

export function plainTurbulence(career: PlainCareer): number {
  const spells = plainSpells(career);
  const durations = spells.map(({ duration }) => duration);
  const mean = durations.reduce((sum, each) => sum + each, 0) / durations.length;
  const variance = durations.reduce((sum, each) => sum + (each - mean) ** 2, 0) / durations.length;
  const largest = (durations.length - 1) * (1 - mean) ** 2;
  const subsequences = plainSubsequences(spells.map(({ state }) => state));
  return Math.log2((subsequences * (largest + 1)) / (variance + 1));
}
