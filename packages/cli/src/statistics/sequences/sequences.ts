// clew statistics sequences: what careers are like, from state to state and as a whole, and the types that they fall into.
import type { Factor, Normalisation, StateSequences } from '@clew/statistics';
import { Refused } from '../../failure.ts';
import type { Answer } from '../answer.ts';
import type { CsvRows } from '../read-csv.ts';
import { type Places, withRefusals } from '../refusals.ts';
import { categoriesOf, textColumn } from '../rows.ts';
import { type Analysis, type FileOptions, namedColumns, type Tell } from '../run.ts';
import { type CareerClusters, type ClusterCounts, careerClusters } from './career-clusters.ts';
import { discrepancyLines, discrepancyOf } from './career-discrepancy.ts';
import { measureOf, pairDistances } from './career-distances.ts';
import { type CareerIndicators, groupMeans, indicatorsOf } from './career-indicators.ts';
import { representativeLines, representativesOf } from './career-representatives.ts';
import { subsequenceLines, subsequencesOf } from './career-subsequences.ts';
import { type Careers, careersOf } from './careers.ts';
import { careersFromSpells, positionNames } from './careers-from-spells.ts';
import type { CostName, DistanceName, GroupingName } from './sequence-names.ts';
import { requireTogether } from './sequence-options.ts';
import { clusterLines, groupLines, statesLines } from './sequence-tables.ts';
import { type SpellOptions, spellColumns, stateColumns } from './state-columns.ts';
import { statesOf } from './states-summary.ts';

export interface SequencesOptions extends FileOptions, SpellOptions {
  readonly order?: readonly string[];
  /** The states from the best to the worst. */
  readonly bestFirst?: readonly string[];
  readonly indicators?: 'all';
  readonly group?: string;
  readonly weights?: string;
  readonly clusters?: ClusterCounts;
  readonly grouping?: GroupingName;
  /** The share of careers that representatives are to be near. */
  readonly representatives?: number;
  /** Columns that may explain how careers differ. */
  readonly discrepancy?: readonly string[];
  readonly permutations: number;
  /** The least share of careers that has a subsequence, and its time in positions. */
  readonly subsequences?: number;
  readonly window?: number;
  readonly largestGap?: number;
  /** Whether the distance of every pair is told. */
  readonly pairs?: true;
  readonly distance: DistanceName;
  readonly costs?: CostName;
  readonly indel?: number;
  readonly normalise?: Normalisation;
  readonly seed: number;
}

export function sequencesAnalysis(options: SequencesOptions, header: readonly string[]): Analysis {
  const { id, group, weights, discrepancy = [] } = options;
  requireTogether(options);
  const spells = spellColumns(options);
  const positions = spells === undefined ? stateColumns(options, header) : [];
  const names = spells === undefined ? positions.map(({ name }) => name) : positionNames(spells.positions);
  const places: Places = {
    weights,
    members: weights,
    group: discrepancy[0],
    clusters: '--clusters',
    seed: '--seed',
    alphabet: '--order',
    order: '--best-first',
    normalisation: '--normalise',
    costs: '--costs',
  };
  const perPerson = [group, weights, ...discrepancy].filter((name) => name !== undefined);
  return {
    columns: [
      ...namedColumns({ id, group, weights, begin: spells?.begin, end: spells?.end, state: spells?.state }),
      ...discrepancy.map((name) => ({ option: '--discrepancy', name })),
      ...positions,
    ],
    mayBeEmpty: spells === undefined ? names : [spells.end],
    places,
    answer: (all, tell) => {
      const careers = spells ? careersFromSpells(all, spells, perPerson, options) : careersOf(all, names, options);
      // A row that is refused from here on is one of the careers'.
      return withRefusals(careers.rows, places, () => sequencesAnswer(all, careers, names, options, tell));
    },
  };
}

