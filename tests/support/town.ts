// A small synthetic population on its way through the ID service and the gateway, from a sender that never gives up.
import { setTimeout as pause } from 'node:timers/promises';
import { encodeEvent } from '@clew/events';
import { createPublisher, type PreparedEvent, type PublishSummary, prepareJson } from '@clew/publisher';
import { bindStaffNumber, generatePopulation, type PersonItem, type StaffNumberRequest } from '@clew/synthetic';

export interface Town {
  /** Asks for all numbers, then publishes all events; resolves when each is answered. */
  publish(addresses: { readonly idService: string; readonly gateway: string }): Promise<PublishSummary>;
  /** The ids of the events: what the ledger must hold, beside the ID service's own events. */
  readonly eventIds: ReadonlySet<string>;
  readonly people: number;
  /** What departments said of people. None of it may be seen in a log. */
  readonly requests: readonly StaffNumberRequest[];
  readonly staffNumbers: ReadonlyMap<string, string>;
}

/** The same seed gives the same people and events. */
export function makeTown(options: { readonly people: number; readonly years: number; readonly seed: string }): Town {
  const items = [...generatePopulation({ ...options, order: 'time' })];
  const people = items.filter((item): item is PersonItem => item.kind === 'person');
  const events = items.filter((item) => item.kind === 'event');
  const staffNumbers = new Map<string, string>();

  const askForNumbers = async (url: string): Promise<void> => {
    for (let from = 0; from < people.length; from += 100) {
      const batch = people.slice(from, from + 100);
      const answers = await askBatch(url, batch);
      for (const [index, { personKey }] of batch.entries()) {
        const staffNumber = answers[index]?.staffNumber;
        if (staffNumber === undefined) throw new Error('a request for a staff number was refused');
        const known = staffNumbers.get(personKey);
        if (known !== undefined && known !== staffNumber) throw new Error('a person was given a second number');
        staffNumbers.set(personKey, staffNumber);
      }
    }
  };

  function* prepared(): Generator<PreparedEvent> {
    for (const { personKey, event } of events) {
      const whole = personKey === null ? event : bindStaffNumber(event, staffNumbers.get(personKey) ?? '');
      const result = prepareJson(encodeEvent(whole));
      if (!result.ok) throw new Error(`a synthetic event is refused: ${JSON.stringify(result.refusals)}`);
      yield result.value;
    }
  }

  return {
    publish: async ({ idService, gateway }) => {
      await askForNumbers(idService);
      const retry = { longestPauseMilliseconds: 1_000, giveUpAfterMilliseconds: Number.POSITIVE_INFINITY };
      const publisher = await createPublisher({ gatewayUrl: gateway, source: '/clew/synthetic', retry });
      try {
        return await publisher.publishAll(prepared());
      } finally {
        await publisher.close();
      }
    },
    eventIds: new Set(events.map(({ event }) => event.id)),
    people: new Set(people.map(({ personKey }) => personKey)).size,
    requests: people.map(({ request }) => request),
    staffNumbers,
  };
}

/** Sends a batch until it is answered. The same keys make it safe to send it again. */
async function askBatch(
  url: string,
  batch: readonly PersonItem[],
): Promise<readonly { readonly staffNumber?: string }[]> {
  const body = batch.map(({ requestKey, request }) => JSON.stringify({ idempotencyKey: requestKey, ...request }));
  for (;;) {
    const answer = await fetch(`${url}/staff-numbers/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: body.join('\n'),
    }).catch(() => undefined);
    if (answer?.status === 200) return ((await answer.json()) as { results: { staffNumber?: string }[] }).results;
    if (answer !== undefined && answer.status !== 503) throw new Error(`the ID service answered ${answer.status}`);
    await pause(200);
  }
}
