// Event sequences: what happens to each person and when; made from lists of events, or from the changes of state sequences.
import { type Column, type Factor, requireFactor, requireFinite, requireSameLength } from '../foundation/columns.ts';
import { StatisticsError } from '../foundation/errors.ts';
import { ascendingOrder, groupedOrder } from '../foundation/ordering.ts';
import { spellReader } from './spells.ts';
import { type MissingTaken, requireWeightsOf, type StateSequences, stateLabels } from './state-sequences.ts';

/** The events of all persons, one person after the other: those of person i stand from `offsets[i]` to before `offsets[i + 1]`. */
export interface EventSequences {
  /** The kinds of events, in the order that ties are listed by. */
  readonly events: readonly string[];
  readonly count: number;
  readonly offsets: Uint32Array;
  /** When each event happens; increasing within a person. */
  readonly times: Float64Array;
  /** Which kind it is, an index into `events`; increasing where several happen at once. */
  readonly codes: Uint16Array;
  /** A weight a person; 1 where absent. */
  readonly weights?: Column;
}

/** Events, a row an event, in any order. */
export interface EventTable {
  /** Whose event it is. The levels are the persons, in their order. */
  readonly persons: Factor;
  readonly times: Column;
  readonly events: Factor;
}

/**
 * Event sequences from a table of time-stamped events. An event that is given twice for one person and time counts once.
 * R: `TraMineR::seqecreate(id, timestamp, event, weights)`.
 * Throws `length-mismatch`, `no-rows`, `code-outside-levels`, `not-finite` for times, `weight-invalid`, `option-invalid` above 65,535 kinds.
 */
export function eventSequences(
  { persons, times, events }: EventTable,
  options: { readonly weights?: Column } = {},
): EventSequences {
  requireSameLength({ persons: persons.codes, times, events: events.codes });
  requireFactor('persons', persons);
  requireFactor('events', events);
  requireFinite('times', times);
  if (events.levels.length > 65_535)
    throw new StatisticsError('option-invalid', { column: 'events', detail: 'over 65,535 kinds' });
  const count = persons.levels.length;
  const { weights } = options;
  if (weights !== undefined) requireWeightsOf(weights, count);
  const order = groupedOrder(ascendingOrder(times), persons.codes, count);
  const isTogether = (one: number, other: number) =>
    persons.codes[one] === persons.codes[other] && times[one] === times[other];
  sortTogether(order, events.codes, isTogether);
  const isSame = (one: number, other: number) => isTogether(one, other) && events.codes[one] === events.codes[other];
  const kept = order.filter((row, at) => at === 0 || !isSame(row, order[at - 1] as number));
  const offsets = new Uint32Array(count + 1);
  for (const row of kept)
    offsets[(persons.codes[row] as number) + 1] = (offsets[(persons.codes[row] as number) + 1] as number) + 1;
  for (let person = 0; person < count; person += 1)
    offsets[person + 1] = (offsets[person + 1] as number) + (offsets[person] as number);
  return {
    events: events.levels,
    count,
    offsets,
    times: Float64Array.from(kept, (row) => times[row] as number),
    codes: Uint16Array.from(kept, (row) => events.codes[row] as number),
    ...(weights === undefined ? {} : { weights }),
  };
}

/** Puts events that happen at once in the order of their kinds: they are few, so by insertion. */
function sortTogether(order: Int32Array, codes: Int32Array, isTogether: (one: number, other: number) => boolean): void {
  for (let at = 1; at < order.length; at += 1) {
    const row = order[at] as number;
    let place = at;
    while (place > 0) {
      const before = order[place - 1] as number;
      if (!isTogether(before, row) || (codes[before] as number) <= (codes[row] as number)) break;
      order[place] = before;
      place -= 1;
    }
    order[place] = row;
  }
}

export interface StateEventOptions extends MissingTaken {
  /**
   * What happens when a state follows another: one event `A>B` (`transition`, unless told), one event `B` (`state`), or two at once, the end
   * of A, `endA`, and the begin of B, `B` (`period`). A sequence begins with its first state as an event. R: `tevent`.
   */
  readonly kind?: 'transition' | 'state' | 'period';
}

/**
 * The changes of state sequences as events, at the positions at which the spells begin, from 0; weights as the sequences'.
 * R: `TraMineR::seqecreate(s, tevent)`. The kinds stand in the order of the alphabet: each state, then the changes from it.
 */
export function eventSequencesFromStates(sequences: StateSequences, options: StateEventOptions = {}): EventSequences {
  const { kind = 'transition' } = options;
  const labels = stateLabels(sequences, options);
  const size = labels.length;
  if (kind === 'transition' && size * size > 65_535)
    throw new StatisticsError('option-invalid', { column: 'kind', detail: 'over 65,535 kinds' });
  const read = spellReader(sequences, options);
  const offsets = new Uint32Array(sequences.count + 1);
  const [times, codes]: [number[], number[]] = [[], []];
  for (let row = 0; row < sequences.count; row += 1) {
    const { count, states, starts } = read(row);
    for (let spell = 0; spell < count; spell += 1) {
      const [state, time] = [states[spell] as number, starts[spell] as number];
      const before = spell === 0 ? undefined : (states[spell - 1] as number);
      for (const code of eventsOfChange(kind, before, state, size)) {
        times.push(before === undefined ? 0 : time);
        codes.push(code);
      }
    }
    offsets[row + 1] = codes.length;
  }
  const { weights } = sequences;
  return {
    events: eventNames(kind, labels),
    count: sequences.count,
    offsets,
    times: Float64Array.from(times),
    codes: Uint16Array.from(codes),
    ...(weights === undefined ? {} : { weights }),
  };
}

type Kind = 'transition' | 'state' | 'period';

/** Codes of one change: with `transition` a row of `size` kinds a state, the state itself first, then the others in their order. */
function eventsOfChange(kind: Kind, before: number | undefined, state: number, size: number): readonly number[] {
  if (kind === 'transition') {
    const to = before === undefined ? 0 : state < before ? state + 1 : state;
    return [(before ?? state) * size + to];
  }
  return kind === 'period' && before !== undefined ? [state, size + before] : [state];
}

function eventNames(kind: Kind, labels: readonly string[]): readonly string[] {
  if (kind === 'state') return labels;
  if (kind === 'period') return [...labels, ...labels.map((label) => `end${label}`)];
  return labels.flatMap((from) => [from, ...labels.filter((to) => to !== from).map((to) => `${from}>${to}`)]);
}
