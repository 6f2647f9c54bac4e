// Publishing finished events through the SDK: validated, sent in order, every refusal named.
import type { ClewEvent } from '@clew/events';
import { encodeEvent } from '@clew/events';
import { createPublisher, type PreparedEvent, prepareJson } from '@clew/publisher';
import { Refused } from './failure.ts';

export interface PublishedCounts {
  readonly sent: number;
  readonly accepted: number;
  /** Of the accepted: how many the gateway had already. */
  readonly duplicates: number;
  readonly refused: number;
}

export interface PublishEventsOptions {
  readonly gatewayUrl: string;
  readonly source: string;
  readonly events: Iterable<ClewEvent> | AsyncIterable<ClewEvent>;
  readonly onProgress: (sent: number) => void;
  readonly onWait: (reason: string) => void;
  /** Stops sending; what was answered by then is published. */
  readonly signal: AbortSignal;
}

/** Publishes everything. Refuses where the gateway refused an event: half a feed would give wrong careers. */
export async function publishEvents(options: PublishEventsOptions): Promise<PublishedCounts> {
  const publisher = await createPublisher({
    gatewayUrl: options.gatewayUrl,
    source: options.source,
    onRetry: ({ reason }) => options.onWait(reason),
  });
  const close = (): void => void publisher.close();
  options.signal.addEventListener('abort', close, { once: true });
  try {
    options.signal.throwIfAborted();
    const onProgress = ({ sent }: { readonly sent: number }): void => options.onProgress(sent);
    const summary = await publisher.publishAll(prepared(options.events), { onProgress });
    const { sent, accepted, duplicates, refused, refusals } = summary;
    if (refused > 0) throw refusedEvents(refused, refusals);
    return { sent, accepted, duplicates, refused };
  } finally {
    options.signal.removeEventListener('abort', close);
    await publisher.close();
  }
}

async function* prepared(events: Iterable<ClewEvent> | AsyncIterable<ClewEvent>): AsyncGenerator<PreparedEvent> {
  for await (const event of events) {
    const result = prepareJson(encodeEvent(event));
    if (!result.ok) throw refusedEvents(1, [{ id: event.id, refusals: result.refusals }]);
    yield result.value;
  }
}

interface RefusedIdentified {
  readonly id: string;
  readonly refusals: readonly { readonly code: string; readonly field: string }[];
}

function refusedEvents(count: number, refused: readonly RefusedIdentified[]): Refused {
  const details = refused
    .slice(0, 10)
    .flatMap(({ id, refusals }) =>
      refusals.map(({ code, field }) => `event ${id}: ${code} at ${field || 'the event'}`),
    );
  const remedy = 'The events before them are published, and sending all again is safe. See docs/reference/events.md.';
  return new Refused('events-refused', `${count} events were refused.`, remedy, details);
}
