// What happens to many in the same order: frequent subsequences of the changes of careers, and those that tell groups apart.
import {
  compareSubsequences,
  eventSequencesFromStates,
  type Factor,
  frequentSubsequences,
  type StateSequences,
} from '@clew/statistics';
import { figures, probability, shown } from '../answer.ts';
import type { Tell } from '../run.ts';

export interface SubsequenceChoice {
  /** The least share of careers that has a subsequence. */
  readonly leastShare: number;
  /** The most positions between its first and its last change, and from one change to the next. */
  readonly window: number | undefined;
  readonly largestGap: number | undefined;
  readonly withMissing: boolean;
}

export interface CareerSubsequence {
  readonly subsequence: string;
  /** The share of careers, weighted where they are, that has it; and in each group. */
  readonly share: number;
  readonly groups?: Readonly<Record<string, number>>;
  readonly pValue?: number;
}

/** Those that enough have, the most frequent first; with groups, Pearson's test of each, corrected for their number (Sidak). */
export function subsequencesOf(
  sequences: StateSequences,
  groups: Factor | undefined,
  { leastShare, window, largestGap, withMissing }: SubsequenceChoice,
  tell: Tell,
): readonly CareerSubsequence[] {
  const events = eventSequencesFromStates(sequences, { withMissing });
  const constraints = { ...(window !== undefined && { window }), ...(largestGap !== undefined && { largestGap }) };
  const onProgress = (done: number, total: number) => tell(`subsequences: ${done} of ${total}`);
  const found = frequentSubsequences(events, { leastShare, constraints, onProgress });
  const plain = found.texts.map((subsequence, at) => ({ subsequence, share: found.supports[at] as number }));
  if (groups === undefined) return plain;
  const compared = compareSubsequences(events, found, groups, { corrected: true });
  const size = compared.groups.length;
  const told = new Map(
    Array.from(compared.indices, (index, at) => {
      const shares = compared.groups.map(
        (group, seat) => [group, compared.shares[at * size + seat] as number] as const,
      );
      return [index, { groups: Object.fromEntries(shares), pValue: compared.pValues[at] as number }] as const;
    }),
  );
  return plain.map((each, at) => ({ ...each, ...told.get(at) }));
}

/** More than these fill no page. */
const mostShown = 25;

export function subsequenceLines(found: readonly CareerSubsequence[]): readonly string[] {
  const names = Object.keys(found[0]?.groups ?? {});
  const more = found.length > mostShown ? `; the first ${mostShown} of ${found.length}, all with --json` : '';
  if (found.length === 0) return ['', 'No subsequence of changes is as frequent.'];
  return [
    '',
    `Subsequences of changes by the share of careers that has them${more}:`,
    shown(found.slice(0, mostShown), [
      { title: 'subsequence', cell: ({ subsequence }) => subsequence },
      figures('share', ({ share }) => share),
      ...names.map((name) => figures<CareerSubsequence>(name, ({ groups }) => groups?.[name] ?? Number.NaN)),
      ...(names.length === 0
        ? []
        : [
            {
              title: 'p',
              align: 'right' as const,
              cell: ({ pValue = Number.NaN }: CareerSubsequence) => probability(pValue),
            },
          ]),
    ]),
  ];
}
