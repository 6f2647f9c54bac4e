// Budgets and the log: who asked what for which purpose, what became of it, and how much is left. Data for the caller to store.
import { ask } from './query.ts';
import { isRefusal, type Refusal, type RefusalCode, refuse } from './refusal.ts';
import type { RegisteredTable, Registry } from './table.ts';

/** What may be asked for a purpose. */
export interface Purpose {
  readonly name: string;
  /** Distinct tables that one analyst may have of one release for it. A table that was had before costs nothing again. */
  readonly mostTables: number;
}

export interface TableRequest {
  /** When it was asked, as the caller says: ISO 8601. */
  readonly askedAt: string;
  /** An identifier of the analyst, no name. */
  readonly analyst: string;
  readonly purpose: string;
  readonly releaseNumber: number;
  /** As it came in. */
  readonly query: unknown;
}

/** What became of a request. It names a registered table or a code of refusal, and never repeats what was sent. */
export interface LogEntry {
  readonly askedAt: string;
  readonly analyst: string;
  readonly purpose: string | null;
  readonly releaseNumber: number;
  readonly outcome: 'answered' | 'refused';
  /** The registered table that was asked for; null where what was asked for is none. */
  readonly table: string | null;
  readonly refusal: RefusalCode | null;
  /** 1 where a table was had for the first time, else 0. */
  readonly spent: 0 | 1;
}

export interface Decision {
  /** The table to hand out of the release, or why there is none. */
  readonly answer: RegisteredTable | Refusal;
  /** To be added to the log. */
  readonly entry: LogEntry;
  /** Tables that are left to the analyst for the purpose and release, after this. */
  readonly left: number;
}

/** Decides on a request by the log so far. Pure: storing the entry, before the answer goes out, is the caller's. */
export function decide(
  registry: Registry,
  purposes: readonly Purpose[],
  log: readonly LogEntry[],
  request: TableRequest,
): Decision {
  const { askedAt, analyst, releaseNumber } = request;
  const purpose = purposes.find((each) => each.name === request.purpose);
  const answerOf = (
    answer: RegisteredTable | Refusal,
    spent: 0 | 1,
    left: number,
    asked: RegisteredTable | null = isRefusal(answer) ? null : answer,
  ): Decision => ({
    answer,
    left,
    entry: {
      askedAt,
      analyst,
      purpose: purpose?.name ?? null,
      releaseNumber,
      outcome: isRefusal(answer) ? 'refused' : 'answered',
      table: asked?.name ?? null,
      refusal: isRefusal(answer) ? answer.code : null,
      spent,
    },
  });
  if (purpose === undefined) {
    const names = purposes.map((each) => each.name).join(', ');
    return answerOf(refuse('purpose-unknown', 'purpose', 'There is no such purpose.', `State one of: ${names}.`), 0, 0);
  }
  const own = log.filter(
    (entry) =>
      entry.analyst === analyst &&
      entry.purpose === purpose.name &&
      entry.releaseNumber === releaseNumber &&
      entry.outcome === 'answered',
  );
  // A budget that was cut after it was spent leaves nothing, not less.
  const left = Math.max(0, purpose.mostTables - own.reduce((sum, entry) => sum + entry.spent, 0));
  const answer = ask(registry, request.query);
  if (isRefusal(answer)) return answerOf(answer, 0, left);
  if (own.some((entry) => entry.table === answer.name)) return answerOf(answer, 0, left);
  if (left > 0) return answerOf(answer, 1, left - 1);
  return answerOf(
    refuse(
      'budget-spent',
      'analyst',
      `All ${purpose.mostTables} tables of this purpose and release have been had.`,
      'Use the tables that you have, wait for the next release, or ask for a larger budget with a reason.',
    ),
    0,
    0,
    answer,
  );
}
