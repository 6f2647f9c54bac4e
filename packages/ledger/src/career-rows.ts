// From a career to the rows of its tables, each as a line of COPY, so that what changed is a comparison of strings. Pure.
import type { Career, Episode, Finding, Move, Spell, Standing } from '@clew/career';
import { type Cell, copyLine, jsonbCell, uuidArrayCell } from './copy.ts';
import { uuidOfEventId } from './event-uuid.ts';

/** The tables whose rows follow from a career, with their columns after person_id in the order of their lines. */
export const careerTables = {
  spell: [
    'start_date',
    'end_date',
    'ended_by',
    'department',
    'organisation',
    'grading_scheme',
    'grade',
    'acting_grade',
    'profession',
    'function',
    'region',
    'role',
    'full_time_equivalent',
    'contract',
    'accelerated',
    'openly_advertised',
    'concurrent_posts',
    'status',
    'host_department',
    'unpaid_absence',
    'event_ids',
  ],
  move: [
    'date',
    'sequence',
    'kind',
    'between_departments',
    'by_machinery_of_government',
    'london',
    'leaving_cause',
    'entry_route',
    'from_department',
    'from_organisation',
    'from_grading_scheme',
    'from_grade',
    'from_acting_grade',
    'from_profession',
    'from_function',
    'from_region',
    'to_department',
    'to_organisation',
    'to_grading_scheme',
    'to_grade',
    'to_acting_grade',
    'to_profession',
    'to_function',
    'to_region',
    'event_ids',
  ],
  episode: ['kind', 'episode_id', 'start_date', 'end_date', 'outcome', 'particulars', 'event_ids'],
  finding: ['code', 'severity', 'date', 'department', 'event_ids'],
} as const;

export type CareerTable = keyof typeof careerTables;
export const careerTableNames = Object.keys(careerTables) as CareerTable[];

/** The columns of a career's own row that follow from the fold, in order. */
export const careerColumns = [
  'first_start',
  'last_end',
  'birth_year',
  'seb_answered',
  'seb',
  'sex',
  'ethnicity',
  'disability',
  'sexual_orientation',
] as const;

/** The rows of one person. The lines of each table are in a fixed order, those of spells and moves without equals. */
export interface PersonRows {
  readonly career: readonly Cell[];
  readonly spell: readonly string[];
  readonly move: readonly string[];
  readonly episode: readonly string[];
  readonly finding: readonly string[];
}

/** The rows of somebody of whom nothing is known yet. */
export const emptyRows: PersonRows = {
  career: [null, null, null, false, null, null, null, null, null],
  spell: [],
  move: [],
  episode: [],
  finding: [],
};

/** Renders a career. */
export function rowsOf(career: Career): PersonRows {
  return {
    career: careerCells(career),
    spell: career.spells.map(spellLine),
    move: career.moves.map(moveLine),
    episode: career.episodes.map(episodeLine).sort(),
    finding: career.findings.map(findingLine).sort(),
  };
}

function careerCells({ spells, declarations }: Career): readonly Cell[] {
  const background = declarations.socioEconomicBackground;
  return [
    spells[0]?.start ?? null,
    spells.at(-1)?.end ?? null,
    declarations.birthYear,
    background !== null,
    background?.class ?? null,
    declarations.sex,
    declarations.ethnicity,
    declarations.disability,
    declarations.sexualOrientation,
  ];
}

function uuids(eventIds: readonly string[]): string {
  return uuidArrayCell(eventIds.map(uuidOfEventId));
}

function spellLine(spell: Spell): string {
  return copyLine([
    spell.start,
    spell.end,
    spell.endedBy,
    spell.department,
    spell.organisation,
    spell.grade.scheme,
    spell.grade.code,
    spell.actingGrade?.code ?? null,
    spell.profession,
    spell.function,
    spell.region,
    spell.role,
    spell.fullTimeEquivalent,
    spell.contract,
    spell.accelerated,
    spell.openlyAdvertised,
    jsonbCell(spell.concurrentPosts),
    spell.status,
    spell.hostDepartment,
    spell.unpaidAbsence,
    uuids(spell.eventIds),
  ]);
}

function sideOfMove(standing: Standing | null): readonly Cell[] {
  if (standing === null) return [null, null, null, null, null, null, null, null];
  return [
    standing.department,
    standing.organisation,
    standing.grade.scheme,
    standing.grade.code,
    standing.actingGrade?.code ?? null,
    standing.profession,
    standing.function,
    standing.region,
  ];
}

function moveLine(move: Move): string {
  return copyLine([
    move.date,
    move.sequence,
    move.kind,
    move.betweenDepartments,
    move.byMachineryOfGovernment,
    move.london,
    move.leavingCause,
    move.entryRoute,
    ...sideOfMove(move.from),
    ...sideOfMove(move.to),
    uuids(move.eventIds),
  ]);
}

function episodeLine(episode: Episode): string {
  return copyLine([
    episode.kind,
    episode.id,
    episode.start,
    episode.end,
    episode.outcome,
    jsonbCell(episode.particulars),
    uuids(episode.eventIds),
  ]);
}

function findingLine(finding: Finding): string {
  return copyLine([finding.code, finding.severity, finding.date, finding.department, uuids(finding.eventIds)]);
}
