// Sequences beside R: rates of transition, distributions, mean times, spells.
import {
  meanTimes,
  modalStates,
  stateDistributions,
  timeVaryingTransitionRates,
  transitionCounts,
  transitionRates,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { eventComparisons } from './event-sequences.ts';
import { referenceFile } from './reference-file.ts';
import { labelsAgree, overObjects } from './sequence-cases.ts';
import { indicatorComparisons } from './sequence-indicators.ts';
import { type ObjectVariant, objectVariant } from './sequence-objects.ts';

function* rates(kind: 'rates' | 'counts' | 'lag12', ours: typeof transitionRates, lag = 1): Iterable<Case> {
  const file = 'seqtrate.json';
  yield* overObjects(file, [kind], ({ sequences, withMissing }) => ours(sequences, { withMissing, lag }).values, [
    'values',
  ]);
  for (const key of referenceFile(file).keys(kind)) {
    const { sequences, withMissing } = objectVariant(key);
    const { states } = ours(sequences, { withMissing, lag });
    yield labelsAgree(
      file,
      [kind, key, 'rows'],
      states.map((state) => `[${state} ->]`),
    );
    yield labelsAgree(
      file,
      [kind, key, 'cols'],
      states.map((state) => `[-> ${state}]`),
    );
  }
}

function* timeVarying(): Iterable<Case> {
  const path = ['time_varying', 'mvad_w'];
  const reference = referenceFile('seqtrate.json');
  const { states, positions, values } = timeVaryingTransitionRates(objectVariant('mvad_w').sequences);
  yield { name: 'mvad_w', ours: values, theirs: reference.numbers(...path, 'slices_by_dim3') };
  yield {
    name: 'mvad_w: shape',
    ours: [states.length, states.length, positions],
    theirs: reference.numbers(...path, 'dim'),
  };
  reference.value(...path, 'dimnames');
}

function* distributions(): Iterable<Case> {
  const file = 'seqstatd.json';
  const of = ({ sequences, withMissing }: ObjectVariant) => stateDistributions(sequences, { withMissing });
  yield* overObjects(file, ['statd'], (variant) => of(variant).frequencies, ['Frequencies', 'values']);
  yield* overObjects(file, ['statd'], (variant) => of(variant).validStates, ['ValidStates']);
  yield* overObjects(file, ['statd'], (variant) => of(variant).entropy, ['Entropy']);
  for (const key of referenceFile(file).keys('statd')) {
    yield labelsAgree(file, ['statd', key, 'Frequencies', 'rows'], of(objectVariant(key)).states);
    // The columns are the positions' names, which sequences do not carry.
    referenceFile(file).value('statd', key, 'Frequencies', 'cols');
  }
}

function* modal(): Iterable<Case> {
  const file = 'seqstatd.json';
  const of = ({ sequences, withMissing }: ObjectVariant) => modalStates(sequences, { withMissing });
  yield* overObjects(file, ['modal'], (variant) => of(variant).frequencies, ['freq']);
  for (const key of referenceFile(file).keys('modal')) {
    const { states, modal: codes } = of(objectVariant(key));
    yield labelsAgree(
      file,
      ['modal', key, 'states'],
      Array.from(codes, (code) => states[code] ?? ''),
    );
  }
}

function* meanTimeCases(): Iterable<Case> {
  const file = 'seqmeant.json';
  const table = ({ sequences, withMissing }: ObjectVariant) => {
    const { mean, variance, standardDeviation, standardError } = meanTimes(sequences, { withMissing });
    return [...mean].flatMap((each, state) =>
      [each, variance[state], standardDeviation[state], standardError[state]].map(Number),
    );
  };
  yield* overObjects(file, ['meant'], table, ['values']);
  yield* overObjects(
    file,
    ['prop'],
    ({ sequences, withMissing }) => meanTimes(sequences, { withMissing, proportions: true }).mean,
  );
  for (const key of referenceFile(file).keys('meant')) {
    const { sequences, withMissing } = objectVariant(key);
    yield labelsAgree(file, ['meant', key, 'rows'], meanTimes(sequences, { withMissing }).states);
    yield labelsAgree(file, ['meant', key, 'cols'], ['Mean', 'Var', 'Stdev', 'SE']);
  }
}

export const sequencesComparisons: readonly Comparison[] = [
  {
    name: 'transitionRates',
    r: 'seqtrate(s, with.missing)',
    kind: 'closed-form',
    cases: () => rates('rates', transitionRates),
  },
  {
    name: 'transitionCounts',
    r: 'seqtrate(s, with.missing, count = TRUE)',
    kind: 'closed-form',
    cases: () => rates('counts', transitionCounts),
  },
  {
    name: 'transitionRates',
    r: 'seqtrate(s, lag = 12)',
    kind: 'closed-form',
    cases: () => rates('lag12', transitionRates, 12),
  },
  {
    name: 'timeVaryingTransitionRates',
    r: 'seqtrate(s, time.varying = TRUE)',
    kind: 'closed-form',
    cases: timeVarying,
  },
  { name: 'stateDistributions', r: 'seqstatd(s, with.missing)', kind: 'closed-form', cases: distributions },
  { name: 'modalStates', r: 'seqmodst(s, with.missing)', kind: 'closed-form', cases: modal },
  { name: 'meanTimes', r: 'seqmeant(s, with.missing, serr = TRUE)', kind: 'closed-form', cases: meanTimeCases },
  ...indicatorComparisons,
  ...eventComparisons,
];
