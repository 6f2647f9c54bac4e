// clew measure: a declared question over a snapshot of the careers.
import { type Command, InvalidArgumentError } from 'commander';
import { addSharedOptions, commaList, type SharedOptions } from '../options.ts';

export interface MeasureOptions extends SharedOptions {
  readonly by?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly asOf?: string;
  readonly snapshot?: string;
  readonly csv?: true;
  readonly unprotected?: true;
  readonly list?: true;
}

function condition(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const [, name, code] = /^([\w-]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || code === undefined) throw new InvalidArgumentError('Write it as grade=HEO.');
  return { ...before, [name]: code };
}

export function registerMeasure(program: Command): void {
  addSharedOptions(
    program
      .command('measure')
      .description(
        'answer a declared question over the careers: promotions, exits, headcount, moves between regions, ...',
      )
      .argument('[name]', 'the measure; see --list')
      .option('--list', 'list the measures, or describe the named one')
      .option('--by <breakdowns>', 'break down by these, with commas between: grade,seb', commaList)
      .option('--from <date>', "the period's first day")
      .option('--to <date>', 'the first day after the period')
      .option('--at <date>', 'the day of a headcount')
      .option('--where <breakdown=code>', 'only these; may be given several times', condition)
      .option('--as-of <date>', 'the last day of the snapshot (default: today)')
      .option('--snapshot <id>', 'a snapshot that is there already')
      .option('--csv', 'print CSV')
      .option('--unprotected', 'exact figures, for operators; not for publication'),
  )
    .addHelpText(
      'after',
      `
Without dates the period is the last whole financial year. Figures are protected (a threshold of 10 people, counts rounded
to 5) unless --unprotected is given. A snapshot of the ledger is made where none fits, and kept in the home.

Examples:
  $ npm run -s clew -- measure --list
  $ npm run -s clew -- measure promotions --by grade,seb --from 2018-04-01 --to 2023-04-01
  $ npm run -s clew -- measure exits --by seb --where region=london --csv > exits.csv
  $ npm run -s clew -- measure headcount --by department --at 2023-03-31 --json`,
    )
    .action(async (name: string | undefined, options: MeasureOptions) => {
      const { runMeasureOfCommand } = await import('../measure.ts');
      await runMeasureOfCommand(name, options);
    });
}
