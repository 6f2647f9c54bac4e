// Costs of several channels at once: what it takes in each channel, added up for the combined states.
import { StatisticsError } from '../foundation/errors.ts';
import type { CombinedChannels } from '../sequences/channels.ts';
import { filledMatrix, type PositionCosts, requireCosts, requirePositionCosts, type SequenceCosts } from './costs.ts';

export interface ChannelCostOptions {
  /** How much each channel counts; 1 unless told. R: `cweight`. */
  readonly weights?: ArrayLike<number>;
  /** The sum of the channels' costs (unless told), or their mean by weight. R: `link`. */
  readonly link?: 'sum' | 'mean';
}

/**
 * Costs of combined states: substituting one costs what substituting its state in each channel costs, by the channels' weights, and the
 * same of inserting and deleting. `costs`: of each channel, in their order.
 * R: `TraMineR::seqMD(channels, sm, indel, cweight, link, what = "cost")`; with `sequenceDistances` on the combined sequences,
 * `what = "diss"` (costs by the additive trick: Pollock 2007, Journal of the Royal Statistical Society A 170).
 * Throws `length-mismatch` for another number of costs or weights, `weight-invalid`, `costs-invalid` for a channel's costs without one of
 * its states.
 */
export function channelCosts(
  combined: CombinedChannels,
  costs: readonly SequenceCosts[],
  options: ChannelCostOptions = {},
): SequenceCosts {
  const { sequences, parts, channels } = combined;
  const shares = sharesOf(combined, costs, options);
  const states = sequences.alphabet;
  const part = (state: number, channel: number) => parts[state * channels + channel] as number;
  const substitution = filledMatrix(states.length, (from, to) =>
    shares.reduce((sum, share, channel) => {
      const { substitution: own, states: ownStates } = costs[channel] as SequenceCosts;
      return sum + share * (own[part(from, channel) * ownStates.length + part(to, channel)] as number);
    }, 0),
  );
  const indel = Float64Array.from(states, (_, state) =>
    shares.reduce(
      (sum, share, channel) => sum + share * ((costs[channel] as SequenceCosts).indel[part(state, channel)] as number),
      0,
    ),
  );
  return requireCosts({ states, substitution, indel });
}

/**
 * Costs of combined states at each position, for dynamic Hamming: see {@link channelCosts}.
 * R: `TraMineR::seqMD(channels, method = "DHD", ...)`. Throws as {@link channelCosts}, and `length-mismatch` for other positions.
 */
export function channelPositionCosts(
  combined: CombinedChannels,
  costs: readonly PositionCosts[],
  options: ChannelCostOptions = {},
): PositionCosts {
  const { sequences, parts, channels } = combined;
  const shares = sharesOf(combined, costs, options);
  const states = sequences.alphabet;
  const positions = sequences.length;
  const wrong = costs.findIndex((each) => each.positions !== positions);
  if (wrong >= 0) throw new StatisticsError('length-mismatch', { column: `costs of channel ${wrong + 1}` });
  const substitution = new Float64Array(positions * states.length * states.length);
  for (let position = 0; position < positions; position += 1) {
    const matrix = filledMatrix(states.length, (from, to) =>
      shares.reduce((sum, share, channel) => {
        const { substitution: own, states: ownStates } = costs[channel] as PositionCosts;
        const size = ownStates.length;
        const one = parts[from * channels + channel] as number;
        const other = parts[to * channels + channel] as number;
        return sum + share * (own[(position * size + one) * size + other] as number);
      }, 0),
    );
    substitution.set(matrix, position * matrix.length);
  }
  return requirePositionCosts({ states, positions, substitution });
}

/** What each channel's costs are multiplied by. */
function sharesOf(
  { parts, channels }: CombinedChannels,
  costs: readonly { readonly states: readonly string[] }[],
  { weights = new Float64Array(channels).fill(1), link = 'sum' }: ChannelCostOptions,
): number[] {
  for (const [column, { length }] of Object.entries({ costs, weights })) {
    if (length !== channels) {
      throw new StatisticsError('length-mismatch', { column, detail: `${length} for ${channels} channels` });
    }
  }
  const given = Array.from(weights);
  const total = given.reduce((sum, weight) => sum + weight, 0);
  if (given.some((weight) => !(weight >= 0)) || !(total > 0 && Number.isFinite(total))) {
    throw new StatisticsError('weight-invalid', { column: 'weights' });
  }
  parts.forEach((state, at) => {
    const channel = at % channels;
    if (state < (costs[channel]?.states.length ?? 0)) return;
    throw new StatisticsError('costs-invalid', { column: `costs of channel ${channel + 1}`, detail: 'lack a state' });
  });
  return link === 'mean' ? given.map((weight) => weight / total) : given;
}
