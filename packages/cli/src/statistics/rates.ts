// clew statistics rates: events over exposure by group, one against another, and with the strata of all.
import {
  directlyStandardisedRate,
  type Factor,
  type PoissonRate,
  poissonRate,
  type RateRatio,
  rateRatio,
  type StandardisedRate,
} from '@clew/statistics';
import { Refused } from '../failure.ts';
import { type Answer, figure, figures, percent, probability, range, rowsLine, shown } from './answer.ts';
import type { CsvRows } from './read-csv.ts';
import { categoriesOf, levelNamed, numbersOf } from './rows.ts';
import { type Analysis, namedColumns, type StatisticsOptions } from './run.ts';

export interface RatesOptions extends StatisticsOptions {
  readonly events: string;
  readonly exposure: string;
  readonly group?: string;
  /** The group that the others are held against; the first unless named. */
  readonly reference?: string;
  readonly standardise?: string;
  readonly per: number;
}

export function ratesAnalysis(options: RatesOptions): Analysis {
  const { events, exposure, group, standardise } = options;
  return {
    columns: namedColumns({ events, exposure, group, standardise }),
    places: {},
    answer: (rows) => ratesAnswer(rows, options),
  };
}

/** One group: its rate, the rate against the reference's, and the rate with the strata of all. */
interface GroupRate extends PoissonRate {
  readonly group: string;
  readonly ratio?: RateRatio;
  readonly standardised?: StandardisedRate;
}

/** Sums by group and stratum: of group g in stratum s at `g * strata + s`. */
interface Cells {
  readonly groups: readonly string[];
  readonly strata: readonly string[];
  readonly events: Float64Array;
  readonly exposure: Float64Array;
}

const everyone = (rows: CsvRows): Factor => ({ levels: ['all'], codes: new Int32Array(rows.fileRows.length) });

function cellsOf(rows: CsvRows, options: RatesOptions): Cells {
  const [counts, times] = [numbersOf(rows, options.events), numbersOf(rows, options.exposure)];
  requireCounts(rows, options, counts, times);
  const group = options.group === undefined ? everyone(rows) : categoriesOf(rows, options.group);
  const stratum = options.standardise === undefined ? everyone(rows) : categoriesOf(rows, options.standardise);
  const size = group.levels.length * stratum.levels.length;
  const [events, exposure] = [new Float64Array(size), new Float64Array(size)];
  for (let row = 0; row < counts.length; row += 1) {
    const cell = (group.codes[row] as number) * stratum.levels.length + (stratum.codes[row] as number);
    events[cell] = (events[cell] as number) + (counts[row] as number);
    exposure[cell] = (exposure[cell] as number) + (times[row] as number);
  }
  return { groups: group.levels, strata: stratum.levels, events, exposure };
}

function requireCounts(rows: CsvRows, { events, exposure }: RatesOptions, counts: Float64Array, times: Float64Array) {
  const refuse = (code: string, row: number, column: string, wrong: string, remedy: string) => {
    if (row >= 0) throw new Refused(code, `Row ${rows.fileRows[row]}, column ${column}: ${wrong}.`, remedy);
  };
  const noCount = counts.findIndex((count) => !(Number.isSafeInteger(count) && count >= 0));
  refuse('count-invalid', noCount, events, 'no whole number from 0 up', 'Give how many events the row has.');
  const noTime = times.findIndex((time) => time < 0);
  refuse('exposure-invalid', noTime, exposure, 'below 0', 'Give the time at risk, such as person-years.');
}

function ratesAnswer(rows: CsvRows, options: RatesOptions): Answer {
  const { confidence, per, standardise, group } = options;
  const cells = cellsOf(rows, options);
  const reference = referenceOf(cells, options);
  const rates = cells.groups.map((_, place) => groupRate(cells, place, reference, options));
  return {
    result: {
      rows: rows.fileRows.length,
      rowsOmitted: rows.omitted,
      confidence,
      per,
      group,
      reference: cells.groups[reference],
      standardise,
      rates,
    },
    lines: [
      rowsLine(
        rows.fileRows.length,
        rows.omitted,
        `; rates per ${figure(per)} of ${options.exposure}, ${percent(confidence)} exact intervals`,
      ),
      '',
      rateTable(rates),
      ...(rates.length > 1 ? ['', `Against ${cells.groups[reference]}:`, ratioTable(rates)] : []),
      ...(standardise === undefined ? [] : ['', `With the ${standardise} of all:`, standardTable(rates)]),
    ],
  };
}

