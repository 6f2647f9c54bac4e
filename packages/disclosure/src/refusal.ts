// What is refused, as a value: a code, the field, what is wrong, what to do. Never the value that was sent.

/** Every reason to refuse, with whether the same request may succeed later. */
export const refusalCodes = {
  'classification-unknown': { retryable: false },
  'level-unknown': { retryable: false },
  'quantity-unknown': { retryable: false },
  'dimension-repeated': { retryable: false },
  'query-not-expressible': { retryable: false },
  'table-not-registered': { retryable: false },
  'registry-invalid': { retryable: false },
  'registry-differs': { retryable: false },
  'workforce-invalid': { retryable: false },
  'parameter-invalid': { retryable: false },
  'method-unknown': { retryable: false },
  'secret-too-short': { retryable: false },
  'release-out-of-order': { retryable: false },
  'release-altered': { retryable: false },
  'method-differs': { retryable: false },
  'release-differs-too-little': { retryable: true },
  'loss-exceeded': { retryable: false },
  'budget-spent': { retryable: true },
  'purpose-unknown': { retryable: false },
  'output-unsafe': { retryable: false },
  'output-inexact': { retryable: false },
} as const;

export type RefusalCode = keyof typeof refusalCodes;

export interface Refusal {
  readonly code: RefusalCode;
  /** The part of the request that is refused. */
  readonly field: string;
  readonly message: string;
  readonly remedy: string;
  readonly retryable: boolean;
  /** The names of registered tables nearest to what was asked, nearest first; where a query was refused. */
  readonly nearest?: readonly string[];
}

export function refuse(
  code: RefusalCode,
  field: string,
  message: string,
  remedy: string,
  nearest?: readonly string[],
): Refusal {
  const { retryable } = refusalCodes[code];
  return { code, field, message, remedy, retryable, ...(nearest === undefined ? {} : { nearest }) };
}

/** True for a refusal, false for an answer. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'remedy' in value && 'retryable' in value;
}
