// Delivering a chunk: sent again with the same ids until every event has its answer, with growing, uneven pauses.
import { setTimeout as pause } from 'node:timers/promises';
import { type GatewayAddress, type GatewayAnswer, GatewayFault, sendChunk } from './gateway-client.ts';

export interface RetryPolicy {
  /** The first pause; each further one is up to twice as long (default 200). */
  readonly firstPauseMilliseconds: number;
  /** Default 30,000. */
  readonly longestPauseMilliseconds: number;
  /** How long to go on without any progress (default 300,000; Infinity: for ever). */
  readonly giveUpAfterMilliseconds: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  firstPauseMilliseconds: 200,
  longestPauseMilliseconds: 30_000,
  giveUpAfterMilliseconds: 300_000,
};

/** A pause before sending again, and why: for progress displays and logs. Holds nothing of the events. */
export interface RetryNotice {
  readonly code: string;
  readonly reason: string;
  readonly attempt: number;
  readonly pauseMilliseconds: number;
}

export interface DeliverOptions {
  readonly gateway: GatewayAddress;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  readonly onRetry: (notice: RetryNotice) => void;
  /** Told of each answer, once for each line, in order. */
  readonly onAnswer: (answer: GatewayAnswer, index: number) => void;
}

/** Resolves when every line has its answer. Throws GatewayFault when that cannot be had; answers given before stand. */
export async function deliver(lines: readonly string[], options: DeliverOptions): Promise<void> {
  let answered = 0;
  let attempt = 0;
  let lastProgress = Date.now();
  while (answered < lines.length) {
    const from = answered;
    try {
      for await (const answer of sendChunk(options.gateway, lines.slice(from), options.signal)) {
        if (answer.position !== answered - from || answered >= lines.length) throw outOfOrder();
        options.onAnswer(answer, answered);
        answered += 1;
      }
      if (answered < lines.length) throw outOfOrder();
    } catch (fault) {
      if (!(fault instanceof GatewayFault) || !fault.retryable) throw fault;
      if (answered > from) {
        attempt = 0;
        lastProgress = Date.now();
      }
      if (Date.now() - lastProgress >= options.retry.giveUpAfterMilliseconds) throw fault;
      attempt += 1;
      await pauseBefore(fault, attempt, options);
    }
  }
}

/** Full jitter: many publishers that lost the same gateway do not come back in step. */
async function pauseBefore(fault: GatewayFault, attempt: number, options: DeliverOptions): Promise<void> {
  const { firstPauseMilliseconds, longestPauseMilliseconds } = options.retry;
  const longest = Math.min(longestPauseMilliseconds, firstPauseMilliseconds * 2 ** Math.min(attempt - 1, 20));
  const jittered = longest * (0.5 + Math.random() / 2);
  const asked = Math.min(fault.retryAfterMilliseconds ?? 0, longestPauseMilliseconds);
  const pauseMilliseconds = Math.round(Math.max(jittered, asked));
  options.onRetry({ code: fault.code, reason: fault.message, attempt, pauseMilliseconds });
  await pause(pauseMilliseconds, undefined, { signal: options.signal }).catch((cause: unknown) => {
    throw new GatewayFault('stopped', 'Sending was stopped.', { retryable: false, cause });
  });
}

function outOfOrder(): GatewayFault {
  return new GatewayFault('not-a-gateway', 'The answers do not match what was sent.', { retryable: false });
}
