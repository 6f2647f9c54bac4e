// A career as people read it in a terminal: who, spells, moves, episodes, findings; no wider than the terminal.
import {
  type Career,
  type Episode,
  type Finding,
  findingCodes,
  type Move,
  type Spell,
  type Standing,
} from '@clew/career';
import {
  entryRoutes,
  formatStaffNumber,
  gradeDefinition,
  isStaffNumber,
  labelOf,
  leavingCauses,
  organisations,
} from '@clew/events';
import { type Column, heading, table, wrap } from './terminal.ts';

export interface CareerView {
  readonly staffNumber: string;
  /** The instant as of whose knowledge the career is shown; null: all that is known. */
  readonly knownAt: string | null;
  readonly career: Career;
}

/** The text, for a terminal of that width. */
export function careerText({ staffNumber, knownAt, career }: CareerView, width: number): string {
  const printed = isStaffNumber(staffNumber) ? formatStaffNumber(staffNumber) : staffNumber;
  const known = knownAt === null ? '' : `   as known at ${knownAt}`;
  const parts = [
    `${heading(`Staff number ${printed}`).trimStart()}${known}`,
    summaryLines(career),
    section('Spells', career.spells, spellColumns, width),
    section('Moves', career.moves, moveColumns, width),
    section('Episodes', career.episodes, episodeColumns, width),
    findingsSection(career.findings, width),
  ];
  return parts.filter((part) => part !== '').join('\n');
}

function section<Row>(title: string, rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  if (rows.length === 0) return '';
  return `${heading(`${title} (${rows.length})`)}\n${table(rows, columns, width)}`;
}

function summaryLines({ spells, declarations }: Career): string {
  const [first, last] = [spells[0], spells.at(-1)];
  const background = declarations.socioEconomicBackground;
  const declared = [
    declarations.sex === null ? [] : [`sex ${declarations.sex}`],
    declarations.birthYear === null ? [] : [`born ${declarations.birthYear}`],
    declarations.ethnicity === null ? [] : [`ethnicity ${declarations.ethnicity}`],
    declarations.disability === null ? [] : [`disability ${declarations.disability}`],
    declarations.sexualOrientation === null ? [] : [`sexual orientation ${declarations.sexualOrientation}`],
    background === null ? [] : [`background ${background.class ?? 'answered, not classed'}`],
  ].flat();
  const standing =
    first === undefined || last === undefined
      ? 'No spell in service is known.'
      : last.end === null
        ? `In service since ${first.start}; now ${describeStanding(last)}.`
        : `In service from ${first.start}; out since ${last.end}.`;
  return [standing, declared.length === 0 ? '' : `Declared: ${declared.join(', ')}.`].filter(Boolean).join('\n');
}

function describeStanding(standing: Standing): string {
  return `${gradeText(standing)} in ${organisationName(standing.organisation ?? standing.department)}`;
}

function gradeText({ grade }: Standing): string {
  return grade.code === 'UNKNOWN' ? 'grade not known' : gradeDefinition(grade).code;
}

const names = new Map(organisations.map(({ code, label }) => [code, label]));

function organisationName(code: string): string {
  return names.get(code) ?? code;
}

function place({ department, organisation }: Standing): string {
  const inside = organisation === null || organisation === department ? '' : ` / ${organisationName(organisation)}`;
  return `${organisationName(department)}${inside}`;
}

function statusText(spell: Spell): string {
  if (spell.status === 'on-loan') return `on loan to ${organisationName(spell.hostDepartment ?? '')}`;
  if (spell.status === 'absent') return spell.unpaidAbsence ? 'absent, unpaid' : 'absent';
  return '';
}

const spellColumns: readonly Column<Spell>[] = [
  { title: 'from', cell: ({ start }) => start },
  { title: 'until', cell: ({ end }) => end ?? '…' },
  { title: 'grade', cell: gradeText },
  { title: 'acting', cell: ({ actingGrade }) => actingGrade?.code ?? '', dropFirst: 1 },
  { title: 'department', cell: place },
  { title: 'region', cell: ({ region }) => region ?? '', dropFirst: 3 },
  { title: 'profession', cell: ({ profession }) => profession ?? '', dropFirst: 4 },
  { title: 'status', cell: statusText, dropFirst: 2 },
  {
    title: 'hours',
    cell: ({ fullTimeEquivalent: hours }) => (hours === null || hours === 1 ? '' : `${Math.round(hours * 100)}%`),
    align: 'right',
    dropFirst: 6,
  },
  {
    title: 'also holds',
    cell: (spell) => spell.concurrentPosts.map(({ department }) => department).join(', '),
    dropFirst: 5,
  },
  { title: 'role', cell: ({ role }) => role ?? '', dropFirst: 7 },
];

