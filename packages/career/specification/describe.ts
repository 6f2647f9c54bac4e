// A career in words: one line for each spell, move, episode, declaration, finding and superseded event. Rules state what they expect so.
import type { Grade } from '@clew/events';
import type { Career, Declarations, Episode, Finding, Move, Spell, Standing, Superseded } from '../src/index.ts';

/** What a rule expects, and what a career is compared with: lines in the order of the career. */
export interface DescribedCareer {
  readonly spells: readonly string[];
  readonly moves: readonly string[];
  readonly episodes: readonly string[];
  readonly declarations: readonly string[];
  readonly findings: readonly string[];
}

export function describeCareer(career: Omit<Career, 'superseded'>): DescribedCareer {
  return {
    spells: career.spells.map(describeSpell),
    moves: career.moves.map(describeMove),
    episodes: career.episodes.map(describeEpisode),
    declarations: describeDeclarations(career.declarations),
    findings: career.findings.map(describeFinding),
  };
}

/** Where and as what; particulars that are not known are left out. */
export function describeStanding(standing: Standing): string {
  const named = ['organisation', 'role', 'profession', 'function', 'region', 'contract'] as const;
  return [
    standing.department,
    codeOf(standing.grade),
    standing.actingGrade === null ? null : `acting ${codeOf(standing.actingGrade)}`,
    ...named.map((key) => (standing[key] === null ? null : `${key} ${standing[key]}`)),
    standing.fullTimeEquivalent === null ? null : `hours ${standing.fullTimeEquivalent}`,
    standing.accelerated === true ? 'accelerated' : null,
    standing.openlyAdvertised === true ? 'openly advertised' : null,
    ...standing.concurrentPosts.map((post) => `also ${post.role} in ${post.department} as ${codeOf(post.grade)}`),
    standing.hostDepartment === null ? null : `on loan to ${standing.hostDepartment}`,
    standing.status === 'absent' ? `absent${standing.unpaidAbsence ? ' unpaid' : ''}` : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function codeOf(grade: Grade): string {
  return grade.code;
}

export function describeSpell(spell: Spell): string {
  const end = spell.end === null ? 'open' : `${spell.end} (${spell.endedBy})`;
  return `${spell.start} to ${end}: ${describeStanding(spell)}`;
}

export function describeMove(move: Move): string {
  return [
    `${move.date} ${move.kind}`,
    move.betweenDepartments ? 'between departments' : null,
    move.byMachineryOfGovernment ? 'machinery of government' : null,
    move.london === null ? null : `london ${move.london}`,
    move.leavingCause,
    move.entryRoute,
  ]
    .filter((part) => part !== null)
    .join(', ');
}

export function describeEpisode(episode: Episode): string {
  const { kind, id, start, end, outcome, particulars } = episode;
  const details = Object.entries(particulars)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${typeof value === 'object' && value !== null ? codeOf(value) : value}`)
    .sort();
  // The identifier of learning is that of its event.
  const name = kind === 'learning' ? kind : `${kind} ${id}`;
  const span = `${start ?? 'not known'} to ${end ?? 'open'}${outcome === null ? '' : ` (${outcome})`}`;
  return `${name} ${span}${details.length === 0 ? '' : `: ${details.join(', ')}`}`;
}

export function describeDeclarations(declarations: Declarations): readonly string[] {
  const { socioEconomicBackground: background, ...diversity } = declarations;
  const lines = Object.entries(diversity)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${value}`);
  if (background === null) return lines;
  return [
    `socio-economic background ${background.class ?? 'not classed'}, declared ${background.declaredOn}`,
    ...lines,
  ];
}

export function describeFinding(finding: Finding): string {
  return `${finding.date} ${finding.code}${finding.department === null ? '' : `, to be mended by ${finding.department}`}`;
}

export function describeSuperseded(superseded: Superseded, labels: ReadonlyMap<string, string>): string {
  const name = (id: string) => labels.get(id) ?? id;
  return `${name(superseded.eventId)} ${superseded.how} by ${name(superseded.by)}`;
}
