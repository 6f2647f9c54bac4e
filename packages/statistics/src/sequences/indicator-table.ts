// All indicators of each career at once, in one reading.
import { checkpoint, type Work } from '../foundation/work.ts';
import { careerTimesReader, entropyOfTimes } from './career-times.ts';
import { changeShare, changesOf, largestEntropy, sequenceLengths, visitedShare } from './indicators.ts';
import { durationMeasure } from './spell-durations.ts';
import { spellReader } from './spells.ts';
import { type MissingTaken, type StateSequences, statesTaken } from './state-sequences.ts';
import { largestTurbulence, normalise, subsequenceCounter } from './turbulence.ts';

const columns = [
  'length',
  'nonMissing',
  'spells',
  'visited',
  'visitedShare',
  'recurrence',
  'changes',
  'changeShare',
  'entropy',
  'meanDuration',
  'durationDeviation',
  'meanDurationWithUnvisited',
  'durationDeviationWithUnvisited',
  'subsequences',
  'volatility',
  'complexity',
  'turbulence',
  'turbulenceNormalised',
  'turbulenceWithUnvisited',
  'turbulenceWithUnvisitedNormalised',
] as const;

/** The names of the indicators. */
export type IndicatorName = (typeof columns)[number];

/** A number a career for each indicator. */
export type IndicatorTable = Readonly<Record<IndicatorName, Float64Array>>;

/**
 * Every indicator that needs nothing but the states. Whether missing is a state holds for all but `length` (which counts missing positions)
 * and `nonMissing` (which does not). `recurrence` is spells over states visited, NaN for a career without a state.
 * Tells of its progress in sequences, and throws `cancelled`.
 * R: `TraMineR::seqindic(s, indic = "all", with.missing)`: Lgth, NonM, Dlgth, Visited, Visitp, Recu, Trans, Transp, Entr, MeanD, Dustd,
 * MeanD2, Dustd2, Nsubs, Volat, Cplx, Turb, Turbn, Turb2, Turb2n.
 */
export function sequenceIndicators(sequences: StateSequences, options: MissingTaken & Work = {}): IndicatorTable {
  const { count } = sequences;
  const table = Object.fromEntries(columns.map((column) => [column, new Float64Array(count)])) as Record<
    IndicatorName,
    Float64Array
  >;
  table.length = sequenceLengths(sequences, { withMissing: true });
  table.nonMissing = sequenceLengths(sequences);
  const states = statesTaken(sequences, options);
  const read = spellReader(sequences, options);
  const times = careerTimesReader(states);
  const subsequences = subsequenceCounter(states, false);
  const [visitedOnly, withUnvisited] = [durationMeasure(states, false), durationMeasure(states, true)];
  for (let row = 0; row < count; row += 1) {
    if ((row & 0xfff) === 0) checkpoint(options, row, count);
    const spells = read(row);
    const career = times(spells);
    const { visited } = career;
    const entropy = entropyOfTimes(career, spells.total) / largestEntropy(states);
    const { mantissa, exponent } = subsequences(spells);
    const [one, all] = [visitedOnly(spells), withUnvisited(spells)];
    table.spells[row] = spells.count;
    table.visited[row] = visited;
    table.visitedShare[row] = visited / states;
    table.recurrence[row] = spells.count / visited;
    table.changes[row] = changesOf(spells);
    table.changeShare[row] = changeShare(spells);
    table.entropy[row] = entropy;
    table.meanDuration[row] = one.mean;
    table.durationDeviation[row] = Math.sqrt(one.variance);
    table.meanDurationWithUnvisited[row] = all.mean;
    table.durationDeviationWithUnvisited[row] = Math.sqrt(all.variance);
    table.subsequences[row] = mantissa * 2 ** exponent;
    table.volatility[row] = 0.5 * visitedShare(visited, states) + 0.5 * changeShare(spells);
    table.complexity[row] = Math.sqrt(changeShare(spells) * entropy);
    table.turbulence[row] = Math.log2((mantissa * (one.largest + 1)) / (one.variance + 1)) + exponent;
    table.turbulenceWithUnvisited[row] = Math.log2((mantissa * (all.largest + 1)) / (all.variance + 1)) + exponent;
  }
  const largest = (countUnvisited: boolean) => largestTurbulence(sequences, { ...options, countUnvisited });
  table.turbulenceNormalised = normalise(table.turbulence, largest(false));
  table.turbulenceWithUnvisitedNormalised = normalise(table.turbulenceWithUnvisited, largest(true));
  return table;
}
