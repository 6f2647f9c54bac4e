// The commands put together. Each loads what it needs only when it runs, so that `clew --help` is quick.
import { Command, CommanderError } from 'commander';
import { registerCareer } from './commands/career.ts';
import { registerDemo } from './commands/demo.ts';
import { registerDev } from './commands/dev.ts';
import { registerGenerate } from './commands/generate.ts';
import { registerImport } from './commands/import.ts';
import { registerMeasure } from './commands/measure.ts';
import { registerParked } from './commands/parked.ts';
import { registerPublish } from './commands/publish.ts';
import { registerRebuild } from './commands/rebuild.ts';
import { registerReceipt } from './commands/receipt.ts';
import { registerStaffNumbers } from './commands/staff-numbers.ts';
import { registerStatistics } from './commands/statistics.ts';
import { registerTopics } from './commands/topics.ts';
import { exitCodes } from './failure.ts';

const afterHelp = `
Exit codes: 0 done, 1 fault, 2 refused (the input or the command is wrong), 130 stopped.
Results go to standard output, progress and messages to standard error; --json gives one object.

Environment: DATABASE_URL and KAFKA_BROKERS name a PostgreSQL and a Kafka to use instead of the embedded defaults;
CLEW_HOME is where the embedded state lives; CLEW_DEBUG=1 shows where an error came from.

Examples:
  $ npm run demo                                       the whole system at work
  $ npm run dev                                        start everything, and keep it running
  $ npm run -s clew -- staff-numbers joiners.csv       find or issue the staff numbers of people
  $ npm run -s clew -- publish events.ndjson           publish a department's events
  $ npm run -s clew -- career K4T-9WM-2H7K             one person's spells, moves and findings
  $ npm run -s clew -- measure promotions --by grade   promotions per 100 person-years
  $ npm run -s clew -- statistics --help               survival, models, sequences on a CSV of your own`;

/** Builds the program. */
export function buildProgram(): Command {
  const program = new Command('clew')
    .description('Clew: a ledger of Civil Service careers, keyed by one staff number for life.')
    .addHelpText('after', afterHelp)
    .showHelpAfterError('Run it with --help to see what it takes.')
    .exitOverride();
  const registrations = [
    registerDemo,
    registerDev,
    registerStaffNumbers,
    registerPublish,
    registerReceipt,
    registerImport,
    registerGenerate,
    registerMeasure,
    registerStatistics,
    registerCareer,
    registerParked,
    registerRebuild,
    registerTopics,
  ];
  for (const register of registrations) register(program);
  for (const command of everyCommand(program))
    command.exitOverride().showHelpAfterError('Run it with --help to see what it takes.');
  return program;
}

function everyCommand(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...everyCommand(each)]);
}

/** Runs the command line and gives the exit code. Throws what the commands throw; see `failure.ts`. */
export async function runProgram(parameters: readonly string[]): Promise<number> {
  const program = buildProgram();
  if (parameters.length === 0) {
    program.outputHelp();
    return exitCodes.done;
  }
  process.exitCode = undefined;
  try {
    await program.parseAsync(parameters, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : exitCodes.done;
  } catch (failure) {
    if (failure instanceof CommanderError) return failure.exitCode === 0 ? exitCodes.done : exitCodes.refused;
    throw failure;
  }
}
