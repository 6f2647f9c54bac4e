// clew receipt: what became of an event, from the door to the career.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions } from '../options.ts';

export function registerReceipt(program: Command): void {
  addSharedOptions(
    program
      .command('receipt')
      .description(
        'tell what became of an event: accepted, recorded, projected (and what it changed), parked or refused',
      )
      .argument('<id>', 'the id of the event, a ULID'),
  )
    .addHelpText(
      'after',
      `
Ends with code 2 where no such event is known.

Examples:
  $ npm run -s clew -- receipt 01JQ5V7M8N9P0Q1R2S3T4V5W6X`,
    )
    .action(async (id: string, options: SharedOptions) => {
      const { showReceipt } = await import('../receipt.ts');
      await showReceipt(id, options);
    });
}
