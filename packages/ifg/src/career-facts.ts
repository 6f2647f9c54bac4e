// The facts of one person's career: what changed at each date of the primary career, and the spans beside it.
import type { ConcurrentPost, Fact, Grade, PostingChanges } from '@clew/events';
import { codeOf } from './organisations.ts';
import { compareText, type Holding, holdingsOf } from './primary-career.ts';
import type { IfgAppointment, IfgLink, IfgName, IfgSpan } from './tables.ts';

/** A fact about a person, before it has an envelope. */
export interface PersonFact {
  readonly personId: string;
  /** What makes the fact this fact and no other, in the database's own ids. */
  readonly key: string;
  readonly fact: Fact;
}

/** What the facts of every person refer to. */
export interface Surroundings {
  readonly codes: ReadonlyMap<string, string>;
  readonly links: readonly IfgLink[];
}

/** Codes of the ministerial grading scheme by the database's rank, 1 to 7. */
const rankCodes = ['PM', 'DPM', 'SOS', 'MOS', 'PUSS', 'PARL-LEAD', 'PARL'] as const;

/** The grade of a rank. Throws where the rank is none, which the tables exclude. */
export function gradeOfRank(rank: number): Grade {
  const code = rankCodes[rank - 1];
  if (code === undefined) throw new RangeError('a rank outside 1 to 7: the tables let it through');
  return { scheme: 'ministerial', code };
}

/** All facts of one person: the primary career, acting capacity, leave, and the declaration of sex. */
export function factsOfPerson(
  personId: string,
  names: readonly IfgName[],
  appointments: readonly IfgAppointment[],
  spans: readonly IfgSpan[],
  surroundings: Surroundings,
): readonly PersonFact[] {
  const changes = careerFacts(appointments, surroundings).map((fact) => ({
    personId,
    key: `${personId}:${fact.name}:${fact.data.effectiveDate}`,
    fact,
  }));
  const beside = spans.flatMap((span) =>
    factsOfSpan(span).map((fact) => ({ personId, key: `${personId}:${fact.name}:${span.id}`, fact })),
  );
  return [...changes, ...beside, ...declaration(personId, names, appointments)];
}

/** What the changes of the primary career state, in the order of their dates. */
export function careerFacts(appointments: readonly IfgAppointment[], surroundings: Surroundings): readonly Fact[] {
  const holdings = holdingsOf(appointments);
  return holdings.flatMap((holding, index) => factsOfChange(holdings[index - 1], holding, surroundings));
}

function factsOfChange(before: Holding | undefined, after: Holding, surroundings: Surroundings): readonly Fact[] {
  const { codes } = surroundings;
  const [from, to] = [before?.primary ?? null, after.primary];
  const effectiveDate = after.date;
  if (to === null) {
    // The database does not say why anybody left.
    return from === null ? [] : [{ name: 'exited', data: { effectiveDate, cause: 'unknown' } }];
  }
  const concurrentPosts = concurrentPostsOf(after, codes);
  if (from === null) return [hired(after.date, to, concurrentPosts, codes)];
  if (from.post.organisationId !== to.post.organisationId) {
    return transfer(after.date, from, to, concurrentPosts, surroundings);
  }
  const changes: PostingChanges = {
    ...(from.post.id === to.post.id ? {} : { role: to.post.id }),
    ...(before !== undefined && samePosts(concurrentPostsOf(before, codes), concurrentPosts)
      ? {}
      : { concurrentPosts }),
  };
  if (from.post.rank !== to.post.rank) {
    const name = to.post.rank < from.post.rank ? 'promoted' : 'regraded';
    return [{ name, data: { effectiveDate, grade: gradeOfRank(to.post.rank), changes } }];
  }
  return Object.keys(changes).length === 0 ? [] : [{ name: 'postingChanged', data: { effectiveDate, changes } }];
}

function hired(
  effectiveDate: string,
  { post }: IfgAppointment,
  concurrentPosts: ConcurrentPost[],
  codes: ReadonlyMap<string, string>,
): Fact {
  const posting = {
    department: codeOf(codes, post.organisationId),
    grade: gradeOfRank(post.rank),
    role: post.id,
    contract: 'office-holder',
    concurrentPosts,
  };
  return { name: 'hired', data: { effectiveDate, entryRoute: 'appointment', posting } };
}