async function sequencesAnswer(
  all: CsvRows,
  careers: Careers,
  columns: readonly string[],
  options: SequencesOptions,
  tell: Tell,
): Promise<Answer> {
  const { rows, sequences } = careers;
  const ids = options.id === undefined ? undefined : idsOf(rows, options.id);
  const nameOf = (career: number) => ids?.[career] ?? `row ${rows.fileRows[career]}`;
  const withMissing = options.missing === 'state';
  const choice = { withMissing, all: options.indicators === 'all', bestFirst: options.bestFirst };
  const indicators = indicatorsOf(sequences, choice, tell);
  const groups = groupMeans(groupsOf(rows, options) ?? everyone(sequences.count), sequences, indicators);
  const states = statesOf(sequences, withMissing);
  const compared = await comparisons(careers, options, tell);
  const { clusters, representatives, discrepancy, subsequences } = compared;
  return {
    result: {
      careers: sequences.count,
      rowsOmitted: all.omitted + careers.omitted,
      positions: columns,
      ...states,
      groups,
      indicators: perCareer(rows, ids, indicators, clusters),
      ...(clusters && { clustering: clusteringOf(rows, ids, clusters) }),
      ...(representatives && {
        representatives: representatives.map((each) => ({
          ...each,
          representatives: each.representatives.map(({ career, ...rest }) => ({
            row: rows.fileRows[career],
            id: ids?.[career],
            ...rest,
          })),
        })),
      }),
      discrepancy,
      subsequences,
      ...(options.pairs && { distances: compared.distances?.values }),
    },
    lines: [
      careersLine(all, careers, columns.length),
      ...statesLines(states),
      ...groupLines(groups),
      ...(clusters ? clusterLines(clusters, careers, ids) : []),
      ...(representatives ? representativeLines(representatives, nameOf) : []),
      ...(discrepancy ? discrepancyLines(discrepancy) : []),
      ...(subsequences ? subsequenceLines(subsequences) : []),
    ],
  };
}

/** How many careers there are and of what, and what was left out. */
function careersLine(all: CsvRows, { sequences, omitted }: Careers, positions: number): string {
  const rows = all.omitted === 0 ? '' : `, ${all.omitted} rows left out (an empty cell)`;
  const gaps = omitted === 0 ? '' : `, ${omitted} careers left out (a state is missing before their end)`;
  return `${sequences.count} careers${rows}${gaps}; ${positions} positions, ${sequences.alphabet.length} states`;
}

/** What is found by comparing careers with each other; each part only where it is asked for. */
async function comparisons({ rows, sequences }: Careers, options: SequencesOptions, tell: Tell) {
  const { permutations, seed, window, largestGap } = options;
  const { representatives: coverage, discrepancy: columns, subsequences: leastShare } = options;
  const groups = groupsOf(rows, options);
  const withMissing = options.missing === 'state';
  const { clusters, distances } = await measured(sequences, options, tell);
  const parts = clusters ? factorOfClusters(clusters) : (groups ?? everyone(sequences.count));
  return {
    clusters,
    distances,
    representatives: distances && coverage && representativesOf(sequences, distances, parts, coverage),
    discrepancy:
      distances && columns && discrepancyOf(distances, rows, { columns, permutations, seed }, sequences.weights, tell),
    subsequences:
      leastShare && subsequencesOf(sequences, groups, { leastShare, window, largestGap, withMissing }, tell),
  };
}

/** Clusters, and the distances of all pairs, as far as they are asked for. */
async function measured(sequences: StateSequences, options: SequencesOptions, tell: Tell) {
  const { distance, costs, indel, normalise = 'none', clusters, grouping = 'medoids', seed } = options;
  const needing = (['representatives', 'discrepancy', 'pairs'] as const).find((name) => options[name] !== undefined);
  if (clusters === undefined && needing === undefined) return {};
  const choice = { distance, costs, indel, normalisation: normalise, withMissing: options.missing === 'state' };
  const measure = measureOf(sequences, choice);
  const found = clusters && (await careerClusters(sequences, measure, { ...choice, clusters, grouping, seed }, tell));
  const distances = needing && (await pairDistances(sequences, measure, choice, tell, `--${needing}`));
  return { clusters: found, distances };
}

const groupsOf = (rows: CsvRows, { group }: SequencesOptions): Factor | undefined =>
  group === undefined ? undefined : categoriesOf(rows, group);

const everyone = (count: number): Factor => ({ levels: ['all'], codes: new Int32Array(count) });

const factorOfClusters = ({ clusters, partition }: CareerClusters): Factor => ({
  levels: clusters.map(({ cluster }) => `cluster ${cluster}`),
  codes: partition.map((cluster) => cluster - 1),
});

/** The careers' own names. Throws `id-twice` with both rows. */
function idsOf(rows: CsvRows, id: string): readonly string[] {
  const { texts, codes } = textColumn(rows, id);
  const seen = new Map<number, number>();
  for (const [row, code] of codes.entries()) {
    const first = seen.get(code);
    if (first !== undefined) {
      const message = `Rows ${rows.fileRows[first]} and ${rows.fileRows[row]}, column ${id}: the same person.`;
      throw new Refused(
        'id-twice',
        message,
        'Give each person one row with a column for each month, or rows of spells with --begin and --end.',
      );
    }
    seen.set(code, row);
  }
  return Array.from(codes, (code) => texts[code] ?? '');
}

/** A number a career, in the order of the file's rows. */
function perCareer(
  { fileRows }: CsvRows,
  ids: readonly string[] | undefined,
  indicators: CareerIndicators,
  clusters: CareerClusters | undefined,
) {
  return {
    row: fileRows,
    id: ids,
    ...indicators,
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
