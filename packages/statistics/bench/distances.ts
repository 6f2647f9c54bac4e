// Benches of distances: 2,000 careers of 120 months over 8 states with 4.3 spells each, all pairs, beside sequenzo or the full table.

import { codedSequences } from '../src/distances/coded-sequences.ts';
import { tableAlignment } from '../src/distances/kernels/alignment.ts';
import {
  constantCosts,
  preparedDistances,
  randomStream,
  type SequenceMeasure,
  type StateSequences,
  stateSequencesFromCodes,
  transitionCosts,
} from '../src/index.ts';
import { parallelDistancesToReferences, parallelSequenceDistances } from '../src/parallel/index.ts';
import { againstPeer, medianSeconds, type StatisticsBench } from './harness.ts';
import { sequenzoSeconds } from './sequenzo.ts';

const months = 120;
const alphabet = ['AO', 'EO', 'HEO', 'SEO', 'G7', 'G6', 'SCS', 'OUT'];

/** Careers that leave their state for another in 3.3 of 119 months. */
export function careersOf(count: number): StateSequences {
  const random = randomStream(20_240_601);
  const codes = new Uint8Array(count * months);
  let state = 0;
  for (let at = 0; at < codes.length; at += 1) {
    if (at % months === 0) state = random.below(alphabet.length);
    else if (random.uniform() < 3.3 / 119) state = (state + 1 + random.below(alphabet.length - 1)) % alphabet.length;
    codes[at] = state;
  }
  return stateSequencesFromCodes(codes, months, { alphabet });
}

interface Work {
  readonly name: string;
  readonly about: string;
  readonly measure: (sequences: StateSequences) => SequenceMeasure;
  /** How sequenzo is asked, and of how many careers where all take it minutes. */
  readonly sequenzo: string;
  readonly sequenzoCareers?: number;
  /** R's seconds on a machine like this one, of the issue: TraMineR is in no package source here. */
  readonly traminerSeconds: number;
}

const careers = 2_000;
const pairsOf = (count: number) => (count * (count - 1)) / 2;

const works: readonly Work[] = [
  {
    name: 'om',
    about: 'Optimal matching with transition-rate costs',
    measure: (sequences) => ({ method: 'OM', costs: transitionCosts(sequences) }),
    sequenzo: "method='OM', sm='TRATE', indel='auto'",
    sequenzoCareers: 200,
    traminerSeconds: 113,
  },
  {
    name: 'om-constant',
    about: 'Optimal matching with constant costs',
    measure: (sequences) => ({ method: 'OM', costs: constantCosts(sequences) }),
    sequenzo: "method='OM', sm='CONSTANT', indel=1",
    traminerSeconds: 125,
  },
  {
    name: 'lcs',
    about: 'Longest common subsequence',
    measure: () => ({ method: 'LCS' }),
    sequenzo: "method='LCS'",
    traminerSeconds: 125,
  },
  {
    name: 'hamming',
    about: 'Hamming',
    measure: () => ({ method: 'HAM' }),
    sequenzo: "method='HAM'",
    traminerSeconds: 2.6,
  },
  {
    name: 'om-spells',
    about: 'Optimal matching of spells',
    measure: (sequences) => ({ method: 'OMspell', costs: transitionCosts(sequences) }),
    sequenzo: "method='OMspell', sm='TRATE', indel='auto'",
    traminerSeconds: 4.1,
  },
];

/** The seconds of one thread, from pairs of a few hundred careers. */
async function oneThreadSeconds(sequences: StateSequences, measure: SequenceMeasure): Promise<number> {
  const { betweenDistinct, distinct } = preparedDistances(sequences, measure);
  const some = Math.min(distinct.firstRows.length, 700);
  const seconds = await medianSeconds(
    () => {
      for (let one = 0; one < some; one += 1)
        for (let other = one + 1; other < some; other += 1) betweenDistinct(one, other);
    },
    { warm: true },
  );
  return (seconds * pairsOf(careers)) / pairsOf(some);
}

/** The full table in TypeScript, from pairs of a hundred careers. */
async function tableSeconds(sequences: StateSequences): Promise<number> {
  const costs = transitionCosts(sequences);
  const coded = codedSequences(
    sequences,
    Int32Array.from({ length: 100 }, (_, row) => row),
    false,
  );
  const table = tableAlignment(coded, costs.substitution, costs.indel, false);
  const seconds = await medianSeconds(() => {
    for (let one = 0; one < 100; one += 1) for (let other = one + 1; other < 100; other += 1) table(one, other);
  });
  return (seconds * pairsOf(careers)) / pairsOf(100);
}

async function bench({ name, measure, sequenzo, sequenzoCareers = careers, traminerSeconds }: Work) {
  const sequences = careersOf(careers);
  const seconds = await medianSeconds(() => parallelSequenceDistances(sequences, measure(sequences)), { warm: true });
  const one = await oneThreadSeconds(sequences, measure(sequences));
  const asked = sequenzoCareers === careers ? sequences : careersOf(sequenzoCareers);
  const measured = sequenzoSeconds(asked, `get_distance_matrix(seqdata=s, ${sequenzo})`);
  const share = pairsOf(careers) / pairsOf(sequenzoCareers);
  const peer =
    measured === null
      ? { name: 'the full table in TypeScript, from 100 careers', seconds: await tableSeconds(sequences) }
      : { name: share === 1 ? 'sequenzo' : `sequenzo, from ${sequenzoCareers} careers`, seconds: measured * share };
  return againstPeer(`distances-${name}`, seconds, peer, {
    pairs: pairsOf(careers),
    oneThreadMicrosecondsAPair: Number(((one * 1e6) / pairsOf(careers)).toPrecision(3)),
    traminerSeconds,
  });
}

export const distanceBenches: readonly StatisticsBench[] = [
  ...works.map((work) => ({
    name: `distances-${work.name}`,
    about: `${work.about}, all pairs of 2,000 careers of ${months} months, beside sequenzo or the full table`,
    run: () => bench(work),
  })),
  {
    name: 'distances-to-medoids',
    about: 'Optimal matching of 100,000 careers to 6 medoids, beside as many pairs by the full table',
    run: async () => {
      const sequences = careersOf(100_000);
      const measure = { method: 'OM', costs: transitionCosts(sequences) } as const;
      const medoids = [1, 2, 3, 4, 5, 6];
      const seconds = await medianSeconds(() => parallelDistancesToReferences(sequences, measure, medoids));
      const table = await tableSeconds(sequences);
      const peer = {
        name: 'the full table in TypeScript, from 100 careers',
        seconds: (table * 6 * sequences.count) / pairsOf(careers),
      };
      return againstPeer('distances-to-medoids', seconds, peer, { careers: sequences.count, medoids: 6 });
    },
  },
];
