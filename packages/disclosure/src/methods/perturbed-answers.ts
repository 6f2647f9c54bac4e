// Answers perturbed before they are counted: randomised response, and swapping. Once for each person and answer, for ever.
import { createHmac } from 'node:crypto';
import { deriveKey, keyedStream } from '../keyed.ts';
import type { Method, Parameters, ReleaseContext } from '../method.ts';
import { levelsOf, type RegisteredTable, type Registry } from '../table.ts';
import { tally } from '../tally.ts';
import type { Workforce } from '../workforce.ts';
import { type MethodDeclaration, numberOf } from './declaration.ts';
import { draftEach, publishDrafts } from './publish-tables.ts';

const two32 = 4_294_967_296;

/** For each row two uniform words that depend on the person and the classification alone: the same in every release. */
function wordsOf(context: ReleaseContext, classification: string, personNumber: Uint32Array): Uint32Array {
  const key = deriveKey(context.secret, `answers of ${classification}`);
  const words = new Uint32Array(personNumber.length * 2);
  const message = Buffer.alloc(4);
  personNumber.forEach((person, row) => {
    message.writeUInt32LE(person);
    const digest = createHmac('sha256', key).update(message).digest();
    words[2 * row] = digest.readUInt32LE(0);
    words[2 * row + 1] = digest.readUInt32LE(4);
  });
  return words;
}

type Perturb = (column: Uint16Array, words: Uint32Array, categories: number, label: string) => Uint16Array;

/** The workforce with every secret column perturbed. */
function perturbAnswers(
  registry: Registry,
  workforce: Workforce,
  context: ReleaseContext,
  perturb: Perturb,
): Workforce {
  const secrets = registry.classifications.filter((each) => each.secret);
  const perturbColumns = (columns: ReadonlyMap<string, Uint16Array>, personNumber: Uint32Array) => {
    const result = new Map(columns);
    for (const { name, levels } of secrets) {
      const [column, categories] = [columns.get(name), levels[0]?.codes.length];
      if (column === undefined || categories === undefined) continue;
      result.set(name, perturb(column, wordsOf(context, name, personNumber), categories, name));
    }
    return result;
  };
  const { year } = workforce;
  return {
    ...workforce,
    columns: perturbColumns(workforce.columns, workforce.personNumber),
    ...(year === undefined ? {} : { year: { ...year, columns: perturbColumns(year.columns, year.personNumber) } }),
  };
}

function randomisedResponse(parameters: Parameters): Method {
  const keep = numberOf(parameters, 'keep');
  const perturb: Perturb = (column, words, categories) =>
    column.map((category, row) => {
      const isKept = (words[2 * row] as number) < keep * two32;
      return isKept ? category : (words[2 * row + 1] as number) % categories;
    });
  const method: Method = {
    name: 'randomised-response',
    title: 'Randomised response',
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => {
        const perturbed = perturbAnswers(registry, workforce, context, perturb);
        const tables = draftEach(registry, (table) => {
          const values = unmix(registry, table, tally(registry, perturbed, table), keep);
          const groups = groupTotals(registry, table, values);
          const standardErrors = values.map((_, cell) => spread(registry, table, groups[cell] as number, keep));
          return { table, values, standardErrors };
        });
        return { tables };
      }),
    logLikelihood: () => undefined,
    logLikelihoodOfMeasurement: () => Number.NaN,
  };
  return method;
}

interface Axis {
  readonly stride: number;
  readonly size: number;
  /** By category of the level: the share of the finest categories that belong to it. */
  readonly shares: readonly number[];
}

/** The secret dimensions of a table. */
function secretAxes(registry: Registry, table: RegisteredTable): readonly Axis[] {
  const levels = levelsOf(registry, table.dimensions);
  return levels.flatMap(({ classification, level }, place) => {
    if (!classification.secret) return [];
    const stride = levels.slice(place + 1).reduce((product, each) => product * each.level.codes.length, 1);
    const finest = level.categoryOf.length;
    const shares = level.codes.map((_, code) => level.categoryOf.filter((each) => each === code).length / finest);
    return [{ stride, size: level.codes.length, shares }];
  });
}

