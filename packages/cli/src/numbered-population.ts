// A synthetic population on its way into Clew: staff numbers asked for in batches, events bound to them, while earlier ones are published.
import type { ClewEvent } from '@clew/events';
import { bindStaffNumber, type PersonItem, type PopulationItem } from '@clew/synthetic';
import { askForStaffNumbers, batchesOf } from './staff-numbers.ts';

/** What the ID service said to a population. */
export interface NumberingCounts {
  readonly people: number;
  readonly requests: number;
  /** Requests that found somebody known: by National Insurance number, or by the department's own number. */
  readonly recognised: number;
  /** Requests that were answered with another number than the person had. */
  readonly mismatched: number;
  readonly refused: number;
}

/** Items in one go: many requests to a batch, and little enough to hold. */
const windowItems = 20_000;

/** Turns the items of a population into events with staff numbers. */
export class NumberedPopulation {
  readonly #idServiceUrl: string;
  readonly #numbers = new Map<string, string>();
  readonly #counts = { requests: 0, recognised: 0, mismatched: 0, refused: 0 };

  constructor(idServiceUrl: string) {
    this.#idServiceUrl = idServiceUrl;
  }

  get counts(): NumberingCounts {
    return { people: this.#numbers.size, ...this.#counts };
  }

  get staffNumbers(): readonly string[] {
    return [...this.#numbers.values()];
  }

  /** The events in the order of the items. The next window is numbered while the one before it is published. */
  async *events(items: Iterable<PopulationItem>): AsyncGenerator<ClewEvent> {
    const windows = batchesOf(items, windowItems);
    let next = this.#take(windows);
    for (;;) {
      const window = await next;
      if (window === null) return;
      next = this.#take(windows);
      // Whoever reads the events may stop in the middle; then nobody waits for this one.
      next.catch(() => undefined);
      for (const item of window) {
        const event = this.#bound(item);
        if (event !== null) yield event;
      }
    }
  }

  async #take(windows: Generator<readonly PopulationItem[]>): Promise<readonly PopulationItem[] | null> {
    const { value, done } = windows.next();
    if (done === true) return null;
    const requests = value.filter((item): item is PersonItem => item.kind === 'person');
    // The first request of a person comes before all others of the person, also within a window.
    for (const batch of batchesOf(requests)) await this.#number(batch);
    return value;
  }

  async #number(batch: readonly PersonItem[]): Promise<void> {
    const asked = batch.map(({ requestKey, request }) => ({ ...request, idempotencyKey: `synthetic-${requestKey}` }));
    const answers = await askForStaffNumbers(this.#idServiceUrl, asked);
    for (const [index, answer] of answers.entries()) {
      const person = batch[index]?.personKey ?? '';
      this.#counts.requests += 1;
      if (answer.outcome === 'refused') {
        this.#counts.refused += 1;
        continue;
      }
      if (answer.outcome === 'existing') this.#counts.recognised += 1;
      const known = this.#numbers.get(person);
      if (known === undefined) this.#numbers.set(person, answer.staffNumber);
      else if (known !== answer.staffNumber) this.#counts.mismatched += 1;
    }
  }

  #bound(item: PopulationItem): ClewEvent | null {
    if (item.kind === 'person') return null;
    if (item.personKey === null) return item.event;
    const staffNumber = this.#numbers.get(item.personKey);
    if (staffNumber === undefined)
      throw new Error('the ID service refused a synthetic person, whose events have no subject');
    return bindStaffNumber(item.event, staffNumber);
  }
}
