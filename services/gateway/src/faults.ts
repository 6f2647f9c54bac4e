// Faults of what stands behind the door, as refusals that say whether to come back: none of them is a 500.
import { isDatabaseError } from '@clew/database';
import { LogError } from '@clew/event-log';
import type { ProblemTable, Refusal } from '@clew/service-kit';
import { StreamGivenUp } from './group-lines.ts';
import { DirectoryUnavailable } from './staff-numbers.ts';

/** The door's own codes, beside those that every service has. */
export const problems = {
  'events-refused': { status: 422, title: 'Every event was refused' },
  'not-a-batch': { status: 400, title: 'The body is not a batch of events' },
  'too-many': { status: 413, title: 'Too many at once' },
  'receipt-unknown': { status: 404, title: 'There is no such receipt' },
  'id-service-unavailable': { status: 503, title: 'The ID service cannot be reached' },
  'stream-idle': { status: 408, title: 'The stream fell silent' },
} as const satisfies ProblemTable;

/** What the sender is told of a fault; undefined for a mistake of our own. Nothing of the group was acknowledged. */
export function translateFault(thrown: unknown): Refusal | undefined {
  if (thrown instanceof DirectoryUnavailable)
    return unavailable('id-service-unavailable', 'The ID service cannot be asked.');
  if (thrown instanceof StreamGivenUp) {
    return thrown.code === 'stopping'
      ? unavailable('stopping', 'The service is stopping.')
      : unavailable('stream-idle', 'No line came in time.');
  }
  // Whatever the log says, the events themselves have passed every check: the fault is on our side and can be mended.
  if (thrown instanceof LogError) return unavailable('log-unavailable', 'The log does not take events now.');
  if (isDatabaseError(thrown)) return unavailable('database-unavailable', 'The database does not answer now.');
  return undefined;
}

function unavailable(code: string, message: string): Refusal {
  return {
    code,
    field: '',
    message,
    remedy: 'Send the same events again, with the same ids, after a pause.',
    retryable: true,
  };
}
