// Counts for reports, every one of them from the projected careers in the database.
import type { Queryable } from '@clew/database';
import { type LedgerContext, tableOf } from './context.ts';

export interface LedgerCounts {
  /** Staff numbers with at least one recorded event. */
  readonly people: number;
  /** Recorded events of people, and of organisations and roles. */
  readonly events: number;
  readonly spells: number;
  /** Moves by kind; `transferred` is split by whether the transfer came with its function. Kinds that did not happen are 0. */
  readonly moves: Readonly<Record<MoveCount, number>>;
  /** Episodes by kind. */
  readonly episodes: Readonly<Record<string, number>>;
  /** Findings by code. */
  readonly findings: Readonly<Record<string, number>>;
  /** People whose last spell is open. */
  readonly inPostAtEnd: number;
  /** People in post on the date that was asked; null where none was. */
  readonly inPostAt: number | null;
  /** Open parked records by code. */
  readonly parked: Readonly<Record<string, number>>;
  readonly organisations: number;
}

const moveCounts = [
  'hired',
  'returned',
  'exited',
  'transferredByChoice',
  'transferredByMachineryOfGovernment',
  'promoted',
  'regraded',
  'postingChanged',
  'temporaryPromotionStarted',
  'temporaryPromotionEnded',
  'loanStarted',
  'loanEnded',
] as const;
export type MoveCount = (typeof moveCounts)[number];

/** Counts the ledger. `inPostAt` is a date (YYYY-MM-DD). */
export async function countsOf(
  client: Queryable,
  context: LedgerContext,
  options: { readonly inPostAt?: string } = {},
): Promise<LedgerCounts> {
  const table = (name: string): string => tableOf(context, name);
  const { rows } = await client.query<
    Record<'people' | 'events' | 'spells' | 'in_post_at_end' | 'organisations', number>
  >(
    `SELECT (SELECT count(*) FROM ${table('career')} WHERE event_count > 0) AS people,
       (SELECT count(*) FROM ${table('event')}) AS events,
       (SELECT count(*) FROM ${table('spell')}) AS spells,
       (SELECT count(*) FROM ${table('career')} WHERE first_start IS NOT NULL AND last_end IS NULL) AS in_post_at_end,
       (SELECT count(DISTINCT code) FROM ${table('organisation')}) AS organisations`,
  );
  const [counted] = rows;
  if (counted === undefined) throw new Error('the database gave no counts');
  const moves = await countBy(
    client,
    `SELECT CASE WHEN kind <> 'transferred' THEN kind WHEN by_machinery_of_government THEN 'transferredByMachineryOfGovernment'
       ELSE 'transferredByChoice' END AS name, count(*) AS count FROM ${table('move')} GROUP BY 1`,
  );
  return {
    people: counted.people,
    events: counted.events,
    spells: counted.spells,
    moves: { ...(Object.fromEntries(moveCounts.map((kind) => [kind, 0])) as Record<MoveCount, number>), ...moves },
    episodes: await countBy(
      client,
      `SELECT kind AS name, count(*) AS count FROM ${table('episode')} GROUP BY 1 ORDER BY 1`,
    ),
    findings: await countBy(
      client,
      `SELECT code AS name, count(*) AS count FROM ${table('finding')} GROUP BY 1 ORDER BY 1`,
    ),
    inPostAtEnd: counted.in_post_at_end,
    inPostAt: options.inPostAt === undefined ? null : await inPostAt(client, context, options.inPostAt),
    parked: await parkedByCode(client, context),
    organisations: counted.organisations,
  };
}

/** Open parked records by code. */
export function parkedByCode(client: Queryable, context: LedgerContext): Promise<Record<string, number>> {
  const parked = tableOf(context, 'parked');
  return countBy(
    client,
    `SELECT code AS name, count(*) AS count FROM ${parked} WHERE resolution IS NULL GROUP BY 1 ORDER BY 1`,
  );
}

async function countBy(client: Queryable, sql: string): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; count: number }>(sql);
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]));
}

async function inPostAt(client: Queryable, context: LedgerContext, date: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `SELECT count(*) AS count FROM ${tableOf(context, 'spell')}
     WHERE start_date <= $1::date AND (end_date IS NULL OR end_date > $1::date)`,
    [date],
  );
  return rows[0]?.count ?? 0;
}
