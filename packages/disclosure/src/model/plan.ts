// The plan of measurements: which counts by a secret answer are taken, how much of the declared loss each may spend, and so with how much noise.
import { mostVariance } from '../discrete-noise.ts';
import { distanceOf } from '../loss.ts';
import { type Refusal, refuse } from '../refusal.ts';
import { cellsOf, type Dimension, type Quantity, type Registry, shapeOf } from '../table.ts';

export interface PlanOptions {
  /** The best balanced accuracy, over all releases, of telling an answer from everything measured. Between 0.5 and 1. */
  readonly accuracy: number;
  /** The number of releases that the loss is for. After them nothing is measured. */
  readonly releases: number;
  /** Answers are measured at the first release, and at every so many-th after it. */
  readonly every: number;
  /** How many pairs of ordinary classifications are measured together with each secret: those with the fewest cells. */
  readonly interactions: number;
}

export interface PlannedMeasurement {
  readonly name: string;
  readonly quantity: Quantity;
  /** Ordinary classifications first, then secrets. All at their finest level. */
  readonly dimensions: readonly Dimension[];
  readonly ordinary: readonly Dimension[];
  readonly secrets: readonly Dimension[];
  readonly variance: number;
  readonly sensitivity: number;
}

/** One person's changed answer takes a person from one cell and adds one to another; or twelve months; or one promotion. */
const sensitivityOf: Readonly<Record<Quantity, number>> = {
  headcount: Math.SQRT2,
  promotions: Math.SQRT2,
  'exposure-months': 12 * Math.SQRT2,
};

/** Whether answers are measured at a release. */
export function isMeasured(options: PlanOptions, releaseNumber: number): boolean {
  return releaseNumber <= options.releases && (releaseNumber - 1) % options.every === 0;
}

/** How many releases before this one answers were last measured; 0 where they are measured now. */
export function releasesSince(options: PlanOptions, releaseNumber: number): number {
  const last = Math.min(releaseNumber, options.releases);
  return releaseNumber - (last - ((last - 1) % options.every));
}

/** The plan for a registry; refused where the loss is too small for the noise that can be drawn. */
export function planMeasurements(registry: Registry, options: PlanOptions): readonly PlannedMeasurement[] | Refusal {
  const wanted = [...headcounts(registry, options.interactions), ...rates(registry)];
  const moments = Math.ceil(options.releases / options.every);
  const squaredDistance = distanceOf(options.accuracy) ** 2 / moments;
  const planned = wanted.map((each) => {
    // Each secret's account is shared by the measurements that count by it; the fullest account decides.
    const sharers = Math.max(
      ...each.secrets.map(
        (secret) => wanted.filter((other) => other.secrets.some((own) => isSame(own, secret))).length,
      ),
    );
    const sensitivity = sensitivityOf[each.quantity];
    const variance = Math.max(1, Math.ceil((sensitivity ** 2 * sharers) / squaredDistance));
    return { ...each, variance, sensitivity, name: nameOf(each) };
  });
  if (planned.every(({ variance }) => variance <= mostVariance)) return planned;
  return refuse(
    'parameter-invalid',
    'accuracy',
    'The declared loss is too small for so many measurements over so many releases.',
    'Measure less often (every), register fewer tables of rates, or declare a larger loss.',
  );
}

interface Wanted {
  readonly quantity: Quantity;
  readonly dimensions: readonly Dimension[];
  readonly ordinary: readonly Dimension[];
  readonly secrets: readonly Dimension[];
}

function nameOf({ quantity, dimensions }: Wanted): string {
  return `measured ${quantity} by ${dimensions.map((each) => each.level).join(', ')}`;
}

function isSame(one: Dimension, other: Dimension): boolean {
  return one.classification === other.classification;
}

/** Each secret by each ordinary classification that a table has it with; by every other secret; and by some pairs. */
function headcounts(registry: Registry, interactions: number): readonly Wanted[] {
  const dimensionOf = (name: string): Dimension => {
    const finest = registry.classifications.find((each) => each.name === name)?.levels[0];
    return { classification: name, level: finest?.name ?? name };
  };
  const isSecret = (name: string) => registry.classifications.find((each) => each.name === name)?.secret === true;
  const sets = registry.tables
    .filter((table) => table.quantity === 'headcount')
    .map((table) => table.dimensions.map((each) => each.classification));
  const occurs = (...names: string[]) => sets.some((set) => names.every((name) => set.includes(name)));
  const names = registry.classifications.map((each) => each.name);
  const [secrets, ordinary] = [names.filter(isSecret), names.filter((name) => !isSecret(name))];
  const want = (open: readonly string[], closed: readonly string[]): Wanted => {
    const [ofOpen, ofClosed] = [open.map(dimensionOf), closed.map(dimensionOf)];
    return { quantity: 'headcount', dimensions: [...ofOpen, ...ofClosed], ordinary: ofOpen, secrets: ofClosed };
  };
  const pairs = pairsOf(ordinary).toSorted(
    ([...one], [...other]) =>
      cellsOf(shapeOf(registry, one.map(dimensionOf))) - cellsOf(shapeOf(registry, other.map(dimensionOf))),
  );
  return [
    ...secrets.flatMap((secret) =>
      ordinary.filter((each) => occurs(each, secret)).map((each) => want([each], [secret])),
    ),
    ...pairsOf(secrets)
      .filter((pair) => occurs(...pair))
      .map((pair) => want([], pair)),
    ...secrets.flatMap((secret) =>
      pairs
        .filter((pair) => occurs(...pair, secret))
        .slice(0, interactions)
        .map((pair) => want(pair, [secret])),
    ),
    ...secrets
      .filter((secret) => occurs(secret) && ordinary.every((each) => !occurs(each, secret)))
      .map((secret) => want([], [secret])),
  ];
}

function pairsOf(names: readonly string[]): readonly (readonly [string, string])[] {
  return names.flatMap((one, place) => names.slice(place + 1).map((other) => [one, other] as const));
}

/**
 * Tables of rates are measured as they are registered, for comparisons are worked out from nothing else; but not those that are sums of
 * others: a sum over several tables is nearly as exact, and costs nothing.
 */
function rates(registry: Registry): readonly Wanted[] {
  const isSecret = new Map(registry.classifications.map((each) => [each.name, each.secret]));
  return registry.tables
    .filter((table) => table.quantity !== 'headcount')
    .flatMap(({ quantity, dimensions }) => {
      const ordinary = dimensions.filter((each) => isSecret.get(each.classification) !== true);
      const secrets = dimensions.filter((each) => isSecret.get(each.classification) === true);
      const isSum = registry.tables.some(
        (other) =>
          other.quantity === quantity &&
          other.dimensions.length > dimensions.length &&
          isWithin(dimensions, other.dimensions),
      );
      return secrets.length === 0 || isSum
        ? []
        : [{ quantity, dimensions: [...ordinary, ...secrets], ordinary, secrets }];
    });
}

/** Whether all dimensions of one table are among those of another. */
export function isWithin(few: readonly Dimension[], many: readonly Dimension[]): boolean {
  return few.every((each) => many.some((other) => other.level === each.level));
}
