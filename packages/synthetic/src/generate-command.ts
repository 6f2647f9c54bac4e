// `clew generate`: a population to a file or to standard output, with its truth, or compared with the official tables.
import { createWriteStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ClewEvent, encodeEvent } from '@clew/events';
import { bindStaffNumbers } from './bind.ts';
import { compareWithOfficial, hasOfficialTables, type OfficialComparison } from './compare.ts';
import { defaultEffects, type Effects, readEffects } from './effects.ts';
import { formatComparison } from './format-comparison.ts';
import { createPopulation, type Population, type PopulationOrder } from './population.ts';

export interface GenerateOptions {
  readonly people: number;
  readonly years: number;
  readonly seed: string | number;
  /** YYYY-MM-DD; 2023-03-31 unless given. */
  readonly endDate?: string;
  /** A JSON file of effects; the labelled defaults unless given. */
  readonly effectsFile?: string;
  /** Where the events go; `-` and absent are standard output. */
  readonly out?: string;
  /** Where the truth goes; unless given, beside the events' file as `.truth.json`. */
  readonly truthFile?: string;
  readonly order?: PopulationOrder;
  /** A directory of official tables to compare with. The events are then written only where `out` is given. */
  readonly checkDirectory?: string;
  /** Ends with one object on standard output; the events then need a file. */
  readonly json?: boolean;
  readonly standardOutput: Writable;
  readonly standardError: Writable;
}

/** The object that `--json` ends with. */
export interface GenerateSummary {
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly inPostAtEnd: number;
  readonly events: number | null;
  readonly out: string | null;
  readonly truthFile: string | null;
  readonly comparison: OfficialComparison | null;
}

/** What went wrong with what the user gave: a message, and what to do about it. */
export interface GenerateMistake {
  readonly code: 'invalid-option' | 'unreadable-file' | 'invalid-effects' | 'unwritable-file';
  readonly message: string;
  readonly remedy: string;
}

/**
 * Runs the command. Gives the exit code: 0 done; 1 the comparison found a calibrated table outside of what is allowed; 2 a mistake, told on
 * standard error with its remedy. A reader that stops reading (`| head`) ends it quietly.
 */
export async function runGenerateCommand(options: GenerateOptions): Promise<number> {
  const say = (line: string) => options.standardError.write(`${line}\n`);
  const prepared = prepare(options);
  if ('code' in prepared) {
    say(`clew generate: ${prepared.message}\n  ${prepared.remedy}`);
    return 2;
  }
  const { population } = prepared;
  const toStandardOutput = options.out === undefined || options.out === '-';
  const writesEvents = !(toStandardOutput && options.checkDirectory !== undefined);
  let written: number | null = null;
  if (writesEvents) {
    const outcome = await writeEvents(population, options, toStandardOutput);
    if (typeof outcome !== 'number') {
      say(`clew generate: ${outcome.message}\n  ${outcome.remedy}`);
      return 2;
    }
    written = outcome;
  }
  const comparison =
    options.checkDirectory === undefined ? null : compareWithOfficial(options.checkDirectory, population);
  const truthFile = options.truthFile ?? (toStandardOutput ? null : truthFileOf(options.out ?? ''));
  if (truthFile !== null) writeFileSync(truthFile, `${JSON.stringify(population.truth(), null, 2)}\n`);
  else if (writesEvents) say('the truth of this population was not kept: --truth FILE keeps it');
  if (options.json === true)
    options.standardOutput.write(`${JSON.stringify(summaryOf(options, population, written, truthFile, comparison))}\n`);
  else if (comparison !== null) options.standardOutput.write(`${formatComparison(comparison)}\n`);
  return comparison !== null && comparison.outside > 0 ? 1 : 0;
}

function summaryOf(
  options: GenerateOptions,
  population: Population,
  events: number | null,
  truthFile: string | null,
  comparison: OfficialComparison | null,
): GenerateSummary {
  const { people, years, seed } = population.options;
  const out = events === null ? null : (options.out ?? null);
  return {
    people,
    years,
    seed: String(seed),
    inPostAtEnd: population.truth().inPostAtEnd,
    events,
    out,
    truthFile,
    comparison,
  };
}

/** `synthetic.ndjson` has its truth in `synthetic.truth.json`. */
export function truthFileOf(out: string): string {
  return `${out.replace(/\.(ndjson|jsonl|json)$/, '')}.truth.json`;
}

