// clew rebuild: every career anew from the log, compared, then switched.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions } from '../options.ts';

interface RebuildOptions extends SharedOptions {
  readonly acceptDifference?: true;
}

export function registerRebuild(program: Command): void {
  addSharedOptions(
    program
      .command('rebuild')
      .description('build every career anew from the log in a shadow schema, compare, and switch where they agree')
      .option('--accept-difference', 'switch even where they differ, as they must after a change of the career rules'),
  )
    .addHelpText(
      'after',
      `
The live careers stay readable throughout. Where the digests differ nothing is switched, and the command ends with code 1.

Examples:
  $ npm run -s clew -- rebuild
  $ npm run -s clew -- rebuild --json | jq .identical`,
    )
    .action(async (options: RebuildOptions) => {
      const { runRebuild } = await import('../rebuild.ts');
      await runRebuild(options);
    });
}
