// The reference lists as tables inside DuckDB, so that a query groups by what the catalogue says and by nothing else.

import { gradingSchemes, leavingCauses } from '@clew/events';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from './sql-text.ts';

/** Creates `grade_reference` (scheme, code, grade_group) and `cause_reference` (code, cause_group). */
export async function createReferenceTables(connection: DuckDBConnection): Promise<void> {
  const grades = gradingSchemes.flatMap((scheme) =>
    scheme.grades.map((grade) => [scheme.code, grade.code, grade.group] as const),
  );
  const causes = leavingCauses.map((cause) => [cause.code, cause.group ?? cause.code] as const);
  await connection.run(
    `CREATE TABLE grade_reference AS SELECT * FROM (VALUES ${values(grades)}) AS reference(scheme, code, grade_group)`,
  );
  await connection.run(
    `CREATE TABLE cause_reference AS SELECT * FROM (VALUES ${values(causes)}) AS reference(code, cause_group)`,
  );
}

function values(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `(${row.map(literal).join(', ')})`).join(', ');
}
