// clew demo: the whole system at work on a small synthetic Civil Service, or on the real ministers.
import type { Command } from 'commander';
import { addSharedOptions, type SharedOptions, wholeNumber } from '../options.ts';

export interface DemoOptions extends SharedOptions {
  readonly once?: true;
  readonly people: number;
  readonly years: number;
  readonly seed: string;
  readonly effects?: string;
  readonly kafka?: true;
  readonly ifg?: string;
}

export function registerDemo(program: Command): void {
  addSharedOptions(
    program
      .command('demo')
      .description('show the whole system at work: generate, number, publish, project, answer')
      .option('--once', 'end after the report; otherwise the services stay up until Ctrl-C')
      .option('--people <n>', 'how many synthetic people', wholeNumber(1, 1_000_000), 5_000)
      .option('--years <n>', 'how many years', wholeNumber(1, 40), 10)
      .option('--seed <text>', 'the same seed gives the same population', '1')
      .option('--effects <file>', 'planted effects as JSON; see clew generate --help')
      .option('--kafka', 'use a real Kafka broker: KAFKA_BROKERS, or one on this machine (Java 17 or later)')
      .option('--ifg <dir>', "the real careers of the Institute for Government's Ministers Database instead"),
  )
    .addHelpText(
      'after',
      `
The demo keeps to itself: its state is in the home's "demo" folder and begins empty each time. The people are made up.

Examples:
  $ npm run demo
  $ npm run demo -- --once --people 2000 --seed 7
  $ npm run demo -- --once --kafka
  $ npm run demo -- --once --ifg ../shared/data/ifg
  $ npm run -s demo -- --once --json | jq .rates`,
    )
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('../demo.ts');
      await runDemo(options);
    });
}