/** Both halves, since the database speaks for the losing and the gaining organisation alike. */
function transfer(
  effectiveDate: string,
  from: IfgAppointment,
  to: IfgAppointment,
  concurrentPosts: ConcurrentPost[],
  { codes, links }: Surroundings,
): readonly Fact[] {
  const [fromDepartment, department] = [from, to].map(({ post }) => codeOf(codes, post.organisationId)) as [
    string,
    string,
  ];
  const isReorganisation = isByMachineryOfGovernment(links, from, to, effectiveDate);
  const transferType = isReorganisation ? 'machinery-of-government' : 'to-another-department';
  const gradeChange = from.post.rank === to.post.rank ? {} : { grade: gradeOfRank(to.post.rank) };
  const changes = { role: to.post.id, concurrentPosts };
  return [
    { name: 'transferredOut', data: { effectiveDate, toDepartment: department, transferType } },
    {
      name: 'transferredIn',
      data: { effectiveDate, fromDepartment, department, transferType, ...gradeChange, changes },
    },
  ];
}

/** True where an organisation followed on the other, or took functions from it, and the move falls on or between the dates of that. */
function isByMachineryOfGovernment(
  links: readonly IfgLink[],
  from: IfgAppointment,
  to: IfgAppointment,
  date: string,
): boolean {
  return links.some(
    (link) =>
      link.predecessorId === from.post.organisationId &&
      link.successorId === to.post.organisationId &&
      link.start <= date &&
      date <= link.end,
  );
}

/** The other posts held, each once; the same post under a second appointment is no further post. */
function concurrentPostsOf({ primary, others }: Holding, codes: ReadonlyMap<string, string>): ConcurrentPost[] {
  const posts = new Map(others.map(({ post }) => [post.id, post]));
  if (primary !== null) posts.delete(primary.post.id);
  return [...posts.values()]
    .toSorted((one, other) => compareText(one.id, other.id))
    .map(({ id, organisationId, rank }) => ({
      department: codeOf(codes, organisationId),
      role: id,
      grade: gradeOfRank(rank),
    }));
}

function samePosts(one: readonly ConcurrentPost[], other: readonly ConcurrentPost[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Acting capacity is a temporary promotion to the rank of the appointment that is acted in; leave is an absence. */
function factsOfSpan({ id, kind, appointment, reason, start, end }: IfgSpan): readonly Fact[] {
  if (kind === 'acting') {
    const grade = gradeOfRank(appointment.post.rank);
    const started: Fact = {
      name: 'temporaryPromotionStarted',
      data: { effectiveDate: start, temporaryPromotionId: id, grade },
    };
    if (end === null) return [started];
    return [started, { name: 'temporaryPromotionEnded', data: { effectiveDate: end, temporaryPromotionId: id } }];
  }
  const started: Fact = {
    name: 'absenceStarted',
    data: { effectiveDate: start, absenceId: id, kind: absenceKind(reason) },
  };
  return end === null ? [started] : [started, { name: 'absenceEnded', data: { effectiveDate: end, absenceId: id } }];
}

function absenceKind(reason: string | null) {
  if (reason === 'Maternity leave') return 'maternity-or-parental';
  if (reason === 'Health leave') return 'sickness';
  return reason === 'Covering another role' ? 'covering-another-role' : 'other';
}

/** The database's gender is declared from the first day in office. */
function declaration(
  personId: string,
  names: readonly IfgName[],
  appointments: readonly IfgAppointment[],
): readonly PersonFact[] {
  const gender = names.find((name) => name.gender !== null)?.gender;
  const first = appointments.map(({ start }) => start).toSorted(compareText)[0];
  if (gender === undefined || gender === null || first === undefined) return [];
  const sex = gender === 'F' ? 'female' : 'male';
  const fact = { name: 'diversityDeclared', data: { effectiveDate: first, sex } } as const;
  return [{ personId, key: `${personId}:diversityDeclared`, fact }];
}
