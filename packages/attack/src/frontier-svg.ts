// The drawing of the frontier: risk across, error down on a logarithmic scale, the share published as the area of the mark. Plain SVG.
import type { FrontierResult } from './frontier.ts';

const page = { width: 1060, height: 560 } as const;
const plot = { left: 80, top: 60, width: 560, height: 420 } as const;
const key = { left: 670, top: 64, line: 21 } as const;

/** Told apart by shade and by number: the drawing is read in black and white too. */
const colours: Readonly<Record<string, string>> = {
  practice: '#1b1b1b',
  'cell keys': '#8c510a',
  swapping: '#7b3294',
  'randomised response': '#c51b7d',
  Laplace: '#2166ac',
  Gaussian: '#4393c3',
  clew: '#1a7f37',
};

const errors = { least: 0.1, most: 10_000 } as const;

function across(accuracy: number): number {
  return plot.left + (plot.width * (Math.min(1, Math.max(0.49, accuracy)) - 0.49)) / 0.51;
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

/** The frontier of the figures by background, which are what the attackers are after. */
export function drawFrontier(results: readonly FrontierResult[]): string {
  const placed = results.map((result, place) => ({
    ...result,
    number: place + 1,
    x: across(result.report.bestAttackerAccuracy),
    y: down(result.report.meanAbsoluteErrorByBackground),
    radius: 4 + 9 * Math.sqrt(result.report.threeWayPublishedByBackground),
    colour: colours[result.point.family] ?? '#666666',
  }));
  const first = results[0]?.report;
  const title = `Figures by background: risk and error of ${results.length} protections`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${page.width} ${page.height}" font-family="sans-serif" font-size="12" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<rect width="${page.width}" height="${page.height}" fill="#ffffff"/>`,
    text(plot.left, 28, title, 'font-size="17" font-weight="bold"'),
    text(
      plot.left,
      47,
      `${first?.people.toLocaleString('en-GB')} synthetic people, ${first?.releases} releases. Three-way headcounts; area of a mark: the share of cells published.`,
    ),
    `<rect x="${plot.left}" y="${plot.top}" width="${across(0.52) - plot.left}" height="${plot.height}" fill="#e6f4ea"/>`,
    ...axes(),
    ...families(placed),
    ...placed.map(
      ({ x, y, radius, colour }) =>
        `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius.toFixed(1)}" fill="${colour}" fill-opacity="0.45" stroke="${colour}"/>`,
    ),
    ...placed.map(({ x, y, number }) =>
      text(x, y + 4, String(number), 'text-anchor="middle" font-size="11" font-weight="bold"'),
    ),
    ...placed.map(({ number, point, colour, report }, place) =>
      text(
        key.left,
        key.top + place * key.line,
        `${number}. ${point.label}: ${(100 * report.bestAttackerAccuracy).toFixed(1)}%`,
        `fill="${colour}"`,
      ),
    ),
    '</svg>',
    '',
  ].join('\n');
}

function axes(): readonly string[] {
  const bottom = plot.top + plot.height;
  const grid = 'stroke="#dddddd"';
  const risks = [0.5, 0.52, 0.6, 0.7, 0.8, 0.9, 1];
  const marks = [0.1, 1, 2, 10, 100, 1_000, 10_000];
  return [
    ...risks.flatMap((risk) => [
      line(across(risk), plot.top, across(risk), bottom, grid),
      // 50% and 52% stand close together.
      text(across(risk), bottom + 17, `${Math.round(100 * risk)}%`, `text-anchor="${risk === 0.5 ? 'end' : 'middle'}"`),
    ]),
    ...marks.flatMap((mark) => [
      line(
        plot.left,
        down(mark),
        plot.left + plot.width,
        down(mark),
        mark === 2 ? 'stroke="#999999" stroke-dasharray="5 4"' : grid,
      ),
      text(plot.left - 8, down(mark) + 4, mark.toLocaleString('en-GB'), 'text-anchor="end"'),
    ]),
    text(
      plot.left + plot.width / 2,
      bottom + 40,
      'best attacker right (guessing: 50%; aim: 52% at most, shaded)',
      'text-anchor="middle"',
    ),
    `<text transform="translate(24 ${plot.top + plot.height / 2}) rotate(-90)" text-anchor="middle">mean absolute error, people (aim: 2 at most, dashed)</text>`,
  ];
}

interface Placed extends FrontierResult {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
}

/** A line through the points of one family: one method at several parameters. */
function families(placed: readonly Placed[]): readonly string[] {
  const names = [...new Set(placed.map(({ point }) => point.family))];
  return names.map((name) => {
    const own = placed.filter(({ point }) => point.family === name).toSorted((one, other) => one.x - other.x);
    const path = own.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${own[0]?.colour ?? '#666666'}" stroke-opacity="0.5"/>`;
  });
}
