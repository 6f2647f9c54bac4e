// The two halves of a move between departments, matched before the fold: each department tells its own half, at its own time.
import { daysBetween } from './dates.ts';
import type { EffectiveFact } from './effective-fact.ts';
import { sourceDepartment } from './findings.ts';

type OutHalf = EffectiveFact<'transferredOut'>;
type InHalf = EffectiveFact<'transferredIn'>;

/** Halves further apart than this are two moves, not one told twice: about a quarter of a year. */
export const farthestHalvesDays = 92;

/** The halves that are matched, by the id of either half. */
export interface PairedTransfers {
  readonly outOf: ReadonlyMap<string, OutHalf>;
  readonly inOf: ReadonlyMap<string, InHalf>;
}

interface Leaving {
  readonly half: OutHalf;
  /** The departments that the half can be about: that of its source, and the one that the person was last said to be in. */
  readonly from: readonly (string | null)[];
}

interface Candidate {
  readonly out: OutHalf;
  readonly joining: InHalf;
  readonly days: number;
}

const none: PairedTransfers = { outOf: new Map(), inOf: new Map() };

/**
 * Matches halves that name the same two departments, the nearest in time first; each half once.
 * @param facts in the order of the fold.
 */
export function pairTransfers(facts: readonly EffectiveFact[]): PairedTransfers {
  const leaving: Leaving[] = [];
  const joining: InHalf[] = [];
  // Where the person was last said to be, and where before that: an in half may be dated before its out half.
  let said: string | null = null;
  let before: string | null = null;
  for (const fact of facts) {
    let department: string | null = null;
    if (fact.name === 'hired') department = fact.data.posting.department;
    else if (fact.name === 'transferredIn') {
      department = fact.data.department;
      joining.push(fact);
    } else if (fact.name === 'transferredOut') {
      department = fact.data.toDepartment;
      leaving.push({ half: fact, from: [sourceDepartment(fact.source), said === department ? before : said] });
    }
    if (department !== null && department !== said) [said, before] = [department, said];
  }
  return leaving.length === 0 || joining.length === 0 ? none : nearestFirst(candidates(leaving, joining));
}

function candidates(leaving: readonly Leaving[], joining: readonly InHalf[]): Candidate[] {
  const found: Candidate[] = [];
  for (const { half, from } of leaving) {
    for (const other of joining) {
      if (half.data.toDepartment !== other.data.department || !from.includes(other.data.fromDepartment)) continue;
      const days = Math.abs(daysBetween(half.data.effectiveDate, other.data.effectiveDate));
      if (days <= farthestHalvesDays) found.push({ out: half, joining: other, days });
    }
  }
  return found.sort(compareCandidates);
}

function compareCandidates(one: Candidate, other: Candidate): number {
  if (one.days !== other.days) return one.days - other.days;
  const [left, right] = [placeOf(one), placeOf(other)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function placeOf({ out, joining }: Candidate): string {
  return `${out.data.effectiveDate} ${joining.data.effectiveDate} ${out.id} ${joining.id}`;
}

function nearestFirst(sorted: readonly Candidate[]): PairedTransfers {
  const outOf = new Map<string, OutHalf>();
  const inOf = new Map<string, InHalf>();
  for (const { out, joining } of sorted) {
    if (inOf.has(out.id) || outOf.has(joining.id)) continue;
    inOf.set(out.id, joining);
    outOf.set(joining.id, out);
  }
  return { outOf, inOf };
}
