// How a posting changes: its particulars, and what becomes of them in another department.
import type { ConcurrentPost, PostingChanges, PostingData } from '@clew/events';
import type { Standing } from '../career.ts';
import { addFinding, addMove, type CareerState, type Draft, edit, samePosts, touch } from '../career-state.ts';
import type { EffectiveFact } from '../effective-fact.ts';

/** The particulars that make another posting: a change of one is a move. The rest (hours, contract, flags) only starts a spell. */
const movingParticulars = ['organisation', 'role', 'profession', 'function', 'region'] as const;
const otherParticulars = ['fullTimeEquivalent', 'contract', 'accelerated', 'openlyAdvertised'] as const;

/** What a change came to. */
export type ChangeExtent = 'none' | 'particulars' | 'posting';

/** Changes the particulars that are stated, and says how far that went. */
export function applyChanges(state: CareerState, changes: PostingChanges | PostingData | undefined): ChangeExtent {
  let extent: ChangeExtent = 'none';
  if (changes === undefined) return extent;
  for (const key of otherParticulars) {
    if (changes[key] !== undefined && setParticular(state, key, changes[key])) extent = 'particulars';
  }
  if (changes.concurrentPosts !== undefined) {
    const posts = sortPosts(changes.concurrentPosts);
    if (!samePosts(edit(state).concurrentPosts, posts)) {
      edit(state).concurrentPosts = posts;
      extent = 'particulars';
    }
  }
  for (const key of movingParticulars) {
    if (changes[key] === undefined || !setParticular(state, key, changes[key])) continue;
    extent = 'posting';
    if (key === 'role' || key === 'organisation') state.postingSince = state.date;
  }
  return extent;
}

function setParticular<Key extends keyof Standing>(state: CareerState, key: Key, value: Standing[Key]): boolean {
  if (state.standing === null || state.standing[key] === value) return false;
  edit(state)[key] = value;
  return true;
}

/** A person holds posts as a set: sorted by role, then by department and grade. */
function sortPosts(posts: readonly ConcurrentPost[]): readonly ConcurrentPost[] {
  return posts.length < 2 ? [...posts] : posts.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
}

function placeOf({ role, department, grade }: ConcurrentPost): string {
  return `${role} ${department} ${grade.scheme} ${grade.code}`;
}

/** The standing that a hire states: what it does not state is not known. */
export function standingOf(posting: PostingData): Draft<Standing> {
  return {
    department: posting.department,
    organisation: posting.organisation ?? null,
    grade: posting.grade,
    actingGrade: null,
    profession: posting.profession ?? null,
    function: posting.function ?? null,
    region: posting.region ?? null,
    role: posting.role ?? null,
    fullTimeEquivalent: posting.fullTimeEquivalent ?? null,
    contract: posting.contract ?? null,
    accelerated: posting.accelerated ?? null,
    openlyAdvertised: posting.openlyAdvertised ?? null,
    concurrentPosts: posting.concurrentPosts === undefined ? [] : sortPosts(posting.concurrentPosts),
    status: 'at-work',
    hostDepartment: null,
    unpaidAbsence: false,
  };
}

/**
 * Moves the person to a department; false where that is no change.
 * Role and organisation belonged to the old department and are not known until stated; the rest is carried.
 */
export function changeDepartment(state: CareerState, department: string): boolean {
  if (state.standing === null || state.standing.department === department) return false;
  const standing = edit(state);
  standing.department = department;
  standing.organisation = null;
  standing.role = null;
  state.postingSince = state.date;
  return true;
}

export function postingChanged(state: CareerState, fact: EffectiveFact<'postingChanged'>): void {
  const extent = applyChanges(state, fact.data.changes);
  if (extent === 'none') {
    addFinding(state, 'changeWithoutChange', fact);
    return;
  }
  touch(state, fact);
  if (extent === 'posting') addMove(state, 'postingChanged', fact);
}
