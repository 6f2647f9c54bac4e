// What became of events, counted as the answers come.
import type { GatewayAnswer, RefusalReason } from './gateway-client.ts';

/** A refused event, with what its publisher gave it along. */
export interface RefusedEvent<Origin = unknown> {
  readonly id: string;
  readonly refusals: readonly RefusalReason[];
  readonly origin: Origin | undefined;
}

export interface PublishProgress {
  readonly sent: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly refused: number;
}

export interface PublishSummary<Origin = unknown> extends PublishProgress {
  /** The first thousand refused events; `onRefused` is told of all. */
  readonly refusals: readonly RefusedEvent<Origin>[];
  /** The id of the last event in each partition of the log: when these are projected, all before them are. */
  readonly last: readonly string[];
}

const keptRefusals = 1_000;

/** Counts what became of events. */
export class Tally<Origin> {
  sent = 0;
  accepted = 0;
  duplicates = 0;
  refused = 0;
  readonly refusals: RefusedEvent<Origin>[] = [];
  readonly #last = new Map<string, { readonly offset: number; readonly id: string }>();

  progress(): PublishProgress {
    const { sent, accepted, duplicates, refused } = this;
    return { sent, accepted, duplicates, refused };
  }

  summary(): PublishSummary<Origin> {
    return { ...this.progress(), refusals: this.refusals, last: [...this.#last.values()].map(({ id }) => id) };
  }

  countRefused(refused: RefusedEvent<Origin>): void {
    this.sent += 1;
    this.refused += 1;
    if (this.refusals.length < keptRefusals) this.refusals.push(refused);
  }

  countAccepted(answer: Extract<GatewayAnswer, { status: 'accepted' }>): void {
    this.sent += 1;
    this.accepted += 1;
    if (answer.duplicate) this.duplicates += 1;
    const slash = answer.logPosition.lastIndexOf('/');
    const partition = answer.logPosition.slice(0, slash);
    const offset = Number(answer.logPosition.slice(slash + 1));
    if (offset >= (this.#last.get(partition)?.offset ?? -1)) this.#last.set(partition, { offset, id: answer.id });
  }
}
