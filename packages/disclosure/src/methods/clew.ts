// Ours: answers are measured a few times with noise of a declared loss, ordinary facts are counted under cell keys, and every table by an
// answer is worked out from those. Nothing that is published later tells more of an answer than the loss allows.

import { tableOf } from '../lattice.ts';
import { lossOf } from '../loss.ts';
import type { Method, Parameters, ReleaseContext } from '../method.ts';
import { fitAnswers } from '../model/answers.ts';
import { combinationsOf } from '../model/combinations.ts';
import { type EstimatedTable, type EstimateRules, estimateTable } from '../model/estimate.ts';
import { splitDimensions } from '../model/layout.ts';
import { takeMeasurements } from '../model/measure.ts';
import { measuredTable } from '../model/measured-table.ts';
import { isMeasured, type PlanOptions, planMeasurements, releasesSince } from '../model/plan.ts';
import { poolSeries } from '../model/pool-series.ts';
import { type Refusal, refuse } from '../refusal.ts';
import type { Measurement } from '../release.ts';
import { type DraftTable, hideRemainders } from '../remainders.ts';
import type { RegisteredTable, Registry } from '../table.ts';
import type { Workforce } from '../workforce.ts';
import { cellKeyParameters, type KeyedState, keysOfRows, tablesOf } from './cell-keys.ts';
import { type MethodDeclaration, numberOf, type ParameterDeclaration } from './declaration.ts';
import { type CellKeyRule, cellKeyRule, type KeyedTable, keyedTable } from './keyed-tables.ts';
import { cellKeyLogLikelihood, gaussianLogDensity } from './likelihood.ts';
import { type Drafts, publishDrafts } from './publish-tables.ts';

interface Rules {
  readonly ordinary: CellKeyRule;
  readonly plan: PlanOptions;
  readonly answers: EstimateRules;
  readonly remainderError: number;
}

const title = 'Measured answers, modelled tables';

function create(parameters: Parameters): Method | Refusal {
  const number = (name: string) => numberOf(parameters, name);
  const ordinary = cellKeyRule({
    variance: number('variance'),
    bound: number('bound'),
    threshold: number('threshold'),
    base: number('base'),
    leastChange: number('leastChange'),
    showZeros: false,
  });
  if ('code' in ordinary) return ordinary;
  const rules: Rules = {
    ordinary,
    plan: {
      accuracy: number('accuracy'),
      releases: number('releases'),
      every: number('every'),
      interactions: number('interactions'),
    },
    answers: { threshold: number('secretThreshold'), mostError: number('mostError') },
    remainderError: number('remainderError'),
  };
  const method: Method = {
    name: 'clew',
    title,
    parameters,
    publish: (registry, workforce, context) =>
      publishDrafts(method, registry, workforce, context, () => draft(rules, registry, workforce, context)),
    logLikelihood: (registry, table, trueCount, published) =>
      splitDimensions(registry, table.dimensions).secrets.length > 0
        ? undefined
        : cellKeyLogLikelihood(ordinary, trueCount, published),
    logLikelihoodOfMeasurement: (standardDeviation, trueCount, published) =>
      gaussianLogDensity(published - trueCount, standardDeviation),
  };
  return method;
}

function draft(rules: Rules, registry: Registry, workforce: Workforce, context: ReleaseContext): Drafts | Refusal {
  const plan = planMeasurements(registry, rules.plan);
  if ('code' in plan) return plan;
  const counted = countOrdinary(rules, registry, workforce, context);
  const measurements = isMeasured(rules.plan, context.releaseNumber)
    ? takeMeasurements(registry, workforce, plan, context.secret, context.releaseNumber)
    : [];
  const overspent = checkLoss(rules, registry, context, measurements);
  if (overspent !== null) return overspent;
  const pools = poolSeries({
    registry,
    plan,
    earlier: context.earlier,
    now: context.releaseNumber,
    measurements,
    counted: (name) => counted.get(name)?.values,
  });
  const combinations = combinationsOf(registry, workforce);
  const model = fitAnswers(registry, combinations, pools, releasesSince(rules.plan, context.releaseNumber));
  const isYearly = isWithYear(rules, context);
  const tables = registry.tables.map(
    (table): EstimatedTable | { readonly counts: DraftTable; readonly estimates: null } => {
      const { ordinary, secrets } = splitDimensions(registry, table.dimensions);
      if (table.quantity !== 'headcount' && (secrets.length > 0 || !isYearly)) {
        return { counts: measuredTable(registry, table, measurements), estimates: null };
      }
      const own = counted.get(tableOf(table.quantity, ordinary).name);
      if (own === undefined) throw new RangeError('invariant: every table has its counts without answers');
      if (secrets.length === 0) return { counts: own, estimates: null };
      return estimateTable(registry, table, combinations, model, own, rules.answers);
    },
  );
  // Tables of the year are not counted at every release, and their states are kept until they are.
  const states = new Map([
    ...tablesOf(context.memory),
    ...[...counted].map(([name, each]) => [name, each.memory] as const),
  ]);
  return {
    tables: tables.map(({ counts }) => counts),
    estimates: tables.flatMap(({ estimates }) => estimates ?? []),
    measurements,
    memory: { tables: states } satisfies KeyedState,
  };
}

