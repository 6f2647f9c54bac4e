// Runs one bench of the ledger from the command line.
import { parseArgs } from 'node:util';
import { ledgerBenches } from './index.ts';

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
const bench = ledgerBenches.find((each) => each.name === positionals[0]);
if (bench === undefined || values.help) {
  const names = ledgerBenches.map(({ name, about }) => `  ${name.padEnd(30)} ${about}`).join('\n');
  process.stderr.write(
    `run.ts NAME [--people N] [--years N] [--batch RECORDS] [--remembered EVENTS] [--projectors N] [--json]\n\n${names}\n`,
  );
  process.exit(values.help ? 0 : 2);
}
const result = await bench.run({
  ...(values.people === undefined ? {} : { people: Number(values.people) }),
  ...(values.years === undefined ? {} : { years: Number(values.years) }),
  ...(values.batch === undefined ? {} : { batchRecords: Number(values.batch) }),
  ...(values.remembered === undefined ? {} : { rememberedEvents: Number(values.remembered) }),
  ...(values.projectors === undefined ? {} : { projectors: Number(values.projectors) }),
  ...(values.json ? {} : { onProgress: (text) => process.stderr.write(`${text}\n`) }),
});
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
