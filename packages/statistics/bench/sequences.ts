// Benches of sequences: 100,000 careers of 120 months described, beside sequenzo where it is at hand, else beside the plain way.
import {
  complexityIndex,
  distinctSuccessiveStates,
  eventSequencesFromStates,
  findSubsequences,
  frequentSubsequences,
  longitudinalEntropy,
  randomStream,
  type StateSequences,
  stateSequencesFromCodes,
  transitionRates,
  turbulence,
} from '../src/index.ts';
import { againstPeer, medianSeconds, type StatisticsBench } from './harness.ts';
import {
  type PlainCareer,
  plainComplexity,
  plainEntropy,
  plainSpells,
  plainTransitionRates,
  plainTurbulence,
} from './naive-sequences.ts';
import { sequenzoSeconds } from './sequenzo.ts';

const [count, months] = [100_000, 120];
const alphabet = ['AO', 'EO', 'HEO', 'SEO', 'G7', 'G6', 'SCS', 'OUT'];

/** Careers that start in one of the four lower grades and change their state in 3 months of 100: 4.2 spells each. */
function careers(): StateSequences {
  const random = randomStream(20_240_601);
  const codes = new Uint8Array(count * months);
  for (let row = 0; row < count; row += 1) {
    let state = random.below(4);
    for (let month = 0; month < months; month += 1) {
      if (random.uniform() < 0.03) state = random.below(alphabet.length);
      codes[row * months + month] = state;
    }
  }
  return stateSequencesFromCodes(codes, months, { alphabet });
}

/** The careers as texts, for the plain way. */
const plain = ({ states }: StateSequences): PlainCareer[] =>
  Array.from({ length: count }, (_, row) =>
    Array.from(states.subarray(row * months, (row + 1) * months), (state) => alphabet[state] ?? null),
  );

/** R's medians on a machine like the one that the issue was measured on, for the detail: TraMineR is in no package source here. */
interface Work {
  readonly name: string;
  readonly about: string;
  readonly traminerSeconds: number;
  readonly ours: (sequences: StateSequences) => unknown;
  /** What sequenzo is asked; nothing where it has no such function. */
  readonly sequenzo?: string;
  readonly plainly: (rows: readonly PlainCareer[]) => unknown;
}

const works: readonly Work[] = [
  {
    name: 'transition-rates',
    about: 'Transition rates between 8 states',
    traminerSeconds: 15.9,
    ours: (sequences) => transitionRates(sequences),
    sequenzo: 'rates(s)',
    plainly: (rows) => plainTransitionRates(rows),
  },
  {
    name: 'entropy',
    about: 'Entropy within each career',
    traminerSeconds: 16.2,
    ours: (sequences) => longitudinalEntropy(sequences),
    sequenzo: 'indicators.get_within_sequence_entropy(s)',
    plainly: (rows) => rows.map((row) => plainEntropy(row, alphabet.length)),
  },
  {
    name: 'complexity',
    about: 'Complexity of each career',
    traminerSeconds: 50.9,
    ours: (sequences) => complexityIndex(sequences),
    sequenzo: 'indicators.get_complexity_index(s)',
    plainly: (rows) => rows.map((row) => plainComplexity(row, alphabet.length)),
  },
  {
    name: 'turbulence',
    about: 'Turbulence of each career',
    traminerSeconds: 112.5,
    ours: (sequences) => turbulence(sequences),
    sequenzo: 'indicators.get_turbulence(s)',
    plainly: (rows) => rows.map(plainTurbulence),
  },
  {
    name: 'distinct-states',
    about: 'Distinct successive states and durations of each career',
    traminerSeconds: 31.1,
    ours: (sequences) => distinctSuccessiveStates(sequences),
    sequenzo: '(seqdss(s), seqdur(s))',
    plainly: (rows) => rows.map(plainSpells),
  },
];

async function bench({ name, ours, sequenzo, plainly, traminerSeconds }: Work) {
  const sequences = careers();
  const seconds = await medianSeconds(() => ours(sequences), { warm: true });
  const detail = { careers: count, months, traminerSeconds, timesTraminer: Math.round(traminerSeconds / seconds) };
  const measured = sequenzo === undefined ? null : sequenzoSeconds(sequences, sequenzo, { runs: 1 });
  if (measured !== null)
    return againstPeer(`sequences-${name}`, seconds, { name: 'sequenzo', seconds: measured }, detail);
  const rows = plain(sequences);
  const plainSeconds = await medianSeconds(() => plainly(rows), { repeats: 1 });
  return againstPeer(
    `sequences-${name}`,
    seconds,
    { name: 'the plain way, in TypeScript', seconds: plainSeconds },
    detail,
  );
}

export const sequenceBenches: readonly StatisticsBench[] = [
  ...works.map((work) => ({
    name: `sequences-${work.name}`,
    about: `${work.about}, ${count.toLocaleString('en')} careers of ${months} months, beside sequenzo or the plain way`,
    run: () => bench(work),
  })),
  {
    name: 'sequences-events',
    about: 'The subsequences of events that 2% of 100,000 careers have, beside counting those found one by one',
    run: async () => {
      const events = eventSequencesFromStates(careers(), { kind: 'state' });
      const seconds = await medianSeconds(() => frequentSubsequences(events, { leastShare: 0.02 }), { warm: true });
      const { texts } = frequentSubsequences(events, { leastShare: 0.02 });
      const oneByOne = await medianSeconds(() => findSubsequences(events, texts), { repeats: 1 });
      const peer = { name: 'each found one counted by itself', seconds: oneByOne };
      return againstPeer('sequences-events', seconds, peer, { careers: count, subsequences: texts.length });
    },
  },
];