/** Unbiased estimates of the true counts: along each secret dimension, (count - what drew by chance) / keep. */
function unmix(registry: Registry, table: RegisteredTable, counts: Float64Array, keep: number): Float64Array {
  let values = counts;
  for (const { stride, size, shares } of secretAxes(registry, table)) {
    const before = values;
    values = before.map((value, cell) => {
      const category = Math.floor(cell / stride) % size;
      const first = cell - category * stride;
      let total = 0;
      for (let each = 0; each < size; each += 1) total += before[first + each * stride] as number;
      return (value - (1 - keep) * (shares[category] as number) * total) / keep;
    });
  }
  return values;
}

function groupTotals(registry: Registry, table: RegisteredTable, values: Float64Array): Float64Array {
  let totals = values;
  for (const { stride, size } of secretAxes(registry, table)) {
    const before = totals;
    totals = before.map((_, cell) => {
      const first = cell - (Math.floor(cell / stride) % size) * stride;
      let total = 0;
      for (let each = 0; each < size; each += 1) total += before[first + each * stride] as number;
      return total;
    });
  }
  return totals;
}

/** At most: half of the group's people in the category, each moved with probability 1 - keep. */
function spread(registry: Registry, table: RegisteredTable, group: number, keep: number): number {
  const secrets = secretAxes(registry, table).length;
  return secrets === 0 ? 0 : Math.sqrt((Math.max(0, group) * (1 - keep * keep)) / 4) / keep ** secrets;
}

function swapping(parameters: Parameters): Method {
  const rate = numberOf(parameters, 'rate');
  const method: Method = {
    name: 'swapping',
    title: 'Swapped answers',
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => {
        const perturbed = perturbAnswers(registry, workforce, context, (column, words, _categories, label) =>
          swap(column, words, rate, keyedStream(deriveKey(context.secret, 'swapping'), label).below),
        );
        const tables = draftEach(registry, (table) => {
          const values = tally(registry, perturbed, table);
          const isExact = secretAxes(registry, table).length === 0;
          const standardErrors = values.map((value) => (isExact ? 0 : Math.sqrt(2 * rate * Math.max(1, value))));
          return { table, values, standardErrors };
        });
        return { tables };
      }),
    logLikelihood: () => undefined,
    logLikelihoodOfMeasurement: () => Number.NaN,
  };
  return method;
}

/** The answers of those who are chosen are dealt out among them: totals stay, and who is chosen stays for ever. */
function swap(column: Uint16Array, words: Uint32Array, rate: number, below: (bound: number) => number): Uint16Array {
  const chosen: number[] = [];
  for (let row = 0; row < column.length; row += 1) if ((words[2 * row] as number) < rate * two32) chosen.push(row);
  const swapped = column.slice();
  for (let place = chosen.length - 1; place > 0; place -= 1) {
    const [one, other] = [chosen[place] as number, chosen[below(place + 1)] as number];
    [swapped[one], swapped[other]] = [swapped[other] as number, swapped[one] as number];
  }
  return swapped;
}

export const perturbedAnswerMethods: readonly MethodDeclaration[] = [
  {
    name: 'randomised-response',
    title: 'Randomised response',
    about: 'Each answer is kept with a probability, else drawn afresh, once for ever; counts are corrected for it.',
    source: 'S. Warner, Journal of the American Statistical Association 60 (1965)',
    parameters: { keep: { about: 'The probability that an answer is kept.', default: 0.04, least: 0.001, most: 1 } },
    create: randomisedResponse,
  },
  {
    name: 'swapping',
    title: 'Swapped answers',
    about: 'The answers of a share of the people are dealt out among them; what is not secret stays.',
    source: 'T. Dalenius, S. Reiss, Journal of Statistical Planning and Inference 6 (1982)',
    parameters: { rate: { about: 'The share of people whose answers are swapped.', default: 0.1, least: 0, most: 1 } },
    create: swapping,
  },
];
