// What a published figure says of the count behind it, by the method's own rules: its likelihood, and the counts that are possible at all.
import type { Method, RegisteredTable, Registry } from '@clew/disclosure';

/** The counts that a published figure can come from. */
export interface Support {
  readonly low: number;
  readonly high: number;
}

const anything: Support = { low: 0, high: Number.POSITIVE_INFINITY };
/** A noise that reaches further than this from a count is taken for unbounded. */
const farthest = 400;

/** Likelihoods of one method, remembered: attackers ask for the same few numbers millions of times. */
export class Likelihoods {
  readonly #registry: Registry;
  readonly #method: Method;
  readonly #known = new Map<string, Map<number, number | undefined>>();
  readonly #supports = new Map<string, Map<number, Support>>();

  constructor(registry: Registry, method: Method) {
    this.#registry = registry;
    this.#method = method;
  }

  /** The log of the likelihood of a published figure, NaN where it is withheld; undefined where it tells nothing. */
  of(table: RegisteredTable, count: number, published: number): number | undefined {
    // Months of exposure are moved by whole years of people, which the likelihood of a count does not know.
    if (table.quantity === 'exposure-months' && this.#method.name.startsWith('cell-key')) return undefined;
    const whole = Number.isNaN(published) ? -1 : published;
    // Continuous noise and counts far from the figure are not remembered: they never come again.
    if (!Number.isInteger(whole) || whole >= 2 ** 26 || count >= 2 ** 26 || !Number.isInteger(count)) {
      return this.#method.logLikelihood(this.#registry, table, count, published);
    }
    const known = within(this.#known, table.name);
    const key = count * 2 ** 26 + whole + 1;
    if (known.has(key)) return known.get(key);
    const value = this.#method.logLikelihood(this.#registry, table, count, published);
    if (known.size < 200_000) known.set(key, value);
    return value;
  }

  /** The counts that a figure can come from. Everything, where the noise has no bound. */
  support(table: RegisteredTable, published: number): Support {
    const known = within(this.#supports, table.name);
    const key = Number.isNaN(published) ? -1e9 : published;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = this.#searched(table, published);
    if (known.size < 200_000) known.set(key, found);
    return found;
  }

  #searched(table: RegisteredTable, published: number): Support {
    const centre = Number.isNaN(published) ? 0 : Math.max(0, Math.round(published));
    const far = this.of(table, centre + farthest, published);
    if (far === undefined || far > Number.NEGATIVE_INFINITY) return anything;
    const isPossible = (count: number) => (this.of(table, count, published) ?? 0) > Number.NEGATIVE_INFINITY;
    let low = -1;
    let high = -1;
    for (let count = Math.max(0, centre - farthest); count <= centre + farthest; count += 1) {
      if (!isPossible(count)) continue;
      if (low < 0) low = count;
      high = count;
    }
    // Nothing is possible: the figure is not of this method, and so proves nothing.
    return low < 0 ? anything : { low, high };
  }
}

function within<Value>(maps: Map<string, Map<number, Value>>, name: string): Map<number, Value> {
  const known = maps.get(name);
  if (known !== undefined) return known;
  const made = new Map<number, Value>();
  maps.set(name, made);
  return made;
}
