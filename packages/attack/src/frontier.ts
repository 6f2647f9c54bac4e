// The frontier: every method at several parameters on one population; risk against what is published and how exactly. A table and a drawing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { createMethod, isRefusal, type Method, type Parameters, type Refusal } from '@clew/disclosure';
import { drawFrontier } from './frontier-svg.ts';
import type { AttackReport } from './report.ts';

export interface FrontierPoint {
  readonly label: string;
  /** What it is drawn as: points of one family are joined. */
  readonly family: string;
  readonly method: string;
  readonly parameters: Parameters;
  /**
   * Figures with at most this stated standard error, estimates among them, instead of the counts alone. The attackers see all of them in
   * any case, so that the risk is that of the method.
   */
  readonly errorUpTo?: number;
}

const point = (family: string, label: string, method: string, parameters: Parameters = {}): FrontierPoint => ({
  label,
  family,
  method,
  parameters,
});

/** The points that are compared: today's practice and its parts, what others do, and ours at several declared losses. */
export const frontierPoints: readonly FrontierPoint[] = [
  point('practice', 'suppress < 5', 'suppress'),
  point('practice', 'practice: suppress < 5, round 5', 'practice'),
  point('cell keys', 'cell keys, light', 'cell-key-light'),
  point('cell keys', 'cell keys, variance 2, threshold 10, round 5', 'cell-key'),
  point('swapping', 'swapping 10%', 'swapping', { rate: 0.1 }),
  point('randomised response', 'randomised response, 4% kept', 'randomised-response', { keep: 0.04 }),
  point('Laplace', 'Laplace, scale 10', 'laplace', { scale: 10 }),
  point('Laplace', 'Laplace, scale 1,000', 'laplace', { scale: 1_000 }),
  point('Gaussian', 'Gaussian, variance 10,000', 'gaussian', { variance: 10_000 }),
  point('clew', 'clew, as chosen', 'clew'),
  { ...point('clew', 'clew, figures with errors up to 4', 'clew'), errorUpTo: 4 },
  { ...point('clew', 'clew, all figures', 'clew'), errorUpTo: 1_000_000 },
  point('clew', 'clew, loss of 55%', 'clew', { accuracy: 0.55 }),
  point('clew', 'clew, loss of 75%', 'clew', { accuracy: 0.75 }),
];

/** What is kept of a report. */
export type FrontierFigures = Pick<
  AttackReport,
  | 'method'
  | 'parameters'
  | 'people'
  | 'releases'
  | 'seed'
  | 'tables'
  | 'targets'
  | 'bestAttacker'
  | 'bestAttackerAccuracy'
  | 'bestAttackerInterval'
  | 'certainInferences'
  | 'accuracyBound'
  | 'threeWayPublished'
  | 'meanAbsoluteError'
  | 'threeWayPublishedByBackground'
  | 'meanAbsoluteErrorByBackground'
> & { readonly byStatedError: readonly ErrorStep[] };

/** What would be left of all figures, if those with a larger stated error were not published. */
interface ErrorStep {
  readonly atMost: number;
  readonly threeWayPublished: number;
  readonly meanAbsoluteError: number;
  readonly threeWayPublishedByBackground: number;
  readonly meanAbsoluteErrorByBackground: number;
}

export interface FrontierResult {
  readonly point: FrontierPoint;
  readonly report: FrontierFigures;
}

export interface FrontierRun {
  /** Where the drawing goes; the table and the figures go beside it, as `.md` and `.json`. */
  readonly file: string;
  readonly releases: number;
  readonly seed: number;
  readonly people: number;
  readonly attack: (method: Method) => Promise<AttackReport | Refusal>;
  readonly output: Writable;
  readonly json: boolean;
}

