// What a statistic refuses: its argument has no meaning there. The list is closed.

export const statisticsErrorCodes = {
  // Columns
  'length-mismatch': 'Two columns that describe the same rows differ in length.',
  'no-rows': 'There are no rows.',
  'not-finite':
    'A value is missing, not a number or not finite. Leave the row out, or say how missing values are to be taken.',
  'weight-invalid': 'A weight is not a finite number from 0 up, or all weights are 0.',
  'code-outside-levels': "A factor's code names no level.",
  'level-unknown': 'A level is named that the factor does not have.',
  'one-group': 'There is one group only, so there is nothing to compare.',
  'empty-group': 'A group has no rows.',
  'option-invalid': 'An option has a value that it cannot take.',
  cancelled: 'The work was cancelled by the caller.',
  // Rates and proportions
  'count-invalid': 'A count is not a whole number from 0 to 2^53.',
  'exposure-invalid': 'An exposure is not a finite number from 0 up.',
  'no-exposure': 'There is no exposure, so there is no rate.',
  'no-events': 'There is no event, so there is nothing to compare.',
  'wald-needs-events': "Wald's interval needs an event in both groups; the exact one does not.",
  'no-trials': 'There are no trials, so there is no proportion.',
  'more-successes-than-trials': 'There are more successes than trials.',
  'confidence-invalid': 'The confidence is not between 0 and 1, both excluded.',
  'per-invalid': 'The unit of exposure is not a finite number above 0.',
  'ratio-invalid': 'The ratio to test against is not a finite number above 0.',
  'probability-invalid': 'A probability is not between 0 and 1.',
  'shape-invalid': 'A shape parameter is not a finite number above 0.',
  'table-too-large': 'The table has too many arrangements to count. Ask fisherTestSimulated.',
  'nothing-in-common': 'The groups share no cell, so that nothing can be compared.',
  'all-tied': 'All values are equal, so that nothing can be told apart.',
  // Times
  'time-negative': 'A time is negative.',
  'time-zero': 'A time is 0, and the distribution takes its logarithm.',
  'entry-not-before-exit': 'A row enters at or after the time at which it ends.',
  'status-invalid': 'A status is not among those declared.',
  'rows-overlap':
    "A row of a person begins before that person's last row ends, or there are several rows and no entries.",
  'states-disagree': "A person's row is in another state than the row before led to.",
  // Models
  collinear: 'A column is a combination of the others, so that its coefficient has no value. Leave it out.',
  separated: 'A combination of columns tells the outcomes apart without error, so that no finite coefficient is best.',
  'no-convergence': 'The iteration did not come to rest within its limit.',
  'not-positive-definite': 'A matrix that must be positive definite is not.',
  'outcome-invalid': 'An outcome is not one that the family of the model can have.',
  'formula-invalid': 'The description of the model cannot be read, or names a column that there is not.',
  // Sequences
  'state-outside-alphabet': 'A state is not in the alphabet.',
  'spells-overlap': 'Two spells of one person overlap. Say which of them holds there, or mend them.',
  'text-invalid': 'A text is not a sequence in the form declared.',
  'costs-invalid': 'Costs are not a square matrix of finite numbers from 0 up, with zeros on the diagonal.',
  'lengths-differ': 'The distance is defined for sequences of one length only.',
  'state-missing': 'A state is missing. Take missing as a state (withMissing), or leave the sequence out.',
  'sequence-empty': 'The distance is not defined for a sequence without any state.',
  'too-many-pairs':
    'There are more pairs of sequences than memory holds. Measure from references, or cluster a sample.',
  'distance-negative': 'A dissimilarity is below 0.',
  'clusters-invalid': 'The number of clusters is not from 1 to the number of different objects.',
} as const;

export type StatisticsErrorCode = keyof typeof statisticsErrorCodes;

/** Where an argument is wrong: the column (or option) by its name, the row counted from 0, and what else helps. Never a value of a row. */
export interface Where {
  readonly column?: string;
  readonly row?: number;
  readonly detail?: string;
}

/** Thrown where an argument has no meaning, with the column and the row (counted from 1 in the message) where it is. */
export class StatisticsError extends RangeError {
  readonly code: StatisticsErrorCode;
  readonly where: Where;
  constructor(code: StatisticsErrorCode, where: Where = {}) {
    super(`${place(where)}${statisticsErrorCodes[code]}${where.detail === undefined ? '' : ` (${where.detail})`}`);
    this.name = 'StatisticsError';
    this.code = code;
    this.where = where;
  }
}

function place({ column, row }: Where): string {
  if (column === undefined && row === undefined) return '';
  const parts = [column, row === undefined ? undefined : `row ${row + 1}`].filter((part) => part !== undefined);
  return `${parts.join(', ')}: `;
}

/** Asks something of rows chosen among those given (null: all); what it refuses is said of the rows given. */
export function namingRowsGiven<Answer>(chosen: Int32Array | null, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof StatisticsError) || error.where.row === undefined || chosen === null) throw error;
    throw new StatisticsError(error.code, { ...error.where, row: chosen[error.where.row] as number });
  }
}

export function requireCount(count: number, where: Where = {}): void {
  if (!Number.isSafeInteger(count) || count < 0) throw new StatisticsError('count-invalid', where);
}

export function requireExposure(exposure: number, where: Where = {}): void {
  if (!Number.isFinite(exposure) || exposure < 0) throw new StatisticsError('exposure-invalid', where);
  if (exposure === 0) throw new StatisticsError('no-exposure', where);
}

/** Throws `option-invalid` for a value that is none of those that the option can have, which the compiler cannot see in what was read. */
export function requireChoice<Value extends string>(column: string, value: Value, choices: readonly Value[]): void {
  if (!choices.includes(value)) throw new StatisticsError('option-invalid', { column, detail: choices.join(', ') });
}

export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1)) throw new StatisticsError('confidence-invalid');
}