/**
 * Whether a release shows what happened over the year before it: as often as answers are measured, so that years which overlap do not
 * show by their difference what happened in one quarter.
 */
function isWithYear({ plan }: Rules, { releaseNumber }: ReleaseContext): boolean {
  return (releaseNumber - 1) % plan.every === 0;
}

/** All tables without answers, and those that tables by answers are worked out from, whether registered or not. */
function countOrdinary(
  rules: Rules,
  registry: Registry,
  workforce: Workforce,
  context: ReleaseContext,
): ReadonlyMap<string, KeyedTable> {
  const keysOf = keysOfRows(context.secret, workforce);
  const earlier = tablesOf(context.memory);
  const needed = new Map<string, RegisteredTable>();
  for (const { quantity, dimensions } of registry.tables) {
    const { ordinary, secrets } = splitDimensions(registry, dimensions);
    if (quantity !== 'headcount' && (secrets.length > 0 || !isWithYear(rules, context))) continue;
    const table = tableOf(quantity, ordinary);
    needed.set(table.name, table);
  }
  const tables = [...needed.values()].map((table) =>
    keyedTable(registry, workforce, table, keysOf(table.quantity), rules.ordinary, earlier.get(table.name)),
  );
  hideRemainders(registry, tables, rules.remainderError);
  return new Map(tables.map((each) => [each.table.name, each]));
}

/** Refuses what would tell more of an answer than was declared, over all releases together: the account is kept by what was published. */
function checkLoss(
  rules: Rules,
  registry: Registry,
  context: ReleaseContext,
  measurements: readonly Measurement[],
): Refusal | null {
  const now = { number: context.releaseNumber, measurements };
  const overspent = lossOf(registry, [...context.earlier, now]).find(
    // Distances are rounded up to whole variances, so nothing but rounding of doubles stands between them.
    ({ accuracyBound }) => accuracyBound > rules.plan.accuracy + 1e-9,
  );
  if (overspent === undefined) return null;
  return refuse(
    'loss-exceeded',
    'accuracy',
    `The measurements of this release would tell more of ${overspent.secret} than was declared for the whole series.`,
    'Keep the registry of the series, or begin a new series whose declared loss counts this one.',
  );
}

const own: Readonly<Record<string, ParameterDeclaration>> = {
  secretThreshold: {
    about: 'Groups of fewer people show no answers: those that ordinary counts withhold as well.',
    default: 4,
    least: 1,
    most: 1_000,
    whole: true,
  },
  mostError: {
    about:
      'In tables by an answer and two more classifications, figures with a larger standard error are estimates and no counts; 0: all are counts.',
    default: 8.2,
    least: 0,
    most: 1_000_000,
  },
  accuracy: {
    about: 'The balanced accuracy that the best attacker on an answer may reach over all releases.',
    default: 0.516,
    least: 0.5001,
    most: 0.999,
  },
  releases: { about: 'The releases that the loss is declared for.', default: 20, least: 1, most: 1_000, whole: true },
  every: { about: 'Answers are measured at every so many-th release.', default: 4, least: 1, most: 1_000, whole: true },
  interactions: {
    about: 'Pairs of ordinary classifications that are measured together with each secret.',
    default: 1,
    least: 0,
    most: 100,
    whole: true,
  },
};

export const clewMethod: MethodDeclaration = {
  name: 'clew',
  title,
  about:
    'Ordinary facts are counted under cell keys. Answers are measured with Gaussian noise of a declared loss, and all tables by answers are worked out from that.',
  source: 'Bun and Steinke 2016; Canonne, Kamath and Steinke 2020; Fraser and Wooton 2005',
  parameters: {
    ...cellKeyParameters({ variance: 1, bound: 4, threshold: 4, base: 1, leastChange: 5, remainderError: 1 }),
    ...own,
  },
  create,
};
