// The columns that hold a career's states, in the order of time.
import { Refused } from '../../failure.ts';
import { type NamedColumn, requireColumns } from '../read-csv.ts';
import type { PositionsAsked, SpellColumns } from './careers-from-spells.ts';

export interface StateColumnsOptions {
  /** `m1..m60` (as they stand in the header), or a list. */
  readonly states?: readonly string[];
  /** Columns that are this and a number, by their number. */
  readonly prefix?: string;
}

export interface SpellOptions extends StateColumnsOptions {
  readonly id?: string;
  readonly begin?: string;
  readonly end?: string;
  readonly state?: string;
  readonly positions?: PositionsAsked;
  readonly overlaps?: SpellColumns['overlaps'];
}

/** The columns of spells, or undefined where none is named. Throws `spells-unclear` where some of what they need is not told. */
export function spellColumns(options: SpellOptions): SpellColumns | undefined {
  const { id, begin, end, state, positions, overlaps } = options;
  if ((begin ?? end ?? state ?? positions ?? overlaps) === undefined) return undefined;
  const columns = (options.states ?? options.prefix) === undefined;
  if (columns && id !== undefined && begin !== undefined && end !== undefined && state !== undefined && positions) {
    return { id, begin, end, state, positions, overlaps: overlaps ?? 'refuse' };
  }
  const lacking = Object.entries({ id, begin, end, state, positions }).filter(([, given]) => given === undefined);
  throw new Refused(
    'spells-unclear',
    'Spells take --id, --begin, --end, --state and --positions, and neither --states nor --prefix.',
    lacking.length === 0
      ? 'Leave out --states and --prefix.'
      : `Give ${lacking.map(([name]) => `--${name}`).join(' and ')} too.`,
  );
}

/** The columns, in the order of time. Throws `states-missing`, `column-unknown`, `states-range`. */
export function stateColumns(
  { states, prefix }: StateColumnsOptions,
  header: readonly string[],
): readonly NamedColumn[] {
  if ((states === undefined) === (prefix === undefined)) {
    throw new Refused(
      'states-missing',
      'The columns of states are not named, or named twice.',
      'Give --states m1..m60 or --prefix m.',
    );
  }
  const named = states === undefined ? byPrefix(prefix ?? '', header) : states.flatMap((each) => rangeOf(each, header));
  const twice = named.find((name, place) => named.indexOf(name) !== place);
  if (twice !== undefined) {
    throw new Refused('states-range', `--states names column ${twice} twice.`, 'Name each position once.');
  }
  return named.map((name) => ({ option: '--states', name }));
}

/** `first..last`, as they stand in the header; or one column. */
function rangeOf(text: string, header: readonly string[]): readonly string[] {
  const parts = text.split('..').map((name) => name.trim());
  if (parts.length !== 2 || header.includes(text)) return [text];
  requireColumns(
    parts.map((name) => ({ option: '--states', name })),
    header,
  );
  const [from, to] = parts.map((name) => header.indexOf(name)) as [number, number];
  if (from <= to) return header.slice(from, to + 1);
  throw new Refused('states-range', `--states: column ${parts[1]} stands before ${parts[0]}.`, 'Turn them round.');
}

function byPrefix(prefix: string, header: readonly string[]): readonly string[] {
  const found = header
    .filter((name) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length)))
    .toSorted((one, other) => Number(one.slice(prefix.length)) - Number(other.slice(prefix.length)));
  if (found.length > 0) return found;
  throw new Refused(
    'column-unknown',
    `--prefix: no column is ${prefix} and a number.`,
    'Name them with --states, as FIRST..LAST.',
  );
}
