// Sequences as text and back: state after state, or spells with their durations.
import { StatisticsError } from '../foundation/errors.ts';
import { type SequenceRules, stateSequences } from './make-sequences.ts';
import { spellReader } from './spells.ts';
import { missingLabel, type StateSequences, stateLabels, statesTaken } from './state-sequences.ts';

export interface TextForm {
  /** Between two states or spells; `-` unless told. */
  readonly separator?: string;
}

export interface SpellTextForm extends TextForm {
  /** Between a state and its duration; `/` unless told. */
  readonly durationSeparator?: string;
  /** Around each spell, such as `['(', ')']`; none unless told. R: `xfix`. */
  readonly brackets?: readonly [string, string];
}

/**
 * Each sequence as its states one after the other, `A-A-B`; missing is `*`, void is left out.
 * R: `TraMineR::seqconc(s, sep)`.
 */
export function sequenceTexts(sequences: StateSequences, { separator = '-' }: TextForm = {}): string[] {
  const { count, length, states } = sequences;
  const labels = stateLabels(sequences, { withMissing: true });
  return Array.from({ length: count }, (_, row) => {
    const held = states.subarray(row * length, (row + 1) * length).filter((state) => state < labels.length);
    return Array.from(held, (state) => labels[state]).join(separator);
  });
}

/**
 * Each sequence as its spells with their durations, `A/2-B/1`; missing is a spell of `*`.
 * R: `TraMineR::seqformat(s, to = "SPS", compress = TRUE, SPS.out = list(xfix, sdsep))`.
 */
export function spellTexts(sequences: StateSequences, form: SpellTextForm = {}): string[] {
  const { separator = '-', durationSeparator = '/', brackets = ['', ''] } = form;
  const labels = stateLabels(sequences, { withMissing: true });
  const read = spellReader(sequences, { withMissing: true });
  return Array.from({ length: sequences.count }, (_, row) => {
    const { count, states, durations } = read(row);
    const spells = Array.from({ length: count }, (_each, spell) => {
      const label = labels[states[spell] as number] ?? missingLabel;
      return `${brackets[0]}${label}${durationSeparator}${durations[spell]}${brackets[1]}`;
    });
    return spells.join(separator);
  });
}

/**
 * Sequences from texts of states. Missing is `*` or nothing between two separators; an empty text has no state. An empty separator takes
 * each character as a state. R: `TraMineR::seqdef(TraMineR::seqdecomp(texts, sep))`. Throws as `stateSequences`.
 */
export function sequencesFromTexts(
  texts: readonly string[],
  { separator = '-', ...rules }: TextForm & SequenceRules = {},
): StateSequences {
  const rows = texts.map((text) => (text === '' ? [] : text.split(separator).map(stateOf)));
  return stateSequences(rows, rules);
}

const stateOf = (label: string) => (label === missingLabel || label === '' ? null : label);

/**
 * Sequences from texts of spells with their durations. R: `TraMineR::seqdef(texts, informat = "SPS", SPS.in = list(xfix, sdsep))`.
 * Throws `text-invalid` (row) for a spell without brackets, separator or a duration that is a whole number from 1 (and at most 100,000); the
 * rest as `stateSequences`.
 */
export function sequencesFromSpellTexts(
  texts: readonly string[],
  form: SpellTextForm & SequenceRules = {},
): StateSequences {
  const { separator = '-', durationSeparator = '/', brackets = ['', ''], ...rules } = form;
  const [open, close] = brackets;
  const rows = texts.map((text, row) => {
    if (text === '') return [];
    return text.split(separator).flatMap((spell) => {
      const inner = spell.slice(open.length, spell.length - close.length);
      const at = inner.lastIndexOf(durationSeparator);
      const duration = Number(inner.slice(at + durationSeparator.length));
      const whole = Number.isInteger(duration) && duration >= 1 && duration <= 100_000;
      if (!spell.startsWith(open) || !spell.endsWith(close) || at < 1 || !whole)
        throw new StatisticsError('text-invalid', { row });
      return new Array<string | null>(duration).fill(stateOf(inner.slice(0, at)));
    });
  });
  return stateSequences(rows, rules);
}

/** The text of one state: its label, `*` for missing, `%` for void, as TraMineR (R) prints them. */
export function stateLabel(sequences: Pick<StateSequences, 'alphabet'>, state: number): string {
  const taken = statesTaken(sequences, { withMissing: true });
  return state < taken ? (sequences.alphabet[state] ?? missingLabel) : '%';
}
