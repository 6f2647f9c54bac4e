// clew parked: what the projector could not apply, and what an operator does about it.
import { type Command, Option } from 'commander';
import { addSharedOptions, type SharedOptions, wholeNumber } from '../options.ts';

interface ListOptions extends SharedOptions {
  readonly state: 'open' | 'resolved' | 'all';
  readonly code?: string;
  readonly limit: number;
}

interface DiscardOptions extends SharedOptions {
  readonly reason: string;
}

const examples = `
A parked record is named topic/partition/offset. Later events of the same person wait behind it, in order.

Examples:
  $ npm run -s clew -- parked list
  $ npm run -s clew -- parked show career.events.v1/7/1042
  $ npm run -s clew -- parked retry career.events.v1/7/1042
  $ npm run -s clew -- parked discard career.events.v1/7/1042 --reason "sent twice by mistake"`;

export function registerParked(program: Command): void {
  const parked = program.command('parked').description('records that could not be applied: list, show, retry, discard');
  parked.addHelpText('after', examples);
  registerList(parked);
  addSharedOptions(
    parked.command('show').description('show one record whole; it may hold personal data').argument('<name>'),
  ).action(async (name: string, options: SharedOptions) => {
    const { showParked } = await import('../parked.ts');
    await showParked(name, options);
  });
  addSharedOptions(
    parked.command('retry').description('try it again, and what waits behind it').argument('<name>'),
  ).action(async (name: string, options: SharedOptions) => {
    const { retryParked } = await import('../parked.ts');
    await retryParked(name, options);
  });
  addSharedOptions(
    parked
      .command('discard')
      .description('leave it out for good; what waits behind it goes on')
      .argument('<name>')
      .requiredOption('--reason <text>', 'why; kept with the record, so name no person'),
  ).action(async (name: string, options: DiscardOptions) => {
    const { discardParked } = await import('../parked.ts');
    await discardParked(name, options);
  });
}

function registerList(parked: Command): void {
  const state = new Option('--state <state>', 'which records').choices(['open', 'resolved', 'all']).default('open');
  addSharedOptions(
    parked
      .command('list')
      .description('list parked records in the order of the log')
      .addOption(state)
      .option('--code <code>', 'only those with this code')
      .option('--limit <n>', 'how many at most', wholeNumber(1, 10_000), 100),
  ).action(async (options: ListOptions) => {
    const { listParked } = await import('../parked.ts');
    await listParked(options);
  });
}