const kindWords: Readonly<Record<Move['kind'], string>> = {
  hired: 'hired',
  returned: 'returned',
  transferred: 'transferred',
  promoted: 'promoted',
  regraded: 'regraded',
  postingChanged: 'posting changed',
  temporaryPromotionStarted: 'temporary promotion started',
  temporaryPromotionEnded: 'temporary promotion ended',
  loanStarted: 'loan started',
  loanEnded: 'loan ended',
  exited: 'left',
};

type Difference = (standing: Standing) => string;

/** What each kind of move is about; the region is always told, where it changes. */
const differencesOf: Readonly<Partial<Record<Move['kind'], readonly Difference[]>>> = {
  transferred: [place],
  promoted: [gradeText],
  regraded: [gradeText],
  temporaryPromotionStarted: [actingText],
  temporaryPromotionEnded: [actingText],
  loanStarted: [hostText],
  loanEnded: [hostText],
  postingChanged: [
    place,
    ({ profession }) => profession ?? '',
    ({ function: of }) => of ?? '',
    ({ role }) => role ?? '',
  ],
};

function actingText({ grade, actingGrade }: Standing): string {
  return actingGrade === null ? grade.code : `acting ${actingGrade.code}`;
}

function hostText(standing: Standing): string {
  return organisationName(standing.hostDepartment ?? standing.department);
}

/** What differs between the two standings of a move, as far as the kind of move is about it. */
function changeText({ kind, from, to }: Move): string {
  if (from === null) return to === null ? '' : describeStanding(to);
  if (to === null) return describeStanding(from);
  const told = [...(differencesOf[kind] ?? []), ({ region }: Standing) => region ?? ''];
  return told
    .map((tell) => [tell(from), tell(to)] as const)
    .filter(([before, after]) => before !== after)
    .map(([before, after]) => `${before || 'none'} → ${after || 'none'}`)
    .join('; ');
}

function remarks(move: Move): string {
  return [
    move.byMachineryOfGovernment ? ['machinery of government'] : [],
    move.london === null ? [] : [move.london === 'in' ? 'into London' : 'out of London'],
    move.leavingCause === null ? [] : [labelOf(leavingCauses, move.leavingCause).toLowerCase()],
    move.entryRoute === null ? [] : [labelOf(entryRoutes, move.entryRoute).toLowerCase()],
  ]
    .flat()
    .join(', ');
}

const moveColumns: readonly Column<Move>[] = [
  { title: 'date', cell: ({ date }) => date },
  { title: 'what', cell: ({ kind }) => kindWords[kind] },
  { title: 'how', cell: changeText },
  { title: 'remarks', cell: remarks, dropFirst: 1 },
];

function particularsText({ particulars }: Episode): string {
  return Object.entries(particulars)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name} ${typeof value === 'object' && value !== null ? value.code : String(value)}`)
    .join(', ');
}

const episodeColumns: readonly Column<Episode>[] = [
  { title: 'from', cell: ({ start }) => start ?? 'not known' },
  { title: 'until', cell: ({ end }) => end ?? '…' },
  { title: 'what', cell: ({ kind }) => kind.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) },
  { title: 'outcome', cell: ({ outcome }) => outcome ?? '', dropFirst: 1 },
  { title: 'particulars', cell: particularsText, dropFirst: 2 },
];

const findingColumns: readonly Column<Finding>[] = [
  { title: 'date', cell: ({ date }) => date },
  { title: 'severity', cell: ({ severity }) => severity },
  { title: 'finding', cell: ({ code }) => code },
  {
    title: 'who can mend it',
    cell: ({ department }) => (department === null ? '' : organisationName(department)),
    dropFirst: 1,
  },
];

/** Each finding, and below the table once what each code means. */
function findingsSection(findings: readonly Finding[], width: number): string {
  const shown = section('Findings', findings, findingColumns, width);
  if (shown === '') return '';
  const codes = [...new Set(findings.map(({ code }) => code))];
  return `${shown}\n\n${codes.map((code) => wrap(`${code}: ${findingCodes[code].meaning}`, width)).join('\n')}`;
}
