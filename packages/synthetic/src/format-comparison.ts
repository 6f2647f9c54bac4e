// The comparison with the official tables as plain text.
import type { OfficialComparison } from './compare.ts';

/** The comparison as a table in plain text, one line for each table and status. */
export function formatComparison(comparison: OfficialComparison): string {
  const lines = [
    `${comparison.inPost.toLocaleString('en-GB')} people in post at ${comparison.referenceDate}, compared with Civil Service Statistics`,
    '',
    `${'table'.padEnd(52)}${'status'.padEnd(16)}${'people'.padStart(8)}${'distance'.padStart(10)}${'allowed'.padStart(9)}${'chi2/df'.padStart(9)}${'level'.padStart(7)}  verdict`,
  ];
  for (const each of comparison.tables) {
    const number = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
    const verdict = each.verdict === 'skipped' ? `skipped: ${each.reason ?? ''}` : each.verdict;
    const worst =
      each.verdict === 'outside' && each.worst !== null
        ? ` (worst: ${each.worst.cell}, ${each.worst.observed} for ${each.worst.expected})`
        : '';
    lines.push(
      `${each.table.padEnd(52)}${each.status.padEnd(16)}${String(each.people).padStart(8)}${number(each.distance, 4).padStart(10)}${number(each.allowed, 4).padStart(9)}${number(each.chiSquareRatio, 2).padStart(9)}${number(each.level, 2).padStart(7)}  ${verdict}${worst}`,
    );
  }
  const judged = comparison.tables.filter((each) => each.verdict === 'within' || each.verdict === 'outside').length;
  lines.push(
    '',
    `${judged - comparison.outside} of ${judged} calibrated tables are within what chance and the model allow.`,
  );
  return lines.join('\n');
}
