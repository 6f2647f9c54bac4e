// Indicators within sequences beside R.
import {
  badness,
  complexityIndex,
  degradation,
  type IndicatorName,
  insecurity,
  integrationPotential,
  longitudinalEntropy,
  objectiveVolatility,
  positiveShare,
  precarity,
  sequenceIndicators,
  sequenceLengths,
  spellDurations,
  stateChanges,
  stateTimes,
  subsequenceCounts,
  turbulence,
  visitedStates,
} from '../src/index.ts';
import type { Case, Comparison } from './comparison.ts';
import { referenceFile } from './reference-file.ts';
import { labelsAgree } from './sequence-cases.ts';
import { type ObjectVariant, objectVariant } from './sequence-objects.ts';

/** A comparison with one indicator of seqindic.json, over all sequence objects. */
function indicator(
  name: string,
  r: string,
  key: string,
  ours: (sequences: ObjectVariant['sequences'], withMissing: { readonly withMissing: boolean }) => Float64Array,
): Comparison {
  function* cases(): Iterable<Case> {
    const reference = referenceFile('seqindic.json');
    for (const object of reference.keys('indicators')) {
      const { sequences, withMissing } = objectVariant(object);
      yield {
        name: object,
        ours: ours(sequences, { withMissing }),
        theirs: reference.numbers('indicators', object, key),
      };
    }
  }
  return { name, r, kind: 'closed-form', cases };
}

const tableColumns = [
  ['Lgth', 'length'],
  ['NonM', 'nonMissing'],
  ['Dlgth', 'spells'],
  ['Visited', 'visited'],
  ['Visitp', 'visitedShare'],
  ['Recu', 'recurrence'],
  ['Trans', 'changes'],
  ['Transp', 'changeShare'],
  ['Entr', 'entropy'],
  ['MeanD', 'meanDuration'],
  ['Dustd', 'durationDeviation'],
  ['MeanD2', 'meanDurationWithUnvisited'],
  ['Dustd2', 'durationDeviationWithUnvisited'],
  ['Volat', 'volatility'],
  ['Cplx', 'complexity'],
  ['Turb', 'turbulence'],
  ['Turbn', 'turbulenceNormalised'],
  ['Turb2', 'turbulenceWithUnvisited'],
  ['Turb2n', 'turbulenceWithUnvisitedNormalised'],
] as const satisfies readonly (readonly [string, IndicatorName])[];

function* table(): Iterable<Case> {
  const reference = referenceFile('seqindic_ordered.json');
  const ours = sequenceIndicators(objectVariant('synth').sequences);
  for (const [theirs, name] of tableColumns) {
    yield { name: `synth, ${name}`, ours: ours[name], theirs: reference.numbers('seqindic_all', theirs) };
  }
  reference.value('seqindic_all', 'rownames');
}

function* volatilityCases(): Iterable<Case> {
  const reference = referenceFile('seqindic_ordered.json');
  yield {
    name: 'synth',
    ours: objectiveVolatility(objectVariant('synth').sequences),
    theirs: reference.numbers('seqivolatility'),
  };
}

function* visitedCases(): Iterable<Case> {
  const reference = referenceFile('seqindic_ordered.json');
  yield {
    name: 'synth',
    ours: visitedStates(objectVariant('synth').sequences),
    theirs: reference.numbers('seqindic_all', 'Visited'),
  };
}

/** A comparison with an indicator of ordered states, on synth: the best state first, OUT incomparable. */
function ordered(
  name: string,
  r: string,
  key: string,
  ours: (sequences: ObjectVariant['sequences'], order: readonly string[]) => Float64Array,
): Comparison {
  function* cases(): Iterable<Case> {
    const reference = referenceFile('seqindic_ordered.json');
    const order = reference.value('seqidegrad_order') as readonly string[];
    const theirs = reference.numbers(...(key === 'seqintegr' ? [key, 'values'] : [key]));
    yield { name: 'synth', ours: ours(objectVariant('synth').sequences, order).subarray(0, theirs.length), theirs };
    if (key !== 'seqintegr') return;
    yield labelsAgree('seqindic_ordered.json', [key, 'cols'], objectVariant('synth').sequences.alphabet);
    reference.value(key, 'rows');
  }
  return { name, r, kind: 'closed-form', cases };
}

