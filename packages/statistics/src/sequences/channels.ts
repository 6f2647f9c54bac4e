// Several channels at once: sequences of the same careers in grade, department and region, joined into one of their combined states.
import { StatisticsError } from '../foundation/errors.ts';
import { missingState, type StateSequences, stateLabels, statesTaken } from './state-sequences.ts';

/** Joined channels, and which state of each channel a combined state is made of. */
export interface CombinedChannels {
  readonly sequences: StateSequences;
  /** For each combined state (rows) and channel (columns) the channel's state: combined state i, channel c at `parts[i * channels + c]`. */
  readonly parts: Uint16Array;
  readonly channels: number;
}

export interface ChannelOptions {
  /** Between the labels of a combined state; `+` unless told. R: `ch.sep`. */
  readonly separator?: string;
  /** Whether a missing state of a channel is a state of its own within combined ones; otherwise the combined state is missing. R: `with.missing`. */
  readonly withMissing?: boolean;
  /** Whether the alphabet has all combinations of the channels' states instead of those that occur. */
  readonly allCombinations?: boolean;
}

/**
 * The channels' sequences as one of combined states, in the order of the first channel's alphabet, then of the second's, and so on. Where a
 * channel has ended (void) and another goes on, the combined state is missing; where all have ended it is void. Weights are the first
 * channel's. R: `TraMineR::seqMD(channels, what = "MDseq", with.missing)` with its alphabet.
 *
 * Throws `no-rows` without channels, `length-mismatch` (naming the channel) for another number of sequences or positions, `option-invalid`
 * for more than 65,534 combined states or a separator that makes two of them alike.
 */
export function combineChannels(channels: readonly StateSequences[], options: ChannelOptions = {}): CombinedChannels {
  const [first] = channels;
  if (first === undefined) throw new StatisticsError('no-rows', { column: 'channels' });
  const { count, length } = first;
  channels.forEach((channel, at) => {
    if (channel.count === count && channel.length === length) return;
    throw new StatisticsError('length-mismatch', {
      column: `channel ${at + 1}`,
      detail: `${channel.count} x ${channel.length} against ${count} x ${length}`,
    });
  });
  const keys = combinedKeys(channels, options);
  const sizes = channels.map((channel) => statesTaken(channel, options));
  const occurring =
    options.allCombinations === true
      ? allKeys(sizes)
      : [...new Set(keys)].filter((key) => key >= 0).sort((a, b) => a - b);
  if (occurring.length > 65_534)
    throw new StatisticsError('option-invalid', { column: 'channels', detail: 'over 65,534 combined states' });
  const parts = Uint16Array.from(occurring.flatMap((key) => partsOf(key, sizes)));
  const labels = channels.map((channel) => stateLabels(channel, options));
  const alphabet = occurring.map((_, state) =>
    labels
      .map((names, channel) => names[parts[state * channels.length + channel] as number])
      .join(options.separator ?? '+'),
  );
  if (new Set(alphabet).size < alphabet.length) throw new StatisticsError('option-invalid', { column: 'separator' });
  const codes = new Map(occurring.map((key, code) => [key, code]));
  const [missing, empty] = [alphabet.length, alphabet.length + 1];
  const states = Uint16Array.from(keys, (key) =>
    key >= 0 ? (codes.get(key) ?? missing) : key === allEnded ? empty : missing,
  );
  const { weights } = first;
  return {
    sequences: { alphabet, count, length, states, ...(weights === undefined ? {} : { weights }) },
    parts,
    channels: channels.length,
  };
}

const notHeld = -1;
const allEnded = -2;

/** A number for each combination of states at each position, in the order of the alphabets; below 0 where there is none. */
function combinedKeys(channels: readonly StateSequences[], options: ChannelOptions): Float64Array {
  const [first] = channels;
  return Float64Array.from({ length: first?.states.length ?? 0 }, (_, at) => {
    let [key, ended, held] = [0, 0, true];
    for (const channel of channels) {
      const state = channel.states[at] as number;
      const taken = statesTaken(channel, options);
      if (state > missingState(channel)) ended += 1;
      if (state >= taken) held = false;
      key = key * taken + state;
    }
    if (ended === channels.length) return allEnded;
    return held ? key : notHeld;
  });
}

function allKeys(sizes: readonly number[]): number[] {
  const combinations = sizes.reduce((product, size) => product * size, 1);
  if (combinations > 65_534)
    throw new StatisticsError('option-invalid', { column: 'channels', detail: 'over 65,534 combined states' });
  return Array.from({ length: combinations }, (_, key) => key);
}

function partsOf(key: number, sizes: readonly number[]): number[] {
  const parts: number[] = [];
  let left = key;
  for (const size of [...sizes].reverse()) {
    parts.unshift(left % size);
    left = Math.floor(left / size);
  }
  return parts;
}
