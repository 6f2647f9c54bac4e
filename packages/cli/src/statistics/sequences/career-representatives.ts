// Representative careers: the few that stand for a group, a cluster or all, and how well they do.
import {
  type Dissimilarities,
  dissimilaritiesAmong,
  type Factor,
  type StateSequences,
  selectSequences,
  sequenceRepresentatives,
  spellTexts,
} from '@clew/statistics';
import { figures, shown } from '../answer.ts';

export interface CareerRepresentative {
  /** The row among the careers, and its spells. */
  readonly career: number;
  readonly spells: string;
  /** Careers (or their weight) that it is the nearest representative of, and those of them within the radius. */
  readonly stands: number;
  readonly near: number;
  /** How much nearer they are to it than to the centre of the group, from below 0 to 1. */
  readonly quality: number;
}

export interface GroupRepresentatives {
  readonly group: string;
  /** The share of careers that has a representative near, and what near is. */
  readonly coverage: number;
  readonly radius: number;
  readonly quality: number;
  readonly representatives: readonly CareerRepresentative[];
}

/** Representatives of each group by the density about careers, as many as the coverage (a share of the careers) takes. */
export function representativesOf(
  sequences: StateSequences,
  distances: Dissimilarities,
  groups: Factor,
  coverage: number,
): readonly GroupRepresentatives[] {
  return groups.levels.flatMap((group, code) => {
    const rows = Int32Array.from(groups.codes.keys()).filter((row) => groups.codes[row] === code);
    if (rows.length === 0) return [];
    const own = selectSequences(sequences, rows);
    const found = sequenceRepresentatives(own, dissimilaritiesAmong(distances, rows), { coverage });
    const texts = spellTexts(selectSequences(own, found.objects));
    const representatives = Array.from(found.objects, (object, at) => ({
      career: rows[object] as number,
      spells: texts[at] ?? '',
      stands: found.groups[at]?.assigned ?? 0,
      near: found.groups[at]?.near ?? 0,
      quality: found.groups[at]?.quality ?? Number.NaN,
    }));
    // Where all careers are equal, all are near.
    const covered = found.whole.near / found.whole.assigned;
    return [{ group, coverage: covered, radius: found.radius, quality: found.quality, representatives }];
  });
}

export function representativeLines(
  found: readonly GroupRepresentatives[],
  nameOf: (career: number) => string,
): readonly string[] {
  const rows = found.flatMap(({ group, representatives }) => representatives.map((each) => ({ group, ...each })));
  const shares = found.map(({ group, coverage }) => `${group} ${(100 * coverage).toFixed(1)}%`);
  return [
    '',
    'Representative careers (near: within a tenth of the largest distance):',
    shown(rows, [
      { title: 'group', cell: ({ group }) => group },
      { title: 'career', cell: ({ career }) => nameOf(career) },
      figures('stands for', ({ stands }) => stands),
      figures('near', ({ near }) => near),
      figures('quality', ({ quality }) => quality),
      { title: 'spells', cell: ({ spells }) => spells },
    ]),
    `Careers that have one near: ${shares.join(', ')}`,
  ];
}
