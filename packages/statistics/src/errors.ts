// What a statistic refuses: its argument has no meaning there. The list is closed.

export const statisticsErrorCodes = {
  'count-invalid': 'A count is not a whole number from 0 to 2^53.',
  'exposure-invalid': 'An exposure is not a finite number from 0 up.',
  'no-exposure': 'There is no exposure, so there is no rate.',
  'no-events': 'There is no event in either group, so there is nothing to compare.',
  'wald-needs-events': "Wald's interval needs an event in both groups; the exact one does not.",
  'no-trials': 'There are no trials, so there is no proportion.',
  'more-successes-than-trials': 'There are more successes than trials.',
  'confidence-invalid': 'The confidence is not between 0 and 1, both excluded.',
  'per-invalid': 'The unit of exposure is not a finite number above 0.',
  'ratio-invalid': 'The ratio to test against is not a finite number above 0.',
  'probability-invalid': 'A probability is not between 0 and 1.',
  'shape-invalid': 'A shape parameter is not a finite number above 0.',
} as const;

export type StatisticsErrorCode = keyof typeof statisticsErrorCodes;

/** Thrown where an argument has no meaning: a fault of the caller's, never a property of the data that a caller could not have seen. */
export class StatisticsError extends RangeError {
  readonly code: StatisticsErrorCode;
  constructor(code: StatisticsErrorCode) {
    super(statisticsErrorCodes[code]);
    this.name = 'StatisticsError';
    this.code = code;
  }
}

export function requireCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new StatisticsError('count-invalid');
}

export function requireExposure(exposure: number): void {
  if (!Number.isFinite(exposure) || exposure < 0) throw new StatisticsError('exposure-invalid');
  if (exposure === 0) throw new StatisticsError('no-exposure');
}

export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new StatisticsError('confidence-invalid');
}
