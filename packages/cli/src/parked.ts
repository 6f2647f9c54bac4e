// What `clew parked` does.
import { type ParkedSummary, parseParkedName, type Resolution } from '@clew/ledger';
import { Refused } from './failure.ts';
import type { SharedOptions } from './options.ts';
import { homeOf, withLedger } from './place.ts';
import { type Column, print, printJson, table, terminalWidth } from './terminal.ts';

type Ledger = Parameters<Parameters<typeof withLedger>[1]>[0];

const columns: readonly Column<ParkedSummary>[] = [
  { title: 'record', cell: ({ name }) => name },
  { title: 'since', cell: ({ parkedAt }) => parkedAt.slice(0, 19), dropFirst: 3 },
  { title: 'code', cell: ({ code }) => code },
  { title: 'field', cell: ({ field }) => field, dropFirst: 2 },
  { title: 'event', cell: ({ eventId }) => eventId ?? '', dropFirst: 1 },
  {
    title: 'resolved',
    cell: ({ resolution, reason }) => [resolution, reason].filter(Boolean).join(': '),
    dropFirst: 4,
  },
];

/** Lists parked records. */
export async function listParked(
  options: SharedOptions & {
    readonly state: 'open' | 'resolved' | 'all';
    readonly code?: string;
    readonly limit: number;
  },
): Promise<void> {
  const { state, code, limit } = options;
  const listing = { state, limit, ...(code === undefined ? {} : { code }) };
  const records = await withLedger(homeOf(options.home), (ledger) => ledger.parked.list(listing));
  if (options.json === true) return printJson({ parked: records });
  print(records.length === 0 ? 'Nothing is parked.' : table(records, columns, terminalWidth()));
  if (records.length === limit) process.stderr.write(`These are the first ${limit}; see --limit.\n`);
}

/** Shows one record with its content. */
export async function showParked(name: string, options: SharedOptions): Promise<void> {
  const at = positionOf(name);
  const record = await withLedger(homeOf(options.home), (ledger) => ledger.parked.show(at));
  if (record === undefined) throw notFound();
  const { value, ...rest } = record;
  const shown = { ...rest, value: readable(value) };
  if (options.json === true) return printJson(shown);
  const lines = Object.entries(shown).map(([key, each]) => {
    const text = typeof each === 'object' && each !== null ? JSON.stringify(each, null, 2) : String(each ?? '');
    return `${key.padEnd(12)} ${text}`;
  });
  print(lines.join('\n'));
}

/** Tries a record again. */
export function retryParked(name: string, options: SharedOptions): Promise<void> {
  return resolve(name, options, (ledger, at) => ledger.parked.retry(at));
}

/** Leaves a record out for good. */
export function discardParked(name: string, options: SharedOptions & { readonly reason: string }): Promise<void> {
  return resolve(name, options, (ledger, at) => ledger.parked.discard(at, options.reason));
}

type Position = NonNullable<ReturnType<typeof parseParkedName>>;

async function resolve(
  name: string,
  options: SharedOptions,
  work: (ledger: Ledger, at: Position) => Promise<Resolution>,
): Promise<void> {
  const at = positionOf(name);
  const resolution = await withLedger(homeOf(options.home), (ledger) => work(ledger, at));
  if (!resolution.ok) {
    const { code, message, remedy } = resolution.refusal;
    throw new Refused(code, message, remedy);
  }
  if (options.json === true) return printJson(resolution);
  const { applied, stillParked, because } = resolution;
  print(`${applied} applied, ${stillParked} still parked${because === null ? '' : ` (${because})`}.`);
}

function positionOf(name: string): Position {
  const at = parseParkedName(name);
  if (at !== undefined) return at;
  throw new Refused(
    'parked-name',
    'A parked record is named topic/partition/offset.',
    'Copy the name from clew parked list.',
  );
}

function notFound(): Refused {
  return new Refused('parked-not-found', 'No such record is parked.', 'See clew parked list --state all.');
}

/** The content as JSON where it is, else as text, else as base64. */
function readable(value: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(value);
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  } catch {
    return { base64: Buffer.from(value).toString('base64') };
  }
}
