// What Fastify throws, as refusals: the caller's mistakes keep a 4xx code, everything else is a fault of ours.

import type { Refusal } from './refusal.ts';
import { InvalidRequest } from './validation.ts';

/** Thrown by a content parser or a hook; it ends as the problem of its refusal. */
export class RefusedRequest extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.name = 'RefusedRequest';
    this.refusal = refusal;
  }
}

const internalFault: Refusal = {
  code: 'internal-fault',
  field: '',
  message: 'The service failed; the fault is in its log under the request id.',
  remedy: 'Try again later; if it stays, tell the operators the request id.',
  retryable: true,
};

/** The refusals of a thrown value, and whether it is a fault that belongs in the log. */
export function refusalsOfThrown(
  thrown: unknown,
  bodyLimitBytes: number,
): { readonly refusals: readonly Refusal[]; readonly fault: boolean } {
  if (thrown instanceof InvalidRequest) return { refusals: thrown.refusals, fault: false };
  if (thrown instanceof RefusedRequest) return { refusals: [thrown.refusal], fault: false };
  const { code, statusCode } = Object(thrown) as { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? knownFault(code, bodyLimitBytes) : undefined;
  if (known !== undefined) return { refusals: [known], fault: false };
  if (typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number' && statusCode < 500) {
    return {
      refusals: [refusal('malformed-request', 'The request cannot be read.', 'Send well-formed HTTP.')],
      fault: false,
    };
  }
  return { refusals: [internalFault], fault: true };
}

function knownFault(code: string, bodyLimitBytes: number): Refusal | undefined {
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refusal('too-large', `The body is larger than ${bodyLimitBytes} bytes.`, 'Send it in smaller parts.');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refusal(
        'unsupported-media-type',
        'The address does not read this media type.',
        'Send one that its documentation names.',
      );
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return refusal('body-missing', 'The body is empty.', 'Send a JSON body.');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return refusal('malformed-request', 'The body is not as long as Content-Length says.', 'Send the right length.');
    case 'FST_ERR_BAD_URL':
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return refusal('malformed-request', 'The address cannot be read.', 'Encode it as RFC 3986 says.');
    default:
      return undefined;
  }
}

function refusal(code: string, message: string, remedy: string): Refusal {
  return { code, field: '', message, remedy, retryable: false };
}
