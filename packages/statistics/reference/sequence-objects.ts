// The sequence objects of R's answers, made from their CSV files: mvad, synth, ex1 and their weighted and missing variants.
import { type SequenceRules, type StateSequences, stateSequences } from '../src/index.ts';
import { referenceData } from './reference-file.ts';

const grades = ['AO', 'EO', 'HEO', 'SEO', 'G7', 'G6', 'SCS', 'OUT'];
const activities = ['employment', 'FE', 'HE', 'joblessness', 'school', 'training'];

interface Made {
  readonly file: string;
  /** The columns of states, from the first to the last, both in, counted from 0. */
  readonly columns: readonly [number, number];
  readonly alphabet: readonly string[];
  readonly weights?: string;
  readonly right?: SequenceRules['right'];
}

const mvad: Made = { file: 'mvad.csv', columns: [14, 85], alphabet: activities };
const synth: Made = { file: 'synth_full.csv', columns: [5, 64], alphabet: grades };
const incomplete: Made = { file: 'synth_missing.csv', columns: [5, 64], alphabet: grades, weights: 'weight' };

const made = {
  mvad,
  mvad_w: { ...mvad, weights: 'weight' },
  synth,
  synth_w: { ...synth, weights: 'weight' },
  synth_miss_w: incomplete,
  synth_miss_right_na: { ...incomplete, right: 'missing' },
  ex1: { file: 'ex1.csv', columns: [1, 13], alphabet: ['A', 'B', 'C', 'D'], weights: 'weights' },
} as const satisfies Record<string, Made>;

/** The names of the sequence objects whose data are at hand. */
export type SequenceObject = keyof typeof made;

export const sequenceObjectNames = Object.keys(made) as SequenceObject[];

const known = new Map<string, StateSequences>();

/** One of the sequence objects that the references' README names. */
export function sequenceObject(name: SequenceObject): StateSequences {
  const before = known.get(name);
  if (before !== undefined) return before;
  const { file, columns, alphabet, weights, right = 'delete' }: Made = made[name];
  const data = referenceData(file);
  const rows = data.map((row) => Object.values(row).slice(columns[0], columns[1] + 1));
  const rules: SequenceRules = { alphabet, right };
  const object = stateSequences(
    rows,
    weights === undefined ? rules : { ...rules, weights: Float64Array.from(data, (row) => Number(row[weights])) },
  );
  known.set(name, object);
  return object;
}

/** A sequence object, and whether missing states are taken as a state. */
export interface ObjectVariant {
  readonly sequences: StateSequences;
  readonly withMissing: boolean;
}

/** What a key of the references names: `ex1`, or `ex1__with.missing`. */
export function objectVariant(key: string): ObjectVariant {
  const [name = '', suffix] = key.split('__');
  return { sequences: sequenceObject(name as SequenceObject), withMissing: suffix === 'with.missing' };
}
