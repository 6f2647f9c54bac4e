// Reconciling: noisy margins of one secret are made to agree, with the counts of people that are known and with each other, by least squares.
//
// Source: M. Hay, V. Rastogi, G. Miklau, D. Suciu, Boosting the accuracy of differentially private histograms through consistency,
// VLDB 2010. Margins that disagree would pull the model to and fro, and the total of each would be as noisy as its groups are many.

/** A measured margin of one secret, by group, then answer. Its values are changed in place. */
export interface Margin {
  readonly classifications: readonly string[];
  /** Categories of each classification. */
  readonly shape: readonly number[];
  readonly values: Float64Array;
  /** By group. */
  readonly variances: Float64Array;
  /** By group: how many people there are; where nobody is, nobody answers. */
  readonly people: Float64Array;
}

/** Makes margins agree; `answers` is the number of answers of the secret. Returns the total of each answer. */
export function reconcile(margins: readonly Margin[], answers: number): Float64Array {
  for (const margin of margins) fitToPeople(margin, answers);
  const singles = margins.filter(({ shape }) => shape.length === 1);
  const pairs = margins.filter(({ shape }) => shape.length === 2);
  for (const single of singles) for (const pair of pairs) learnFromPair(single, pair, answers);
  const totals = totalsOf(singles.length > 0 ? singles : margins, answers);
  for (const margin of singles) {
    for (let answer = 0; answer < answers; answer += 1) {
      spreadOver(margin, answers, answer, everyGroup(margin), totals[answer] as number);
    }
  }
  for (const pair of pairs) followSingles(pair, singles, answers);
  return totals;
}

/** Of a group's answers the sum is known: what is missing from it is shared out evenly. */
function fitToPeople({ values, people }: Margin, answers: number): void {
  people.forEach((count, group) => {
    const first = group * answers;
    let sum = 0;
    for (let answer = 0; answer < answers; answer += 1) sum += values[first + answer] as number;
    for (let answer = 0; answer < answers; answer += 1) {
      const place = first + answer;
      values[place] = count === 0 ? 0 : (values[place] as number) + (count - sum) / answers;
    }
  });
}

function everyGroup({ people }: Margin): readonly number[] {
  return Array.from(people.keys());
}

/** The groups of a pair that lie within one category of one of its classifications. */
function groupsWithin({ shape }: Margin, axis: number, category: number): readonly number[] {
  const [rows = 1, columns = 1] = shape;
  return axis === 0
    ? Array.from({ length: columns }, (_, column) => category * columns + column)
    : Array.from({ length: rows }, (_, row) => row * columns + category);
}

/** Where somebody is, and something was measured. */
function known({ people, variances }: Margin, groups: readonly number[]): readonly number[] {
  return groups.filter((group) => (people[group] as number) > 0 && Number.isFinite(variances[group] as number));
}

/** Moves the values of groups so that they add up to a target: each in proportion to its variance, as least squares has it. */
function spreadOver(margin: Margin, answers: number, answer: number, groups: readonly number[], target: number): void {
  const { values, variances } = margin;
  const open = known(margin, groups);
  const total = open.reduce((sum, group) => sum + (variances[group] as number), 0);
  if (total === 0) return;
  const missing = target - open.reduce((sum, group) => sum + (values[group * answers + answer] as number), 0);
  for (const group of open) {
    const place = group * answers + answer;
    values[place] = (values[place] as number) + (missing * (variances[group] as number)) / total;
  }
}

/** A pair's sums are a second measurement of its margins. */
function learnFromPair(single: Margin, pair: Margin, answers: number): void {
  const axis = pair.classifications.indexOf(single.classifications[0] ?? '');
  if (axis === -1) return;
  single.people.forEach((count, category) => {
    const groups = known(pair, groupsWithin(pair, axis, category));
    const variance = groups.reduce((sum, group) => sum + (pair.variances[group] as number), 0);
    const own = single.variances[category] as number;
    if (count === 0 || groups.length === 0) return;
    const weight = Number.isFinite(own) ? own / (own + variance) : 1;
    for (let answer = 0; answer < answers; answer += 1) {
      const sum = groups.reduce((total, group) => total + (pair.values[group * answers + answer] as number), 0);
      const place = category * answers + answer;
      single.values[place] = (1 - weight) * (single.values[place] as number) + weight * sum;
    }
    single.variances[category] = Number.isFinite(own) ? (own * variance) / (own + variance) : variance;
  });
}

/** Every margin adds up to the total: the sums are averaged by how exact they are. A margin with an unmeasured group has none. */
function totalsOf(margins: readonly Margin[], answers: number): Float64Array {
  const totals = new Float64Array(answers);
  let weights = 0;
  for (const margin of margins) {
    const groups = everyGroup(margin).filter((group) => (margin.people[group] as number) > 0);
    const variance = groups.reduce((sum, group) => sum + (margin.variances[group] as number), 0);
    if (!Number.isFinite(variance)) continue;
    weights += 1 / variance;
    for (const group of groups) {
      for (let answer = 0; answer < answers; answer += 1) {
        totals[answer] = (totals[answer] as number) + (margin.values[group * answers + answer] as number) / variance;
      }
    }
  }
  return weights === 0 ? totals : totals.map((total) => total / weights);
}

const rounds = 10;

/** A pair follows the reconciled margins of both of its classifications, in turn until both hold. */
function followSingles(pair: Margin, singles: readonly Margin[], answers: number): void {
  for (let round = 0; round < rounds; round += 1) {
    pair.classifications.forEach((classification, axis) => {
      const single = singles.find((each) => each.classifications[0] === classification);
      single?.people.forEach((_, category) => {
        const groups = groupsWithin(pair, axis, category);
        for (let answer = 0; answer < answers; answer += 1) {
          spreadOver(pair, answers, answer, groups, single.values[category * answers + answer] as number);
        }
      });
    });
  }
}
