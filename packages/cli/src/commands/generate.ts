// clew generate: a synthetic Civil Service as a file of events, with its declared truth, or compared with the official tables.
import { type Command, InvalidArgumentError, Option } from 'commander';
import { addSharedOptions, type SharedOptions, wholeNumber } from '../options.ts';

export interface GenerateOptions extends SharedOptions {
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly effects?: string;
  readonly out?: string;
  readonly truth?: string;
  readonly endDate?: string;
  readonly order?: 'time' | 'person';
  readonly check?: string;
  readonly publish?: true;
}

function date(text: string): string {
  const parsed = new Date(`${text}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && exists) return text;
  throw new InvalidArgumentError('Give a date that exists, as 2023-03-31.');
}

export function registerGenerate(program: Command): void {
  addSharedOptions(
    program
      .command('generate')
      .description('generate a synthetic Civil Service: events as NDJSON, and the declared truth beside them')
      .option('--people <n>', 'how many people', wholeNumber(1, 100_000_000), 5_000)
      .option('--years <n>', 'how many years', wholeNumber(1, 40), 10)
      .option('--seed <text>', 'the same seed gives the same bytes', '1')
      .option('--effects <file>', 'planted effects as JSON')
      .option('--end-date <date>', 'the last day (default: 2023-03-31)', date)
      .addOption(
        new Option('--order <order>', 'interleaved in time, or one person after another').choices(['time', 'person']),
      )
      .option('--out <file>', 'where the events go (default: standard output)')
      .option('--truth <file>', 'where the truth goes (default: beside --out)')
      .option('--check <dir>', 'compare the population with the official tables in this folder')
      .option('--publish', 'send the population through the ID service and the gateway instead of writing it'),
  )
    .addHelpText(
      'after',
      `
The people are made up, and plainly so. The stream is written in bounded memory, whatever the size.
A file is complete by itself, with staff numbers made from the seed; a running Clew refuses them, since its ID service never
issued them. To fill a running Clew use --publish: each person then gets a staff number from the ID service.

An existing file of --out is replaced when all of the new one is written. --check writes no events unless --out is given; it
shows which tables are judged, and its verdict allows for chance, so that a small population is judged mildly.

A file of effects holds ratios by group; what is not named is 1, and the label is for the reader:
  {"label": "mine", "promotion": {"socioEconomicBackground": {"high": 1.3, "low": 0.8}, "region": {"london": 1.2}}}
for promotion, exit, temporaryPromotion and expressionOfInterestSuccess, by socioEconomicBackground (high, intermediate,
low), region (london, elsewhere) and profession.

Exit codes: 1 where --check finds a calibrated table outside of what is allowed.

Examples:
  $ npm run -s clew -- generate --people 50000 --seed 7 --out events.ndjson
  $ npm run -s clew -- generate --people 1000 | head -3
  $ npm run -s clew -- generate --people 20000 --publish --truth truth.json
  $ npm run -s clew -- generate --people 50000 --check ../shared/data/civil-service-statistics-2023`,
    )
    .action(async (options: GenerateOptions) => {
      const { generateOfCommand } = await import('../generate.ts');
      await generateOfCommand(options);
    });
}
