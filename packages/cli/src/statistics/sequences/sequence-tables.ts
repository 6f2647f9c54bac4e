// The tables that people read of careers: transition rates, mean times, indicators by group, clusters.
import type { Column } from '../../terminal.ts';
import { figure, figures, shown } from '../answer.ts';
import type { CareerClusters, CountQuality } from './career-clusters.ts';
import { type GroupMeans, indicatorTitles, orderIndicators } from './career-indicators.ts';
import type { Careers } from './careers.ts';
import type { StatesSummary } from './states-summary.ts';

/** More states than that make a table that no terminal shows. */
const mostColumns = 8;

export function statesLines(summary: StatesSummary): readonly string[] {
  const { states, meanTimes } = summary;
  return [
    '',
    'Transition rates, from a row to a column, a position later:',
    states.length <= mostColumns ? matrix(summary) : pairs(summary),
    '',
    'Mean time in each state, in positions a career:',
    shown(meanTimes, [
      { title: 'state', cell: ({ state }) => state },
      figures('mean', ({ mean }) => mean),
      figures('standard error', ({ standardError }) => standardError),
    ]),
    '',
    `The state of most at each position: ${summary.modal.spells}`,
  ];
}

function matrix({ states, transitionRates }: StatesSummary): string {
  type Row = { readonly state: string; readonly rates: readonly number[] };
  const columns: readonly Column<Row>[] = [
    { title: 'from', cell: ({ state }) => state },
    ...states.map((state, to) => figures<Row>(state, ({ rates }) => rates[to] ?? Number.NaN)),
  ];
  return shown(
    states.map((state, from) => ({ state, rates: transitionRates[from] ?? [] })),
    columns,
  );
}

/** Those that somebody made. */
function pairs({ states, transitionRates }: StatesSummary): string {
  const made = transitionRates.flatMap((rates, from) =>
    rates.flatMap((rate, to) => (rate > 0 ? [{ from: states[from] ?? '', to: states[to] ?? '', rate }] : [])),
  );
  return shown(made, [
    { title: 'from', cell: ({ from }) => from },
    { title: 'to', cell: ({ to }) => to },
    figures('rate', ({ rate }) => rate),
  ]);
}

export function groupLines(groups: readonly GroupMeans[]): readonly string[] {
  return [
    '',
    'Means of careers (entropy and complexity from 0, one state throughout, to 1):',
    shown(groups, [
      { title: 'group', cell: ({ group }) => group },
      figures('careers', ({ careers }) => careers),
      ...columnsOf(Object.entries(indicatorTitles)),
    ]),
    ...(groups.some(({ means }) => orderIndicators.some((name) => name in means))
      ? [
          '',
          'Means over the states from the best to the worst (degradation above 0 where careers fall):',
          shown(groups, [
            { title: 'group', cell: ({ group }) => group },
            ...columnsOf(orderIndicators.map((name) => [name, name])),
          ]),
        ]
      : []),
  ];
}

const columnsOf = (titles: readonly (readonly [string, string])[]): readonly Column<GroupMeans>[] =>
  titles.map(([name, title]) => figures(title, ({ means }) => means[name] ?? Number.NaN));

/** How the measures of quality are called. */
const qualityNames: Readonly<Record<string, string>> = {
  silhouette: 'silhouette width',
  pointBiserial: 'point-biserial',
  hubertC: "Hubert's C",
  pseudoR2: 'R2',
  medoidSilhouette: 'medoid silhouette',
  daviesBouldin: 'Davies-Bouldin',
};

/** Of the others, more is better. */
const lessIsBetter: readonly string[] = ['hubertC', 'daviesBouldin'];

export function clusterLines(
  found: CareerClusters,
  { rows }: Careers,
  ids: readonly string[] | undefined,
): readonly string[] {
  const costs = found.costs === undefined ? '' : `, costs by ${found.costs}`;
  const how = found.method === 'exact' ? 'all pairs' : 'samples, judged on all';
  const grouped = found.grouping === 'medoids' ? 'around medoids' : `joined by ${found.grouping}`;
  const quality = Object.entries(qualityNames).flatMap(([name, label]) => {
    const value = found.quality[name];
    const less = lessIsBetter.includes(name) ? ' (less is better)' : '';
    return typeof value === 'number' ? [`${label} ${figure(value)}${less}`] : [];
  });
  return [
    ...comparedLines(found),
    '',
    `Clusters ${grouped} by ${found.distance}${costs}; ${found.distinct} different careers, ${how}:`,
    shown(found.clusters, [
      { title: 'cluster', cell: ({ cluster }) => String(cluster) },
      figures('careers', ({ size }) => size),
      { title: ids ? 'medoid' : 'medoid (row)', cell: ({ medoid }) => ids?.[medoid] ?? String(rows.fileRows[medoid]) },
      { title: "medoid's spells", cell: ({ spells }) => spells },
    ]),
    `Quality: mean distance ${figure(found.meanDistance)}, ${quality.join(', ')}`,
  ];
}

/** Where several numbers of clusters were asked for: how good each is. */
function comparedLines({ compared }: CareerClusters): readonly string[] {
  if (compared.length === 1) return [];
  const measures = Object.keys(qualityNames).filter((name) =>
    compared.every(({ quality }) => typeof quality[name] === 'number'),
  );
  return [
    '',
    'Numbers of clusters; that with the widest silhouettes follows:',
    shown(compared, [
      { title: 'clusters', align: 'right', cell: ({ clusters }) => String(clusters) },
      figures('mean distance', ({ meanDistance }) => meanDistance),
      ...measures.map((name) =>
        figures<CountQuality>(qualityNames[name] ?? name, ({ quality }) => Number(quality[name])),
      ),
    ]),
  ];
}
