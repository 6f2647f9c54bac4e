// clew statistics sequences: what careers are like, from state to state and as a whole, and the types that they fall into.
import { type Factor, type IndicatorTable, type StateSequences, sequenceIndicators } from '@clew/statistics';
import { Refused } from '../failure.ts';
import { type Answer, rowsLine } from './answer.ts';
import {
  type CareerClusters,
  type CostName,
  careerClusters,
  type DistanceName,
  mayHaveCosts,
} from './career-clusters.ts';
import { careersOf } from './careers.ts';
import type { CsvRows, NamedColumn } from './read-csv.ts';
import { categoriesOf, textColumn } from './rows.ts';
import { type Analysis, type FileOptions, namedColumns, type Tell } from './run.ts';
import { clusterLines, groupLines, statesLines } from './sequence-tables.ts';
import { stateColumns } from './state-columns.ts';
import { statesOf } from './states-summary.ts';

export interface SequencesOptions extends FileOptions {
  readonly states?: readonly string[];
  readonly prefix?: string;
  readonly id?: string;
  readonly order?: readonly string[];
  readonly group?: string;
  readonly weights?: string;
  readonly clusters?: number;
  readonly distance: DistanceName;
  readonly costs?: CostName;
  readonly indel?: number;
  readonly seed: number;
}

export function sequencesAnalysis(options: SequencesOptions, header: readonly string[]): Analysis {
  const { id, group, weights, costs, indel, distance } = options;
  if ((costs ?? indel) !== undefined && !mayHaveCosts(distance)) {
    const message = `--distance ${distance} takes neither --costs nor --indel.`;
    throw new Refused('costs-not-taken', message, 'Leave them out.');
  }
  if ((costs ?? indel) !== undefined && options.clusters === undefined) {
    throw new Refused('no-clusters', '--costs and --indel are of --clusters.', 'Say how many clusters.');
  }
  const positions = stateColumns(options, header);
  return {
    columns: [...namedColumns({ id, group, weights }), ...positions],
    mayBeEmpty: positions.map(({ name }) => name),
    places: { weights, clusters: '--clusters', seed: '--seed', alphabet: '--order' },
    answer: (rows, tell) => sequencesAnswer(rows, positions, options, tell),
  };
}

async function sequencesAnswer(
  all: CsvRows,
  positions: readonly NamedColumn[],
  options: SequencesOptions,
  tell: Tell,
): Promise<Answer> {
  const columns = positions.map(({ name }) => name);
  const careers = careersOf(all, columns, options);
  const { rows, sequences } = careers;
  const ids = options.id === undefined ? undefined : idsOf(rows, options.id);
  const withMissing = options.missing === 'state';
  const onProgress = (done: number) => tell(`indicators: ${done} of ${sequences.count} careers`);
  const indicators = sequenceIndicators(sequences, { withMissing, onProgress });
  const groups = groupMeans(rows, sequences, indicators, options);
  const states = statesOf(sequences, withMissing);
  const clusters = await clustersOf(sequences, options, tell);
  return {
    result: {
      careers: sequences.count,
      rowsOmitted: all.omitted + careers.omitted,
      positions: columns,
      ...states,
      groups,
      indicators: perCareer(rows, ids, indicators, clusters),
      ...(clusters && { clustering: clusteringOf(rows, ids, clusters) }),
    },
    lines: [
      rowsLine(
        sequences.count,
        all.omitted + careers.omitted,
        `, a career each; ${columns.length} positions, ${states.states.length} states`,
      ),
      ...statesLines(states),
      ...groupLines(groups),
      ...(clusters ? clusterLines(clusters, careers, ids) : []),
    ],
  };
}

/** The careers' own names. Throws `id-twice` with both rows. */
function idsOf(rows: CsvRows, id: string): readonly string[] {
  const { texts, codes } = textColumn(rows, id);
  const seen = new Map<number, number>();
  for (const [row, code] of codes.entries()) {
    const first = seen.get(code);
    if (first !== undefined) {
      const message = `Rows ${rows.fileRows[first]} and ${rows.fileRows[row]}, column ${id}: the same person.`;
      throw new Refused('id-twice', message, 'Give each person one row, with a column for each month.');
    }
    seen.set(code, row);
  }
  return Array.from(codes, (code) => texts[code] ?? '');
}

/** The indicators that are told, of many. */
const told = ['length', 'changes', 'visited', 'entropy', 'complexity', 'turbulence'] as const;

export interface GroupMeans {
  readonly group: string;
  readonly careers: number;
  readonly means: Readonly<Record<(typeof told)[number], number>>;
}

/** Means of the indicators by group, weighted where careers are. */
function groupMeans(
  rows: CsvRows,
  { count, weights }: StateSequences,
  indicators: IndicatorTable,
  { group }: SequencesOptions,
): readonly GroupMeans[] {
  const groups: Factor =
    group === undefined ? { levels: ['all'], codes: new Int32Array(count) } : categoriesOf(rows, group);
  const careers = new Float64Array(groups.levels.length);
  const totals = new Float64Array(groups.levels.length);
  for (const [row, code] of groups.codes.entries()) {
    careers[code] = (careers[code] as number) + 1;
    totals[code] = (totals[code] as number) + (weights?.[row] ?? 1);
  }
  const meansOf = (name: (typeof told)[number]) => {
    const sums = new Float64Array(groups.levels.length);
    for (const [row, code] of groups.codes.entries()) {
      sums[code] = (sums[code] as number) + (weights?.[row] ?? 1) * (indicators[name][row] as number);
    }
    return sums.map((sum, code) => sum / (totals[code] as number));
  };
  const columns = Object.fromEntries(told.map((name) => [name, meansOf(name)]));
  return groups.levels.map((level, code) => ({
    group: level,
    careers: careers[code] as number,
    means: Object.fromEntries(told.map((name) => [name, columns[name]?.[code]])) as GroupMeans['means'],
  }));
}

function clustersOf(sequences: StateSequences, options: SequencesOptions, tell: Tell) {
  const { clusters, distance, costs, indel, missing, seed } = options;
  if (clusters === undefined) return undefined;
  return careerClusters(sequences, { clusters, distance, costs, indel, withMissing: missing === 'state', seed }, tell);
}

/** A number a career, in the order of the file's rows. */
function perCareer(
  { fileRows }: CsvRows,
  ids: readonly string[] | undefined,
  indicators: IndicatorTable,
  clusters: CareerClusters | undefined,
) {
  return {
    row: fileRows,
    id: ids,
    ...Object.fromEntries(told.map((name) => [name, indicators[name]])),
    cluster: clusters?.partition,
  };
}

/** Medoids by their rows in the file. */
function clusteringOf({ fileRows }: CsvRows, ids: readonly string[] | undefined, found: CareerClusters) {
  const { partition: _partition, clusters, ...rest } = found;
  return {
    ...rest,
    clusters: clusters.map(({ medoid, ...cluster }) => ({
      ...cluster,
      medoid: { row: fileRows[medoid], id: ids?.[medoid] },
    })),
  };
}
