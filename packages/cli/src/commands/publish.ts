// clew publish: a department's file, NDJSON or CSV, through the gateway.
import { type Command, Option } from 'commander';
import { addSharedOptions, type SharedOptions, wholeNumber } from '../options.ts';

export interface PublishOptions extends SharedOptions {
  readonly gateway?: string;
  readonly source?: string;
  readonly credential?: string;
  readonly type?: string;
  readonly format?: 'ndjson' | 'csv';
  readonly rejects?: string;
  readonly wait?: true;
  readonly patience?: number;
}

export function registerPublish(program: Command): void {
  addSharedOptions(
    program
      .command('publish')
      .description("publish a department's events from a file: CloudEvents as NDJSON, or CSV with a row for each event")
      .argument('<file>', 'FILE.ndjson or FILE.csv')
      .option('--gateway <url>', 'the gateway (default: the one that runs here, else one is started for the command)')
      .option('--source <source>', '/departments/{department}/systems/{system}; needed for CSV')
      .addOption(new Option('--credential <token>', "the department's bearer token").env('CLEW_CREDENTIAL'))
      .option('--type <name>', 'the event type of every row, such as hired')
      .addOption(new Option('--format <format>', "where the file's name does not tell").choices(['ndjson', 'csv']))
      .option('--rejects <file>', 'write refused rows there, with the reasons')
      .option('--wait', 'wait until the careers know the events')
      .option('--patience <seconds>', 'how long to wait for a gateway that does not answer', wholeNumber(0, 86_400)),
  )
    .addHelpText(
      'after',
      `
Everything is checked before it is sent. Sending a file again is safe: events that are known are recognised.
Ends with code 2 where some rows were refused (the others are published), 1 where the gateway cannot be reached.
See docs/how-to/publish-events.md.

Examples:
  $ npm run -s clew -- publish events.ndjson --wait
  $ npm run -s clew -- publish hires.csv --type hired --source /departments/hm-treasury/systems/oracle
  $ npm run -s clew -- publish events.ndjson --gateway https://clew.example:8443 --rejects mend-me.ndjson`,
    )
    .action(async (file: string, options: PublishOptions) => {
      const { publishOfCommand } = await import('../publish.ts');
      await publishOfCommand(file, options);
    });
}