function prepare(options: GenerateOptions): { readonly population: Population } | GenerateMistake {
  const invalid = (message: string, remedy: string): GenerateMistake => ({ code: 'invalid-option', message, remedy });
  const toStandardOutput = options.out === undefined || options.out === '-';
  if (options.json === true && toStandardOutput && options.checkDirectory === undefined) {
    return invalid('--json and the events cannot both go to standard output', 'Give the events a file: --out FILE.');
  }
  if (options.checkDirectory !== undefined && !existsSync(options.checkDirectory)) {
    return invalid('the directory of --check does not exist', 'Give the directory that holds the official tables.');
  }
  if (options.checkDirectory !== undefined && !hasOfficialTables(options.checkDirectory)) {
    return invalid(
      'the directory of --check holds none of the official tables',
      'Give the directory that holds Region_ITL1.csv, Age.csv and the others.',
    );
  }
  const effects = loadEffects(options.effectsFile);
  if ('code' in effects) return effects;
  try {
    const { people, years, seed, endDate } = options;
    const dated = endDate === undefined ? {} : { endDate };
    return { population: createPopulation({ people, years, seed, effects, ...dated }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return invalid(error.message, 'See clew generate --help.');
  }
}

function loadEffects(file: string | undefined): Effects | GenerateMistake {
  if (file === undefined) return defaultEffects;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const message = code === undefined ? 'the effects file is not JSON' : `the effects file cannot be read (${code})`;
    const remedy = code === undefined ? 'clew generate --help shows what it looks like.' : 'Check the path.';
    return { code: 'unreadable-file', message, remedy };
  }
  const reading = readEffects(json);
  if (reading.ok) return reading.effects;
  const named = reading.mistakes.slice(0, 5).map((each) => `${each.field}: ${each.message}`);
  return {
    code: 'invalid-effects',
    message: `the effects file is not as it should be: ${named.join('; ')}`,
    remedy:
      'Ratios are positive numbers up to 20, by socioEconomicBackground, region (london, elsewhere) and profession.',
  };
}

/** Writes all events; gives their number. A file appears whole or not at all. */
async function writeEvents(
  population: Population,
  options: GenerateOptions,
  toStandardOutput: boolean,
): Promise<number | GenerateMistake> {
  const file = options.out ?? '';
  const partial = `${file}.partial`;
  const progress = progressOf(population, options.standardError);
  const count = { written: 0 };
  const lines = linesOf(population, options, progress, count);
  try {
    if (toStandardOutput) await pipeline(lines, options.standardOutput, { end: false });
    else {
      await pipeline(lines, createWriteStream(partial));
      renameSync(partial, file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Whoever reads our output may stop when they have enough.
    if (toStandardOutput && (code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE')) return count.written;
    if (!toStandardOutput) rmSync(partial, { force: true });
    if (code === undefined || !code.startsWith('E')) throw error;
    return {
      code: 'unwritable-file',
      message: code === 'EISDIR' ? 'the place for the events is a directory' : `the events cannot be written (${code})`,
      remedy: code === 'EISDIR' ? 'Name a file in it.' : 'Choose a place that exists and can be written.',
    };
  }
  progress(count.written, null);
  return count.written;
}

const chunkCharacters = 65_536;

/** The events as NDJSON, in chunks; the stream that they go to says when it wants the next. */
function* linesOf(
  population: Population,
  options: GenerateOptions,
  progress: ReturnType<typeof progressOf>,
  count: { written: number },
): Generator<string, void, undefined> {
  let chunk = '';
  for (const event of bindStaffNumbers(population.items(options.order ?? 'time'), options.seed)) {
    chunk += `${JSON.stringify(encodeEvent(event))}\n`;
    count.written += 1;
    if (chunk.length < chunkCharacters) continue;
    progress(count.written, event);
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Tells how far it is: in place on a terminal, now and then elsewhere. */
function progressOf(population: Population, output: Writable): (written: number, event: ClewEvent | null) => void {
  const isTerminal = 'isTTY' in output && output.isTTY === true;
  const every = isTerminal ? 200 : 5000;
  let last = performance.now();
  return (written, event) => {
    const number = written.toLocaleString('en-GB');
    if (event === null) {
      const { people } = population.options;
      output.write(`${isTerminal ? '\r' : ''}generated ${number} events of ${people.toLocaleString('en-GB')} people\n`);
      return;
    }
    if (performance.now() - last < every) return;
    last = performance.now();
    output.write(
      `${isTerminal ? '\r' : ''}generated ${number} events, up to ${event.time.slice(0, 10)}${isTerminal ? ' ' : '\n'}`,
    );
  };
}
