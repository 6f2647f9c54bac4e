// What an experiment comes to: one object for programs, and a table for people.
import { type Loss, lossOf, type Method, type Registry } from '@clew/disclosure';
import type { Accuracy, Score } from './accuracy.ts';
import type { Experiment } from './experiment.ts';
import type { GapQuality } from './promotion-gaps.ts';
import type { Usefulness, Utility } from './utility.ts';

/** The last line of `--json`. */
export interface AttackReport {
  readonly method: string;
  readonly parameters: Method['parameters'];
  /** In post at the last release. */
  readonly people: number;
  readonly releases: number;
  readonly seed: number;
  readonly tables: number;
  readonly targets: number;
  /** The attacker of whom most is proven (`bestOf`); guessing is 0.5. */
  readonly bestAttacker: string;
  readonly bestAttackerAccuracy: number;
  /** Its exact 95% interval. */
  readonly bestAttackerInterval: readonly [number, number];
  /** Inferences that were certain and true: the most of any attacker. */
  readonly certainInferences: number;
  /** What no attacker exceeds, by the method's own account; null where it keeps none. */
  readonly accuracyBound: number | null;
  /** The share of three-way headcount cells with somebody in them that has a figure. */
  readonly threeWayPublished: number;
  /** Over all three-way headcount figures. */
  readonly meanAbsoluteError: number;
  /** The same two, over those by background alone. */
  readonly threeWayPublishedByBackground: number;
  readonly meanAbsoluteErrorByBackground: number;
  readonly attackers: readonly Score[];
  readonly utility: Utility;
  readonly promotionGaps: GapQuality;
}

/** An attacker that reaches fewer proves little by its share. */
const fewestReached = 100;
const none: Accuracy = { reached: 0, balancedAccuracy: 0.5, low: 0, high: 1 };

/**
 * The attacker of whom most is proven: the one whose interval begins highest, of those that reached enough targets. By the share itself
 * the one that reached fewest would mostly win, by chance. Undefined where none reached enough.
 */
export function bestOf<Each extends Pick<Score, 'reached' | 'low'>>(scores: readonly Each[]): Each | undefined {
  return scores.filter(({ reached }) => reached >= fewestReached).toSorted((one, other) => other.low - one.low)[0];
}

export function reportOf(experiment: Experiment, registry: Registry, seed: number): AttackReport {
  const { method, parameters, people, releases, tables, targets, scores, utility, promotionGaps, published } =
    experiment;
  const best = bestOf(scores);
  const { balancedAccuracy, low, high } = best ?? none;
  const hasAccount = published.some((release) => release.measurements.length > 0);
  return {
    method,
    parameters,
    people,
    releases,
    seed,
    tables,
    targets,
    bestAttacker: best?.attacker ?? 'none',
    bestAttackerAccuracy: balancedAccuracy,
    bestAttackerInterval: [low, high],
    certainInferences: Math.max(0, ...scores.map((score) => score.certainAndTrue)),
    accuracyBound: hasAccount ? boundOf(lossOf(registry, published)) : null,
    threeWayPublished: utility.threeWay.published,
    meanAbsoluteError: utility.threeWay.meanAbsoluteError,
    threeWayPublishedByBackground: utility.threeWayByBackground.published,
    meanAbsoluteErrorByBackground: utility.threeWayByBackground.meanAbsoluteError,
    attackers: scores,
    utility,
    promotionGaps,
  };
}

function boundOf(losses: readonly Loss[]): number {
  return losses.find(({ secret }) => secret === 'background')?.accuracyBound ?? 0.5;
}

const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)}%`;

export function formatReport(report: AttackReport): string {
  const { parameters, attackers, utility } = report;
  const given = Object.entries(parameters).map(([name, value]) => `${name} ${value}`);
  const bound = report.accuracyBound;
  return [
    `${report.method}${given.length === 0 ? '' : ` (${given.join(', ')})`}`,
    `${report.people.toLocaleString('en-GB')} people, ${report.releases} releases of ${report.tables} tables, ${report.targets.toLocaleString('en-GB')} targets, seed ${report.seed}`,
    '',
    'attacker               reached   right    95% interval      surest 5%   proven and true',
    ...attackers.map(attackerLine),
    '',
    `best attacker          ${report.bestAttacker}: ${percent(report.bestAttackerAccuracy)}${bound === null ? '' : `; by the method's account none exceeds ${percent(bound)}`}`,
    '',
    'three-way headcounts   cells   published   mean absolute error   bias     within 1.96 standard errors',
    usefulnessLine('all', utility.threeWay),
    usefulnessLine('by background', utility.threeWayByBackground),
    usefulnessLine('no secret answer', utility.threeWayOrdinary),
    ...utility.byBackgroundBySize.map((each, place) => {
      const from = (utility.byBackgroundBySize[place - 1]?.upTo ?? 0) + 1;
      const name = Number.isFinite(each.upTo) ? `  of ${from} to ${each.upTo}` : `  of ${from} or more`;
      return usefulnessLine(name, each);
    }),
    ...(utility.estimates.cells === 0 ? [] : [usefulnessLine('estimates, no counts', utility.estimates)]),
    usefulnessLine('two-way by background', utility.twoWayByBackground),
    '',
    gapLine(report.promotionGaps),
    '',
  ].join('\n');
}

function attackerLine(score: Score): string {
  const { attacker, reached, balancedAccuracy, low, high, surest, certain, certainAndTrue } = score;
  const interval = reached === 0 ? '' : `${percent(low)} to ${percent(high)}`;
  const proven = certain === 0 ? '0' : `${certainAndTrue} of ${certain}`;
  return [
    attacker.padEnd(22),
    String(reached).padStart(7),
    percent(balancedAccuracy).padStart(8),
    `   ${interval.padEnd(17)}`,
    percent(surest.balancedAccuracy).padStart(7),
    `     ${proven}`,
  ].join(' ');
}

function gapLine({ gaps, bias, covered, halfWidth }: GapQuality): string {
  if (gaps === 0) return 'promotion-rate gaps    none can be worked out';
  const points = (100 * halfWidth).toFixed(1);
  return `promotion-rate gaps    ${gaps}; mean error ${bias.toFixed(1)} of its standard errors; ${percent(covered)} of 95% intervals hold the true gap; half of an interval is ${points} points`;
}

function usefulnessLine(name: string, { cells, published, meanAbsoluteError, bias, covered }: Usefulness): string {
  const number = (value: number) => (Number.isNaN(value) ? '-' : value.toFixed(2));
  return [
    name.padEnd(21),
    cells.toLocaleString('en-GB').padStart(9),
    percent(published).padStart(9),
    number(meanAbsoluteError).padStart(18),
    number(bias).padStart(12),
    (Number.isNaN(covered) ? '-' : percent(covered)).padStart(12),
  ].join(' ');
}
