// The matrix of moves between regions: from where in the rows, to where in the columns, as Places for Growth reads it.
import { type MeasureResult, suppressedMark } from '@clew/measures';
import { type Html, html } from './html.ts';

/** The matrix, where the answer is by the two regions alone (and by the kind of move, of which it shows those of choice); else nothing. */
export function matrix(result: MeasureResult): Html | null {
  const isMatrix = ['origin', 'destination'].every((name) => (result.by as readonly string[]).includes(name));
  if (result.kind !== 'flow' || !isMatrix || result.by.length > 3 || !result.by.includes('move-type')) return null;
  const rows = result.rows.filter(({ group }) => group['move-type'] === 'other');
  const counts = new Map(rows.map(({ group, count }) => [`${group.origin} ${group.destination}`, count]));
  const origins = new Map(rows.map(({ group, labels }) => [group.origin, labels.origin ?? '']));
  const destinations = new Map(rows.map(({ group, labels }) => [group.destination, labels.destination ?? '']));
  const cell = (origin: string | undefined, destination: string | undefined) => {
    const count = counts.get(`${origin} ${destination}`);
    if (count === undefined) return html`<td><span aria-label="none">–</span></td>`;
    return count === null
      ? html`<td><abbr title="not shown, to protect people">${suppressedMark}</abbr></td>`
      : html`<td>${count.toLocaleString('en-GB')}</td>`;
  };
  const line = ([code, label]: readonly [string | undefined, string]) =>
    html`<tr><th scope="row">${label}</th>${[...destinations.keys()].map((to) => cell(code, to))}</tr>`;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Matrix of moves"><table class="matrix">
<caption>Moves from the region in the row to the region in the column, but for machinery of government</caption>
<thead><tr><th scope="col" class="group">From</th>${[...destinations.values()].map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${[...origins].map(line)}</tbody>
</table></div>`;
}
