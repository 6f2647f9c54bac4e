// The report of the demo, for people.

import type { DemoReport, LondonMoves } from './demo-synthetic.ts';
import { type ComparedRate, coverage } from './demo-truth.ts';
import { type Column, formatCount, heading, table, wrap } from './terminal.ts';

interface Line {
  readonly what: string;
  readonly count: number;
  readonly remark: string;
}

const lines: readonly Column<Line>[] = [
  { title: 'what', cell: ({ what }) => what },
  { title: 'count', cell: ({ count }) => formatCount(count), align: 'right' },
  { title: 'remark', cell: ({ remark }) => remark, dropFirst: 1 },
];

/** The text, for a terminal of that width. */
export function describeDemo(report: DemoReport, width: number): string {
  const { from, to, seed } = report.population;
  return [
    heading(`A synthetic Civil Service, ${from} to ${to}, seed ${seed}: nobody in it is real`).trimStart(),
    table(flowLines(report), lines, width),
    heading('Findings: what a department would be asked to mend'),
    table(findingLines(report), lines, width),
    ...rateSections(report, width),
    heading('Moves between regions'),
    table(report.london, londonColumns, width),
    `\nCareers digest ${report.digest}\nSnapshot ${report.snapshot.id} as of ${report.snapshot.asOf}. ${report.seconds} s.`,
  ].join('\n');
}

function flowLines({
  staffNumbers,
  published,
  recorded,
  recordedOfIdentity,
  parked,
  ...report
}: DemoReport): readonly Line[] {
  const parkedCount = Object.values(parked).reduce((sum, count) => sum + count, 0);
  const codes = Object.entries(parked).map(([code, count]) => `${count} ${code}`);
  const again = `${formatCount(staffNumbers.recognised)} found a number that was there`;
  return [
    { what: 'requests for a staff number', count: staffNumbers.requests, remark: again },
    { what: 'people with a staff number', count: staffNumbers.people, remark: '' },
    {
      what: 'events published',
      count: published.accepted,
      remark: `${formatCount(published.duplicates)} of them sent twice`,
    },
    {
      what: 'events recorded',
      count: recorded,
      remark: `${formatCount(recordedOfIdentity)} of them of the ID service`,
    },
    { what: 'records parked', count: parkedCount, remark: codes.join(', ') },
    { what: 'events lost', count: report.lost, remark: 'published, and neither recorded nor parked' },
    {
      what: 'people with a career',
      count: report.people,
      remark: `${formatCount(report.inPostAtEnd)} in post at the end`,
    },
  ];
}

function findingLines({ findings, plantedFindings }: DemoReport): readonly Line[] {
  const codes = [...new Set([...Object.keys(findings), ...Object.keys(plantedFindings)])].toSorted();
  return codes.map((what) => {
    const planted = plantedFindings[what];
    const remark = planted === undefined ? 'not planted' : `${formatCount(planted)} planted`;
    return { what, count: findings[what] ?? 0, remark };
  });
}

const number = (value: number | null): string => (value === null ? '–' : value.toFixed(2));
const verdict = ({ within }: ComparedRate): string => (within === null ? '' : within ? 'yes' : 'NO');

function rateColumns(title: string, group: (row: ComparedRate) => string): readonly Column<ComparedRate>[] {
  return [
    { title, cell: group },
    { title: 'events', cell: ({ events }) => formatCount(events), align: 'right' },
    { title: 'person-years', cell: ({ personYears }) => formatCount(Math.round(personYears)), align: 'right' },
    { title: 'rate', cell: ({ rate }) => number(rate), align: 'right' },
    { title: '95% interval', cell: ({ low, high }) => `${number(low)} to ${number(high)}`, align: 'right' },
    { title: 'planted', cell: ({ planted }) => number(planted), align: 'right' },
    { title: 'within', cell: verdict },
    {
      title: 'declared',
      cell: ({ declarationRate: share }) => (share === null ? '' : `${(share * 100).toFixed(1)}%`),
      align: 'right',
      dropFirst: 1,
    },
  ];
}

const words = { promotions: 'Promotions', exits: 'Exits' } as const;

function rateSections({ rates }: DemoReport, width: number): readonly string[] {
  const sections = (['promotions', 'exits'] as const).flatMap((measure) => {
    const of = rates.filter((row) => row.measure === measure);
    const bySeb = of.filter((row) => row.grade === null);
    const byGrade = of.filter((row) => row.socioEconomicBackground === null);
    return [
      heading(`${words[measure]} per 100 person-years, by socio-economic background`),
      table(
        bySeb,
        rateColumns('background', (row) => row.socioEconomicBackground ?? ''),
        width,
      ),
      heading(`${words[measure]} per 100 person-years, by grade`),
      table(
        byGrade,
        rateColumns('grade', (row) => row.grade ?? ''),
        width,
      ),
    ];
  });
  const crossed = rates.filter((row) => row.grade !== null && row.socioEconomicBackground !== null);
  const { held, of } = coverage(crossed);
  const text = `By grade and background at once the planted rate lies within ${held} of ${of} intervals; of 95% intervals about one in twenty misses. Exact figures of made-up people; real ones leave protected.`;
  return [...sections, '', wrap(text, width)];
}

const directions: Readonly<Record<string, string>> = {
  'into-london': 'into London',
  'out-of-london': 'out of London',
  elsewhere: 'between other regions',
};

const londonColumns: readonly Column<LondonMoves>[] = [
  { title: 'direction', cell: ({ direction }) => directions[direction] ?? direction },
  { title: 'how', cell: (row) => (row.byMachineryOfGovernment ? 'by machinery of government' : 'otherwise') },
  { title: 'moves', cell: ({ moves }) => formatCount(moves), align: 'right' },
];
