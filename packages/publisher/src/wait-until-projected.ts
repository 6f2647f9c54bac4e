// Waiting until the careers know what was published.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { RetryPolicy } from './deliver.ts';
import { type GatewayAddress, GatewayFault, type RefusalReason, request } from './gateway-client.ts';

export interface WaitOptions {
  /** How long to wait in all (default 60,000). */
  readonly withinMilliseconds?: number;
  readonly onProgress?: (progress: { readonly projected: number; readonly waiting: number }) => void;
}

/** What had become of the events when the waiting ended. */
export interface Fate {
  readonly projected: number;
  /** Events that could not be applied, and why. */
  readonly parked: readonly { readonly id: string; readonly errors: readonly RefusalReason[] }[];
  /** Events that the gateway refused, or never saw. */
  readonly notPublished: readonly string[];
  /** Ids that were still on their way when the time was over. */
  readonly waiting: readonly string[];
}

const reason = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});
const answerSchema = z.object({
  receipts: z.array(z.object({ id: z.string(), status: z.string(), errors: z.array(reason).optional() })),
});

const atOnce = 1_000;

/** Asks for the receipts until none is on its way, or the time is over. Throws GatewayFault where the gateway cannot be asked. */
export async function waitUntilProjected(
  gateway: GatewayAddress,
  ids: readonly string[],
  options: WaitOptions & { readonly retry: RetryPolicy; readonly signal: AbortSignal },
): Promise<Fate> {
  const until = Date.now() + (options.withinMilliseconds ?? 60_000);
  const parked: { id: string; errors: readonly RefusalReason[] }[] = [];
  const notPublished: string[] = [];
  let waiting = [...new Set(ids)];
  let projected = 0;
  for (let pauseMilliseconds = 20; ; pauseMilliseconds = Math.min(1_000, pauseMilliseconds * 1.5)) {
    const still: string[] = [];
    for (let from = 0; from < waiting.length; from += atOnce) {
      const asked = waiting.slice(from, from + atOnce);
      for (const { id, status, errors = [] } of await receipts(gateway, asked, options)) {
        // What is about no person stays `recorded`: there is no career to change.
        if (status === 'projected' || status === 'recorded') projected += 1;
        else if (status === 'parked') parked.push({ id, errors });
        else if (status === 'refused' || status === 'unknown') notPublished.push(id);
        else still.push(id);
      }
    }
    waiting = still;
    options.onProgress?.({ projected, waiting: waiting.length });
    if (waiting.length === 0 || Date.now() >= until) return { projected, parked, notPublished, waiting };
    await pause(Math.min(pauseMilliseconds, Math.max(1, until - Date.now())), undefined, { signal: options.signal });
  }
}

async function receipts(
  gateway: GatewayAddress,
  ids: readonly string[],
  options: { readonly retry: RetryPolicy; readonly signal: AbortSignal },
): Promise<z.infer<typeof answerSchema>['receipts']> {
  const until = Date.now() + options.retry.giveUpAfterMilliseconds;
  for (let pauseMilliseconds = options.retry.firstPauseMilliseconds; ; pauseMilliseconds *= 2) {
    try {
      const signal = AbortSignal.any([options.signal, AbortSignal.timeout(30_000)]);
      const response = await request(gateway, 'receipts', {
        body: JSON.stringify({ ids }),
        mediaType: 'application/json',
        signal,
      });
      const answer = answerSchema.safeParse(await response.json());
      if (!answer.success)
        throw new GatewayFault('not-a-gateway', 'The answer is not that of a gateway.', { retryable: false });
      return answer.data.receipts;
    } catch (fault) {
      if (!(fault instanceof GatewayFault) || !fault.retryable || Date.now() >= until) throw fault;
      const longest = Math.min(pauseMilliseconds, options.retry.longestPauseMilliseconds);
      await pause(longest * (0.5 + Math.random() / 2), undefined, { signal: options.signal });
    }
  }
}
