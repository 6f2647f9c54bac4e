// `npm run attack`: publishes a synthetic workforce by a method, sets every attacker on it, and says how right they were and what it cost.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { createMethod, isRefusal, type Method, methods, type Parameters } from '@clew/disclosure';
import { attackers } from './attackers/index.ts';
import { runExperiment } from './experiment.ts';
import { runFrontier } from './frontier.ts';
import { civilServiceRegistry } from './population/registry.ts';
import { peopleFor, recordStaff } from './population/staff.ts';
import { type AttackReport, formatReport, reportOf } from './report.ts';

const options = {
  method: { type: 'string' },
  parameter: { type: 'string', multiple: true },
  people: { type: 'string', default: '20000' },
  releases: { type: 'string', default: '20' },
  seed: { type: 'string', default: '1' },
  targets: { type: 'string' },
  frontier: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

export interface Settings {
  readonly method: string;
  readonly parameters: Parameters;
  readonly people: number;
  readonly releases: number;
  readonly seed: number;
  readonly targetsPerStratum: number;
  readonly frontier: string | null;
  readonly json: boolean;
}

interface Mistake {
  /** The parameter that a method refuses. */
  readonly field?: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Streams {
  readonly output: Writable;
  readonly error: Writable;
}

/** Runs the command. Gives the exit code: 0 done, 2 a mistake in what was asked, told with its remedy. */
export async function runAttackCommand(words: readonly string[], streams: Streams): Promise<number> {
  const read = readSettings(words);
  if (read === 'help') {
    streams.output.write(usage());
    return 0;
  }
  const outcome = 'message' in read ? read : await run(read, streams);
  if (outcome === null) return 0;
  const field = outcome.field === undefined ? '' : `${outcome.field}: `;
  streams.error.write(`attack: ${field}${outcome.message}\n  ${outcome.remedy}\n`);
  return 2;
}

async function run(settings: Settings, { output, error }: Streams): Promise<Mistake | null> {
  const method = createMethod(settings.method, settings.parameters);
  if (isRefusal(method)) return method;
  const started = Date.now();
  const say = (text: string) => error.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}\n`);
  say(`living the careers of ${peopleFor(settings.people).toLocaleString('en-GB')} people`);
  const staff = recordStaff({ staffInPost: settings.people, seed: settings.seed }, (done, of) =>
    say(`${done.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')} careers`),
  );
  const attack = async (each: Method) => {
    const experiment = await runExperiment({ ...settings, method: each, staff, onProgress: say });
    return isRefusal(experiment) ? experiment : reportOf(experiment, civilServiceRegistry(staff), settings.seed);
  };
  if (settings.frontier !== null) {
    return await runFrontier({ ...settings, file: settings.frontier, attack, output });
  }
  const report = await attack(method);
  if (isRefusal(report)) return report;
  print(report, settings.json, output);
  return null;
}

function print(report: AttackReport, json: boolean, output: Writable): void {
  output.write(json ? `${JSON.stringify(report)}\n` : formatReport(report));
}

function readSettings(words: readonly string[]): Settings | Mistake | 'help' {
  const outcome = parse(words);
  if ('message' in outcome) return outcome;
  const parsed = outcome.values;
  if (parsed.help) return 'help';
  const numbers = {
    people: whole(parsed.people, 'people', 500, 1_000_000),
    releases: whole(parsed.releases, 'releases', 1, 40),
    seed: whole(parsed.seed, 'seed', 0, 2 ** 31),
  };
  for (const number of Object.values(numbers)) if (typeof number !== 'number') return number;
  const [people, releases, seed] = Object.values(numbers) as [number, number, number];
  const targets = whole(parsed.targets ?? String(Math.min(20_000, Math.ceil(people / 4))), 'targets', 10, 200_000);
  if (typeof targets !== 'number') return targets;
  const { method = 'clew', json, frontier = null } = parsed;
  const parameters = parametersOf(method, parsed.parameter ?? []);
  if ('message' in parameters) return parameters as Mistake;
  if (frontier !== null && (parsed.method !== undefined || parsed.parameter !== undefined)) {
    return { message: '--frontier runs every method.', remedy: 'Leave out --method and --parameter.' };
  }
  if (frontier !== null && !(frontier.endsWith('.svg') && existsSync(dirname(frontier)))) {
    return { message: '--frontier takes an .svg file in a folder that exists.', remedy: 'Make the folder first.' };
  }
  return {
    method,
    parameters: parameters as Parameters,
    people,
    releases,
    seed,
    targetsPerStratum: targets,
    frontier,
    json,
  };
}

type Parsed = ReturnType<typeof parseArgs<{ options: typeof options }>>['values'];

function parse(words: readonly string[]): { readonly values: Parsed } | Mistake {
  try {
    return parseArgs({ args: words.reduce(joinNegative, []), options, strict: true });
  } catch (fault) {
    const message = fault instanceof Error ? (fault.message.split('\n')[0] ?? '') : 'unreadable options';
    return { message, remedy: 'See npm run attack -- --help.' };
  }
}

/** `--people -5` is a value that is out of bounds, which `parseArgs` would take for another option. */
function joinNegative(read: readonly string[], word: string): string[] {
  const before = read.at(-1) ?? '';
  const isValue = /^-\d/.test(word) && /^--[a-z]+$/.test(before);
  return isValue ? [...read.slice(0, -1), `${before}=${word}`] : [...read, word];
}

function whole(text: string, name: string, least: number, most: number): number | Mistake {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  return {
    message: `--${name} is not a whole number within bounds.`,
    remedy: `Take a whole number from ${least.toLocaleString('en-GB')} to ${most.toLocaleString('en-GB')}.`,
  };
}

/** `name=value`, each once, and of the type that the method declares. What the values may be is the method's to say. */
function parametersOf(methodName: string, given: readonly string[]): Parameters | Mistake {
  // A method that does not exist is told of when it is made.
  const declared = methods.find((each) => each.name === methodName)?.parameters;
  if (declared === undefined) return {};
  const known = Object.keys(declared).join(', ');
  const takes = known === '' ? 'The method takes none.' : `It takes: ${known}.`;
  const parameters = new Map<string, number | string | boolean>();
  for (const each of given) {
    const [name = '', value] = each.split(/=(.*)/s, 2);
    const declaration = declared[name];
    if (value === undefined || declaration === undefined) {
      return { message: `--parameter takes name=value of a parameter of ${methodName}.`, remedy: takes };
    }
    if (parameters.has(name)) {
      return { message: `--parameter gives ${name} twice.`, remedy: 'Give each parameter once.' };
    }
    parameters.set(name, valueOfType(typeof declaration.default, value));
  }
  return Object.fromEntries(parameters);
}

/** What cannot be read as the type stays text, which the method refuses by the parameter's name. */
function valueOfType(type: string, value: string): number | string | boolean {
  if (type === 'number' && /^[-+.\d]/.test(value)) return Number(value);
  return type === 'boolean' && (value === 'true' || value === 'false') ? value === 'true' : value;
}

export function usage(): string {
  const line = (name: string, about: string) => `  ${name.padEnd(22)} ${about}`;
  return `npm run attack -- [--method NAME] [--parameter NAME=VALUE ...] [--people N] [--releases N] [--seed N] [--targets N] [--json]
npm run attack -- --frontier FILE.svg [--people N] [--releases N] [--seed N] [--targets N] [--json]
npm run attack -- --help

Publishes the registered tables of a synthetic workforce of about N people (20,000) at the ends of N quarters (20), by one method, and sets
every attacker on it. Whether a target is of low or of high background is decided by a coin, so that guessing is right half of the time.
--targets says how many are drawn of those who stay and of those who move, each. --json ends with one object on one line.
--frontier runs every method at several parameters, and draws risk against what is published and how exactly, with the table beside it; figures of
a run that was broken off are taken up again. 550,000 people take some minutes for each method.

Methods, and their parameters:
${methods.map((each) => line(each.name, `${each.about}${describeParameters(each.parameters)}`)).join('\n')}

Attackers:
${attackers.map((each) => line(each.name, each.about)).join('\n')}
${line('composed', 'Learns from other targets how much each attacker is worth, and weighs them')}
`;
}

function describeParameters(parameters: Readonly<Record<string, { readonly default: unknown }>>): string {
  const names = Object.entries(parameters).map(([name, each]) => `${name}=${each.default}`);
  return names.length === 0 ? '' : ` [${names.join(' ')}]`;
}
