// The bar chart of an answer: one bar for each row, with its interval. The table beside it says the same in words.
import type { MeasureResult } from '@clew/measures';
import { type Html, html } from './html.ts';

/** More bars than this cannot be read; the table has all rows. */
const maximumBars = 40;

interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const layout = { labelWidth: 300, barWidth: 380, lineHeight: 28, top: 8 } as const;

/** The chart, or nothing where there is nothing to compare. */
export function chart(result: MeasureResult): Html | null {
  const bars = barsOf(result).slice(0, maximumBars);
  const largest = Math.max(0, ...bars.map((bar) => bar.high ?? bar.value ?? 0));
  if (bars.length < 2 || largest === 0) return null;
  const height = layout.top + bars.length * layout.lineHeight + 24;
  const width = layout.labelWidth + layout.barWidth + 90;
  const scale = (value: number) => layout.labelWidth + (value / largest) * layout.barWidth;
  const more = result.rows.length - bars.length;
  return html`<figure>
<figcaption>${result.measure.title}, ${result.measure.unit}${result.kind === 'rate' ? ', with 95% intervals' : ''}${
    more > 0 ? ` (the first ${bars.length} of ${result.rows.length} rows)` : ''
  }</figcaption>
<svg role="img" aria-label="Bar chart; the table below has the same figures" viewBox="0 0 ${width} ${height}" width="${width}">
${bars.map((bar, index) => drawn(bar, layout.top + index * layout.lineHeight, scale))}
<line class="axis" x1="${layout.labelWidth}" y1="${layout.top}" x2="${layout.labelWidth}" y2="${height - 24}"></line>
<text class="tick" x="${layout.labelWidth}" y="${height - 6}">0</text>
<text class="tick" x="${layout.labelWidth + layout.barWidth}" y="${height - 6}" text-anchor="end">${largest.toFixed(1)}</text>
</svg>
</figure>`;
}

function barsOf(result: MeasureResult): readonly Bar[] {
  const label = (labels: Readonly<Record<string, string | undefined>>) => Object.values(labels).join(', ');
  if (result.kind === 'rate') {
    return result.rows.map(({ labels, rate, low, high }) => ({ label: label(labels), value: rate, low, high }));
  }
  return result.rows.map(({ labels, count }) => ({ label: label(labels), value: count, low: null, high: null }));
}

function drawn({ label, value, low, high }: Bar, y: number, scale: (value: number) => number): Html {
  const middle = y + layout.lineHeight / 2;
  const text = label.length > 42 ? `${label.slice(0, 41)}…` : label;
  const name = html`<text class="label" x="${layout.labelWidth - 8}" y="${middle + 5}" text-anchor="end">${text}</text>`;
  if (value === null) {
    return html`${name}<text class="tick" x="${layout.labelWidth + 6}" y="${middle + 5}">not shown</text>`;
  }
  const bar = html`<rect class="bar" x="${layout.labelWidth}" y="${y + 4}" width="${(scale(value) - layout.labelWidth).toFixed(1)}" height="${layout.lineHeight - 8}"></rect>`;
  if (low === null || high === null) return html`${name}${bar}`;
  const [from, to] = [scale(low).toFixed(1), scale(high).toFixed(1)];
  return html`${name}${bar}<line class="interval" x1="${from}" y1="${middle}" x2="${to}" y2="${middle}"></line>
<line class="interval" x1="${from}" y1="${middle - 5}" x2="${from}" y2="${middle + 5}"></line>
<line class="interval" x1="${to}" y1="${middle - 5}" x2="${to}" y2="${middle + 5}"></line>`;
}
