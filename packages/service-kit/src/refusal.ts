// A refusal: what a caller gets who asked for something that cannot be done, as a value with a code, never as a throw.

/**
 * One mistake in a request, or one reason why it cannot be answered now.
 * Neither text may repeat what the caller sent: it may be a name, a date of birth or a National Insurance number.
 */
export interface Refusal {
  /** Stable, in kebab-case: programs branch on it. */
  readonly code: string;
  /**
   * Where it is: a JSON Pointer into the body (`/familyName`, `/3/dateOfBirth`; '' is the whole of it),
   * or `headers/idempotency-key`, `params/number`, `query/from`.
   */
  readonly field: string;
  /** The index (from 0) of the item or line, when the request carries several. */
  readonly position?: number;
  readonly message: string;
  /** What the caller can do about it. */
  readonly remedy: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
}

/** A refusal code's HTTP status and the short title that its problem carries. */
export interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** The one table from refusal codes to HTTP. A service adds its own codes through `createServer({ problems })`. */
export type ProblemTable = Readonly<Record<string, ProblemKind>>;

/** The codes that every Clew service can answer. */
export const sharedProblems = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'malformed-utf8': { status: 400, title: 'The body is not UTF-8' },
  'malformed-request': { status: 400, title: 'The request is not well formed HTTP' },
  'body-missing': { status: 400, title: 'A body is needed' },
  'forbidden-key': { status: 400, title: 'The body carries a forbidden key' },
  'too-deep': { status: 400, title: 'The body is nested too deeply' },
  'text-not-storable': { status: 400, title: 'The body carries text that cannot be stored' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'credential-missing': { status: 401, title: 'A credential is needed' },
  'credential-unknown': { status: 401, title: 'The credential is not known' },
  'not-found': { status: 404, title: 'There is nothing at this address' },
  'method-not-allowed': { status: 405, title: 'The address does not answer to this method' },
  'request-timeout': { status: 408, title: 'The request took too long' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  'internal-fault': { status: 500, title: 'The service failed' },
  'not-ready': { status: 503, title: 'The service is not ready' },
  'database-unavailable': { status: 503, title: 'The database cannot be reached' },
  'log-unavailable': { status: 503, title: 'The log cannot be reached' },
  stopping: { status: 503, title: 'The service is stopping' },
} as const satisfies ProblemTable;
