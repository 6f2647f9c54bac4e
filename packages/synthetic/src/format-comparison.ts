// The comparison with the official tables as plain text.
import type { OfficialComparison } from './compare.ts';
import type { TableComparison } from './table-comparison.ts';

/** The comparison for people: what is judged, then what is only reported, then what the figures mean. No line is wider than 100. */
export function formatComparison(comparison: OfficialComparison): string {
  const { tables, inPost, referenceDate, outside } = comparison;
  const of = (...verdicts: readonly TableComparison['verdict'][]) =>
    tables.filter(({ verdict }) => verdicts.includes(verdict));
  const judged = of('within', 'outside');
  return [
    `${inPost.toLocaleString('en-GB')} people in post at ${referenceDate}, compared with Civil Service Statistics`,
    ...section('Calibrated, and judged', judged),
    ...section('Not calibrated, and only reported', of('reported')),
    ...skippedLines(of('skipped')),
    '',
    ...legend,
    '',
    `${judged.length - outside} of ${judged.length} calibrated tables are within what chance and the model allow.`,
  ].join('\n');
}

const legend = [
  'distance  half the sum of the absolute differences of shares: 0 is the same, 1 is nothing in common',
  'allowed   what chance and the tolerance of the model let the distance be',
  'chi2/df   about 1 where only chance is at work; it grows with the population where the model is simpler',
  'level     people counted over people expected of a service of this size',
] as const;

const nameWidth = 48;

function section(title: string, tables: readonly TableComparison[]): readonly string[] {
  if (tables.length === 0) return [];
  const head = `${'table'.padEnd(nameWidth)}${'people'.padStart(8)}${'distance'.padStart(10)}${'allowed'.padStart(9)}${'chi2/df'.padStart(9)}${'level'.padStart(7)}  verdict`;
  return ['', `${title}:`, head, ...tables.flatMap(lines)];
}

function lines({ table, status, people, distance, allowed, chiSquareRatio, level, verdict, worst }: TableComparison) {
  const number = (value: number | null, digits: number, width: number) =>
    (value === null ? '-' : value.toFixed(digits)).padStart(width);
  const figures = `${String(people).padStart(8)}${number(distance, 4, 10)}${number(allowed, 4, 9)}${number(chiSquareRatio, 2, 9)}${number(level, 2, 7)}`;
  const name = `${shortName(table)}, ${status.toLowerCase().replace(' cs', ' CS')}`;
  // A name that is too long has a line of its own, and the columns stay where they are.
  const first = name.length < nameWidth ? name.padEnd(nameWidth) : `${name}\n${' '.repeat(nameWidth)}`;
  const judged = verdict === 'outside' ? 'OUTSIDE' : verdict === 'within' ? 'within' : '';
  const why =
    verdict === 'outside' && worst !== null
      ? [`    furthest off: ${worst.cell}, ${worst.observed} people where ${worst.expected} are expected`]
      : [];
  return [`${first}${figures}  ${judged}`.trimEnd(), ...why];
}

/** A table's file name in the words of the other commands. */
function shortName(table: string): string {
  return table
    .replaceAll('__', ' x ')
    .replaceAll('Responsibility_level_ungrouped', 'Grade')
    .replaceAll('Parent_department', 'Department')
    .replaceAll('_ITL1', '')
    .replaceAll('_of_post', '')
    .replaceAll('_', ' ');
}

/** What was skipped, by reason: names without figures need no lines of their own. */
function skippedLines(tables: readonly TableComparison[]): readonly string[] {
  if (tables.length === 0) return [];
  const byReason = Map.groupBy(tables, ({ reason }) => reason ?? '');
  return [
    '',
    ...[...byReason].map(([reason, skipped]) => {
      const names = [...new Set(skipped.map(({ table }) => table))];
      const more = names.length > 4 ? ` and ${names.length - 4} more` : '';
      return `Skipped, ${reason}: ${names.slice(0, 4).join('; ')}${more}`;
    }),
  ];
}
