// From a career to the rows of a snapshot, for those who replay in memory instead of reading the ledger.
import type { Career, Move, Spell, Standing } from '@clew/career';
import type { PersonRows, SnapshotRow } from './tables.ts';

/** The rows of a career: the same that the ledger's tables hold of it. */
export function personRows(key: string, career: Career): PersonRows {
  const { declarations } = career;
  const background = declarations.socioEconomicBackground;
  return {
    key,
    person: {
      seb: background?.class ?? null,
      seb_answered: background !== null,
      sex: declarations.sex,
      ethnicity: declarations.ethnicity,
      disability: declarations.disability,
      sexual_orientation: declarations.sexualOrientation,
      birth_year: declarations.birthYear,
    },
    spells: career.spells.map(spellRow),
    moves: career.moves.map(moveRow),
  };
}

function spellRow(spell: Spell): SnapshotRow<'spell'> {
  return {
    start_date: spell.start,
    end_date: spell.end,
    ended_by: spell.endedBy,
    department: spell.department,
    organisation: spell.organisation,
    grading_scheme: spell.grade.scheme,
    grade: spell.grade.code,
    acting_grade: spell.actingGrade?.code ?? null,
    profession: spell.profession,
    function: spell.function,
    region: spell.region,
    role: spell.role,
    full_time_equivalent: spell.fullTimeEquivalent,
    contract: spell.contract,
    accelerated: spell.accelerated,
    openly_advertised: spell.openlyAdvertised,
    status: spell.status,
    host_department: spell.hostDepartment,
    unpaid_absence: spell.unpaidAbsence,
  };
}

function moveRow(move: Move): SnapshotRow<'move'> {
  return {
    date: move.date,
    sequence: move.sequence,
    kind: move.kind,
    between_departments: move.betweenDepartments,
    by_machinery_of_government: move.byMachineryOfGovernment,
    london: move.london,
    leaving_cause: move.leavingCause,
    entry_route: move.entryRoute,
    from_department: move.from?.department ?? null,
    from_organisation: move.from?.organisation ?? null,
    from_grading_scheme: move.from?.grade.scheme ?? null,
    from_grade: move.from?.grade.code ?? null,
    from_acting_grade: actingGrade(move.from),
    from_profession: move.from?.profession ?? null,
    from_function: move.from?.function ?? null,
    from_region: move.from?.region ?? null,
    to_department: move.to?.department ?? null,
    to_organisation: move.to?.organisation ?? null,
    to_grading_scheme: move.to?.grade.scheme ?? null,
    to_grade: move.to?.grade.code ?? null,
    to_acting_grade: actingGrade(move.to),
    to_profession: move.to?.profession ?? null,
    to_function: move.to?.function ?? null,
    to_region: move.to?.region ?? null,
  };
}

function actingGrade(standing: Standing | null): string | null {
  return standing?.actingGrade?.code ?? null;
}
