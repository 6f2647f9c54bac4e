// Options of sequences that go together: one that means nothing without another is refused, not passed over.
import { Refused } from '../../failure.ts';
import { mayHaveCosts } from './career-distances.ts';
import type { SequencesOptions } from './sequences.ts';

/** Throws `costs-not-taken`, `no-distances`, `no-clusters`, `no-order`, `no-subsequences`, `no-json`. */
export function requireTogether(options: SequencesOptions): void {
  const { costs, indel, normalise, distance, clusters, grouping } = options;
  if ((costs ?? indel) !== undefined && !mayHaveCosts(distance)) {
    const message = `--distance ${distance} takes neither --costs nor --indel.`;
    throw new Refused('costs-not-taken', message, 'Leave them out.');
  }
  const compares = [clusters, options.representatives, options.discrepancy, options.pairs];
  if ((costs ?? indel ?? normalise) !== undefined && compares.every((each) => each === undefined)) {
    throw new Refused(
      'no-distances',
      '--costs, --indel and --normalise are of distances, which nothing asks for.',
      'Ask for --clusters, --representatives, --discrepancy or --pairs.',
    );
  }
  if (grouping !== undefined && clusters === undefined) {
    throw new Refused('no-clusters', '--grouping is of --clusters.', 'Say how many clusters.');
  }
  if (costs === 'order' && (options.order === undefined || options.missing === 'state')) {
    throw new Refused(
      'no-order',
      '--costs order is how far apart states stand in --order, where a missing state has no place.',
      'Give --order, and take --missing omit.',
    );
  }
  if ((options.window ?? options.largestGap) !== undefined && options.subsequences === undefined) {
    throw new Refused('no-subsequences', '--window and --largest-gap are of --subsequences.', 'Give its least share.');
  }
  if (options.pairs && !options.json) {
    throw new Refused('no-json', '--pairs gives a number for every two careers.', 'Take it with --json.');
  }
  if (options.indicators !== undefined && !options.json) {
    throw new Refused('no-json', '--indicators gives numbers for every career.', 'Take it with --json.');
  }
}
