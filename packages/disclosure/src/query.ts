// The query language: a quantity and levels to break it down by. There is nothing else in it, so nothing else can be asked.
import type { Classification } from './classification.ts';
import { type Refusal, refuse } from './refusal.ts';
import { type Quantity, quantities, type RegisteredTable, type Registry } from './table.ts';

/** What may be asked: `{ quantity: 'headcount', by: ['grade', 'region'] }`. */
export interface Query {
  readonly quantity: Quantity;
  /** Names of levels, in any order, at most one of each classification. */
  readonly by: readonly string[];
}

const fields = new Set(['quantity', 'by']);

/**
 * The registered table that answers a query, or why there is none, with the names of the nearest that are registered. The query may come
 * from outside, so it is taken as unknown. Messages name what is registered, and never repeat what was sent.
 */
export function ask(registry: Registry, query: unknown): RegisteredTable | Refusal {
  const read = readQuery(registry, query);
  if ('code' in read) return read;
  const { quantity, levels } = read;
  const found = registry.tables.find((table) => table.quantity === quantity && isBy(table, levels));
  if (found !== undefined) return found;
  const nearest = nearestTables(registry, quantity, levels);
  return refuse(
    'table-not-registered',
    'by',
    'No registered table has this combination of breakdowns.',
    nearest.length === 0 ? 'Ask for another quantity.' : `Ask for the nearest registered table: ${nearest[0]}.`,
    nearest,
  );
}

interface Named {
  readonly classification: Classification;
  readonly level: string;
}

function readQuery(
  registry: Registry,
  query: unknown,
): { readonly quantity: Quantity; readonly levels: readonly Named[] } | Refusal {
  if (typeof query !== 'object' || query === null) return notExpressible('query');
  const extra = Object.keys(query).some((field) => !fields.has(field));
  if (extra) return notExpressible('query');
  const { quantity, by } = query as { quantity?: unknown; by?: unknown };
  const known = quantities.find((each) => each === quantity);
  if (known === undefined) {
    const offered = quantities.filter((each) => registry.tables.some((table) => table.quantity === each));
    return refuse('quantity-unknown', 'quantity', 'There is no such quantity.', `Use one of: ${offered.join(', ')}.`);
  }
  if (!Array.isArray(by) || !by.every((each) => typeof each === 'string')) return notExpressible('by');
  const levels = (by as string[]).map((name) => nameLevel(registry, name));
  const offered = registry.classifications.flatMap((each) => each.levels.map((level) => level.name)).join(', ');
  const missing = levels.indexOf(undefined);
  if (missing !== -1) {
    return refuse(
      'level-unknown',
      `by[${missing}]`,
      'There is no breakdown of this name.',
      `Use one of: ${offered}.`,
      nearestTables(
        registry,
        known,
        levels.filter((each) => each !== undefined),
      ),
    );
  }
  const named = levels.filter((each) => each !== undefined);
  const repeated = named.findIndex(({ classification }, place) =>
    named.slice(0, place).some((earlier) => earlier.classification === classification),
  );
  if (repeated !== -1) {
    return refuse(
      'dimension-repeated',
      `by[${repeated}]`,
      'Two breakdowns are levels of one classification.',
      'Keep the finer one: the coarser one adds nothing to it.',
      nearestTables(
        registry,
        known,
        named.filter((_, place) => place !== repeated),
      ),
    );
  }
  return { quantity: known, levels: named };
}

function notExpressible(field: string): Refusal {
  return refuse(
    'query-not-expressible',
    field,
    'A query has a quantity and a list of names of breakdowns, and nothing else: no filter, no NOT or OR, no range, no list of people, no date.',
    'Ask for a registered table, and choose its cells from the answer.',
  );
}

function nameLevel(registry: Registry, name: string): Named | undefined {
  const classification = registry.classifications.find((each) => each.levels.some((level) => level.name === name));
  return classification === undefined ? undefined : { classification, level: name };
}

function isBy(table: RegisteredTable, levels: readonly Named[]): boolean {
  return (
    table.dimensions.length === levels.length &&
    levels.every(({ level }) => table.dimensions.some((dimension) => dimension.level === level))
  );
}

const mostNamed = 3;

/**
 * The registered tables that miss least of what was asked: a breakdown at another level of its classification costs half of one that is
 * missing, one that was not asked for costs little. The order of the registry decides between equals.
 */
function nearestTables(registry: Registry, quantity: Quantity, levels: readonly Named[]): readonly string[] {
  const cost = (table: RegisteredTable): number => {
    const missing = levels.reduce((sum, { classification, level }) => {
      const dimension = table.dimensions.find((each) => each.classification === classification.name);
      return sum + (dimension === undefined ? 1 : dimension.level === level ? 0 : 0.5);
    }, 0);
    const extra = table.dimensions.filter(
      (dimension) => !levels.some(({ classification }) => classification.name === dimension.classification),
    ).length;
    return missing + extra * 0.3;
  };
  return registry.tables
    .filter((table) => table.quantity === quantity)
    .map((table) => ({ table, cost: cost(table) }))
    .toSorted((one, other) => one.cost - other.cost)
    .slice(0, mostNamed)
    .map(({ table }) => table.name);
}
