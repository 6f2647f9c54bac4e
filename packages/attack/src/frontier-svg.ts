// The frontier as a drawing: risk across, error down the side, each with what it publishes in the key beside. Plain SVG.

import type { FrontierResult } from './frontier.ts';
import { placeLabels } from './frontier-labels.ts';
import { drawMark, styleOf } from './frontier-marks.ts';

const page = { width: 1250, height: 600 } as const;
const plot = { left: 84, top: 84, width: 560, height: 420 } as const;
const key = { left: 676, top: 100, line: 24, right: 1070, published: 1152, error: 1230 } as const;

const risks = { least: 0.49, most: 1.015 } as const;
/** Errors below the least stand on the bottom line. */
const errors = { least: 0.1, most: 10_000 } as const;
const radius = 7;

function across(accuracy: number): number {
  const within = Math.min(risks.most, Math.max(risks.least, accuracy));
  return plot.left + (plot.width * (within - risks.least)) / (risks.most - risks.least);
}

function down(error: number): number {
  const clamped = Math.min(errors.most, Math.max(errors.least, error));
  const share = Math.log(clamped / errors.least) / Math.log(errors.most / errors.least);
  return plot.top + plot.height * (1 - share);
}

const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</text>`;

const line = (x1: number, y1: number, x2: number, y2: number, more: string) =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${more}/>`;

interface Placed extends FrontierResult {
  readonly number: number;
  readonly x: number;
  readonly y: number;
}

/** The frontier of the figures by background, which are what the attackers are after. */
export function drawFrontier(results: readonly FrontierResult[]): string {
  const placed = results.map(
    (result, place): Placed => ({
      ...result,
      number: place + 1,
      x: across(result.report.bestAttackerAccuracy),
      y: down(result.report.meanAbsoluteErrorByBackground),
    }),
  );
  const first = results[0]?.report;
  const title = `Figures by background: risk and error of ${results.length} protections`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${page.height}" font-family="sans-serif" font-size="13" fill="#1b1b1b" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${page.width}" height="${page.height}" fill="#ffffff"/>`,
    text(plot.left, 34, title, 'font-size="19" font-weight="bold"'),
    text(
      plot.left,
      58,
      `${first?.people.toLocaleString('en-GB')} synthetic people, ${first?.releases} releases; three-way headcounts. Bars: 95% intervals of the risk.`,
    ),
    ...axes(),
    ...chains(placed),
    ...placed.flatMap(intervalOf),
    ...placed.map(({ point, x, y }) => drawMark(styleOf(point.family), x, y, radius)),
    ...placeLabels(placed, radius, plot.top + plot.height + radius).map(({ x, y, label }) =>
      text(
        x,
        y,
        label,
        'text-anchor="middle" font-weight="bold" stroke="#ffffff" stroke-width="3" paint-order="stroke"',
      ),
    ),
    ...keyOf(placed),
    '</svg>',
    '',
  ].join('\n');
}

/** The bar of an interval; none where it is shorter than can be seen. */
function intervalOf({ report, x, y }: Placed): readonly string[] {
  const [low, high] = report.bestAttackerInterval.map(across) as [number, number];
  return high - low < 1 ? [] : [line(Math.min(low, x), y, Math.max(high, x), y, 'stroke="#1b1b1b"')];
}

function axes(): readonly string[] {
  const bottom = plot.top + plot.height;
  const grid = 'stroke="#dddddd"';
  const aim = 'stroke="#555555" stroke-dasharray="6 4"';
  const ticks = [
    { at: 0.5, anchor: 'end' },
    { at: 0.52, anchor: 'start' },
    ...[0.6, 0.7, 0.8, 0.9, 1].map((at) => ({ at, anchor: 'middle' })),
  ];
  const marks = [0.1, 1, 2, 10, 100, 1_000, 10_000];
  return [
    `<rect x="${plot.left}" y="${down(2).toFixed(1)}" width="${(across(0.52) - plot.left).toFixed(1)}" height="${(bottom - down(2)).toFixed(1)}" fill="#eeeeee"/>`,
    ...ticks.flatMap(({ at, anchor }) => [
      line(across(at), plot.top, across(at), bottom, at === 0.52 ? aim : grid),
      text(across(at), bottom + 19, `${Math.round(100 * at)}%`, `text-anchor="${anchor}"`),
    ]),
    ...marks.flatMap((mark) => [
      line(plot.left, down(mark), plot.left + plot.width, down(mark), mark === 2 ? aim : grid),
      text(
        plot.left - 8,
        down(mark) + 4,
        mark === errors.least ? `≤ ${mark}` : mark.toLocaleString('en-GB'),
        'text-anchor="end"',
      ),
    ]),
    text(
      plot.left + plot.width / 2,
      bottom + 46,
      'best attacker right (guessing: 50%; aim: 52% at most)',
      'text-anchor="middle"',
    ),
    text(across(0.52) + 8, bottom - 8, 'the aim', 'font-style="italic" fill="#555555"'),
    `<text transform="translate(22 ${plot.top + plot.height / 2}) rotate(-90)" text-anchor="middle">mean absolute error, people (aim: 2 at most)</text>`,
  ];
}

/** A line through one method at several parameters; a dotted one through several ways of reading one of them. */
function chains(placed: readonly Placed[]): readonly string[] {
  const join = (own: readonly Placed[], more: string) => {
    const path = own.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    return own.length < 2 ? [] : [`<polyline points="${path}" fill="none" stroke="#999999" ${more}/>`];
  };
  const families = [...new Set(placed.map(({ point }) => point.family))];
  return families.flatMap((family) => {
    const own = placed.filter(({ point }) => point.family === family);
    const whole = own.filter(({ point }) => point.errorUpTo === undefined).toSorted((one, other) => one.x - other.x);
    const readings = own.filter(({ point }) => point.errorUpTo !== undefined);
    const read = whole.filter(({ report }) =>
      readings.some((each) => JSON.stringify(each.report.parameters) === JSON.stringify(report.parameters)),
    );
    return [
      ...join(whole, ''),
      ...join(
        [...readings, ...read].toSorted((one, other) => one.y - other.y),
        'stroke-dasharray="2 3"',
      ),
    ];
  });
}

function keyOf(placed: readonly Placed[]): readonly string[] {
  const head = key.top - 14;
  const percent = (share: number, digits: number) => `${(100 * share).toFixed(digits)}%`;
  const error = (value: number) =>
    Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en-GB');
  return [
    ...(
      [
        ['attacker right', key.right],
        ['published', key.published],
        ['error', key.error],
      ] as const
    ).map(([words, x]) => text(x, head, words, 'text-anchor="end" fill="#555555"')),
    line(key.left, head + 7, key.error, head + 7, 'stroke="#999999"'),
    ...placed.flatMap(({ number, point, report }, place) => {
      const y = key.top + 12 + place * key.line;
      return [
        drawMark(styleOf(point.family), key.left + radius, y - 4, radius),
        text(key.left + 40, y, String(number), 'text-anchor="end" font-weight="bold"'),
        text(key.left + 48, y, point.label, 'font-size="12"'),
        text(key.right, y, percent(report.bestAttackerAccuracy, 1), 'text-anchor="end"'),
        text(key.published, y, percent(report.threeWayPublishedByBackground, 0), 'text-anchor="end"'),
        text(key.error, y, error(report.meanAbsoluteErrorByBackground), 'text-anchor="end"'),
      ];
    }),
  ];
}
