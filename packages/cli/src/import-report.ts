// The report of an import, for people.
import type { ImportReport } from './import-ifg.ts';
import { formatCount, heading, table } from './terminal.ts';

interface Line {
  readonly what: string;
  readonly count: number;
}

const lineColumns = [
  { title: 'what', cell: ({ what }: Line) => what },
  { title: 'count', cell: ({ count }: Line) => formatCount(count), align: 'right' },
] as const;

/** The text, for a terminal of that width. */
export function describeImport(report: ImportReport, width: number): string {
  const { people, moves, temporaryPromotions, absences, findings, inPostAtEnd } = report;
  const careers: readonly Line[] = [
    { what: 'people', count: people },
    ...Object.entries(moves).map(([kind, count]) => ({ what: words(kind), count })),
    { what: 'temporary promotions', count: temporaryPromotions },
    { what: 'absences', count: absences },
    { what: 'in post at the end', count: inPostAtEnd },
  ];
  const found = Object.entries(findings).map(([what, count]) => ({ what, count }));
  const refused = [...report.refusedAppointments, ...report.refusedSpans].map(
    ({ id, reason, file, line }) => `  ${file ?? ''} line ${line ?? ''}, ${id}: ${reason}`,
  );
  return [
    heading('Careers of ministers, counted in the database').trimStart(),
    table(careers, lineColumns, width),
    heading('Findings'),
    found.length === 0 ? 'None.' : table(found, lineColumns, width),
    ...(refused.length === 0 ? [] : [heading('Left out'), ...refused]),
    `\nDigest ${report.digest}`,
  ].join('\n');
}

function words(kind: string): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
