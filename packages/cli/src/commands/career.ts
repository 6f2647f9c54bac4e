// clew career: one person's spells, moves, episodes and findings.
import type { Command } from 'commander';
import { addSharedOptions, instant, type SharedOptions } from '../options.ts';

interface CareerOptions extends SharedOptions {
  readonly knownAt?: string;
}

export function registerCareer(program: Command): void {
  addSharedOptions(
    program
      .command('career')
      .description("show one person's spells, moves, episodes and findings")
      .argument('<staff-number>', 'in any spelling: K4T-9WM-2H7K, k4t9wm2h7k')
      .option('--known-at <instant>', 'as it was known then: a date (its end), or an instant with its zone', instant),
  )
    .addHelpText(
      'after',
      `
For operators on the machine that holds the database: what is shown is personal data.

Examples:
  $ npm run -s clew -- career K4T-9WM-2H7K
  $ npm run -s clew -- career K4T-9WM-2H7K --known-at 2024-03-31
  $ npm run -s clew -- career K4T-9WM-2H7K --json | jq .career.moves`,
    )
    .action(async (staffNumber: string, options: CareerOptions) => {
      const { showCareer } = await import('../career.ts');
      await showCareer(staffNumber, options);
    });
}