export const orderedComparisons: readonly Comparison[] = [
  ordered('positiveShare', 'seqipos(s, pos.states)', 'seqipos', (s) =>
    positiveShare(s, { positive: ['G7', 'G6', 'SCS'] }),
  ),
  ordered('integrationPotential', 'seqintegr(s)', 'seqintegr', (s) => integrationPotential(s)),
  ordered('degradation', 'seqidegrad(s, state.order)', 'seqidegrad', (s, order) => degradation(s, { order })),
  ordered('precarity', 'seqprecarity(s, state.order)', 'seqprecarity', (s, order) => precarity(s, { order })),
  ordered('insecurity', 'seqinsecurity(s, state.order)', 'seqinsecurity', (s, order) => insecurity(s, { order })),
  ordered('badness', 'seqibad(s, state.order)', 'seqibad', (s, order) => badness(s, { order })),
];

export const indicatorComparisons: readonly Comparison[] = [
  indicator('sequenceLengths', 'seqlength(s, with.missing)', 'length', sequenceLengths),
  indicator('longitudinalEntropy', 'seqient(s, with.missing)', 'seqient', longitudinalEntropy),
  indicator('longitudinalEntropy', 'seqient(s, norm = FALSE, with.missing)', 'seqient_raw', (s, missing) =>
    longitudinalEntropy(s, { ...missing, normalised: false }),
  ),
  indicator('turbulence', 'seqST(s, with.missing)', 'seqST', turbulence),
  indicator('turbulence', 'seqST(s, norm = TRUE, with.missing)', 'seqST_norm', (s, missing) =>
    turbulence(s, { ...missing, normalised: true }),
  ),
  indicator('turbulence', 'seqST(s, type = 2, with.missing)', 'seqST_type2', (s, missing) =>
    turbulence(s, { ...missing, countUnvisited: true }),
  ),
  indicator('turbulence', 'seqST(s, norm = TRUE, type = 2, with.missing)', 'seqST_type2_norm', (s, missing) =>
    turbulence(s, { ...missing, countUnvisited: true, normalised: true }),
  ),
  indicator('complexityIndex', 'seqici(s, with.missing)', 'seqici', complexityIndex),
  indicator('stateChanges', 'seqtransn(s, with.missing)', 'seqtransn', stateChanges),
  indicator('stateChanges', 'seqtransn(s, with.missing, norm = TRUE)', 'seqtransn_norm', (s, missing) =>
    stateChanges(s, { ...missing, normalised: true }),
  ),
  indicator('subsequenceCounts', 'seqsubsn(s, DSS = TRUE, with.missing)', 'seqsubsn_DSS', subsequenceCounts),
  indicator(
    'spellDurations',
    'seqivardur(s, type = 1, with.missing)',
    'seqivardur1',
    (s, missing) => spellDurations(s, missing).variance,
  ),
  indicator(
    'spellDurations',
    'seqivardur(s, type = 2, with.missing)',
    'seqivardur2',
    (s, missing) => spellDurations(s, { ...missing, countUnvisited: true }).variance,
  ),
  indicator('stateTimes', 'seqistatd(s, with.missing)', 'seqistatd', stateTimes),
  { name: 'sequenceIndicators', r: 'seqindic(s, indic = "all")', kind: 'closed-form', cases: table },
  { name: 'objectiveVolatility', r: 'seqivolatility(s)', kind: 'closed-form', cases: volatilityCases },
  { name: 'visitedStates', r: 'seqindic(s, indic = "visited")', kind: 'closed-form', cases: visitedCases },
  ...orderedComparisons,
];