/** Runs all points but those whose figures are at hand from a run that was broken off, or from before another method changed. */
export async function runFrontier(run: FrontierRun): Promise<Refusal | null> {
  const beside = (extension: string) => run.file.replace(/\.svg$/, '') + extension;
  const known = readKnown(beside('.json'));
  const results: FrontierResult[] = [];
  for (const each of frontierPoints) {
    const method = createMethod(each.method, each.parameters);
    if (isRefusal(method)) return method;
    const before = known.find(
      (row) =>
        row.asked === run.people && row.releases === run.releases && row.seed === run.seed && isSame(row, method),
    );
    const report = before ?? (await run.attack(method));
    if (isRefusal(report)) return report;
    const row: KnownFigures = 'utility' in report ? { asked: run.people, ...figuresOf(report) } : report;
    if (before === undefined) known.push(row);
    results.push({ point: each, report: atError(row, each.errorUpTo) });
    writeFileSync(beside('.json'), `[\n${known.map((one) => JSON.stringify(one)).join(',\n')}\n]\n`);
  }
  writeFileSync(run.file, drawFrontier(results));
  writeFileSync(beside('.md'), frontierTable(results));
  run.output.write(run.json ? `${JSON.stringify(results)}\n` : frontierTable(results));
  return null;
}

/** Figures of an earlier run, with the number of people that was asked for. */
type KnownFigures = FrontierFigures & { readonly asked: number };

function readKnown(file: string): KnownFigures[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as KnownFigures[]) : [];
}

function isSame(row: KnownFigures, method: Pick<Method, 'name' | 'parameters'>): boolean {
  const [one, other] = [row.parameters, method.parameters];
  const names = Object.keys(other);
  return (
    row.method === method.name &&
    names.length === Object.keys(one).length &&
    names.every((name) => one[name] === other[name])
  );
}

function figuresOf(report: AttackReport): FrontierFigures {
  const { method, parameters, people, releases, seed, tables, targets, accuracyBound } = report;
  const { bestAttacker, bestAttackerAccuracy, bestAttackerInterval, certainInferences } = report;
  const { threeWayPublished, meanAbsoluteError } = report;
  const { threeWayPublishedByBackground, meanAbsoluteErrorByBackground } = report;
  const setting = { method, parameters, people, releases, seed, tables, targets };
  const risk = { bestAttacker, bestAttackerAccuracy, bestAttackerInterval, certainInferences, accuracyBound };
  const worth = { threeWayPublished, meanAbsoluteError, threeWayPublishedByBackground, meanAbsoluteErrorByBackground };
  const byStatedError = report.utility.byStatedError.map(({ atMost, all, byBackground }) => ({
    atMost,
    threeWayPublished: all.published,
    meanAbsoluteError: all.meanAbsoluteError,
    threeWayPublishedByBackground: byBackground.published,
    meanAbsoluteErrorByBackground: byBackground.meanAbsoluteError,
  }));
  return { ...setting, ...risk, ...worth, byStatedError };
}

function atError(figures: FrontierFigures, errorUpTo: number | undefined): FrontierFigures {
  const step = figures.byStatedError.find(({ atMost }) => atMost === errorUpTo);
  if (step === undefined) return figures;
  const { atMost: _, ...worth } = step;
  return { ...figures, ...worth };
}

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)}%`;
const error = (value: number) => (Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(2) : value.toFixed(0));

/** The frontier as a table of Markdown, and where its numbers come from. */
export function frontierTable(results: readonly FrontierResult[]): string {
  const first = results[0]?.report;
  const rows = results.map(({ point: { label }, report }) =>
    [
      label,
      `${percent(report.bestAttackerAccuracy)} (${percent(report.bestAttackerInterval[0])} to ${percent(report.bestAttackerInterval[1])})`,
      report.bestAttacker,
      report.certainInferences.toLocaleString('en-GB'),
      percent(report.threeWayPublished, 0),
      error(report.meanAbsoluteError),
      percent(report.threeWayPublishedByBackground, 0),
      error(report.meanAbsoluteErrorByBackground),
    ].join(' | '),
  );
  return [
    '# The frontier of risk, publication and error',
    '',
    'Generated by `npm run attack -- --frontier docs/decisions/frontier.svg`; do not edit by hand.',
    '',
    `${first?.people.toLocaleString('en-GB')} synthetic people, ${first?.releases} quarterly releases of ${first?.tables} tables, ${first?.targets.toLocaleString('en-GB')} targets, seed ${first?.seed}. Risk is how often the best attacker tells a target's background: guessing is 50%. Published: the share of three-way headcount cells with somebody in them that has a figure. Error: the mean absolute error of those figures; then the same of those by background alone.`,
    '',
    '| method | best attacker right (95% interval) | which | certain and true | published | error | published, by background | error, by background |',
    '|---|---|---|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}
