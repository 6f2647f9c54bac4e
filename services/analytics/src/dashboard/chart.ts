// The bar chart of an answer: one bar for each row, with its interval. The table beside it says the same in words.
import { breakdown, type MeasureResult, rowsToRead } from '@clew/measures';
import { type Html, html } from './html.ts';

/** More bars than this cannot be read; the table has all rows. */
const maximumBars = 40;

interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

const layout = { labelWidth: 260, barWidth: 520, lineHeight: 26, top: 8, axisHeight: 52 } as const;

/** The chart, or nothing where there is nothing to compare. */
export function chart(result: MeasureResult): Html | null {
  const bars = barsOf(result).slice(0, maximumBars);
  const largest = Math.max(0, ...bars.map((bar) => bar.high ?? bar.value ?? 0));
  if (bars.length < 2 || largest === 0) return null;
  const bottom = layout.top + bars.length * layout.lineHeight;
  const [width, height] = [layout.labelWidth + layout.barWidth + 30, bottom + layout.axisHeight];
  const ticks = ticksTo(largest);
  const end = ticks.at(-1) ?? largest;
  const scale = (value: number) => layout.labelWidth + (value / end) * layout.barWidth;
  const more = rowsToRead(result).length - bars.length;
  return html`<figure>
<figcaption>${caption(result)}${more > 0 ? `. The first ${bars.length} rows; the table has ${more} more` : ''}</figcaption>
<div class="scroll" tabindex="0" role="region" aria-label="Chart"><svg role="img" aria-label="Bar chart of the figures in the table below" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">
${ticks.map((tick) => gridLine(tick, scale(tick), bottom))}
${bars.map((bar, index) => drawn(bar, layout.top + index * layout.lineHeight, scale))}
<line class="axis" x1="${layout.labelWidth}" y1="${layout.top}" x2="${layout.labelWidth}" y2="${bottom}"></line>
<text class="tick" x="${layout.labelWidth + layout.barWidth / 2}" y="${bottom + 44}" text-anchor="middle">${sentence(result.measure.unit)}</text>
</svg></div>
</figure>`;
}

/** What is compared, and how sure it is: the unit stands at the axis. */
function caption({ kind, measure, by }: MeasureResult): string {
  const groups = by.map((name) => breakdown(name).title.toLowerCase().replace('(seb)', '(SEB)')).join(' and ');
  return `${measure.title} by ${groups}${kind === 'rate' ? '. The thin lines are 95% intervals' : ''}`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Round numbers from nought to at least the largest: 1, 2 or 5 of a power of ten apart. */
export function ticksTo(largest: number): readonly number[] {
  const rough = largest / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((each) => each * power >= rough) ?? 10) * power;
  const count = Math.ceil(largest / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function gridLine(tick: number, x: number, bottom: number): Html {
  return html`<line class="grid" x1="${x.toFixed(1)}" y1="${layout.top}" x2="${x.toFixed(1)}" y2="${bottom}"></line>
<text class="tick" x="${x.toFixed(1)}" y="${bottom + 20}" text-anchor="middle">${tick.toLocaleString('en-GB')}</text>`;
}

function barsOf(result: MeasureResult): readonly Bar[] {
  return rowsToRead(result).map((row) => {
    const label = result.by.map((name) => row.labels[name] ?? '').join(', ');
    if ('count' in row) return { label, value: row.count, low: null, high: null };
    return { label, value: row.rate, low: row.low, high: row.high };
  });
}

function drawn({ label, value, low, high }: Bar, y: number, scale: (value: number) => number): Html {
  const middle = y + layout.lineHeight / 2;
  const text = label.length > 32 ? `${label.slice(0, 31)}…` : label;
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
