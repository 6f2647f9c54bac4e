// The audit: what must always be true of the ledger, asked of the rows themselves.
import { withTransaction } from '@clew/database';
import { type LedgerContext, tableOf } from './context.ts';

/** One thing that must be true, and how often it is not. */
export interface AuditResult {
  readonly check: string;
  readonly meaning: string;
  readonly violations: number;
}

interface Check {
  readonly check: string;
  readonly meaning: string;
  /** Counts violations in one column `violations`. */
  readonly sql: (table: (name: string) => string) => string;
}

const checks: readonly Check[] = [
  {
    check: 'spells-apart',
    meaning: 'The spells of a person are in order and do not overlap; only the last may be open.',
    sql: (table) => `SELECT count(*) AS violations FROM (
      SELECT start_date < coalesce(lag(coalesce(end_date, 'infinity')) OVER (PARTITION BY person_id ORDER BY start_date),
        '-infinity') AS is_early FROM ${table('spell')}) spell WHERE is_early`,
  },
  {
    check: 'events-have-their-career',
    meaning: 'A career counts as many events as the ledger holds of the person.',
    sql: (table) => `SELECT count(*) AS violations FROM
      (SELECT person_id, count(*) AS count FROM ${table('event')} WHERE person_id IS NOT NULL GROUP BY 1) event
      FULL JOIN ${table('career')} career USING (person_id)
      WHERE coalesce(event.count, 0) IS DISTINCT FROM career.event_count`,
  },
  {
    check: 'careers-have-their-person',
    meaning: 'Every person has a career, every career its person, both under one staff number.',
    sql: (table) => `SELECT count(*) AS violations FROM ${table('person')} person
      FULL JOIN ${table('career')} career USING (person_id) WHERE person.staff_number IS DISTINCT FROM career.staff_number`,
  },
  {
    check: 'careers-end-with-their-spells',
    meaning: 'The bounds of a career are those of its spells.',
    sql: (table) => `SELECT count(*) AS violations FROM ${table('career')} career LEFT JOIN (
      SELECT person_id, min(start_date) AS first_start, nullif(max(coalesce(end_date, 'infinity')), 'infinity') AS last_end
      FROM ${table('spell')} GROUP BY 1) spell USING (person_id)
      WHERE (career.first_start, career.last_end) IS DISTINCT FROM (spell.first_start, spell.last_end)`,
  },
  {
    check: 'events-before-their-position',
    meaning: 'Every recorded or parked record stands before the position of its partition.',
    sql: (table) => `SELECT count(*) AS violations FROM (
      SELECT topic, partition, max(log_offset) AS last FROM
        (SELECT topic, partition, log_offset FROM ${table('event')} UNION ALL
         SELECT topic, partition, log_offset FROM ${table('parked')}) record GROUP BY 1, 2) record
      LEFT JOIN ${table('position')} position USING (topic, partition)
      WHERE position.next_offset IS NULL OR record.last >= position.next_offset`,
  },
  {
    check: 'waiting-records-have-a-reason',
    meaning: 'A record that waits behind another has an earlier open one of its key before it.',
    sql: (table) => `SELECT count(*) AS violations FROM ${table('parked')} waiting
      WHERE waiting.resolution IS NULL AND waiting.code = 'behind-parked-event' AND NOT EXISTS (
        SELECT FROM ${table('parked')} head WHERE head.topic = waiting.topic AND head.partition = waiting.partition
          AND head.key = waiting.key AND head.blocks AND head.resolution IS NULL AND head.log_offset < waiting.log_offset)`,
  },
];

/** Runs every check on one state of the database. All is well where every `violations` is 0. */
export function audit(context: LedgerContext): Promise<readonly AuditResult[]> {
  const table = (name: string): string => tableOf(context, name);
  return withTransaction(
    context.pool,
    async (client) => {
      const results: AuditResult[] = [];
      for (const { check, meaning, sql } of checks) {
        const { rows } = await client.query<{ violations: number }>(sql(table));
        results.push({ check, meaning, violations: rows[0]?.violations ?? 0 });
      }
      return results;
    },
    { isolation: 'repeatable read', readOnly: true },
  );
}