function referenceOf({ groups }: Cells, { group, reference }: RatesOptions): number {
  if (reference === undefined) return 0;
  if (group === undefined)
    throw new Refused('no-group', '--reference needs a --group.', 'Name the column of the group.');
  return groups.indexOf(levelNamed(groups, group, reference));
}

function groupRate(cells: Cells, place: number, reference: number, options: RatesOptions): GroupRate {
  const { confidence, per, standardise } = options;
  const name = cells.groups[place] as string;
  const own = totalOf(cells, place);
  if (own.exposure === 0) {
    throw new Refused('no-exposure', `Group ${name}: no exposure, so no rate.`, 'Leave the group out of the file.');
  }
  const held = totalOf(cells, reference);
  const compares = place !== reference && own.events + held.events > 0 && held.exposure > 0;
  return {
    group: name,
    ...poissonRate(own.events, own.exposure, { confidence, per }),
    ...(compares ? { ratio: rateRatio(own, held, { confidence }) } : {}),
    ...(standardise === undefined ? {} : { standardised: standardisedRate(cells, place, options) }),
  };
}

function totalOf({ strata, events, exposure }: Cells, group: number) {
  const sum = (values: Float64Array) =>
    values.subarray(group * strata.length, (group + 1) * strata.length).reduce((total, value) => total + value, 0);
  return { events: sum(events), exposure: sum(exposure) };
}

/** The standard is everybody: the exposure of all groups in each stratum. */
function standardisedRate(cells: Cells, place: number, { confidence, per }: RatesOptions): StandardisedRate {
  const { groups, strata, events, exposure } = cells;
  const size = strata.length;
  const standard = Float64Array.from(strata, (_, stratum) =>
    groups.reduce((sum, _group, at) => sum + (exposure[at * size + stratum] as number), 0),
  );
  const own = {
    events: events.subarray(place * size, (place + 1) * size),
    exposure: exposure.subarray(place * size, (place + 1) * size),
  };
  const lacking = strata.findIndex((_, stratum) => (standard[stratum] as number) > 0 && own.exposure[stratum] === 0);
  if (lacking >= 0) {
    const message = `Group ${groups[place]}: no exposure in ${strata[lacking]}, so no rate there to standardise.`;
    throw new Refused('no-exposure', message, 'Put strata together in the file.');
  }
  const { rate, low, high, crudeRate, standardError } = directlyStandardisedRate(own, standard, confidence);
  return {
    rate: rate * per,
    low: low * per,
    high: high * per,
    crudeRate: crudeRate * per,
    standardError: standardError * per,
    confidence,
  };
}

function rateTable(rates: readonly GroupRate[]): string {
  return shown(rates, [
    { title: 'group', cell: ({ group }) => group },
    figures('events', ({ events }) => events),
    figures('exposure', ({ exposure }) => exposure),
    figures('rate', ({ rate }) => rate),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
  ]);
}

function ratioTable(rates: readonly GroupRate[]): string {
  const compared = rates.flatMap(({ group, ratio }) => (ratio === undefined ? [] : [{ group, ...ratio }]));
  return shown(compared, [
    { title: 'group', cell: ({ group }) => group },
    figures('ratio', ({ ratio }) => ratio),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
    { title: 'p', align: 'right', cell: ({ pValue }) => probability(pValue) },
  ]);
}

function standardTable(rates: readonly GroupRate[]): string {
  const lines = rates.flatMap(({ group, standardised }) => (standardised ? [{ group, ...standardised }] : []));
  return shown(lines, [
    { title: 'group', cell: ({ group }) => group },
    figures('standardised rate', ({ rate }) => rate),
    { title: 'interval', align: 'right', cell: ({ low, high }) => range(low, high) },
  ]);
}
