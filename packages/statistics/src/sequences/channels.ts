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
  requireSameShape(channels, first);
  const sizes = channels.map((channel) => statesTaken(channel, options));
  if (!(sizes.reduce((product, size) => product * size, 1) <= Number.MAX_SAFE_INTEGER)) throw tooMany();
  const keys = combinedKeys(channels, sizes);
  const occurring = options.allCombinations === true ? allKeys(sizes) : occurringKeys(keys);
  if (occurring.length > mostStates) throw tooMany();
  const parts = Uint16Array.from(occurring.flatMap((key) => partsOf(key, sizes)));
  const labels = channels.map((channel) => stateLabels(channel, options));
  const alphabet = occurring.map((_, state) =>
    labels
      .map((names, channel) => names[parts[state * channels.length + channel] as number])
      .join(options.separator ?? '+'),
  );
  if (new Set(alphabet).size < alphabet.length) throw new StatisticsError('option-invalid', { column: 'separator' });
  const states = combinedStates(keys, occurring);
  const { weights } = first;
  return {
    sequences: { alphabet, count, length, states, ...(weights === undefined ? {} : { weights }) },
    parts,
    channels: channels.length,
  };
}

function requireSameShape(channels: readonly StateSequences[], { count, length }: StateSequences): void {
  channels.forEach((channel, at) => {
    if (channel.count === count && channel.length === length) return;
    const detail = `${channel.count} x ${channel.length} against ${count} x ${length}`;
    throw new StatisticsError('length-mismatch', { column: `channel ${at + 1}`, detail });
  });
}

const mostStates = 65_534;

const tooMany = () =>
  new StatisticsError('option-invalid', { column: 'channels', detail: 'over 65,534 combined states' });

const notHeld = -1;
const allEnded = -2;

/** A number for each combination of states at each position, in the order of the alphabets; below 0 where there is none. */
function combinedKeys(channels: readonly StateSequences[], sizes: readonly number[]): Float64Array {
  const keys = new Float64Array(channels[0]?.states.length ?? 0);
  const ended = new Uint8Array(keys.length);
  channels.forEach((channel, at) => {
    const [size, missing] = [sizes[at] as number, missingState(channel)];
    for (let position = 0; position < keys.length; position += 1) {
      const state = channel.states[position] as number;
      const key = keys[position] as number;
      if (state > missing) ended[position] = (ended[position] as number) + 1;
      keys[position] = state < size && key >= 0 ? key * size + state : notHeld;
    }
  });
  for (let position = 0; position < keys.length; position += 1) {
    if (ended[position] === channels.length) keys[position] = allEnded;
  }
  return keys;
}

/** The different keys from 0 up, increasing. Careers stay in their states, so that most positions repeat the one before. */
function occurringKeys(keys: Float64Array): number[] {
  const seen = new Set<number>();
  let previous = -1;
  for (let position = 0; position < keys.length; position += 1) {
    const key = keys[position] as number;
    if (key === previous) continue;
    if (key >= 0) seen.add(key);
    previous = key;
  }
  return [...seen].sort((one, other) => one - other);
}

function combinedStates(keys: Float64Array, occurring: readonly number[]): Uint16Array {
  const codes = new Map(occurring.map((key, code) => [key, code]));
  codes.set(notHeld, occurring.length);
  codes.set(allEnded, occurring.length + 1);
  const states = new Uint16Array(keys.length);
  let [previous, code] = [Number.NaN, 0];
  for (let position = 0; position < keys.length; position += 1) {
    const key = keys[position] as number;
    if (key !== previous) [previous, code] = [key, codes.get(key) ?? 0];
    states[position] = code;
  }
  return states;
}

function allKeys(sizes: readonly number[]): number[] {
  const combinations = sizes.reduce((product, size) => product * size, 1);
  if (combinations > mostStates) throw tooMany();
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
