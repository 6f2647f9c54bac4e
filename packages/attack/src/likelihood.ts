// What a published figure says of the count behind it, by the method's own rules: its likelihood, and the counts that are possible at all.
import type { Method, RegisteredTable, Registry } from '@clew/disclosure';
import type { Scene } from './scene.ts';

/** The counts that a published figure can come from. */
export interface Support {
  readonly low: number;
  readonly high: number;
}

const anything: Support = { low: 0, high: Number.POSITIVE_INFINITY };
/** Noise that reaches further than this from a count is taken for unbounded. */
const farthest = 400;
/** No bounded method moves or rounds a count by more. */
const mostMoved = 128;
/** Supports of so many different figures of a table are remembered. */
const mostRemembered = 100_000;

/** Likelihoods of one method on one registry. */
export class Likelihoods {
  readonly #registry: Registry;
  readonly #method: Method;
  readonly #supports = new Map<string, Map<number, Support>>();

  constructor(registry: Registry, method: Method) {
    this.#registry = registry;
    this.#method = method;
  }

  /**
   * The log of the likelihood of a published figure, NaN where it is withheld; undefined where it tells nothing. Not remembered: a look
   * into a map of millions took longer than the sum, and as long again in the garbage collector.
   */
  of(table: RegisteredTable, count: number, published: number): number | undefined {
    // Months of exposure are moved by whole years of people, which the likelihood of a count does not know.
    if (table.quantity === 'exposure-months' && this.#method.name.startsWith('cell-key')) return undefined;
    return this.#method.logLikelihood(this.#registry, table, count, published);
  }

  /** The counts that a figure can come from. Everything, where the noise has no bound. */
  support(table: RegisteredTable, published: number): Support {
    const known = this.#knownOf(table);
    const key = Number.isNaN(published) ? -1 : published;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = this.#searched(table, published);
    if (known.size < mostRemembered) known.set(key, found);
    return found;
  }

  #knownOf(table: RegisteredTable): Map<number, Support> {
    const known = this.#supports.get(table.name) ?? new Map<number, Support>();
    this.#supports.set(table.name, known);
    return known;
  }

  #searched(table: RegisteredTable, published: number): Support {
    const isHidden = Number.isNaN(published);
    const centre = isHidden ? 0 : Math.max(0, Math.round(published));
    const far = this.of(table, centre + farthest, published);
    if (far === undefined || far > Number.NEGATIVE_INFINITY) return anything;
    let low = -1;
    let high = -1;
    const last = centre + (isHidden ? farthest : mostMoved);
    for (let count = Math.max(0, centre - mostMoved); count <= last; count += 1) {
      if (this.of(table, count, published) === Number.NEGATIVE_INFINITY) continue;
      if (low < 0) low = count;
      high = count;
    }
    // Nothing is possible: the figure is not of this method, and so proves nothing.
    return low < 0 ? anything : { low, high };
  }
}

const shared = new WeakMap<Method, WeakMap<Registry, Likelihoods>>();

/** The likelihoods of a method on a registry, the same for all attackers. */
export function likelihoodsOf({ registry, method }: Pick<Scene, 'registry' | 'method'>): Likelihoods {
  const own = shared.get(method) ?? new WeakMap<Registry, Likelihoods>();
  shared.set(method, own);
  const known = own.get(registry) ?? new Likelihoods(registry, method);
  own.set(registry, known);
  return known;
}
