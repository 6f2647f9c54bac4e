// Organisations under the names that the ledger knows: put in the place of their codes before a career is shown to people.
import type { Career, Standing } from '@clew/career';
import { createPool } from '@clew/database';

/** An organisation's name from a day on, the earliest first. */
export interface OrganisationName {
  readonly code: string;
  readonly name: string;
  readonly from: string;
}

/** The names of these organisations, as readers of the ledger see them. */
export async function readOrganisationNames(
  databaseUrl: string,
  codes: readonly string[],
): Promise<readonly OrganisationName[]> {
  const pool = createPool({ connectionString: databaseUrl, applicationName: 'clew-career', maximumConnections: 1 });
  try {
    const { rows } = await pool.query<OrganisationName>(
      `SELECT code, name, valid_from::text AS "from" FROM reading.organisation
       WHERE name IS NOT NULL AND code = ANY ($1) ORDER BY code, valid_from`,
      [codes],
    );
    return rows;
  } finally {
    await pool.end();
  }
}

/** The codes of all departments and organisations of a career. */
export function organisationCodes({ spells, moves, findings }: Career): readonly string[] {
  const standings = [...spells, ...moves.flatMap(({ from, to }) => [from, to])].filter((each) => each !== null);
  const codes = [
    ...standings.flatMap(({ department, organisation, hostDepartment, concurrentPosts }) => [
      department,
      organisation,
      hostDepartment,
      ...concurrentPosts.map((post) => post.department),
    ]),
    ...findings.map(({ department }) => department),
  ];
  return [...new Set(codes.filter((code) => code !== null))];
}

/** The career with names for codes, each as it was on the day; a code without a name stays. For people to read, never to compute with. */
export function withOrganisationNames(career: Career, names: readonly OrganisationName[]): Career {
  const nameOf = <Code extends string | null>(code: Code, day: string): Code | string => {
    const own = names.filter((each) => each.code === code);
    return (own.findLast(({ from }) => from <= day) ?? own[0])?.name ?? code;
  };
  const named = <Place extends Standing>(standing: Place, day: string): Place => ({
    ...standing,
    department: nameOf(standing.department, day),
    organisation: nameOf(standing.organisation, day),
    hostDepartment: nameOf(standing.hostDepartment, day),
    concurrentPosts: standing.concurrentPosts.map((post) => ({ ...post, department: nameOf(post.department, day) })),
  });
  return {
    ...career,
    spells: career.spells.map((spell) => named(spell, spell.start)),
    moves: career.moves.map((move) => ({
      ...move,
      from: move.from === null ? null : named(move.from, dayBefore(move.date)),
      to: move.to === null ? null : named(move.to, move.date),
    })),
    findings: career.findings.map((each) => ({ ...each, department: nameOf(each.department, each.date) })),
  };
}

/** What a move ended was called as it was called the day before: a renamed department is not a move to itself. */
function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10);
}
