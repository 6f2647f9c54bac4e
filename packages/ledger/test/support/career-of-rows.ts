// A career read back from the tables, so that the rules can be held against what analysts read.
import type { Declarations, Episode, Finding, Move, Spell } from '@clew/career';
import type { Pool } from '@clew/database';
import { eventIdOfUuid } from '../../src/index.ts';

type Row = Record<string, unknown> & { readonly event_ids: string };

const idsOf = (row: Row): string[] => row.event_ids.slice(1, -1).split(',').filter(Boolean).map(eventIdOfUuid);

export interface CareerOfRows {
  readonly spells: readonly Spell[];
  readonly moves: readonly Move[];
  readonly episodes: readonly Episode[];
  readonly declarations: Declarations;
  readonly findings: readonly Finding[];
}

/** Reads the rows of a staff number in one schema. */
export async function careerOfRows(pool: Pool, schema: string, staffNumber: string): Promise<CareerOfRows> {
  const read = async (table: string, order: string): Promise<Row[]> => {
    const { rows } = await pool.query<Row>(
      `SELECT each.*, event_ids::text AS event_ids FROM ${schema}.${table} each JOIN ${schema}.person USING (person_id)
       WHERE staff_number = $1 ORDER BY ${order}`,
      [staffNumber],
    );
    return rows;
  };
  const careers = await pool.query(`SELECT * FROM ${schema}.career WHERE staff_number = $1`, [staffNumber]);
  const [career] = careers.rows;
  return {
    spells: (await read('spell', 'start_date')).map(spellOf),
    moves: (await read('move', 'date, sequence')).map(moveOf),
    episodes: (await read('episode', 'coalesce(start_date, end_date), kind, episode_id')).map(episodeOf),
    findings: (await read('finding', 'date, code')).map(
      (row) =>
        ({
          code: row.code,
          severity: row.severity,
          date: row.date,
          department: row.department,
          eventIds: idsOf(row),
        }) as Finding,
    ),
    declarations: {
      socioEconomicBackground: career?.seb_answered ? { class: career.seb, declaredOn: 'some day' } : null,
      sex: career?.sex ?? null,
      ethnicity: career?.ethnicity ?? null,
      disability: career?.disability ?? null,
      sexualOrientation: career?.sexual_orientation ?? null,
      birthYear: career?.birth_year ?? null,
    } as unknown as Declarations,
  };
}

function spellOf(row: Row): Spell {
  const grade = { scheme: row.grading_scheme, code: row.grade };
  return {
    start: row.start_date,
    end: row.end_date,
    endedBy: row.ended_by,
    department: row.department,
    organisation: row.organisation,
    grade,
    actingGrade: row.acting_grade === null ? null : { ...grade, code: row.acting_grade },
    profession: row.profession,
    function: row.function,
    region: row.region,
    role: row.role,
    fullTimeEquivalent: row.full_time_equivalent,
    contract: row.contract,
    accelerated: row.accelerated,
    openlyAdvertised: row.openly_advertised,
    concurrentPosts: row.concurrent_posts,
    status: row.status,
    hostDepartment: row.host_department,
    unpaidAbsence: row.unpaid_absence,
    eventIds: idsOf(row),
  } as Spell;
}

function moveOf(row: Row): Move {
  return {
    date: row.date,
    sequence: row.sequence,
    kind: row.kind,
    from: null,
    to: null,
    betweenDepartments: row.between_departments,
    byMachineryOfGovernment: row.by_machinery_of_government,
    london: row.london,
    leavingCause: row.leaving_cause,
    entryRoute: row.entry_route,
    eventIds: idsOf(row),
  } as Move;
}

function episodeOf(row: Row): Episode {
  return {
    kind: row.kind,
    id: row.episode_id,
    start: row.start_date,
    end: row.end_date,
    outcome: row.outcome,
    particulars: row.particulars,
    eventIds: idsOf(row),
  } as Episode;
}
