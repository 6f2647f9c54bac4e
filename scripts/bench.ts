// npm run bench: every figure beside a reference that is measured in the same run, because these machines are noisy and only ratios hold.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { benchReplay } from '@clew/career/bench';
import { disclosureBenches } from '@clew/disclosure/bench';
import { type BenchResult, ledgerBenches, type ProjectionBenchOptions } from '@clew/ledger/bench';
import { benchPlantedRates } from '@clew/measures/bench';
import { statisticsBenches } from '@clew/statistics/bench';

interface Bench {
  readonly name: string;
  readonly about: string;
  readonly run: (options: ProjectionBenchOptions) => Promise<BenchResult>;
}

const benches: readonly Bench[] = [
  ...ledgerBenches,
  ...statisticsBenches,
  ...disclosureBenches,
  {
    name: 'planted-rates',
    about: 'The share of 95% intervals that hold the planted rate, in a population of 50,000, beside 95%',
    run: ({ people, years }) =>
      benchPlantedRates({ ...(people === undefined ? {} : { people }), ...(years === undefined ? {} : { years }) }),
  },
  {
    name: 'replay',
    about: 'The fold alone: careers of twenty events, beside JSON.parse of the same events',
    run: async ({ people }) => {
      const { careersPerSecond, referenceCareersPerSecond, ratio, ...detail } = benchReplay(people);
      return {
        name: 'replay',
        unit: 'careers/s',
        figure: careersPerSecond,
        reference: referenceCareersPerSecond,
        ratio,
        detail,
      };
    },
  },
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    people: { type: 'string' },
    years: { type: 'string' },
    batch: { type: 'string' },
    remembered: { type: 'string' },
    projectors: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function usage(): string {
  const names = benches.map(({ name, about }) => `  ${name.padEnd(30)} ${about}`).join('\n');
  return `npm run bench [-- NAME [--people N] [--years N] [--batch RECORDS] [--remembered EVENTS] [--projectors N] [--json]]

Without a name each bench runs in a process of its own, one after the other. Every figure stands beside a reference of the same run.

${names}
`;
}

function positive(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  process.stderr.write(`--${option} must be a whole number.\n`);
  return process.exit(2);
}

function optionsGiven(): ProjectionBenchOptions {
  const given = {
    people: positive(values.people, 'people'),
    years: positive(values.years, 'years'),
    batchRecords: positive(values.batch, 'batch'),
    rememberedEvents: positive(values.remembered, 'remembered'),
    projectors: positive(values.projectors, 'projectors'),
  };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...options, onProgress: (text: string) => process.stderr.write(`${text}\n`) };
}

function row({ name, unit, figure, reference, ratio, detail }: BenchResult): string {
  const more = Object.entries(detail)
    .filter(([, value]) => typeof value !== 'object')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  const number = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-GB').padStart(12);
  return `${name.padEnd(28)} ${number(figure)} ${unit.padEnd(10)} reference ${number(reference)}   ratio ${ratio.toFixed(2)}   ${more}`;
}

async function runOne(name: string): Promise<number> {
  const bench = benches.find((each) => each.name === name);
  if (bench === undefined) {
    process.stderr.write(`There is no bench ${name}.\n\n${usage()}`);
    return 2;
  }
  const result = await bench.run(optionsGiven());
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : `${row(result)}\n`);
  return 0;
}

/** A process for each: the peak memory of one must not count against the next. */
function runAll(): number {
  const failed = benches.filter(({ name }) => {
    process.stderr.write(`\n== ${name}\n`);
    const own = [...process.execArgv, import.meta.filename, name, ...process.argv.slice(2)];
    return spawnSync(process.execPath, own, { stdio: 'inherit' }).status !== 0;
  });
  for (const { name } of failed) process.stderr.write(`failed: ${name}\n`);
  return failed.length === 0 ? 0 : 1;
}

if (values.help) process.stdout.write(usage());
else process.exit(positionals[0] === undefined ? runAll() : await runOne(positionals[0]));
