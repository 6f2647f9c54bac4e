// clew dev: everything on this machine, until Ctrl-C.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions } from '../options.ts';

interface DevOptions extends SharedOptions {
  readonly kafka?: true;
}

export function registerDev(program: Command): void {
  addSharedOptions(
    program
      .command('dev')
      .description('start the database, the log and every service on this machine, and keep them running until Ctrl-C')
      .option('--kafka', 'use a real Kafka broker: KAFKA_BROKERS, or one on this machine (Java 17 or later)'),
  )
    .addHelpText(
      'after',
      `
Other commands find what is running here and use it.
With --json the object {home, services: {name: url}} is printed when all services are ready.

Examples:
  $ npm run dev
  $ npm run dev -- --kafka
  $ DATABASE_URL=postgresql://clew:secret@db:5432/clew npm run dev`,
    )
    .action(async (options: DevOptions) => {
      const { runDev } = await import('../dev.ts');
      await runDev(options);
    });
}
