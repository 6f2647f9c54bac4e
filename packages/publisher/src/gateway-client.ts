// The gateway over HTTP: one chunk of events in, an answer for each, and faults told apart from refusals.
import { z } from 'zod';

/** One reason why the gateway refused an event. */
export interface RefusalReason {
  readonly code: string;
  /** JSON Pointer into the event. */
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
}

/** What the gateway answered about the event at a position of its chunk. */
export type GatewayAnswer =
  | {
      readonly position: number;
      readonly status: 'accepted';
      readonly id: string;
      readonly duplicate: boolean;
      readonly logPosition: string;
    }
  | { readonly position: number; readonly status: 'refused'; readonly errors: readonly RefusalReason[] };

/** The gateway could not be reached, or did not take the chunk, or broke off. `retryable`: the same may succeed later. */
export class GatewayFault extends Error {
  readonly code: string;
  readonly retryable: boolean;
  readonly retryAfterMilliseconds: number | undefined;
  constructor(
    code: string,
    message: string,
    options: { retryable: boolean; retryAfterMilliseconds?: number | undefined; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'GatewayFault';
    this.code = code;
    this.retryable = options.retryable;
    this.retryAfterMilliseconds = options.retryAfterMilliseconds;
  }
}

const reasonSchema = z.object({
  code: z.string(),
  field: z.string(),
  message: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
});

const answerSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('accepted'),
    position: z.number(),
    id: z.string(),
    duplicate: z.boolean().default(false),
    logPosition: z.string(),
  }),
  z.object({ status: z.literal('refused'), position: z.number(), errors: z.array(reasonSchema) }),
  z.object({ status: z.literal('complete') }),
  z.object({ status: z.literal('interrupted'), code: z.string(), message: z.string(), retryable: z.boolean() }),
]);

const problemSchema = z.object({ code: z.string(), detail: z.string() });

export interface GatewayAddress {
  readonly url: string;
  /** The bearer token of the department. */
  readonly credential?: string | undefined;
  /** How long an answer may stay silent (default 120,000). */
  readonly silenceMilliseconds?: number | undefined;
}

/** A request to the gateway, its faults as GatewayFault. */
export async function request(
  gateway: GatewayAddress,
  path: string,
  init: { readonly body: string; readonly mediaType: string; readonly signal: AbortSignal },
): Promise<Response> {
  const base = gateway.url.endsWith('/') ? gateway.url : `${gateway.url}/`;
  const response = await fetch(new URL(path, base), {
    method: 'POST',
    body: init.body,
    signal: init.signal,
    headers: {
      'content-type': init.mediaType,
      ...(gateway.credential === undefined ? {} : { authorization: `Bearer ${gateway.credential}` }),
    },
  }).catch((fault: unknown) => {
    throw unreachable(fault);
  });
  if (!response.ok) throw await faultOf(response);
  return response;
}

/** Sends one chunk and gives the answers as they come, in order. Throws GatewayFault; what was answered before stays answered. */
export async function* sendChunk(
  gateway: GatewayAddress,
  lines: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<GatewayAnswer> {
  const silence = new AbortController();
  const milliseconds = gateway.silenceMilliseconds ?? 120_000;
  const timer = setTimeout(() => silence.abort(new DOMException('silent', 'TimeoutError')), milliseconds);
  try {
    const response = await request(gateway, 'events', {
      body: `${lines.join('\n')}\n`,
      mediaType: 'application/x-ndjson',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (response.body === null) throw cutOff();
    for await (const text of linesOf(response.body)) {
      timer.refresh();
      const answer = readAnswer(text);
      if (answer.status === 'complete') return;
      if (answer.status === 'interrupted') {
        throw new GatewayFault(answer.code, answer.message, { retryable: answer.retryable });
      }
      yield answer;
    }
    throw cutOff();
  } finally {
    clearTimeout(timer);
  }
}

function readAnswer(text: string): z.infer<typeof answerSchema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw cutOff();
  }
  const answer = answerSchema.safeParse(json);
  if (!answer.success) {
    throw new GatewayFault('not-a-gateway', 'The answer is not that of a gateway.', { retryable: false });
  }
  return answer.data;
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (fault) {
    throw fault instanceof GatewayFault ? fault : unreachable(fault);
  }
  if (rest !== '') yield rest;
}

async function faultOf(response: Response): Promise<GatewayFault> {
  const problem = problemSchema.safeParse(await response.json().catch(() => undefined));
  const code = problem.success ? problem.data.code : `http-${response.status}`;
  const detail = problem.success ? problem.data.detail : `The gateway answered ${response.status}.`;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new GatewayFault(code, detail, {
    retryable: response.status >= 500 || response.status === 408 || response.status === 429,
    retryAfterMilliseconds: Number.isFinite(retryAfter) ? retryAfter * 1_000 : undefined,
  });
}

function unreachable(fault: unknown): GatewayFault {
  const { name, cause } = Object(fault) as { name?: unknown; cause?: { code?: unknown } };
  if (name === 'AbortError')
    return new GatewayFault('stopped', 'Sending was stopped.', { retryable: false, cause: fault });
  const reason = name === 'TimeoutError' ? 'it stayed silent' : String(cause?.code ?? 'the connection broke');
  return new GatewayFault('gateway-unreachable', `The gateway cannot be reached: ${reason}.`, {
    retryable: true,
    cause: fault,
  });
}

function cutOff(): GatewayFault {
  return new GatewayFault('gateway-unreachable', 'The answer broke off.', { retryable: true });
}
