// What a schema holds, as text that two versions can be compared in: asked of the catalogues, since the embedded server has no pg_dump.
import type { Pool } from '@clew/database';

const parts: readonly { readonly heading: string; readonly sql: string }[] = [
  {
    heading: 'columns',
    sql: `SELECT format('%s.%s.%s %s%s%s', n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
        CASE WHEN co.collname IS NOT NULL AND co.collname <> 'default' THEN ' collate ' || co.collname ELSE '' END) AS line
      FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_collation co ON co.oid = a.attcollation
      WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY n.nspname, c.relname, a.attnum`,
  },
  {
    heading: 'constraints',
    sql: `SELECT format('%s.%s %s: %s', n.nspname, c.relname, o.conname, pg_get_constraintdef(o.oid)) AS line
      FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ANY ($1) AND o.contype <> 'n' ORDER BY 1`,
  },
  {
    heading: 'indexes',
    sql: `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = ANY ($1) ORDER BY schemaname, tablename, indexname`,
  },
  {
    heading: 'triggers',
    sql: `SELECT pg_get_triggerdef(t.oid) AS line FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND NOT t.tgisinternal ORDER BY 1`,
  },
  {
    heading: 'comments',
    sql: `SELECT format('%s.%s%s: %s', n.nspname, c.relname, coalesce('.' || a.attname, ''), d.description) AS line
      FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass
      JOIN pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
      WHERE n.nspname = ANY ($1) ORDER BY 1`,
  },
];

export async function describeSchema(pool: Pool, schemas: readonly string[]): Promise<string> {
  const chapters: string[] = [];
  for (const { heading, sql } of parts) {
    const { rows } = await pool.query<{ line: string }>(sql, [schemas]);
    chapters.push(`-- ${heading}\n${rows.map((row) => row.line).join('\n')}\n`);
  }
  return chapters.join('\n');
}
