// The report of an import: every number counted from the projected careers in the database, none from the files.
import { type Pool, type PoolClient, withTransaction } from '@clew/database';
import { feedSource } from './derive.ts';

/** Moves of the feed's people by kind. */
export interface MoveCounts {
  readonly hired: number;
  readonly returned: number;
  readonly exited: number;
  readonly transferredByChoice: number;
  readonly transferredByMachineryOfGovernment: number;
  readonly promoted: number;
  readonly regraded: number;
  readonly postingChanged: number;
}

export interface CareerCounts {
  readonly people: number;
  readonly moves: MoveCounts;
  readonly temporaryPromotions: number;
  readonly absences: number;
  /** By code. */
  readonly findings: Readonly<Record<string, number>>;
  /** People whose last spell is open. */
  readonly inPostAtEnd: number;
}

/** The people of whom an event of this feed is recorded. */
const feedPeople = `SELECT DISTINCT person_id FROM ledger.event WHERE source = $1 AND person_id IS NOT NULL`;

/** Counts the careers of the feed's people, in one view of the database. */
export function countFeedCareers(pool: Pool, source: string = feedSource): Promise<CareerCounts> {
  return withTransaction(pool, (client) => countWithin(client, source), {
    isolation: 'repeatable read',
    readOnly: true,
  });
}

async function countWithin(client: PoolClient, source: string): Promise<CareerCounts> {
  const moves = await countBy(
    client,
    source,
    'move',
    `CASE WHEN kind <> 'transferred' THEN kind
    WHEN by_machinery_of_government THEN 'transferredByMachineryOfGovernment' ELSE 'transferredByChoice' END`,
  );
  const episodes = await countBy(client, source, 'episode', 'kind');
  const { rows } = await client.query<{ people: number; in_post: number }>(
    `SELECT count(*) AS people, count(*) FILTER (WHERE first_start IS NOT NULL AND last_end IS NULL) AS in_post
     FROM ledger.career WHERE person_id IN (${feedPeople})`,
    [source],
  );
  return {
    people: rows[0]?.people ?? 0,
    moves: {
      hired: moves.get('hired') ?? 0,
      returned: moves.get('returned') ?? 0,
      exited: moves.get('exited') ?? 0,
      transferredByChoice: moves.get('transferredByChoice') ?? 0,
      transferredByMachineryOfGovernment: moves.get('transferredByMachineryOfGovernment') ?? 0,
      promoted: moves.get('promoted') ?? 0,
      regraded: moves.get('regraded') ?? 0,
      postingChanged: moves.get('postingChanged') ?? 0,
    },
    temporaryPromotions: episodes.get('temporaryPromotion') ?? 0,
    absences: episodes.get('absence') ?? 0,
    findings: Object.fromEntries(await countBy(client, source, 'finding', 'code')),
    inPostAtEnd: rows[0]?.in_post ?? 0,
  };
}

async function countBy(
  client: PoolClient,
  source: string,
  table: 'move' | 'episode' | 'finding',
  name: string,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ name: string; count: number }>(
    `SELECT ${name} AS name, count(*) AS count FROM ledger.${table} WHERE person_id IN (${feedPeople}) GROUP BY 1 ORDER BY 1`,
    [source],
  );
  return new Map(rows.map((row) => [row.name, row.count]));
}
