// clew import: feeds that are not a department's own files.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions } from '../options.ts';

interface ImportOptions extends SharedOptions {
  readonly dir: string;
}

export function registerImport(program: Command): void {
  const group = program.command('import').description('take in a known public data set as a feed');
  addSharedOptions(
    group
      .command('ifg')
      .description("the Institute for Government's Ministers Database: every UK minister since 1979")
      .requiredOption('--dir <dir>', 'the folder of the seven CSV files'),
  )
    .addHelpText(
      'after',
      `
Each person gets a staff number from the ID service; the events go through the gateway. Ids follow from the database's
own, so a second run changes nothing. The command waits until everything is projected; every number that it prints is
counted from the careers in the database. Appointments without length are left out and named.
See docs/how-to/import-ministers.md for what becomes of what.

Examples:
  $ npm run -s clew -- import ifg --dir ../shared/data/ifg
  $ npm run -s clew -- import ifg --dir ../shared/data/ifg --json | jq .moves`,
    )
    .action(async (options: ImportOptions) => {
      const { importIfg } = await import('../import-ifg.ts');
      await importIfg(options);
    });
}
