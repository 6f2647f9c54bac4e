// The publisher: what a department's system holds to publish with. Events go into a queue, and from its front to the gateway until each is answered.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventName, Result } from '@clew/events';
import { defaultRetryPolicy, deliver, type RetryNotice, type RetryPolicy } from './deliver.ts';
import { type GatewayAddress, type GatewayAnswer, GatewayFault } from './gateway-client.ts';
import { openOutbox } from './outbox.ts';
import { type EventToPublish, type PreparedEvent, prepareEvent } from './prepare.ts';
import { createMemoryQueue, type Queue } from './queue.ts';
import { type PublishProgress, type PublishSummary, type RefusedEvent, Tally } from './summary.ts';
import { type Fate, type WaitOptions, waitUntilProjected } from './wait-until-projected.ts';

export interface PublisherOptions {
  /** Where the gateway listens: `http://127.0.0.1:4000`. */
  readonly gatewayUrl: string;
  /** Whose events these are: `/departments/{department}/systems/{system}`. */
  readonly source: string;
  /** The department's bearer token, where the gateway asks for one. */
  readonly credential?: string;
  /** Keeps events on disk until they are answered. Without it they are kept in memory: good where the source can be read again. */
  readonly outboxDirectory?: string;
  readonly retry?: Partial<RetryPolicy>;
  /** Told before each pause: the gateway cannot be reached, or the log behind it. */
  readonly onRetry?: (notice: RetryNotice) => void;
}

export interface PublishAllOptions<Origin> {
  /** Told after each chunk. */
  readonly onProgress?: (progress: PublishProgress) => void;
  readonly onRefused?: (refused: RefusedEvent<Origin>) => void;
}

/** An event and whatever its publisher wants back if it is refused, such as its row. */
export interface Outgoing<Origin> {
  readonly prepared: PreparedEvent;
  readonly origin?: Origin;
}

export interface Publisher {
  /** Checks an event and makes its id. Nothing is sent. */
  event<Name extends EventName>(name: Name, given: EventToPublish<Name>): Result<PreparedEvent>;
  /** Resolves when the outbox holds the event (without one: when the queue does); it is sent in the background, in order. */
  publish(event: PreparedEvent): Promise<void>;
  /**
   * Publishes any number of events in bounded memory and resolves when each is answered.
   * Throws GatewayFault when answers cannot be had; with an outbox, what was taken from the source is kept and goes out next time.
   */
  publishAll<Origin = undefined>(
    events: AsyncIterable<PreparedEvent | Outgoing<Origin>> | Iterable<PreparedEvent | Outgoing<Origin>>,
    options?: PublishAllOptions<Origin>,
  ): Promise<PublishSummary<Origin>>;
  /** Resolves when nothing waits any more, with what became of all events since the publisher was made, those found in the outbox included. */
  flush(): Promise<PublishSummary>;
  /** Resolves when the careers know the events, or tells which do not. */
  waitUntilProjected(ids: readonly string[], options?: WaitOptions): Promise<Fate>;
  /** How many events wait for their answer. */
  readonly waiting: number;
  /** Stops sending and lets go of the outbox; what waits there goes out next time. */
  close(): Promise<void>;
}

/** Events in one request: five groups of the gateway's, so that it checks one while it publishes another. */
const chunkLines = 5_000;
/** How many events may wait before `publishAll` stops taking more. */
const windowLines = 2 * chunkLines;

/** Makes a publisher. Opening an outbox that holds events starts sending them. Throws OutboxError, RangeError for a wrong address. */
export async function createPublisher(options: PublisherOptions): Promise<Publisher> {
  if (!URL.canParse(options.gatewayUrl)) throw new RangeError('gatewayUrl is not a URL');
  const { outboxDirectory } = options;
  const queue = outboxDirectory === undefined ? createMemoryQueue() : await openOutbox({ directory: outboxDirectory });
  return new QueuePublisher(options, queue);
}

/** Who is told of the answer to a line that this process put into the queue. */
interface Listener {
  readonly tally: object;
  readonly onAnswer: (answer: GatewayAnswer, id: string) => void;
}

class QueuePublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #gateway: GatewayAddress;
  readonly #retry: RetryPolicy;
  readonly #queue: Queue;
  readonly #all = new Tally<unknown>();
  readonly #stopping = new AbortController();
  /** By event id; several calls may have put the same event in. */
  readonly #listeners = new Map<string, Listener[]>();
  #pump: Promise<void> | undefined;
  #fault: unknown;
  #moved = Promise.withResolvers<void>();

  constructor(options: PublisherOptions, queue: Queue) {
    this.#options = options;
    this.#gateway = { url: options.gatewayUrl, credential: options.credential };
    this.#retry = { ...defaultRetryPolicy, ...options.retry };
    this.#queue = queue;
    this.#start();
  }

  get waiting(): number {
    return this.#queue.length;
  }

  event<Name extends EventName>(name: Name, given: EventToPublish<Name>): Result<PreparedEvent> {
    return prepareEvent(this.#options.source, name, given);
  }

  async publish(event: PreparedEvent): Promise<void> {
    await this.#queue.append([event.line]);
    this.#start();
  }

  async publishAll<Origin>(
    events: AsyncIterable<PreparedEvent | Outgoing<Origin>> | Iterable<PreparedEvent | Outgoing<Origin>>,
    options: PublishAllOptions<Origin> = {},
  ): Promise<PublishSummary<Origin>> {
    const tally = new Tally<Origin>();
    try {
      return await this.#publishCounting(events, tally, options);
    } catch (fault) {
      this.#forget(tally);
      throw fault;
    }
  }

  async #publishCounting<Origin>(
    events: AsyncIterable<PreparedEvent | Outgoing<Origin>> | Iterable<PreparedEvent | Outgoing<Origin>>,
    tally: Tally<Origin>,
    options: PublishAllOptions<Origin>,
  ): Promise<PublishSummary<Origin>> {
    let put = 0;
    for await (const chunk of chunksOf(events)) {
      for (const { prepared, origin } of chunk) this.#listen(prepared.event.id, tally, origin, options.onRefused);
      put += chunk.length;
      await this.#queue.append(chunk.map(({ prepared }) => prepared.line));
      this.#start();
      while (this.#queue.length > windowLines) await this.#untilMoved();
      options.onProgress?.(tally.progress());
    }
    while (tally.sent < put) {
      await this.#untilMoved();
      if (this.#queue.length === 0 && tally.sent < put) throw new Error('events left the queue without an answer');
      options.onProgress?.(tally.progress());
    }
    return tally.summary();
  }

  async flush(): Promise<PublishSummary> {
    this.#start();
    while (this.#queue.length > 0) await this.#untilMoved();
    return this.#all.summary();
  }

  waitUntilProjected(ids: readonly string[], options: WaitOptions = {}): Promise<Fate> {
    return waitUntilProjected(this.#gateway, ids, { ...options, retry: this.#retry, signal: this.#stopping.signal });
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#pump;
    await this.#queue.close();
  }

  #listen<Origin>(
    id: string,
    tally: Tally<Origin>,
    origin: Origin | undefined,
    onRefused: ((refused: RefusedEvent<Origin>) => void) | undefined,
  ): void {
    const onAnswer = (answer: GatewayAnswer): void => {
      if (answer.status === 'accepted') {
        tally.countAccepted(answer);
      } else {
        const refused = { id, refusals: answer.errors, origin };
        tally.countRefused(refused);
        onRefused?.(refused);
      }
    };
    const listeners = this.#listeners.get(id);
    if (listeners === undefined) this.#listeners.set(id, [{ tally, onAnswer }]);
    else listeners.push({ tally, onAnswer });
  }

  /** A call that failed is told of nothing more. */
  #forget(tally: object): void {
    for (const [id, listeners] of this.#listeners) {
      const others = listeners.filter((listener) => listener.tally !== tally);
      if (others.length > 0) this.#listeners.set(id, others);
      else this.#listeners.delete(id);
    }
  }

  /** Starts sending unless that goes on already. After a fault the next call tries again. */
  #start(): void {
    if (this.#pump !== undefined || this.#stopping.signal.aborted) return;
    this.#fault = undefined;
    this.#pump = this.#sendAll()
      .catch((fault: unknown) => {
        this.#fault = fault;
      })
      .finally(() => {
        this.#pump = undefined;
        // Something may have been put in after the last look at the front.
        if (this.#fault === undefined && this.#queue.length > 0) this.#start();
        this.#notify();
      });
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const front = await this.#queue.front(chunkLines);
      if (front === undefined) return;
      let answered = 0;
      const refused: string[] = [];
      try {
        await deliver(front.lines, {
          gateway: this.#gateway,
          retry: this.#retry,
          signal: this.#stopping.signal,
          onRetry: (notice) => this.#options.onRetry?.(notice),
          onAnswer: (answer, index) => {
            answered = index + 1;
            const line = front.lines[index] ?? '';
            if (answer.status === 'refused') refused.push(JSON.stringify({ errors: answer.errors, event: line }));
            this.#tell(line, answer);
          },
        });
      } finally {
        // A refused event leaves the outbox too; it is kept beside it, so that it is never lost without a trace.
        await this.#keepRefused(refused);
        await front.drop(answered);
        this.#notify();
      }
    }
  }

  #tell(line: string, answer: GatewayAnswer): void {
    const id = idOf(line);
    if (answer.status === 'accepted') this.#all.countAccepted(answer);
    else this.#all.countRefused({ id, refusals: answer.errors, origin: undefined });
    const [listener, ...others] = this.#listeners.get(id) ?? [];
    if (others.length > 0) this.#listeners.set(id, others);
    else this.#listeners.delete(id);
    listener?.onAnswer(answer, id);
  }

  async #keepRefused(lines: readonly string[]): Promise<void> {
    const { outboxDirectory } = this.#options;
    if (lines.length === 0 || outboxDirectory === undefined) return;
    await mkdir(outboxDirectory, { recursive: true });
    await appendFile(join(outboxDirectory, 'refused.jsonl'), lines.map((line) => `${line}\n`).join(''));
  }

  #notify(): void {
    this.#moved.resolve();
    this.#moved = Promise.withResolvers();
  }

  #startUnlessFailed(): void {
    if (this.#fault === undefined) this.#start();
  }

  /** Resolves when something was answered; throws where sending gave up. */
  async #untilMoved(): Promise<void> {
    this.#startUnlessFailed();
    if (this.#pump !== undefined) await this.#moved.promise;
    if (this.#fault !== undefined) throw this.#fault;
    if (this.#stopping.signal.aborted)
      throw new GatewayFault('stopped', 'The publisher was closed.', { retryable: false });
  }
}

/** The id of a line that we wrote ourselves: its second attribute. */
function idOf(line: string): string {
  return /"id":"([0-9A-Z]{26})"/.exec(line)?.[1] ?? '';
}

async function* chunksOf<Origin>(
  events: AsyncIterable<PreparedEvent | Outgoing<Origin>> | Iterable<PreparedEvent | Outgoing<Origin>>,
): AsyncGenerator<Outgoing<Origin>[]> {
  let chunk: Outgoing<Origin>[] = [];
  for await (const each of events) {
    chunk.push('prepared' in each ? each : { prepared: each });
    if (chunk.length >= 1_000) {
      yield chunk;
      chunk = [];
    }
  }
  if (chunk.length > 0) yield chunk;
}
